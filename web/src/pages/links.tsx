/* Upload links: with one somebody hands in a list for a sender, once, without an account. Its secret is shown this once. */
import { useState } from "preact/hooks";
import { call, newKey } from "../api";
import { Dialog } from "../components/dialog";
import { Choice, Field, Form } from "../components/form";
import { Grid, type Column } from "../components/grid";
import { KeyCap, Moment } from "../components/marks";
import { Empty, Fault } from "../components/states";
import type { Link, Links as LinkList, MadeLink, NewLink } from "../contract";
import { perform } from "../deeds";
import { number, t, T, word } from "../i18n";
import { useKeys } from "../keys";
import { useLoad } from "../load";
import { place, setQuery, useTitle } from "../router";
import { say } from "../said";
import { may } from "../session";

const columns: Column<Link>[] = [
    { id: "id", head: "links.number", cell: (row) => number(row.id), compare: (a, b) => a.id - b.id },
    { id: "source", head: "column.source", cell: (row) => <bdi class="strong">{row.source}</bdi>, compare: (a, b) => a.source.localeCompare(b.source) },
    { id: "flight", head: "column.flight", cell: (row) => (row.flight ? <bdi>{row.flight}</bdi> : <span class="quiet">{t("links.any-flight")}</span>) },
    { id: "state", head: "column.state", cell: (row) => word("link-state", row.state), compare: (a, b) => a.state.localeCompare(b.state) },
    { id: "made", head: "links.made", cell: (row) => <Moment at={row.made_at} />, compare: (a, b) => a.id - b.id },
    { id: "by", head: "column.by", cell: (row) => <bdi class="quiet">{row.made_by}</bdi> },
    { id: "until", head: "links.until", cell: (row) => <Moment at={row.expires_at} />, compare: (a, b) => a.expires_at.localeCompare(b.expires_at) },
    { id: "used", head: "links.used", cell: (row) => (row.used_at ? <Moment at={row.used_at} /> : <span class="faint">–</span>) },
    { id: "messages", head: "place.messages", cell: (row) => <span class="line">{row.messages.map((id) => <a key={id} href={`/messages/${id}`}>{String(id)}</a>)}</span> },
];

function Make({ list, close, done }: { list: LinkList; close: () => void; done: (made: MadeLink) => void }) {
    const [source, setSource] = useState(list.sources[0] ?? "");
    const [flight, setFlight] = useState("");
    const [day, setDay] = useState("");
    const [hours, setHours] = useState(String(list.hours));
    const [key] = useState(newKey);
    const half = (flight.trim() === "") !== (day === "");
    const good = /^[1-9]\d{0,3}$/.test(hours) && Number(hours) <= 8760;
    const body: NewLink = { source, hours: Number(hours), ...(flight.trim() ? { flight: `${flight.trim()} ${day}` } : {}) };
    return (
        <Dialog title={t("links.make")} close={close} actions={<button type="button" class="button" onClick={close}>{t("action.cancel")}</button>}>
            <Form send={() => call<MadeLink>("POST", "/links", { body, key }).then(done)} action={t("links.make-do")} ready={source !== "" && !half && good}>
                <div class="stack">
                    <Choice label={t("column.source")} value={source} set={setSource} options={list.sources.map((one) => [one, one])} />
                    <Field label={t("links.flight")} value={flight} set={setFlight} help={t("links.flight-help")} wrong={half ? t("links.flight-half") : undefined} />
                    <Field label={t("upload.day")} value={day} set={setDay} type="date" />
                    <Field label={t("links.hours")} value={hours} set={setHours} inputMode="numeric" required wrong={good ? undefined : t("links.hours-rule")} />
                </div>
            </Form>
        </Dialog>
    );
}

