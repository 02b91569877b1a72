/* Keys. Whatever is on the screen says which keys it takes; the latest that is mounted goes first, but under
 * an open dialog nothing hears. The list is what `?` shows and what the foot shows. */
import { signal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import type { Key } from "./i18n";
import { letterKeys } from "./settings";

export interface Binding {
    key: string;
    words: Key;
    run: () => void;
    /* Shown at the foot of the page. */
    foot?: boolean;
}

interface Layer {
    bindings: Binding[];
    /* A dialog: nothing under it hears a key. */
    modal: boolean;
}

export const layers = signal<Layer[]>([]);

export function useKeys(bindings: Binding[], on: readonly unknown[], modal = false): void {
    /* Before the next key: who types c and 1 in one breath means both. */
    useLayoutEffect(() => {
        const layer = { bindings, modal };
        const all = layers.peek();
        /* What changes under a dialog stays under it. */
        const place = modal ? -1 : all.findIndex((one) => one.modal);
        layers.value = place < 0 ? [...all, layer] : [...all.slice(0, place), layer, ...all.slice(place)];
        return () => {
            layers.value = layers.peek().filter((one) => one !== layer);
        };
    }, on);
}

/* On a keyboard of another script the letter is taken from the place of the key: Cyrillic о is on J. */
function keyOf(event: KeyboardEvent): string {
    let key = event.key;
    if (key.length === 1 && key.charCodeAt(0) > 127 && event.code.startsWith("Key")) {
        key = event.code.slice(3);
        if (!event.shiftKey) key = key.toLowerCase();
    }
    return event.ctrlKey || event.metaKey ? `Ctrl ${key.toLowerCase()}` : key;
}

function typing(target: EventTarget | null): boolean {
    if (target instanceof HTMLInputElement && target.type === "checkbox") return false;
    return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/* Enter and Space belong to the button or link that has the focus. */
function belongsToTarget(key: string, target: EventTarget | null): boolean {
    if (typing(target)) return key !== "Escape" && !key.startsWith("Ctrl ");
    return (key === "Enter" || key === " ") && target instanceof Element && target.closest("button, a, summary") !== null;
}

function find(key: string): Binding | undefined {
    const all = layers.peek();
    for (let i = all.length - 1; i >= 0; i--) {
        const layer = all[i]!;
        const found = layer.bindings.find((one) => one.key === key);
        if (found) return found;
        if (layer.modal) return undefined;
    }
    return undefined;
}

function heard(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey || event.isComposing) return;
    const key = keyOf(event);
    if (belongsToTarget(key, event.target)) return;
    if (key.length === 1 && letterKeys.value === "off") return;
    const binding = find(key);
    if (!binding) return;
    event.preventDefault();
    binding.run();
}

export function startKeys(): void {
    document.addEventListener("keydown", heard);
}

const signs: Record<string, string> = { Enter: "↵", Escape: "Esc", ArrowDown: "↓", ArrowUp: "↑", "Ctrl k": "Ctrl K" };

export function keySign(key: string): string {
    return signs[key] ?? key;
}
