/* Decisions about an alert: shown at once, confirmed by the server, undone by `u` while the foot says so. */
import { signal } from "@preact/signals";
import { call, get } from "./api";
import type { AlertState, AlertSummary, Decided, DecisionCode, DecisionCodeWord, DecisionCodes, Traveller } from "./contract";
import { perform } from "./deeds";
import { T, word } from "./i18n";
import { say } from "./said";

export const codes = signal<DecisionCode[]>([]);

export async function loadCodes(): Promise<void> {
    if (codes.peek().length === 0) codes.value = (await get<DecisionCodes>("/decision-codes")).items;
}

export const closing = (): DecisionCode[] => codes.value.filter((one) => one.closes);
export const has = (code: DecisionCodeWord): boolean => codes.value.some((one) => one.code === code);

/* What a page offers to do about the alert that it shows. */
export type Decide = (code: DecisionCodeWord, note: string) => void;

/* Shows a state on the screen: the wanted, the confirmed, or the former one. */
export type Show = (state: AlertState, etag: string, alert: AlertSummary) => void;

interface Decidable {
    traveller: string;
    /* What the foot calls the person. */
    name: string;
    state: AlertState;
    etag: string;
}

/* What is under way about an alert, until the screen shows its outcome: what comes next is decided upon that. */
const underWay = new Map<string, Promise<string | undefined>>();

function follow(traveller: string, deed: Promise<Decided | undefined>): void {
    const etag = deed.then((decided) => decided?.alert?.etag);
    underWay.set(traveller, etag);
    void etag.then(() => setTimeout(() => {
        if (underWay.get(traveller) === etag) underWay.delete(traveller);
    }, 200));
}

/* What an alert was before something that we did about it; news that comes late may still tell of that. */
const former = new Set<string>();

export const isFormer = (traveller: string, etag: string): boolean => former.has(`${traveller} ${etag}`);

/* Done upon `etag`: the screen shows what came of it. */
function showResult({ traveller, alert }: Decided, show: Show, etag: string): void {
    if (alert && alert.etag !== etag) former.add(`${traveller} ${etag}`);
    show(alert?.state ?? "withdrawn", alert?.etag ?? etag, alert);
}

export function decide(alert: Decidable, code: DecisionCodeWord, note: string, show: Show): void {
    const { traveller, state, etag } = alert;
    const wanted = code === "note" ? state : code;
    const before = underWay.get(traveller);
    let upon = etag;
    const sent = perform<Decided>({
        send: async (key) => {
            upon = (await before) ?? etag;
            return call<Decided>("POST", `/alerts/${traveller}/decisions`, { body: { code, ...(note ? { note } : {}) }, key, etag: upon });
        },
        done: (result) => showResult(result, show, upon),
        failed: (problem) => {
            show(state, upon, null);
            if (before || problem.status === 412) void showAsItIs(traveller, show);
        },
    });
    follow(traveller, sent);
    show(wanted, etag, null);
    const name = <b><bdi>{alert.name}</bdi></b>;
    const undo = () => {
        show(state, etag, null);
        say({ text: <T k="said.undone" name={name} /> });
        follow(traveller, sent.then((decided) => decided && withdraw(decided, wanted, etag, show)));
    };
    say({ text: <T k="said.decided" name={name} decision={word("decision", code)} />, undo, under: sent });
}

/* Somebody else was first, or what was done before failed too: what holds is shown, and can be decided upon. */
async function showAsItIs(traveller: string, show: Show): Promise<void> {
    const { alert } = await get<Traveller>(`/travellers/${traveller}`).catch(() => ({ alert: null }));
    if (alert) show(alert.state, alert.etag, alert);
}

function withdraw({ decision, alert }: Decided, stands: AlertState, etagBefore: string, show: Show): Promise<Decided | undefined> {
    const etag = alert?.etag ?? etagBefore;
    return perform<Decided>({
        send: (key) => call<Decided>("DELETE", `/decisions/${decision.id}`, { key }),
        done: (result) => showResult(result, show, etag),
        failed: () => show(stands, etag, null),
    });
}
