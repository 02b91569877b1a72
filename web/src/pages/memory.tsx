/* What is remembered of false alarms: approved by a second account, and taken back. */
import { useState } from "preact/hooks";
import { call } from "../api";
import { Dialog } from "../components/dialog";
import { Grid, type Column } from "../components/grid";
import { Moment } from "../components/marks";
import { usePhone } from "../components/media";
import { Empty, Fault } from "../components/states";
import { Tab } from "../components/tools";
import type { Memories, Memory as Row } from "../contract";
import { perform } from "../deeds";
import { number, T, t, word } from "../i18n";
import { useLoad } from "../load";
import { place, setQuery, useTitle } from "../router";
import { say } from "../said";
import { may, session } from "../session";

const columns: Column<Row>[] = [
    { id: "id", head: "column.number", cell: (row) => number(row.id), compare: (a, b) => a.id - b.id },
    { id: "list", head: "column.list", cell: (row) => <bdi class="strong">{row.list}</bdi>, compare: (a, b) => a.list.localeCompare(b.list) },
    { id: "entry", head: "lists.entry", cell: (row) => (row.entry === null ? <span class="faint">–</span> : <bdi class="code">{row.entry}</bdi>) },
    { id: "state", head: "column.state", cell: (row) => <span class={row.state === "waiting" ? "strong" : ""}>{word("memory-state", row.state)}</span>, compare: (a, b) => a.state.localeCompare(b.state) },
    { id: "since", head: "memory.since", cell: (row) => <Moment at={row.since} />, compare: (a, b) => a.since.localeCompare(b.since) },
    { id: "by", head: "column.by", cell: (row) => <bdi class="quiet">{row.by}</bdi>, compare: (a, b) => a.by.localeCompare(b.by) },
    { id: "until", head: "memory.until", cell: (row) => <bdi>{row.until}</bdi>, compare: (a, b) => a.until.localeCompare(b.until) },
    { id: "trips", head: "memory.trips", end: true, cell: (row) => number(row.trips), compare: (a, b) => a.trips - b.trips },
];

function Facts({ row }: { row: Row }) {
    return (
        <div class="stack">
            <p><T k="memory.of" list={<b><bdi>{row.list}</bdi></b>} entry={<bdi class="code">{row.entry ?? "–"}</bdi>} by={<bdi>{row.by}</bdi>} at={<Moment at={row.since} />} until={<bdi>{row.until}</bdi>} /></p>
            <p><b>{word("memory-state", row.state)}.</b> {!row.known_again ? t("memory.nobody") : row.state === "waiting" ? null : t("memory.quiet-trips", { count: row.trips })}</p>
            {row.approved_at ? <p><T k="memory.approved" by={<bdi>{row.approved_by}</bdi>} at={<Moment at={row.approved_at} />} /></p> : null}
            {row.forgotten_at ? <p><T k="memory.forgotten" by={<bdi>{row.forgotten_by}</bdi>} at={<Moment at={row.forgotten_at} />} /></p> : null}
            {row.traveller ? <p><a href={`/travellers/${row.traveller}`}>{t("memory.look")}</a></p> : null}
        </div>
    );
}

function Look({ row, close, change }: { row: Row; close: () => void; change: (row: Row, approve: boolean) => void }) {
    const waits = row.state === "waiting";
    const own = row.by === session.value?.account?.name;
    return (
        <Dialog title={t("memory.title", { id: row.id })} close={close} actions={
            <>
                {waits && !own && may("approveMemory") ? <button type="button" class="button main-action" onClick={() => change(row, true)}>{t("memory.approve")}</button> : null}
                {!row.forgotten_at && may("forgetMemory") ? <button type="button" class="button danger" onClick={() => change(row, false)}>{waits ? t("memory.refuse") : t("memory.forget")}</button> : null}
                <button type="button" class="button push" onClick={close}>{t("action.close")}</button>
            </>
        }>
            <Facts row={row} />
            {waits ? <p class="notice">{own ? t("memory.own") : t("memory.approve-help")}</p> : row.forgotten_at ? null : <p class="quiet">{t("memory.forget-help")}</p>}
        </Dialog>
    );
}

export function Memory() {
    useTitle(t("place.memory"));
    const query = place.value.query;
    const all = query.get("all") === "true";
    const list = useLoad<Memories>("/memory", { all: all ? "true" : null });
    const [open, setOpen] = useState<number | null>(Number(query.get("at")) || null);
    const phone = usePhone();
    const rows = list.data?.items;
    const row = rows?.find((one) => one.id === open);
    const choose = (id: string | null) => {
        setQuery({ at: id });
        if (phone && id) setOpen(Number(id));
    };
    const change = (of: Row, approve: boolean) => {
        setOpen(null);
        void perform<Row>({
            send: (key) => (approve ? call<Row>("POST", `/memory/${of.id}/approve`, { key }) : call<Row>("DELETE", `/memory/${of.id}`)),
            done: (now) => {
                list.set((before) => ({ ...before, items: before.items.map((one) => (one.id === now.id ? now : one)) }));
                say({ text: approve ? t("said.memory-approved", { id: of.id }) : t("said.memory-forgotten", { id: of.id }) });
            },
        });
    };
    if (list.problem && !rows) return <Fault problem={list.problem} again={list.again} />;
    return (
        <div class="list">
            <div class="tools">
                <h1>{t("place.memory")}</h1>
                <Tab query={{ all: null }} words={t("memory.tab-now")} on={!all} total={rows?.length} />
                <Tab query={{ all: "true" }} words={t("memory.tab-all")} on={all} total={rows?.length} />
            </div>
            <p class="quiet">{list.data?.days === 0 ? t("memory.never") : t("memory.intro", { count: list.data?.days ?? 0 })}</p>
            {rows?.length === 0 ? <Empty title={t("memory.none")}><p class="quiet">{t("memory.none-help")}</p></Empty> : (
                <Grid name="memory" label={t("place.memory")} columns={columns} rows={rows} slow={list.slow} idOf={(one) => String(one.id)} chosen={query.get("at")}
                    choose={choose} open={(one) => setOpen(one.id)} sort={query.get("sort")} setSort={(sort) => setQuery({ sort })}
                    done={(one) => one.state === "forgotten" || one.state === "over"} openWords="keys.open" />
            )}
            {row ? <Look row={row} close={() => setOpen(null)} change={change} /> : null}
        </div>
    );
}
