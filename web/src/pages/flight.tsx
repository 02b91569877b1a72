/* A flight: what came and what is missing, the pushes on a time line, and who is on it, the crew apart. */
import { useCallback, useMemo, useState } from "preact/hooks";
import { Grid, type Column } from "../components/grid";
import { Absent, Arrow, BoardWord, Countdown, FlightNumber, KeyCap, Moment, Name, Plain, PortTime, Risk, Route, nameText } from "../components/marks";
import { PushTimeline } from "../components/pushes";
import { Bars, Empty, Fault } from "../components/states";
import { Filter, Search, Tab } from "../components/tools";
import type { Baggage, Bags as BagList, FlightDetail, ManifestRow, MessageSet } from "../contract";
import { useEvent } from "../events";
import { number, t, T, word } from "../i18n";
import { useKeys } from "../keys";
import { useList, useLoad, type Loaded } from "../load";
import { byAge, pair } from "../pair";
import { go, place, setQuery, useTitle } from "../router";
import { may } from "../session";
import { weight } from "../severity";
import { setSwept, type Swept } from "../sweep";
import { AlertCountsLine, MissingWords, SweptWord } from "./flights";
import { StateWord, decided } from "./alerts";

const gravity = (row: ManifestRow) => (row.alert ? weight[row.alert.severity] + (decided(row.alert.state) ? 0 : 10) : 0);
const strangeness = (row: ManifestRow) => Number(row.mark !== null) * 2 + Number(row.booking === "dropped-out" || row.booking === "booking-cancelled");
const text = (a: string | undefined, b: string | undefined) => (a ?? "").localeCompare(b ?? "");

function RowAlert({ row }: { row: ManifestRow }) {
    if (!row.alert) return <span class="faint" aria-label={t("flights.no-alerts")}>–</span>;
    return <Risk severity={row.alert.severity} protect={row.alert.protect} />;
}

function Sources({ row }: { row: ManifestRow }) {
    if (row.sources.length === 0) return <Absent k="value.absent" />;
    return <>{row.sources.map((one) => word("source", one)).join(" + ")}</>;
}

const columns: Column<ManifestRow>[] = [
    { id: "alert", head: "column.alert", cell: (row) => <RowAlert row={row} />, compare: (a, b) => gravity(b) - gravity(a) },
    { id: "name", head: "column.name", cell: (row) => <Name who={row} />, compare: (a, b) => text(nameText(a), nameText(b)) },
    { id: "birth", head: "field.birth", cell: (row) => <Plain value={row.birth} />, compare: (a, b) => text(a.birth?.text, b.birth?.text) },
    { id: "state", head: "column.nation", cell: (row) => <Plain value={row.nationality} absent="value.none" code />, compare: (a, b) => text(a.nationality?.text, b.nationality?.text) },
    { id: "sex", head: "column.sex", cell: (row) => <Plain value={row.sex} absent="value.none" code /> },
    { id: "document", head: "column.document", cell: (row) => <><Plain value={row.document} code /> <small><Plain value={row.document_state} absent="value.none" code />{row.documents_more > 0 ? ` +${number(row.documents_more)}` : ""}</small></>, compare: (a, b) => text(a.document?.text, b.document?.text) },
    { id: "seat", head: "column.seat", cell: (row) => (row.seats[0] ? <Plain value={row.seats[0]} code /> : <span class="faint">–</span>), compare: (a, b) => text(a.seats[0]?.text, b.seats[0]?.text) },
    { id: "bags", head: "column.bags", end: true, cell: (row) => (row.bags > 0 ? number(row.bags) : <span class="faint">–</span>), compare: (a, b) => b.bags - a.bags },
    { id: "sources", head: "column.data", cell: (row) => <Sources row={row} />, compare: (a, b) => a.sources.length - b.sources.length },
    { id: "board", head: "column.board", cell: (row) => <BoardWord of={row} />, compare: (a, b) => strangeness(b) - strangeness(a) || a.board.localeCompare(b.board) },
    { id: "why", head: "column.state", cell: (row) => <span class="quiet">{row.alert ? <StateWord state={row.alert.state} /> : row.merged_into ? t("flight.merged") : row.checked_in ? word("kind", row.kind) : t("flight.not-checked-in")}</span> },
];

