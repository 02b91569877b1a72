/* The next to land and the next to close doors, with what came of each and what is missing. */
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Grid, type Column } from "../components/grid";
import { Countdown, FlightNumber, PortTime, Risk, Route } from "../components/marks";
import { PushHead, PushLegend, PushLine } from "../components/pushes";
import { Empty, Fault } from "../components/states";
import { DirectionFilter, NewsLine, Search, Tab, useFresh } from "../components/tools";
import { get } from "../api";
import type { Flight, FlightDetail } from "../contract";
import { useEvent } from "../events";
import { number, t, word } from "../i18n";
import { useKeys } from "../keys";
import { useList, type List } from "../load";
import { go, place, setQuery, useTitle } from "../router";
import { setSwept, type Swept } from "../sweep";
import { clock } from "../time";
import { may } from "../session";
import { severities } from "../severity";

const moment = (flight: Flight) => (flight.deadline.at ? Date.parse(flight.deadline.at) : Infinity);
const persons = (flight: Flight) => flight.counts.passengers + flight.counts.infants + flight.counts.crew;
const gravity = (flight: Flight) => flight.alerts.critical * 1e6 + flight.alerts.high * 1e4 + flight.alerts.medium * 100 + flight.alerts.low;

/* The port that is not here: from where it comes, or where it goes. */
function FarPort({ flight }: { flight: Flight }) {
    const name = flight.direction === "outbound" ? flight.off_name : flight.board_name;
    return (
        <>
            {name ? <bdi>{name}</bdi> : null} <small><Route board={flight.board} off={flight.off} /></small>
        </>
    );
}

export function AlertCountsLine({ flight }: { flight: Flight }) {
    const { alerts } = flight;
    const some = severities.filter((one) => alerts[one] > 0);
    if (some.length === 0 && alerts.protect === 0) return <span class="faint">{t("flights.no-alerts")}</span>;
    return (
        <span class="risks">
            {some.map((one) => <Risk key={one} severity={one} count={alerts[one]} />)}
            {alerts.protect > 0 ? <span>(<Risk severity="low" protect count={alerts.protect} />)</span> : null}
        </span>
    );
}

export function SweptWord({ flight }: { flight: Flight }) {
    if (!flight.swept) return <span class="faint">{t("flights.not-swept")}</span>;
    const words = t("flights.swept-by", { by: flight.swept.by, at: `${clock(flight.swept.at, "UTC")} UTC` });
    return <span title={words}>{t("flights.swept", { at: clock(flight.swept.at, "UTC") })}</span>;
}

export function MissingWords({ flight }: { flight: Flight }) {
    if (flight.missing.length === 0) return <span class="faint">{t("flights.nothing-missing")}</span>;
    return <b class="missing">{flight.missing.map((one) => word("missing", one)).join(", ")}</b>;
}

const columns: Column<Flight>[] = [
    { id: "left", head: "column.time-left", cell: (row) => <Countdown deadline={row.deadline} />, compare: (a, b) => moment(a) - moment(b) },
    { id: "number", head: "column.flight", cell: (row) => <b><FlightNumber flight={row} /></b>, compare: (a, b) => (a.carrier + a.number).localeCompare(b.carrier + b.number) },
    { id: "city", head: "column.city", cell: (row) => <FarPort flight={row} /> },
    { id: "time", head: "column.local-time", end: true, cell: (row) => <PortTime time={row.direction === "outbound" ? row.departure : row.arrival} short /> },
    { id: "persons", head: "column.persons", end: true, cell: (row) => <>{number(row.counts.passengers + row.counts.infants)} <small>+ {number(row.counts.crew)}</small></>, compare: (a, b) => persons(b) - persons(a) },
    { id: "alerts", head: "column.alerts", cell: (row) => <AlertCountsLine flight={row} />, compare: (a, b) => gravity(b) - gravity(a) },
    { id: "pushes", head: null, headContent: <PushHead />, cell: (row) => <PushLine flight={row} /> },
    { id: "missing", head: "column.missing", cell: (row) => <MissingWords flight={row} />, compare: (a, b) => b.missing.length - a.missing.length },
    { id: "swept", head: "column.swept", cell: (row) => <SweptWord flight={row} />, compare: (a, b) => Number(Boolean(a.swept)) - Number(Boolean(b.swept)) },
];

interface TabQuery {
    id: string;
    query: Record<string, string | null>;
}

const none = { when: null, swept: null, missing: null, alerts: null };
const tabs: TabQuery[] = [
    { id: "ahead", query: none },
    { id: "alerts", query: { ...none, alerts: "open" } },
    { id: "unswept", query: { ...none, swept: "false" } },
    { id: "missing", query: { ...none, missing: "true" } },
    { id: "past", query: { ...none, when: "past" } },
];

