/* A value that leads to its bytes: a button that opens them beside the page. */
import type { ComponentChildren } from "preact";
import type { Value } from "../contract";
import { t, type Key } from "../i18n";
import { place, setQuery } from "../router";
import { Absent, Masked } from "./marks";

export interface Bytes {
    message: number;
    begin: number;
    size: number;
}

/* In the address: bytes=MESSAGE.BEGIN.SIZE */
export function bytesOf(text: string | null): Bytes | null {
    const found = /^(\d{1,16})\.(\d{1,10})\.(\d{1,7})$/.exec(text ?? "");
    return found ? { message: Number(found[1]), begin: Number(found[2]), size: Number(found[3]) } : null;
}

export function bytesText(bytes: Bytes): string {
    return `${bytes.message}.${bytes.begin}.${bytes.size}`;
}

/* The button that was pressed last gets the focus back. */
let pressed: HTMLElement | null = null;

export function closeBytes(): void {
    setQuery({ bytes: null });
    pressed?.focus();
    pressed = null;
}

interface Located {
    masked?: boolean;
    text?: string;
    message?: number;
    begin?: number;
    size?: number;
}

export function Said({ value, absent = "value.absent", children, code = true }: { value: Value | Located | undefined; absent?: Key; children?: ComponentChildren; code?: boolean }) {
    if (!value) return <Absent k={absent} />;
    if (value.masked) return <Masked />;
    /* A date and a time are told apart by a space. */
    const shown = children ?? value.text?.replace(/^(\d{4}-\d\d-\d\d)T(?=\d\d:\d\d)/, "$1 ");
    if (value.message === undefined || value.begin === undefined) return <bdi class={code ? "code" : ""}>{shown}</bdi>;
    const bytes = bytesText({ message: value.message, begin: value.begin, size: value.size ?? 0 });
    const lit = place.value.query.get("bytes") === bytes;
    const press = (event: MouseEvent) => {
        pressed = event.currentTarget as HTMLElement;
        setQuery({ bytes: lit ? null : bytes });
    };
    return (
        <button type="button" class={`byte ${code ? "code" : ""}`} aria-pressed={lit} title={t("value.show-bytes", { message: String(value.message) })} onClick={press}>
            <bdi>{shown}</bdi>
        </button>
    );
}