const crewKinds = ["crew", "transit-crew"];
const groupOf = (row: ManifestRow) => {
    const id = crewKinds.includes(row.kind) ? "crew" : "passengers";
    return { id, words: word("manifest", id) };
};

const boards = ["boarded", "not-boarded", "cancelled", "announced", "checked-in", "unknown", "booked-not-on-board", "never-announced", "dropped-out", "booking-cancelled"] as const;

const counted = [
    ["boarded", "boarded", false],
    ["not_boarded", "not-boarded", false],
    ["cancelled", "cancelled", false],
    ["booked_not_on_board", "booked-not-on-board", true],
    ["never_announced", "never-announced", true],
    ["dropped_out", "dropped-out", true],
] as const;

/* Who is on board, and who does not fit. */
function OnBoard({ detail }: { detail: FlightDetail }) {
    const counts = detail.flight.board_counts;
    const some = counted.filter(([count]) => counts[count] > 0);
    if (some.length === 0) return null;
    return (
        <div>
            <dt>{t("column.board")}</dt>
            <dd class="line">
                {some.map(([count, code, strange]) => (
                    <span key={code}>{strange ? <b class="missing">{word("board", code)}</b> : word("board", code)} {number(counts[count])}</span>
                ))}
            </dd>
        </div>
    );
}

function PartsWords({ set }: { set: MessageSet }) {
    const seen = set.parts.length;
    const words = set.of ? t("flight.parts", { seen, of: set.of }) : t("flight.parts-open", { seen });
    return <span class={set.state === "incomplete" ? "missing" : ""}>{word("source", set.kind)} <bdi class="quiet">{set.role}</bdi> {words}, {word("set", set.state)}</span>;
}

function Sets({ detail }: { detail: FlightDetail }) {
    if (detail.sets.length === 0) return null;
    return (
        <div>
            <dt>{t("flight.sets")}</dt>
            <dd>{detail.sets.map((set, i) => <div key={i}><PartsWords set={set} /></div>)}</dd>
        </div>
    );
}

function LoneBag({ bag }: { bag: Baggage }) {
    const last = bag.said[bag.said.length - 1];
    return (
        <li>
            <Plain value={bag.values.tag} code /> {word("bag", bag.state)}, {word("bag-join", bag.joined_by)}{" "}
            <Plain value={bag.passenger.surname} absent="value.none" /> <Plain value={bag.passenger.given} absent="value.none" />{" "}
            {last ? <a href={`/messages/${last.message}?bytes=${last.message}.${last.begin}.${last.size}`}>{t("message.title", { id: String(last.message) })}</a> : null}
        </li>
    );
}

/* Bags of baggage messages; those whose traveller is not known one by one, when asked for. */
function Bags({ detail, id }: { detail: FlightDetail; id: string }) {
    const [open, setOpen] = useState(false);
    const { joined, alone } = detail.bags;
    const list = useLoad<BagList>(open && alone > 0 ? `/flights/${id}/bags` : null);
    if (joined + alone === 0) return null;
    const words = t("flight.bags-joined", { joined, alone });
    return (
        <div>
            <dt>{t("column.bags")}</dt>
            <dd>
                {alone === 0 || !may("listBagsOfFlight") ? words : (
                    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
                        <summary>{words}</summary>
                        {list.problem ? <Fault problem={list.problem} again={list.again} /> : null}
                        <ul>{list.data?.items.map((bag, i) => <LoneBag key={i} bag={bag} />)}</ul>
                    </details>
                )}
            </dd>
        </div>
    );
}

