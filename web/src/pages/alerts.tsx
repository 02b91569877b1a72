/* The queue: what waits, by the moment before which something must be done. */
import { useCallback, useEffect, useMemo } from "preact/hooks";
import { Grid, type Column } from "../components/grid";
import { Away, Countdown, FlightNumber, Name, ReasonChip, Risk, Route, nameText } from "../components/marks";
import { usePhone } from "../components/media";
import { Empty, Fault } from "../components/states";
import { DirectionFilter, Filter, NewsLine, Search, Tab, useFresh } from "../components/tools";
import type { AlertRow, AlertState } from "../contract";
import { decide, isFormer, type Decide, type Show } from "../decide";
import { useEvent } from "../events";
import { t, word } from "../i18n";
import { useList, type List } from "../load";
import { go, place, setQuery, useTitle } from "../router";
import { may } from "../session";
import { severities, weight } from "../severity";
import { now } from "../time";
import { Preview } from "./preview";

const states = ["waiting", "landed", "closed", "known", "withdrawn", "all"] as const;

export const decided = (state: AlertState): boolean => !["open", "open-again", "refer", "locate", "awaiting-approval"].includes(state);

const seen = new Set<string>(JSON.parse(sessionStorage.getItem("seen") ?? "[]") as string[]);

export function markSeen(id: string): void {
    seen.add(id);
    sessionStorage.setItem("seen", JSON.stringify([...seen].slice(-2000)));
}

const text = (a: string, b: string) => a.localeCompare(b);
const moment = (row: AlertRow) => (row.flight.deadline.at ? Date.parse(row.flight.deadline.at) : Infinity);

export function StateWord({ state }: { state: AlertState }) {
    return <span class={state === "open-again" ? "strong" : ""}>{word("state", state)}</span>;
}

const columns: Column<AlertRow>[] = [
    { id: "severity", head: "column.severity", cell: (row) => <Risk severity={row.severity} protect={row.protect} />, compare: (a, b) => weight[b.severity] - weight[a.severity] },
    { id: "name", head: "column.name", cell: (row) => <><span class={seen.has(row.traveller) ? "seen" : ""}><Name who={row} /></span> <Away of={row} />{row.landed ? <small class="strong"> {t("alerts.landed")}</small> : null}</>, compare: (a, b) => text(nameText(a), nameText(b)) },
    { id: "reasons", head: "column.reasons", cell: (row) => <span class="chips">{row.reasons.slice(0, 2).map((reason, i) => <ReasonChip key={i} reason={reason} />)}{row.reason_count > 2 ? <small>{t("alerts.more-reasons", { count: row.reason_count - 2 })}</small> : null}{row.known.length > 0 ? <small> {t("alerts.known")}</small> : null}</span> },
    { id: "flight", head: "column.flight", cell: (row) => <><FlightNumber flight={row.flight} /> <small><Route board={row.flight.board} off={row.flight.off} /></small></>, compare: (a, b) => text(a.flight.carrier + a.flight.number, b.flight.carrier + b.flight.number) },
    { id: "deadline", head: "column.time-left", end: true, cell: (row) => <Countdown deadline={row.flight.deadline} />, compare: (a, b) => moment(a) - moment(b) },
    { id: "state", head: "column.state", cell: (row) => <StateWord state={row.state} />, compare: (a, b) => text(a.state, b.state) },
    { id: "by", head: "column.by", cell: (row) => <bdi class="quiet">{row.decided_by ?? ""}</bdi>, compare: (a, b) => text(a.decided_by ?? "", b.decided_by ?? "") },
];

/* By the time when the list was read, so that no row changes its group by itself. */
function grouping(asked: number) {
    return (row: AlertRow) => {
        const rest = moment(row) - asked;
        const id = rest === Infinity ? "unknown" : rest < 0 ? "past" : rest < 3600000 ? "hour" : rest < 3 * 3600000 ? "three" : rest < 12 * 3600000 ? "shift" : "later";
        return { id, words: word("alerts-group", id) };
    };
}

