/* The dense table. Only the rows in sight (and the chosen one) are in the document; each knows its place, so a list of
 * thousands costs what thirty cost. The chosen row keeps its place on the screen when rows come in above it. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { t, type Key } from "../i18n";
import { useKeys, type Binding } from "../keys";
import { density } from "../settings";
import { usePhone, usePrinting } from "./media";

export interface Column<R> {
    id: string;
    head: Key | null;
    /* For a head without a word of its own. */
    headContent?: ComponentChildren;
    cell: (row: R) => ComponentChildren;
    compare?: (a: R, b: R) => number;
    end?: boolean;
}

interface GridProps<R> {
    name: string;
    label: string;
    columns: Column<R>[];
    rows: R[] | undefined;
    idOf: (row: R) => string;
    chosen: string | null;
    choose: (id: string | null) => void;
    open?: (row: R) => void;
    /* "name" or "-name"; null is the order of the server, in which `group` makes sense. */
    sort: string | null;
    setSort: (sort: string | null) => void;
    group?: (row: R) => { id: string; words: ComponentChildren };
    done?: (row: R) => boolean;
    marked?: { has: (id: string) => boolean };
    mark?: (id: string) => void;
    /* Heights in rem: dense, on a phone. */
    heights?: readonly [number, number];
    slow?: boolean;
    more?: (() => void) | undefined;
    openWords?: Key;
}

type Entry<R> = { kind: "group"; id: string; words: ComponentChildren } | { kind: "row"; id: string; row: R };

function sorted<R>(props: GridProps<R>): R[] {
    const { rows = [], sort, columns } = props;
    const column = sort ? columns.find((one) => one.id === sort.replace(/^-/, "")) : undefined;
    if (!sort || !column?.compare) return rows;
    const compare = column.compare;
    const turn = sort.startsWith("-") ? -1 : 1;
    return [...rows].sort((a, b) => turn * compare(a, b));
}

function entriesOf<R>(props: GridProps<R>): Entry<R>[] {
    const result: Entry<R>[] = [];
    let last = "";
    for (const row of sorted(props)) {
        if (props.group && !props.sort) {
            const group = props.group(row);
            if (group.id !== last) result.push({ kind: "group", id: `group ${group.id}`, words: group.words });
            last = group.id;
        }
        result.push({ kind: "row", id: props.idOf(row), row });
    }
    return result;
}

function nextSort(sort: string | null, id: string): string | null {
    if (sort === id) return `-${id}`;
    return sort === `-${id}` ? null : id;
}

function sortWord(sort: string | null, id: string): "ascending" | "descending" | "none" {
    if (sort === id) return "ascending";
    return sort === `-${id}` ? "descending" : "none";
}

function Head<R>({ props }: { props: GridProps<R> }) {
    return (
        <div role="rowgroup" class="head">
            <div role="row" aria-rowindex={1} class="cells head-row">
                {props.columns.map((column) => (
                    <div
                        key={column.id}
                        role="columnheader"
                        class={`c-${column.id} ${column.end ? "end" : ""}`}
                        {...(column.compare ? { "aria-sort": sortWord(props.sort, column.id) } : {})}
                    >
                        {column.compare && column.head ? (
                            <button type="button" onClick={() => props.setSort(nextSort(props.sort, column.id))}>
                                {t(column.head)}
                            </button>
                        ) : (
                            (column.headContent ?? (column.head ? t(column.head) : null))
                        )}
                    </div>
                ))}
            </div>
        </div>
    );
}

function Skeletons<R>({ props, height }: { props: GridProps<R>; height: number }) {
    return (
        <div aria-hidden="true">
            {Array.from({ length: 12 }, (_, i) => (
                <div key={i} class="cells" style={{ height: `${height}px` }}>
                    {props.columns.map((column) => (
                        <div key={column.id} class={`c-${column.id}`}>
                            <span class="skeleton" />
                        </div>
                    ))}
                </div>
            ))}
        </div>
    );
}

/* Where each entry begins; one more for the end. */
function topsOf<R>(entries: Entry<R>[], heights: Heights): number[] {
    const tops = [0];
    for (const entry of entries) tops.push(tops[tops.length - 1]! + heights[entry.kind]);
    return tops;
}

