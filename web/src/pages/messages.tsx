/* What carriers sent, the newest first; the quarantine is the list of those that could not be read. */
import { useState } from "preact/hooks";
import { Grid, type Column } from "../components/grid";
import { Absent, Moment } from "../components/marks";
import { Empty, Fault } from "../components/states";
import { NewsLine, Tab } from "../components/tools";
import type { MessageRow } from "../contract";
import { useEvent } from "../events";
import { number, t, word } from "../i18n";
import { useList } from "../load";
import { go, place, setQuery, useTitle } from "../router";
import { Outcome } from "./message";

const outcomes = ["", "quarantined", "partial", "full", "waiting"] as const;

const columns: Column<MessageRow>[] = [
    { id: "id", head: "column.number", end: true, cell: (row) => <bdi>{row.id}</bdi> },
    { id: "at", head: "column.received", cell: (row) => <Moment at={row.received_at} /> },
    { id: "source", head: "column.source", cell: (row) => (row.source ? <bdi>{row.source}</bdi> : <Absent k="value.absent" />) },
    { id: "kind", head: "column.kind", cell: (row) => word("source", row.kind) },
    { id: "outcome", head: "message.outcome", cell: (row) => <Outcome outcome={row.outcome} /> },
    { id: "persons", head: "column.persons", end: true, cell: (row) => number(row.travellers) },
    { id: "note", head: "column.noted", cell: (row) => <span class="quiet">{row.reason ? word("reason", row.reason) : row.issues > 0 ? t("messages.issues", { count: row.issues }) : t("messages.no-issues")}</span> },
];

function Tabs({ outcome }: { outcome: string }) {
    return (
        <div class="tools">
            <h1>{t("place.messages")}</h1>
            {outcomes.map((one) => <Tab key={one} query={{ outcome: one || null }} words={one === "" ? t("messages.all") : word("outcome", one)} on={outcome === one} />)}
        </div>
    );
}

export function Messages() {
    const query = place.value.query;
    const outcome = query.get("outcome") ?? "";
    useTitle(outcome === "quarantined" ? t("place.quarantine") : t("place.messages"));
    const list = useList<MessageRow>("/messages", { outcome, source: query.get("source"), limit: 200 }, 1000);
    const [worked, setWorked] = useState<number | null>(null);
    const newest = list.data?.items[0]?.id ?? 0;
    const fresh = worked !== null && newest > 0 && outcome === "" ? Math.max(0, worked - newest) : 0;
    useEvent("progress", (event) => setWorked(event.worked), []);
    const show = () => {
        setWorked(null);
        list.again();
    };
    const rows = list.data?.items;
    return (
        <div class="list">
            <Tabs outcome={outcome} />
            <NewsLine k="messages.news" count={fresh} show={show} />
            {list.problem && !rows ? <Fault problem={list.problem} again={list.again} /> : rows?.length === 0 ? (
                <Empty title={outcome === "quarantined" ? t("messages.no-quarantine") : t("messages.none")}>
                    <p class="quiet">{outcome === "quarantined" ? t("messages.no-quarantine-help") : t("messages.none-help")}</p>
                </Empty>
            ) : (
                <Grid name="messages" label={t("messages.label")} columns={columns} rows={rows} slow={list.slow} idOf={(row) => String(row.id)}
                    chosen={query.get("at")} choose={(id) => setQuery({ at: id })} open={(row) => go(`/messages/${row.id}`)}
                    sort={null} setSort={() => undefined} more={list.data?.next ? list.more : undefined} openWords="keys.open-message" />
            )}
        </div>
    );
}
