/* Ctrl-K: go somewhere, open something by its number, or search. */
import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { get } from "../api";
import { Dialog } from "../components/dialog";
import { nameText } from "../components/marks";
import type { AlertRow, Flight } from "../contract";
import { t } from "../i18n";
import { useKeys } from "../keys";
import { go } from "../router";
import { may } from "../session";
import { nextTheme } from "../settings";
import { railPlaces } from "./places";

interface Entry {
    words: string;
    note: string;
    run: () => void;
}

function byNumber(text: string): Entry[] {
    const id = text.trim().toUpperCase();
    if (/^F\d{6}-\d+$/.test(id)) return [{ words: t("palette.flight", { id }), note: "", run: () => go(`/flights/${id}`) }];
    if (/^T\d{6}-\d+$/.test(id)) return [{ words: t("palette.traveller", { id }), note: "", run: () => go(`/travellers/${id}`) }];
    if (/^\d{1,12}$/.test(id) && may("getMessage")) return [{ words: t("palette.message", { id }), note: "", run: () => go(`/messages/${id}`) }];
    return [];
}

function places(text: string): Entry[] {
    const wanted = text.trim().toLocaleLowerCase();
    const all: Entry[] = railPlaces.filter((one) => may(one.operation))
        .map((one) => ({ words: t(one.words), note: t("palette.place"), run: () => go(one.path) }));
    if (may("listMessages")) all.push({ words: t("place.quarantine"), note: t("palette.place"), run: () => go("/messages?outcome=quarantined") });
    all.push({ words: t("place.welcome"), note: t("palette.place"), run: () => go("/welcome") });
    all.push({ words: t("keys.theme"), note: t("palette.action"), run: nextTheme });
    return all.filter((one) => one.words.toLocaleLowerCase().includes(wanted));
}

function flightEntry(flight: Flight): Entry {
    return {
        words: `${flight.carrier}${flight.number} ${flight.board}→${flight.off}`,
        note: flight.departure.local?.slice(0, 10) ?? "",
        run: () => go(`/flights/${flight.id}`),
    };
}

function alertEntry(row: AlertRow): Entry {
    return {
        words: nameText(row) || row.traveller,
        note: `${row.flight.carrier}${row.flight.number} ${row.flight.departure.local?.slice(0, 10) ?? ""}`,
        run: () => go(`/travellers/${row.traveller}`),
    };
}

/* What the server finds, asked when typing rests; what was found for other words is not shown. */
function useFound(text: string): Entry[] {
    const q = text.trim();
    const [found, setFound] = useState<{ of: string; entries: Entry[] }>({ of: "", entries: [] });
    useEffect(() => {
        if (q.length < 2) return;
        const abort = new AbortController();
        const timer = setTimeout(async () => {
            const flights = may("listFlights") ? get<{ items: Flight[] }>("/flights", { q, when: "all", limit: 6 }, abort.signal) : null;
            const alerts = may("listAlerts") ? get<{ items: AlertRow[] }>("/alerts", { q, state: "all", limit: 6 }, abort.signal) : null;
            const [some, others] = await Promise.allSettled([flights, alerts]);
            if (abort.signal.aborted) return;
            const entries = [
                ...(some.status === "fulfilled" ? (some.value?.items ?? []).map(flightEntry) : []),
                ...(others.status === "fulfilled" ? (others.value?.items ?? []).map(alertEntry) : []),
            ];
            setFound({ of: q, entries });
        }, 120);
        return () => {
            clearTimeout(timer);
            abort.abort();
        };
    }, [q]);
    return useMemo(() => (found.of === q ? found.entries : []), [found, q]);
}

export function Palette({ close }: { close: () => void }) {
    const [text, setText] = useState("");
    const [at, setAt] = useState(0);
    const id = useId();
    const list = useRef<HTMLUListElement>(null);
    const found = useFound(text);
    const entries = useMemo(() => [...byNumber(text), ...places(text), ...found], [text, found]);
    const current = Math.min(at, entries.length - 1);
    const choose = (entry: Entry | undefined) => {
        if (!entry) return;
        close();
        entry.run();
    };
    useKeys([], [], true);
    useEffect(() => list.current?.children[current]?.scrollIntoView({ block: "nearest" }), [current]);
    const key = (event: KeyboardEvent) => {
        if (event.key === "ArrowDown") setAt(Math.min(current + 1, entries.length - 1));
        else if (event.key === "ArrowUp") setAt(Math.max(current - 1, 0));
        else if (event.key === "Enter") choose(entries[current]);
        else return;
        event.preventDefault();
    };
    return (
        <Dialog title={t("palette.title")} close={close} kind="palette">
            <input type="text" role="combobox" aria-expanded="true" aria-controls={id} aria-activedescendant={entries.length > 0 ? `${id}-${current}` : undefined} aria-label={t("palette.title")} placeholder={t("palette.hint")}
                value={text} autocomplete="off" spellcheck={false} onInput={(event) => { setText(event.currentTarget.value); setAt(0); }} onKeyDown={key} />
            <ul id={id} ref={list} role="listbox" aria-label={t("palette.results")}>
                {entries.map((entry, i) => (
                    <li key={i} id={`${id}-${i}`} role="option" aria-selected={i === current} onClick={() => choose(entry)} onMouseMove={() => setAt(i)}>
                        <bdi>{entry.words}</bdi>
                        <small><bdi>{entry.note}</bdi></small>
                    </li>
                ))}
            </ul>
            <p class="hint" role="status">{entries.length === 0 ? t("palette.nothing") : t("palette.count", { count: entries.length })}</p>
        </Dialog>
    );
}