/* The entry at a distance from the top. */
function entryAt(tops: number[], distance: number): number {
    let low = 0;
    let high = tops.length - 1;
    while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (tops[middle]! <= distance) low = middle;
        else high = middle - 1;
    }
    return low;
}

/* Which entries are in sight, with some to spare. */
function useWindow(tops: number[]) {
    const body = useRef<HTMLDivElement>(null);
    const latest = useRef(tops);
    latest.current = tops;
    const [range, setRange] = useState<[number, number]>([0, 60]);
    const look = () => {
        const element = body.current;
        if (!element) return;
        const first = Math.max(0, entryAt(latest.current, element.scrollTop) - 12);
        const last = entryAt(latest.current, element.scrollTop + element.clientHeight) + 12;
        setRange((before) => (before[0] === first && before[1] === last ? before : [first, last]));
    };
    useEffect(() => {
        if (!body.current) return;
        const observer = new ResizeObserver(look);
        observer.observe(body.current);
        return () => observer.disconnect();
    }, []);
    useLayoutEffect(look, [tops]);
    return { body, range, look };
}

/* The head covers the first line of what is in sight. */
function reveal(body: HTMLDivElement, index: number, tops: number[]): void {
    const room = body.clientHeight - (body.querySelector<HTMLElement>(".head")?.offsetHeight ?? 0);
    /* A heading above the first row of a group comes into sight with it. */
    const from = tops[Math.max(0, index - 1)]!;
    const to = tops[Math.min(tops.length - 1, index + 2)]!;
    if (from < body.scrollTop) body.scrollTop = from;
    else if (to > body.scrollTop + room) body.scrollTop = to - room;
}

function step<R>(entries: Entry<R>[], from: number, by: number): number {
    const way = by < 0 ? -1 : 1;
    let at = from < 0 ? (by < 0 ? entries.length : -1) : from;
    let found = from;
    for (let left = Math.abs(by); left > 0; left--) {
        at += way;
        while (entries[at]?.kind === "group") at += way;
        if (!entries[at]) break;
        found = at;
    }
    return found;
}

interface RowProps<R> {
    entry: Entry<R>;
    index: number;
    tops: number[];
    props: GridProps<R>;
    first: boolean;
}

function Row<R>({ entry, index, tops, props, first }: RowProps<R>) {
    const top = tops[index]!;
    const place = { transform: `translateY(${top}px)`, height: `${tops[index + 1]! - top}px` };
    if (entry.kind === "group") {
        return (
            <div role="row" aria-rowindex={index + 2} class="row group" style={place}>
                <div role="gridcell" aria-colspan={props.columns.length}>{entry.words}</div>
            </div>
        );
    }
    const chosen = props.chosen === entry.id;
    const marked = props.marked?.has(entry.id) ?? false;
    const classes = ["row cells", props.done?.(entry.row) ? "done" : "", marked ? "marked" : ""];
    return (
        <div
            role="row"
            aria-rowindex={index + 2}
            aria-selected={chosen}
            {...(marked ? { "aria-description": t("grid.marked") } : {})}
            data-id={entry.id}
            tabIndex={chosen || (first && props.chosen === null) ? 0 : -1}
            class={classes.join(" ")}
            style={place}
            onClick={() => props.choose(entry.id)}
            onDblClick={() => props.open?.(entry.row)}
        >
            {props.columns.map((column) => (
                <div key={column.id} role="gridcell" class={`c-${column.id} ${column.end ? "end" : ""}`}>
                    {column.cell(entry.row)}
                </div>
            ))}
        </div>
    );
}

interface Heights {
    row: number;
    group: number;
}

function useHeights(wanted: readonly [number, number]): Heights {
    const phone = usePhone();
    const rem = useMemo(() => parseFloat(getComputedStyle(document.documentElement).fontSize) || 16, []);
    const dense = density.value === "dense" ? wanted[0] : Math.max(wanted[0], 2.5);
    const row = Math.round(rem * (phone ? wanted[1] : dense));
    return useMemo(() => ({ row, group: Math.round(rem * 1.625) }), [row, rem]);
}

