/* Where files are chosen or dropped. */
import type { ComponentChildren, RefObject } from "preact";
import { useState } from "preact/hooks";
import { t } from "../i18n";

interface ZoneProps {
    title: string;
    what: string;
    after: string;
    busy: boolean;
    take: (files: File[]) => void;
    input: RefObject<HTMLInputElement | null>;
    /* Behind the words of the button. */
    cap?: ComponentChildren;
    /* There is a file already: the one filled button is another. */
    chosen?: boolean;
    /* One file, not several. */
    single?: boolean;
    /* Beside the button. */
    children: ComponentChildren;
}

export function Zone({ title, what, after, busy, take, input, cap, chosen, single, children }: ZoneProps) {
    const [over, setOver] = useState(false);
    const choose = t(single ? "keys.choose-file" : "load.choose");
    const given = (files: FileList | null | undefined) => {
        if (files && files.length > 0) take([...files]);
    };
    return (
        <section class={over ? "zone over" : "zone"} aria-busy={busy}
            onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
            onDrop={(event) => { event.preventDefault(); setOver(false); given(event.dataTransfer?.files); }}>
            <h2>{title}</h2>
            <p class="quiet">{what}</p>
            <p class="line">
                <button type="button" class={chosen ? "button" : "button main-action"} disabled={busy} onClick={() => input.current?.click()}>{busy ? t("load.reading") : choose}{cap}</button>
                {children}
            </p>
            <p class="quiet">{after}</p>
            <input ref={input} type="file" multiple={!single} hidden aria-label={choose} onChange={(event) => {
                given(event.currentTarget.files);
                event.currentTarget.value = "";
            }} />
        </section>
    );
}