function Made({ made, close }: { made: MadeLink; close: () => void }) {
    const copy = () => void navigator.clipboard?.writeText(made.url).then(() => say({ text: t("links.copied") }), () => undefined);
    return (
        <Dialog title={t("links.made-title")} close={close} actions={
            <>
                {"clipboard" in navigator ? <button type="button" class="button" onClick={copy}>{t("links.copy")}</button> : null}
                <button type="button" class="button main-action" onClick={close}>{t("links.noted")}</button>
            </>
        }>
            <p><T k="links.made-for" source={<b><bdi>{made.link.source}</bdi></b>} until={<Moment at={made.link.expires_at} />} /></p>
            <p class="notice"><bdi class="secret">{made.url}</bdi></p>
            <p class="quiet">{t("links.once")}</p>
            {made.profile_given ? <p class="quiet">{t("links.profile-given")}</p> : null}
        </Dialog>
    );
}

function Look({ link, close, revoke }: { link: Link; close: () => void; revoke: () => void }) {
    return (
        <Dialog title={t("links.title", { id: link.id })} close={close} actions={
            <>
                {link.state === "open" && may("revokeLink") ? <button type="button" class="button danger" onClick={revoke}>{t("links.revoke")}</button> : null}
                <button type="button" class="button push" onClick={close}>{t("action.close")}</button>
            </>
        }>
            <p><T k="links.made-for" source={<b><bdi>{link.source}</bdi></b>} until={<Moment at={link.expires_at} />} /></p>
            {link.flight ? <p><T k="upload.flight" flight={<bdi>{link.flight}</bdi>} /></p> : null}
            <p>{word("link-state", link.state)}{link.revoked_at ? <> <Moment at={link.revoked_at} /> <bdi>{link.revoked_by}</bdi></> : null}</p>
        </Dialog>
    );
}

type Open = { kind: "make" } | { kind: "made"; made: MadeLink } | { kind: "look"; link: Link } | null;

export function Links() {
    useTitle(t("place.links"));
    const query = place.value.query;
    const list = useLoad<LinkList>("/links");
    const [open, setOpen] = useState<Open>(null);
    const close = () => setOpen(null);
    const ready = Boolean(list.data?.page && list.data.sources.length > 0 && may("makeLink"));
    const made = (one: MadeLink) => {
        list.again();
        setOpen({ kind: "made", made: one });
    };
    const revoke = (link: Link) => {
        close();
        void perform<Link>({
            send: (key) => call<Link>("POST", `/links/${link.id}/revoke`, { key }),
            done: (now) => {
                list.set((before) => ({ ...before, items: before.items.map((one) => (one.id === now.id ? now : one)) }));
                say({ text: t("said.link-revoked", { id: link.id }) });
            },
        });
    };
    useKeys(ready ? [{ key: "a", words: "keys.make-link", run: () => setOpen({ kind: "make" }), foot: true }] : [], [ready]);
    if (list.problem) return <Fault problem={list.problem} again={list.again} />;
    const rows = list.data?.items;
    return (
        <div class="list">
            <div class="tools">
                <h1>{t("place.links")}</h1>
                {rows ? <span class="quiet">{number(rows.length)}</span> : null}
                <button type="button" class="button main-action push" disabled={!ready} onClick={() => setOpen({ kind: "make" })}>{t("links.make")} <KeyCap k="a" /></button>
            </div>
            <div>
                {list.data && !list.data.page ? <p class="notice">{t("links.no-page")}</p> : null}
                {list.data?.sources.length === 0 ? <p class="notice">{t("links.no-sources")}</p> : null}
            </div>
            {rows?.length === 0 ? <Empty title={t("links.none")}><p class="quiet">{t("links.intro")}</p></Empty> : (
                <Grid name="links" label={t("place.links")} columns={columns} rows={rows} slow={list.slow} idOf={(row) => String(row.id)} chosen={query.get("at")}
                    choose={(id) => setQuery({ at: id })} open={(link) => setOpen({ kind: "look", link })} sort={query.get("sort")} setSort={(sort) => setQuery({ sort })}
                    done={(row) => row.state !== "open"} openWords="keys.open" />
            )}
            {open?.kind === "make" && list.data ? <Make list={list.data} close={close} done={made} /> : null}
            {open?.kind === "made" ? <Made made={open.made} close={close} /> : null}
            {open?.kind === "look" ? <Look link={open.link} close={close} revoke={() => revoke(open.link)} /> : null}
        </div>
    );
}
