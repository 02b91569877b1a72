/* Who sends, and whether they write as they did. A change is told in words on the source's own page. */
import { Grid, type Column } from "../components/grid";
import { Moment } from "../components/marks";
import { Empty, Fault } from "../components/states";
import type { Source, Sources as SourceList } from "../contract";
import { useEvent } from "../events";
import { number, t, word } from "../i18n";
import { useLoad } from "../load";
import { go, place, setQuery, useTitle } from "../router";

export function standing(source: Source): number {
    return source.streams.reduce((sum, stream) => sum + stream.notes.filter((note) => note.state === "stands").length, 0);
}

export function SourceState({ source }: { source: Source }) {
    return <span class={`source-state ${source.state}`}>{word("source-state", source.state)}</span>;
}

function Changes({ source }: { source: Source }) {
    const count = standing(source);
    return count > 0 ? <span class="strong">{t("sources.changes", { count })}</span> : <span class="faint">–</span>;
}

const columns: Column<Source>[] = [
    { id: "name", head: "column.source", cell: (row) => <bdi class="strong">{row.name}</bdi>, compare: (a, b) => a.name.localeCompare(b.name) },
    { id: "state", head: "column.state", cell: (row) => <SourceState source={row} />, compare: (a, b) => a.state.localeCompare(b.state) },
    { id: "changes", head: "column.changes", cell: (row) => <Changes source={row} />, compare: (a, b) => standing(a) - standing(b) },
    { id: "last", head: "column.last-message", cell: (row) => (row.last ? <Moment at={row.last.at} /> : <span class="absent">{t("sources.nothing")}</span>), compare: (a, b) => (a.last?.message ?? 0) - (b.last?.message ?? 0) },
    { id: "messages", head: "column.messages", end: true, cell: (row) => number(row.messages), compare: (a, b) => a.messages - b.messages },
    { id: "note", head: "column.noted", cell: (row) => <span class="quiet">{row.disabled ? t("sources.disabled") : row.registered ? "" : t("sources.loaded")}</span> },
];

export function Sources() {
    const query = place.value.query;
    const list = useLoad<SourceList>("/sources");
    const rows = list.data?.items;
    useTitle(t("place.sources"));
    useEvent("reset", list.refresh, []);
    return (
        <div class="list">
            <div class="tools">
                <h1>{t("place.sources")}</h1>
                {rows ? <span class="quiet">{number(rows.length)}</span> : null}
            </div>
            <div />
            {list.problem && !rows ? <Fault problem={list.problem} again={list.again} /> : rows?.length === 0 ? (
                <Empty title={t("sources.none")}><p class="quiet">{t("sources.none-help")}</p></Empty>
            ) : (
                <Grid name="sources" label={t("place.sources")} columns={columns} rows={rows} slow={list.slow} idOf={(row) => row.name}
                    chosen={query.get("at")} choose={(id) => setQuery({ at: id })} open={(row) => go(`/sources/${row.name}`)}
                    sort={query.get("sort")} setSort={(sort) => setQuery({ sort })} done={(row) => row.disabled} openWords="keys.open-source" />
            )}
        </div>
    );
}
