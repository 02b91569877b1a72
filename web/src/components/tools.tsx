/* What stands above a list: its tabs, its filters, and what came since it was read. What is chosen here is in the address. */
import { useRef, useState } from "preact/hooks";
import type { Direction } from "../contract";
import { useEvent } from "../events";
import { T, number, t, word, type Key } from "../i18n";
import { useKeys } from "../keys";
import type { Loaded } from "../load";
import { addressWith, place, setQuery } from "../router";
import { KeyCap } from "./marks";

/* The one that is chosen says how many rows it has. */
export function Tab({ query, words, on, total }: { query: Record<string, string | null>; words: string; on: boolean; total?: number | undefined }) {
    return (
        <a class="tab" href={addressWith({ ...query, at: null })} {...(on ? { "aria-current": "page" as const } : {})}>
            {words}{on && total !== undefined ? <span>{number(total)}</span> : null}
        </a>
    );
}

export function Filter<C extends string>({ name, any, codes, say }: { name: string; any: string; codes: readonly C[]; say: (code: C) => string }) {
    const value = place.value.query.get(name) ?? "";
    return (
        <select aria-label={any} class={value ? "set" : ""} value={value} onChange={(event) => setQuery({ [name]: event.currentTarget.value, at: null })}>
            <option value="">{any}</option>
            {codes.map((code) => <option key={code} value={code}>{say(code)}</option>)}
        </select>
    );
}

const directions: Direction[] = ["inbound", "outbound", "transit", "domestic"];

export function DirectionFilter() {
    return <Filter name="direction" any={t("filter.direction")} codes={directions} say={(code) => word("direction", code)} />;
}

export function Search({ words }: { words: string }) {
    const input = useRef<HTMLInputElement>(null);
    useKeys([{ key: "/", words: "keys.filter", run: () => input.current?.focus(), foot: true }], []);
    return (
        <input ref={input} type="search" class="input filter-text" aria-label={words} placeholder={words} value={place.value.query.get("q") ?? ""}
            onInput={(event) => setQuery({ q: event.currentTarget.value.slice(0, 60), at: null })}
            onKeyDown={(event) => { if (event.key === "Escape" || event.key === "Enter") event.currentTarget.blur(); }} />
    );
}

/* What came since the list was read; after a gap in the stream it is read anew by itself. */
export function useFresh(list: Pick<Loaded<unknown>, "again" | "refresh">) {
    const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
    useEvent("reset", list.refresh, []);
    const show = () => {
        setIds(new Set());
        list.again();
    };
    return { count: ids.size, add: (id: string) => setIds((before) => new Set(before).add(id)), show };
}

/* Nothing moves under the cursor: news waits in a line of its own until somebody presses n. */
export function NewsLine({ k, count, show }: { k: Key; count: number; show: () => void }) {
    useKeys(count > 0 ? [{ key: "n", words: "keys.news", run: show, foot: true }] : [], [count]);
    return (
        <div role="status" class="news-place">
            {count > 0 ? <button type="button" class="news" onClick={show}><T k={k} count={count} key_n={<KeyCap k="n" />} /></button> : null}
        </div>
    );
}
