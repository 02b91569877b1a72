/* That two cards of a flight are one person, or two: shown at once, sent until answered. The server carries it out a moment
 * after its answer, so it is asked until it has. Undone by `u`: the later word about the same two cards holds. */
import type { ComponentChildren } from "preact";
import { call, get } from "./api";
import type { Pairing, Traveller } from "./contract";
import { perform } from "./deeds";
import { t } from "./i18n";
import { place } from "./router";
import { say } from "./said";

interface Pair {
    older: string;
    younger: string;
    words: ComponentChildren;
    undone: ComponentChildren;
    /* Shows them as one or two: the wanted, or the former. */
    show: (same: boolean) => void;
    /* Asks for what the page shows anew. */
    again: () => void;
}

/* The pauses before it is asked: a second in all. */
const pauses = [60, 140, 250, 500];

const purpose = () => ({ purpose: place.peek().query.get("purpose") });

/* Cards of one flight are numbered in the order in which they were made. */
export function byAge(one: string, other: string): { older: string; younger: string } {
    const number = (id: string) => Number(id.split("-")[1]);
    return number(one) < number(other) ? { older: one, younger: other } : { older: other, younger: one };
}

async function carriedOut(younger: string, same: boolean): Promise<boolean> {
    for (const pause of pauses) {
        await new Promise((resolve) => setTimeout(resolve, pause));
        try {
            const card = await get<Traveller>(`/travellers/${younger}`, purpose());
            if ((card.id !== younger) === same) return true;
        } catch {
            return false;
        }
    }
    return false;
}

export function pair(two: Pair, same: boolean): void {
    let wanted = same;
    const settle = async (now: boolean, undo?: () => void) => {
        const done = await carriedOut(two.younger, now);
        if (wanted !== now) return;
        if (!done) {
            two.show(!now);
            say({ text: t("said.pair-late"), ...(undo ? { undo } : {}) });
        }
        two.again();
    };
    const send = (now: boolean, undo?: () => void) =>
        perform<Pairing>({
            send: (key) => call<Pairing>("POST", `/travellers/${two.older}/pairings`, { query: purpose(), body: { other: two.younger, same: now }, key }),
            done: () => void settle(now, undo),
            failed: () => two.show(!now),
        });
    const undo = () => {
        wanted = !same;
        two.show(!same);
        say({ text: two.undone });
        void sent.then((answer) => answer && send(!same));
    };
    two.show(same);
    const sent = send(same, undo);
    say({ text: two.words, undo, under: sent });
}
