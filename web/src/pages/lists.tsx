/* The watchlists in force: whose they are, how old, how grave. */
import { Grid, type Column } from "../components/grid";
import { KeyCap, Moment, Risk } from "../components/marks";
import { Empty, Fault } from "../components/states";
import type { List, Lists as ListList, ListState } from "../contract";
import { number, t, word } from "../i18n";
import { useKeys } from "../keys";
import { useLoad } from "../load";
import { go, place, setQuery, useTitle } from "../router";
import { may } from "../session";
import { ago } from "../time";

export function StateOfList({ state }: { state: ListState }) {
    return <span class={state === "in-force" ? "" : state === "replaced" ? "quiet" : "strong"}>{word("list-state", state)}</span>;
}

/* Both pages about lists; who may not try a name sees no second one. */
export function ListTabs({ count }: { count?: number | undefined }) {
    const path = place.value.path;
    const shown = count === undefined ? null : <span>{number(count)}</span>;
    if (!may("matchPerson")) return shown;
    const here = (to: string) => (path === to ? { "aria-current": "page" as const } : {});
    return (
        <>
            <a class="tab" href="/lists" {...here("/lists")}>{t("place.lists-short")} {shown}</a>
            <a class="tab" href="/lists/+match" {...here("/lists/+match")}>{t("place.match")}</a>
        </>
    );
}

const grave = ["low", "medium", "high", "critical"];

const columns: Column<List>[] = [
    { id: "name", head: "column.list", cell: (row) => <bdi class="strong">{row.name}</bdi>, compare: (a, b) => a.name.localeCompare(b.name) },
    { id: "agency", head: "column.agency", cell: (row) => <bdi>{row.agency}</bdi>, compare: (a, b) => a.agency.localeCompare(b.agency) },
    { id: "severity", head: "column.severity", cell: (row) => <Risk severity={row.severity} />, compare: (a, b) => grave.indexOf(a.severity) - grave.indexOf(b.severity) },
    { id: "entries", head: "column.entries", end: true, cell: (row) => number(row.entries), compare: (a, b) => a.entries - b.entries },
    { id: "state", head: "column.state", cell: (row) => <StateOfList state={row.state} />, compare: (a, b) => a.state.localeCompare(b.state) },
    { id: "age", head: "lists.age", cell: (row) => ago(row.imported_at), compare: (a, b) => b.imported_at.localeCompare(a.imported_at) },
    { id: "at", head: "lists.imported", cell: (row) => <Moment at={row.imported_at} />, compare: (a, b) => a.imported_at.localeCompare(b.imported_at) },
    { id: "by", head: "column.by", cell: (row) => <bdi class="quiet">{row.imported_by}</bdi> },
];

export function Lists() {
    const query = place.value.query;
    const list = useLoad<ListList>("/lists");
    const rows = list.data?.items;
    const brings = may("importList");
    useTitle(t("place.lists"));
    const tries = may("matchPerson");
    useKeys([
        ...(brings ? [{ key: "a", words: "keys.import-list" as const, run: () => go("/lists/+import"), foot: true }] : []),
        ...(tries ? [{ key: "t", words: "place.match" as const, run: () => go("/lists/+match"), foot: true }] : []),
    ], [brings, tries]);
    return (
        <div class="list">
            <div class="tools">
                <h1>{t("place.lists")}</h1>
                <ListTabs count={rows?.length} />
                {brings ? <a class="button main-action push" href="/lists/+import">{t("lists.import")} <KeyCap k="a" /></a> : null}
            </div>
            <div />
            {list.problem && !rows ? <Fault problem={list.problem} again={list.again} /> : rows?.length === 0 ? (
                <Empty title={t("lists.none")}><p class="quiet">{t(brings ? "lists.none-help" : "lists.none-ask")}</p></Empty>
            ) : (
                <Grid name="watchlists" label={t("place.lists")} columns={columns} rows={rows} slow={list.slow} idOf={(row) => row.name}
                    chosen={query.get("at")} choose={(id) => setQuery({ at: id })} open={(row) => go(`/lists/${row.name}`)}
                    sort={query.get("sort")} setSort={(sort) => setQuery({ sort })} done={(row) => row.state === "retired" || row.state === "ended"} openWords="keys.open-list" />
            )}
        </div>
    );
}