/* Cancelled, closed, changed: with the message that says so. */
function Events({ detail }: { detail: FlightDetail }) {
    if (detail.events.length === 0) return null;
    return (
        <div>
            <dt>{t("flight.events")}</dt>
            <dd>
                {detail.events.map((one) => (
                    <div key={`${one.message}.${one.what}`}>
                        {word("flight-event", one.what)} <a href={`/messages/${one.message}`}>{t("message.title", { id: String(one.message) })}</a>
                    </div>
                ))}
            </dd>
        </div>
    );
}

function Facts({ detail }: { detail: FlightDetail }) {
    const { flight } = detail;
    const { counts } = flight;
    return (
        <dl class="facts-row">
            <div><dt>{t("flight.departure")} <bdi>{flight.board}</bdi></dt><dd><PortTime time={flight.departure} /></dd></div>
            <div><dt>{t("flight.arrival")} <bdi>{flight.off}</bdi></dt><dd><PortTime time={flight.arrival} /></dd></div>
            <div><dt>{t("column.persons")}</dt><dd>{t("flight.persons", { passengers: counts.passengers, infants: counts.infants, crew: counts.crew })}</dd></div>
            <div><dt>{t("flight.data")}</dt><dd>{t("flight.sources", { both: counts.both, api: counts.api_only, pnr: counts.pnr_only })}</dd></div>
            <div><dt>{t("column.missing")}</dt><dd><MissingWords flight={flight} /></dd></div>
            <OnBoard detail={detail} />
            <Sets detail={detail} />
            <Bags detail={detail} id={flight.id} />
            <Events detail={detail} />
            <div><dt>{t("column.alerts")}</dt><dd><AlertCountsLine flight={flight} /></dd></div>
            {flight.aliases.length > 0 ? <div><dt>{t("flight.aliases")}</dt><dd>{flight.aliases.map((one) => <bdi key={one} class="alias">{one}</bdi>)}</dd></div> : null}
        </dl>
    );
}

function Versions({ detail }: { detail: FlightDetail }) {
    if (detail.versions.length === 0) return null;
    return (
        <p class="quiet">
            {t("flight.before")}{" "}
            {detail.versions.map((one) => (
                <span key={one.message} class="version">
                    <del><Route board={one.board} off={one.off} /> <PortTime time={one.departure} /></del> <a href={`/messages/${one.message}`}>{t("message.title", { id: String(one.message) })}</a>
                </span>
            ))}
        </p>
    );
}

function Head({ loaded, detail }: { loaded: Loaded<FlightDetail>; detail: FlightDetail }) {
    const { flight } = detail;
    const show = (next: Swept) => loaded.set((before) => ({ ...before, flight: { ...before.flight, ...next } }));
    const sweep = () => setSwept(flight, show);
    useKeys(may("sweepFlight") ? [{ key: "s", words: "keys.sweep", run: sweep, foot: true }] : [], [flight]);
    return (
        <header class="page-head">
            <div class="line">
                <h1><FlightNumber flight={flight} /></h1>
                <span class="route-names"><bdi>{detail.board.name ?? flight.board}</bdi><Arrow /><bdi>{detail.off.name ?? flight.off}</bdi></span>
                <Countdown deadline={flight.deadline} words />
                {flight.state === "cancelled" ? <b class="missing">{word("flight-event", "cancelled")}</b> : null}
                <span class="quiet">{word("direction", flight.direction)}{flight.carrier_name ? <> · <bdi>{flight.carrier_name}</bdi></> : null}</span>
                <span class="line push">
                    <span class="quiet"><SweptWord flight={flight} /></span>
                    {may("sweepFlight") ? (
                        <button type="button" class={flight.swept ? "button" : "button main-action"} onClick={sweep}>{flight.swept ? t("flight.unsweep") : t("flight.sweep")} <KeyCap k="s" /></button>
                    ) : null}
                </span>
            </div>
            <Facts detail={detail} />
            <Versions detail={detail} />
        </header>
    );
}