/* The chosen row stays under the cursor when others come or go above it. */
function useAnchor<R>(entries: Entry<R>[], chosen: string | null, tops: number[], body: { current: HTMLDivElement | null }) {
    const index = useMemo(() => entries.findIndex((entry) => entry.id === chosen), [entries, chosen]);
    const before = useRef({ entries, chosen, top: tops[index] });
    useLayoutEffect(() => {
        const last = before.current;
        const top = index < 0 ? undefined : tops[index];
        if (last.entries !== entries && last.chosen === chosen && last.top !== undefined && top !== undefined && body.current) {
            body.current.scrollTop += top - last.top;
        }
        before.current = { entries, chosen, top };
    }, [entries, chosen, index, tops]);
    return index;
}

function useGridKeys<R>(props: GridProps<R>, entries: Entry<R>[], index: number, move: (by: number) => void): void {
    const current = entries[index];
    const bindings: Binding[] = [
        { key: "j", words: "keys.down", run: () => move(1), foot: true },
        { key: "k", words: "keys.up", run: () => move(-1), foot: true },
        { key: "ArrowDown", words: "keys.down", run: () => move(1) },
        { key: "ArrowUp", words: "keys.up", run: () => move(-1) },
        { key: "PageDown", words: "keys.page-down", run: () => move(20) },
        { key: "PageUp", words: "keys.page-up", run: () => move(-20) },
        { key: "Home", words: "keys.first", run: () => move(-entries.length) },
        { key: "End", words: "keys.last", run: () => move(entries.length) },
    ];
    if (props.open && current?.kind === "row") {
        const open = props.open;
        bindings.push({ key: "Enter", words: props.openWords ?? "keys.open", run: () => open(current.row), foot: true });
    }
    if (props.mark && current?.kind === "row") {
        const mark = props.mark;
        bindings.push({ key: "x", words: "keys.mark", run: () => mark(current.id), foot: true });
    }
    if (props.chosen !== null) bindings.push({ key: "Escape", words: "keys.leave-row", run: () => props.choose(null) });
    useKeys(bindings, [entries, index, props.open, props.mark, props.chosen]);
}

export function Grid<R>(props: GridProps<R>) {
    const heights = useHeights(props.heights ?? [1.75, 3.25]);
    const entries = useMemo(() => entriesOf(props), [props.rows, props.sort, props.group, props.columns]);
    const tops = useMemo(() => topsOf(entries, heights), [entries, heights]);
    const { body, range, look } = useWindow(tops);
    const index = useAnchor(entries, props.chosen, tops, body);
    const printing = usePrinting();
    const takeFocus = useRef(false);

    const move = (by: number) => {
        const entry = entries[step(entries, index, by)];
        if (!entry || entry.kind !== "row") return;
        takeFocus.current = true;
        props.choose(entry.id);
    };
    useGridKeys(props, entries, index, move);
    useLayoutEffect(() => {
        if (!body.current || index < 0) return;
        reveal(body.current, index, tops);
        look();
        if (!takeFocus.current) return;
        takeFocus.current = false;
        body.current.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: true });
    }, [props.chosen]);

    const firstRow = entries.findIndex((entry) => entry.kind === "row");
    const shown = entries
        .map((entry, at) => ({ entry, at }))
        .filter(({ at }) => printing || (at >= range[0] && at <= range[1]) || at === index);
    return (
        <div role="grid" class={`grid ${props.name}`} aria-label={props.label} aria-rowcount={entries.length + 1} aria-busy={props.rows === undefined}>
            <div class="body" ref={body} onScroll={look}>
                <Head props={props} />
                {props.rows === undefined && props.slow ? <Skeletons props={props} height={heights.row} /> : null}
                <div role="rowgroup" class="room" style={{ height: `${tops[tops.length - 1]}px` }}>
                    {shown.map(({ entry, at }) => (
                        <Row key={entry.id} entry={entry} index={at} tops={tops} props={props} first={at === firstRow} />
                    ))}
                </div>
                {props.more ? (
                    <p class="more">
                        <button type="button" class="button" onClick={props.more}>{t("grid.more")}</button>
                    </p>
                ) : null}
            </div>
        </div>
    );
}
