/* Reading for a page: what it shows, that it is being read, or why it cannot be. The last answer stays on the
 * screen while a new one is asked for. */
import { useEffect, useRef, useState } from "preact/hooks";
import { get, problemOf, type Ask, type Problem } from "./api";
import { isOpen } from "./session";

export interface Loaded<T> {
    data: T | undefined;
    problem: Problem | undefined;
    /* Nothing to show yet, and it takes longer than one notices. */
    slow: boolean;
    again: () => void;
    /* The same because of news, not because of a person. */
    refresh: () => void;
    /* The same for a purpose: what is over is shown for one alone. */
    state: (purpose: string) => void;
    set: (change: (data: T) => T) => void;
}

interface State<T> {
    of: string;
    data: T | undefined;
    problem: Problem | undefined;
}

const noticed = 200;

export function useLoad<T>(path: string | null, given?: Ask["query"], keep = false): Loaded<T> {
    const [stated, setStated] = useState<{ path: string | null; purpose: string } | null>(null);
    const query = stated?.path === path && stated ? { ...given, purpose: stated.purpose } : given;
    const name = path === null ? "" : `${path}?${JSON.stringify(query ?? {})}`;
    const [state, setState] = useState<State<T>>({ of: "", data: undefined, problem: undefined });
    const [slow, setSlow] = useState(false);
    const [round, setRound] = useState(0);
    const byItself = useRef(false);
    const open = isOpen.value;
    const shown = useRef(name);

    useEffect(() => {
        if (path === null || !open) return;
        const abort = new AbortController();
        const alone = byItself.current;
        byItself.current = false;
        const fresh = shown.current !== name && !keep;
        shown.current = name;
        setState((before) => ({ ...before, of: name, ...(fresh ? { data: undefined, problem: undefined } : {}) }));
        const timer = setTimeout(() => setSlow(true), noticed);
        get<T>(path, query, abort.signal, alone)
            .then((data) => setState({ of: name, data, problem: undefined }))
            .catch((error: unknown) => {
                if (abort.signal.aborted) return;
                const problem = problemOf(error);
                setState((before) => ({ ...before, problem: problem.needsSession ? undefined : problem }));
            })
            .finally(() => {
                clearTimeout(timer);
                setSlow(false);
            });
        return () => {
            clearTimeout(timer);
            abort.abort();
        };
    }, [name, round, open]);

    const ask = (alone: boolean) => {
        byItself.current = alone;
        setRound((n) => n + 1);
    };
    const current = state.of === name || keep;
    return {
        data: current ? state.data : undefined,
        problem: current ? state.problem : undefined,
        slow: slow && (!current || state.data === undefined),
        again: () => ask(false),
        refresh: () => ask(true),
        state: (purpose) => setStated({ path, purpose }),
        set: (change) => setState((before) => (before.data === undefined ? before : { ...before, data: change(before.data) })),
    };
}

interface Page<R> {
    items: R[];
    next: string | null;
    total?: number;
    now?: string;
}

export interface List<R> extends Loaded<Page<R>> {
    more: () => void;
    /* The rows that are meant, in part or whole as they are now. */
    change: (meant: (row: R) => boolean, now: Partial<R>) => void;
}

/* A list that is read page by page until it is whole or `most` rows are there. */
export function useList<R>(path: string, query: Ask["query"], most: number): List<R> {
    const first = useLoad<Page<R>>(path, query, true);
    const [limit, setLimit] = useState(most);
    const reading = useRef<string | null>(null);
    const next = first.data?.next ?? null;
    const count = first.data?.items.length ?? 0;

    useEffect(() => {
        if (next === null || count >= limit || reading.current === next) return;
        reading.current = next;
        get<Page<R>>(path, { ...query, cursor: next })
            .then((page) =>
                first.set((before) =>
                    before.next === next ? { ...before, items: [...before.items, ...page.items], next: page.next } : before,
                ),
            )
            .catch(() => {
                reading.current = null;
            });
    }, [next, count, limit]);

    return {
        ...first,
        more: () => setLimit((n) => n + most),
        change: (meant, now) => first.set((page) => ({ ...page, items: page.items.map((row) => (meant(row) ? { ...row, ...now } : row)) })),
    };
}