function isTab(tab: TabQuery, query: URLSearchParams): boolean {
    return Object.entries(tab.query).every(([name, value]) => query.get(name) === value);
}

function Filters({ total }: { total: number | undefined }) {
    const query = place.value.query;
    const day = (event: Event) => {
        const { value } = event.currentTarget as HTMLInputElement;
        setQuery({ from: value, to: value, at: null });
    };
    return (
        <div class="tools">
            <h1>{t("place.flights")}</h1>
            {tabs.map((tab) => <Tab key={tab.id} query={tab.query} words={word("flights-tab", tab.id)} on={isTab(tab, query)} total={total} />)}
            <span class="line push filters">
                <DirectionFilter />
                <input type="date" class="input" aria-label={t("filter.day")} value={query.get("from") ?? ""} onChange={day} />
                <Search words={t("filter.flights")} />
            </span>
        </div>
    );
}

const filters = ["direction", "when", "from", "to", "q", "board", "off", "carrier", "swept", "alerts", "missing"];

function listQuery(query: URLSearchParams) {
    return { ...Object.fromEntries(filters.map((name) => [name, query.get(name)])), limit: 200 };
}

/* Inbound lands, outbound closes its doors: two lists in one, in the order of the moment. */
const groupOf = (flight: Flight) => ({
    id: flight.direction,
    words: <><b>{word("direction", flight.direction)}</b> <span>{word("deadline-of", flight.deadline.kind)}</span></>,
});

function byDirection(rows: Flight[]): Flight[] {
    const order = ["inbound", "outbound", "transit", "unknown", "domestic"];
    return [...rows].sort((a, b) => order.indexOf(a.direction) - order.indexOf(b.direction));
}

function Nothing({ filtered }: { filtered: boolean }) {
    return (
        <Empty title={filtered ? t("flights.none-filtered") : t("flights.none")}>
            <p class="quiet">{filtered ? t("flights.none-filtered-help") : t("flights.none-help")}</p>
            <p class="line">{filtered ? <a class="button" href="/flights">{t("filter.clear")}</a> : <a class="button" href="/welcome">{t("place.welcome")}</a>}</p>
        </Empty>
    );
}

/* Flights of the list change in place, a few a second; others wait until n is pressed. */
function useNews(list: List<Flight>, ids: ReadonlySet<string>) {
    const fresh = useFresh(list);
    const touched = useRef(new Set<string>());
    useEvent("flight", (event) => {
        if (ids.has(event.flight)) touched.current.add(event.flight);
        else fresh.add(event.flight);
    }, [ids]);
    useEffect(() => {
        const timer = setInterval(() => {
            for (const id of [...touched.current].slice(0, 4)) {
                touched.current.delete(id);
                get<FlightDetail>(`/flights/${id}`, undefined, undefined, true)
                    .then(({ flight }) => list.change((one) => one.id === id, flight))
                    .catch(() => undefined);
            }
        }, 1000);
        return () => clearInterval(timer);
    }, []);
    return fresh;
}

export function Flights() {
    useTitle(t("place.flights"));
    const query = place.value.query;
    const list = useList<Flight>("/flights", listQuery(query), 1000);
    const items = list.data?.items;
    const rows = useMemo(() => (items ? byDirection(items) : undefined), [items]);
    const ids = useMemo(() => new Set(items?.map((one) => one.id)), [items]);
    const news = useNews(list, ids);
    const chosen = rows?.find((one) => one.id === query.get("at"));
    const change = (next: Swept) => list.change((one) => one.id === next.id, next);
    useKeys(chosen && may("sweepFlight") ? [{ key: "s", words: "keys.sweep", run: () => setSwept(chosen, change), foot: true }] : [], [chosen]);
    const filtered = filters.some((name) => query.has(name));
    return (
        <div class="list flights-page">
            <Filters total={list.data?.total} />
            <NewsLine k="flights.news" count={news.count} show={news.show} />
            {list.problem && !rows ? <Fault problem={list.problem} again={list.again} /> : rows?.length === 0 ? <Nothing filtered={filtered} /> : (
                <Grid name="flights" label={t("flights.label")} columns={columns} rows={rows} slow={list.slow} idOf={(row) => row.id}
                    chosen={query.get("at")} choose={(id) => setQuery({ at: id })} open={(row) => go(`/flights/${row.id}`)}
                    sort={query.get("sort")} setSort={(sort) => setQuery({ sort })} group={groupOf} heights={[2.125, 3.5]}
                    more={list.data?.next ? list.more : undefined} openWords="keys.open-flight" />
            )}
            <p class="legend"><PushLegend /><span class="push">{t("flights.legend")}</span></p>
        </div>
    );
}