function Filters({ total }: { total: number | undefined }) {
    const state = place.value.query.get("state") ?? "waiting";
    return (
        <div class="tools">
            <h1>{t("place.alerts")}</h1>
            {states.map((one) => <Tab key={one} query={{ state: one === "waiting" ? null : one }} words={word("alerts-tab", one)} on={state === one} total={total} />)}
            {may("listMemory") ? <a class="tab" href="/memory">{t("place.memory")}</a> : null}
            <span class="line push filters">
                <Filter name="severity" any={t("filter.severity")} codes={severities} say={(code) => word("severity", code)} />
                <DirectionFilter />
                <Search words={t("filter.alerts")} />
            </span>
        </div>
    );
}

function listQuery(query: URLSearchParams) {
    return { state: query.get("state"), severity: query.get("severity"), direction: query.get("direction"), q: query.get("q"), limit: 500 };
}

/* Those raised after landing have a tab of their own, and do not wait. */
const belongs = (landed: boolean, state: string | null) => (state === "landed" ? landed : !landed || (state !== null && state !== "waiting"));

/* What changed since the list was read: rows that are there change in place, others wait to be shown. */
function useNews(list: List<AlertRow>, ids: ReadonlySet<string>, tab: string | null) {
    const fresh = useFresh(list);
    useEvent("alert", (event) => {
        const { traveller, severity, state, etag, protect } = event;
        if (isFormer(traveller, etag)) return;
        if (ids.has(traveller)) list.change((row) => row.traveller === traveller, { severity, state, etag, protect });
        else if ((event.news === "raised" || event.news === "changed") && belongs(event.landed, tab)) fresh.add(traveller);
    }, [ids, tab]);
    return fresh;
}

function useDecide(row: AlertRow | undefined, list: List<AlertRow>): Decide | null {
    return useMemo(() => {
        if (!row || !may("decideAlert") || row.state === "withdrawn") return null;
        const { traveller, state, etag } = row;
        const name = nameText(row) || traveller;
        const show: Show = (next, tag) => list.change((one) => one.traveller === traveller, { state: next, etag: tag });
        return (code, note) => decide({ traveller, name, state, etag }, code, note, show);
    }, [row?.traveller, row?.etag, row?.state]);
}

function Nothing({ filtered }: { filtered: boolean }) {
    return (
        <Empty title={filtered ? t("alerts.none-filtered") : t("alerts.none")}>
            <p class="quiet">{filtered ? t("alerts.none-filtered-help") : t("alerts.none-help")}</p>
            {filtered ? <a class="button" href="/alerts">{t("filter.clear")}</a> : <a class="button" href="/flights">{t("place.flights")}</a>}
        </Empty>
    );
}

export function Alerts() {
    useTitle(t("place.alerts"));
    const query = place.value.query;
    const list = useList<AlertRow>("/alerts", listQuery(query), 2000);
    const rows = list.data?.items;
    const chosen = query.get("at");
    const phone = usePhone();
    const ids = useMemo(() => new Set(rows?.map((row) => row.traveller)), [rows]);
    const news = useNews(list, ids, query.get("state"));
    const asked = list.data?.now ? Date.parse(list.data.now) : now.peek();
    const group = useCallback(grouping(asked), [asked]);
    const row = rows?.find((one) => one.traveller === chosen);
    const decideRow = useDecide(row, list);
    useEffect(() => {
        if (chosen) markSeen(chosen);
    }, [chosen]);
    const filtered = ["severity", "direction", "q", "state"].some((name) => query.has(name));

    return (
        <div class="split">
            <div class="list">
                <Filters total={list.data?.total} />
                <NewsLine k="alerts.news" count={news.count} show={news.show} />
                {list.problem && !rows ? <Fault problem={list.problem} again={list.again} /> : rows?.length === 0 ? <Nothing filtered={filtered} /> : (
                    <Grid name="alerts" label={t("alerts.label")} columns={columns} rows={rows} slow={list.slow} idOf={(one) => one.traveller}
                        chosen={chosen} choose={(id) => (phone && id ? go(`/travellers/${id}`) : setQuery({ at: id }))}
                        open={(one) => go(`/travellers/${one.traveller}`)} sort={query.get("sort")} setSort={(sort) => setQuery({ sort })}
                        group={group} done={(one) => decided(one.state)} more={list.data?.next ? list.more : undefined} openWords="keys.open-traveller" />
                )}
            </div>
            {phone ? null : <Preview row={row} decide={decideRow} />}
        </div>
    );
}
