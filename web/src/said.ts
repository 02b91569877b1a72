/* What was just done, said once at the foot of the page, with Undo while there is time. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

export interface Said {
    text: ComponentChildren;
    bad?: boolean;
    undo?: () => void;
    /* What it tells of is still on its way: the time to take it back begins when that is there. */
    under?: Promise<unknown>;
}

export const said = signal<Said | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

export function say(what: Said, seconds = what.undo || what.bad ? 8 : 5): void {
    clearTimeout(timer);
    said.value = what;
    const count = () => {
        if (said.peek() !== what) return;
        timer = setTimeout(() => {
            if (said.peek() === what) said.value = null;
        }, seconds * 1000);
    };
    if (what.under) void what.under.then(count);
    else count();
}

export function takeUndo(): (() => void) | undefined {
    const undo = said.peek()?.undo;
    if (undo) said.value = null;
    return undo;
}
