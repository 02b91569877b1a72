/* A dialog of the browser's own: it holds the focus and gives it back. Keys of the page under it are not heard. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { useKeys } from "../keys";

/* One of a `kind` shows neither its title nor actions. */
export function Dialog({ title, close, children, actions, kind }: { title: string; close: () => void; children: ComponentChildren; actions?: ComponentChildren; kind?: string }) {
    const element = useRef<HTMLDialogElement>(null);
    useKeys([{ key: "Escape", words: "keys.close", run: close }], [close], true);
    useEffect(() => {
        const before = document.activeElement as HTMLElement | null;
        element.current?.showModal();
        return () => before?.focus?.();
    }, []);
    return (
        <dialog
            ref={element}
            class={kind ?? ""}
            aria-label={title}
            onCancel={(event) => {
                event.preventDefault();
                close();
            }}
            onClick={(event) => {
                if (event.target === element.current) close();
            }}
        >
            {kind ? children : (
                <>
                    <div class="body">
                        <h2>{title}</h2>
                        {children}
                    </div>
                    <div class="actions">
                        {actions ?? <button type="button" class="button" onClick={close}>{t("action.close")}</button>}
                    </div>
                </>
            )}
        </dialog>
    );
}
