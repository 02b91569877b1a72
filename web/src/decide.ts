/* Decisions about an alert: shown at once, confirmed by the server, undone by `u` while the foot says so. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { call, get } from "./api";
import type { AlertState, AlertSummary, Decided, DecisionCode, DecisionCodeWord, DecisionCodes, Traveller } from "./contract";
import { perform } from "./deeds";
import { say } from "./said";

export const codes = signal<DecisionCode[]>([]);

export async function loadCodes(): Promise<void> {
    if (codes.peek().length === 0) codes.value = (await get<DecisionCodes>("/decision-codes")).items;
}

export const closing = (): DecisionCode[] => codes.value.filter((one) => one.closes);
export const has = (code: DecisionCodeWord): boolean => codes.value.some((one) => one.code === code);

export interface Decidable {
    traveller: string;
    state: AlertState;
    etag: string;
}

export interface Outcome {
    code: DecisionCodeWord;
    note: string;
    /* What the foot says. */
    words: ComponentChildren;
    undone: ComponentChildren;
    /* Shows a state on the screen: the wanted, the confirmed, or the former one. */
    show: (state: AlertState, etag: string, alert: AlertSummary) => void;
}

const stateOf = (code: DecisionCodeWord, before: AlertState): AlertState => (code === "note" ? before : code);

/* What is under way about an alert, until the screen shows its outcome: what comes next is decided upon that. */
const underWay = new Map<string, Promise<string | undefined>>();

function follow(traveller: string, deed: Promise<Decided | undefined>): void {
    const etag = deed.then((decided) => decided?.alert?.etag);
    underWay.set(traveller, etag);
    void etag.then(() => setTimeout(() => {
        if (underWay.get(traveller) === etag) underWay.delete(traveller);
    }, 200));
}

export function decide(alert: Decidable, outcome: Outcome): void {
    const { traveller, state, etag } = alert;
    const body = { code: outcome.code, ...(outcome.note ? { note: outcome.note } : {}) };
    const purpose = `/alerts/${traveller}/decisions`;
    const before = underWay.get(traveller);
    const sent = perform<Decided>({
        send: async (key) => call<Decided>("POST", purpose, { body, key, etag: (await before) ?? etag }),
        done: (result) => outcome.show(result.alert?.state ?? "withdrawn", result.alert?.etag ?? etag, result.alert),
        failed: (problem) => {
            outcome.show(state, etag, null);
            if (problem.status === 412) void showAsItIs(traveller, outcome);
        },
    });
    follow(traveller, sent);
    outcome.show(stateOf(outcome.code, state), etag, null);
    say({
        text: outcome.words,
        undo: () => {
            outcome.show(state, etag, null);
            say({ text: outcome.undone });
            follow(traveller, sent.then((decided) =>
                decided && withdraw(decided.decision.id, outcome, stateOf(outcome.code, state), decided.alert?.etag ?? etag)));
        },
    });
}

/* Somebody else was first: what they decided is shown, and can be decided upon. */
async function showAsItIs(traveller: string, outcome: Outcome): Promise<void> {
    const { alert } = await get<Traveller>(`/travellers/${traveller}`).catch(() => ({ alert: null }));
    if (alert) outcome.show(alert.state, alert.etag, alert);
}

export function withdraw(decision: number, outcome: Pick<Outcome, "show">, before: AlertState, etag: string): Promise<Decided | undefined> {
    return perform<Decided>({
        send: (key) => call<Decided>("DELETE", `/decisions/${decision}`, { key }),
        done: (result) => outcome.show(result.alert?.state ?? "withdrawn", result.alert?.etag ?? etag, result.alert),
        failed: () => outcome.show(before, etag, null),
    });
}