function Pushes({ detail }: { detail: FlightDetail }) {
    if (detail.pushes.length === 0) return <p class="quiet">{t("flight.no-pushes")}</p>;
    return (
        <details class="pushes-table" open>
            <summary><span class="section-title">{t("flight.pushes")} <small>{t("flight.pushes-help", { count: detail.pushes.length })}</small></span></summary>
            <PushTimeline pushes={detail.pushes} />
            <details class="inner">
                <summary><small>{t("flight.pushes-list")}</small></summary>
                <table class="plain">
                    <thead><tr><th scope="col">{t("column.number")}</th><th scope="col">{t("column.received")}</th><th scope="col">{t("column.source")}</th><th scope="col">{t("column.kind")}</th><th scope="col" class="end">{t("column.persons")}</th><th scope="col">{t("flight.changes")}</th></tr></thead>
                    <tbody>
                        {detail.pushes.map((push) => (
                            <tr key={`${push.message}.${push.ordinal}`}>
                                <td><a href={`/messages/${push.message}`}>{push.message}</a></td>
                                <td><Moment at={push.at} /></td>
                                <td><bdi>{push.source ?? "–"}</bdi></td>
                                <td>{word("source", push.kind)} <bdi class="quiet">{word("push-role", push.role)}</bdi></td>
                                <td class="end">{number(push.persons)}</td>
                                <td>{t("flight.push-changes", { added: push.added, changed: push.changed, same: push.same })}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </details>
        </details>
    );
}

/* The cards that are marked, as they were when they were marked: they stay so when the list is filtered. */
function useMarks(rows: ManifestRow[] | undefined) {
    const [marks, setMarks] = useState<ReadonlyMap<string, ManifestRow>>(new Map());
    const mark = useCallback((id: string) => {
        const row = rows?.find((one) => one.id === id);
        setMarks((before) => {
            const next = new Map(before);
            if (!next.delete(id) && row) next.set(id, row);
            return next;
        });
    }, [rows]);
    const fresh = [...marks.values()].map((row) => rows?.find((one) => one.id === row.id) ?? row);
    return { marks, rows: fresh, mark, clear: () => setMarks(new Map()) };
}

const rootOf = (row: ManifestRow) => row.merged_into ?? row.id;
const named = (row: ManifestRow) => <b><bdi>{nameText(row) || row.id}</bdi></b>;

function MarkedWords({ rows }: { rows: ManifestRow[] }) {
    const [one, other] = rows;
    if (rows.length > 2) return <>{t("pair.many", { count: rows.length })}</>;
    if (!one || !other) return <>{t("pair.first")}</>;
    return <T k={rootOf(one) === rootOf(other) ? "pair.already" : "pair.two"} one={named(one)} other={named(other)} />;
}

/* At the foot of the list, while rows are marked. */
function MarkedBar({ marked, show, again }: { marked: ReturnType<typeof useMarks>; show: (id: string, into: string | null) => void; again: () => void }) {
    const { rows, clear } = marked;
    const [one, other] = rows;
    const two = one && other && rows.length === 2 && rootOf(one) !== rootOf(other) ? byAge(rootOf(one), rootOf(other)) : null;
    const join = () => {
        if (!one || !other || !two) return;
        clear();
        pair({
            ...two,
            words: <T k="said.one-person" one={named(one)} other={named(other)} />,
            undone: <T k="said.pair-undone" one={named(one)} other={named(other)} />,
            show: (same) => show(two.younger, same ? two.older : null),
            again,
        }, true);
    };
    useKeys(two ? [{ key: "m", words: "keys.one-person", run: join, foot: true }] : [], [two?.older, two?.younger, join]);
    return (
        <div class={rows.length > 0 ? "marked-bar" : ""}>
            <span role="status">{rows.length > 0 ? <MarkedWords rows={rows} /> : null}</span>
            {rows.length === 0 ? null : (
                <>
                    {two ? <button type="button" class="button main-action" onClick={join}>{t("pair.one-person")} <KeyCap k="m" /></button> : null}
                    <button type="button" class="button text" onClick={clear}>{t("pair.unmark")}</button>
                </>
            )}
        </div>
    );
}

function ManifestTools({ total, mark }: { total: number | undefined; mark: (() => void) | null }) {
    const crew = place.value.query.get("crew");
    const tab = (value: string | null, words: string) => <Tab query={{ crew: value }} words={words} on={crew === value} total={total} />;
    return (
        <div class="tools">
            <h2>{t("flight.manifest")}</h2>
            {tab(null, t("flight.everybody"))}
            {tab("false", word("manifest", "passengers"))}
            {tab("true", word("manifest", "crew"))}
            <span class="line push">
                {may("pairTravellers") ? <button type="button" class="button text" disabled={!mark} title={t("pair.mark-help")} onClick={() => mark?.()}>{t("pair.mark")} <KeyCap k="x" /></button> : null}
                <Filter name="board" any={t("filter.board")} codes={boards} say={(code) => word("board", code)} />
                <Search words={t("filter.manifest")} />
            </span>
        </div>
    );
}

function byGroup(rows: ManifestRow[] | undefined): ManifestRow[] | undefined {
    if (!rows) return undefined;
    const crew = (row: ManifestRow) => (crewKinds.includes(row.kind) ? 1 : 0);
    return [...rows].sort((a, b) => crew(a) - crew(b) || gravity(b) - gravity(a));
}

export function Flight({ id }: { id: string }) {
    const query = place.value.query;
    const loaded = useLoad<FlightDetail>(`/flights/${id}`);
    const rows = useList<ManifestRow>(`/flights/${id}/travellers`, { crew: query.get("crew"), board: query.get("board"), q: query.get("q"), limit: 1000 }, 3000);
    const items = rows.data?.items;
    const manifest = useMemo(() => byGroup(items), [items]);
    const marked = useMarks(items);
    const flight = loaded.data?.flight;
    useTitle(flight ? `${flight.carrier}${flight.number} ${flight.board}→${flight.off}` : id);
    useEvent("flight", (event) => {
        if (event.flight !== id) return;
        loaded.refresh();
        rows.refresh();
    }, [id]);
    if (loaded.problem) return <Fault problem={loaded.problem} again={loaded.again} state={loaded.state} />;
    const chosen = query.get("at");
    const show = (card: string, into: string | null) => rows.change((row) => row.id === card, { merged_into: into });
    const again = () => { rows.again(); loaded.again(); };
    return (
        <div class="flight-page">
            {loaded.data ? <Head loaded={loaded} detail={loaded.data} /> : loaded.slow ? <Bars /> : null}
            {loaded.data ? <section class="band"><Pushes detail={loaded.data} /></section> : null}
            <section class="list manifest-list">
                <ManifestTools total={rows.data?.total} mark={chosen ? () => marked.mark(chosen) : null} />
                <div />
                {rows.problem && !manifest ? <Fault problem={rows.problem} again={rows.again} state={rows.state} /> : manifest?.length === 0 ? (
                    <Empty title={t("flight.nobody")}><p class="quiet">{t("flight.nobody-help")}</p></Empty>
                ) : (
                    <Grid name="manifest" label={t("flight.manifest")} columns={columns} rows={manifest} slow={rows.slow} idOf={(row) => row.id}
                        chosen={chosen} choose={(at) => setQuery({ at })} open={(row) => go(`/travellers/${row.merged_into ?? row.id}`)}
                        sort={query.get("sort")} setSort={(sort) => setQuery({ sort })} group={groupOf}
                        done={(row) => row.merged_into !== null} {...(may("pairTravellers") ? { marked: marked.marks, mark: marked.mark } : {})} more={rows.data?.next ? rows.more : undefined} openWords="keys.open-traveller" />
                )}
                <MarkedBar marked={marked} show={show} again={again} />
            </section>
        </div>
    );
}
