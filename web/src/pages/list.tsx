/* One watchlist: on what ground it is held, and its versions with what each changed. */
import { useState } from "preact/hooks";
import { Changes } from "../components/changes";
import { Moment, Risk } from "../components/marks";
import { Bars, Fault } from "../components/states";
import type { List, ListDetail, ListVersion, ListVersionChanges } from "../contract";
import { number, t, word } from "../i18n";
import { useKeys } from "../keys";
import { useLoad } from "../load";
import { back, go, useTitle } from "../router";
import { may } from "../session";
import { ago } from "../time";
import { StateOfList } from "./lists";

/* What nobody said is said to be missing. */
function Said({ text }: { text: string }) {
    return text ? <bdi>{text}</bdi> : <span class="absent">{t("lists.not-said")}</span>;
}

function Facts({ list }: { list: List }) {
    return (
        <dl class="facts-row">
            <div><dt>{t("column.state")}</dt><dd><StateOfList state={list.state} /></dd></div>
            <div><dt>{t("column.entries")}</dt><dd>{number(list.entries)}</dd></div>
            <div><dt>{t("column.severity")}</dt><dd><Risk severity={list.severity} /></dd></div>
            <div><dt>{t("lists.age")}</dt><dd>{ago(list.imported_at)}</dd></div>
            {list.valid_until ? <div><dt>{t("list-part.valid_until")}</dt><dd><Moment at={list.valid_until} /></dd></div> : null}
            <div><dt>{t("column.agency")}</dt><dd><Said text={list.agency} /></dd></div>
            <div><dt>{t("lists.basis")}</dt><dd><Said text={list.legal_basis} /></dd></div>
            <div><dt>{t("lists.handling")}</dt><dd><Said text={list.handling} /></dd></div>
            <div><dt>{t("lists.routing")}</dt><dd><Said text={list.routing} /></dd></div>
        </dl>
    );
}

function VersionChanges({ list, version }: { list: string; version: number }) {
    const loaded = useLoad<ListVersionChanges>(`/lists/${list}/versions/${version}`);
    if (loaded.problem) return <Fault problem={loaded.problem} again={loaded.again} />;
    if (!loaded.data) return loaded.slow ? <Bars count={2} /> : null;
    return <Changes changes={loaded.data.changes} />;
}

/* How many entries more or less than the one before; of the first there is nothing to say. */
function difference(version: ListVersion, before: ListVersion | undefined): string {
    if (!before) return "";
    const by = version.entries - before.entries;
    return by === 0 ? "±0" : `${by < 0 ? "−" : "+"}${number(Math.abs(by))}`;
}

function Version({ list, version, before, open, toggle }: { list: string; version: ListVersion; before: ListVersion | undefined; open: boolean; toggle: () => void }) {
    return (
        <>
            <tr>
                <td><b>{number(version.version)}</b></td>
                <td><StateOfList state={version.state} /></td>
                <td class="end">{number(version.entries)} <small class="quiet"><bdi>{difference(version, before)}</bdi></small></td>
                <td><Risk severity={version.severity} /></td>
                <td><Moment at={version.imported_at} /></td>
                <td><bdi>{version.imported_by}</bdi></td>
                <td><bdi>{version.file}</bdi> <small class="quiet">{word("list-format", version.format)}</small></td>
                {may("getListVersion") ? (
                    <td><button type="button" class="button text" aria-expanded={open} onClick={toggle}>{t(open ? "lists.hide-changes" : "lists.show-changes")}</button></td>
                ) : null}
            </tr>
            {open ? <tr class="version-changes"><td colSpan={8}><VersionChanges list={list} version={version.version} /></td></tr> : null}
        </>
    );
}

export function WatchList({ id }: { id: string }) {
    const loaded = useLoad<ListDetail>(`/lists/${id}`);
    const [open, setOpen] = useState<number | null>(null);
    const brings = may("importList");
    const bring = () => go(`/lists/+import?list=${id}`);
    useTitle(id);
    useKeys([
        { key: "Escape", words: "keys.back", run: () => back("/lists") },
        ...(brings ? [{ key: "a", words: "keys.import-list" as const, run: bring, foot: true }] : []),
    ], [id, brings]);
    if (loaded.problem) return <Fault problem={loaded.problem} again={loaded.again} />;
    if (!loaded.data) return loaded.slow ? <Bars count={8} /> : null;
    const { list, versions } = loaded.data;
    return (
        <div class="source-page">
            <header class="page-head">
                <div class="line">
                    <h1><bdi>{list.name}</bdi></h1>
                    {brings ? <a class="button push" href={`/lists/+import?list=${id}`}>{t("lists.import-next")}</a> : null}
                </div>
                <Facts list={list} />
            </header>
            <div class="streams" tabIndex={0} role="region" aria-label={t("lists.versions")}>
                <section class="version-list">
                    <h2 class="section-title">{t("lists.versions")}</h2>
                    <div class="wide" tabIndex={0} role="region" aria-label={t("lists.versions-table")}>
                        <table class="plain versions">
                            <thead>
                                <tr>
                                    <th scope="col">{t("lists.version")}</th><th scope="col">{t("column.state")}</th><th scope="col" class="end">{t("column.entries")}</th>
                                    <th scope="col">{t("column.severity")}</th><th scope="col">{t("lists.imported")}</th><th scope="col">{t("column.by")}</th><th scope="col">{t("lists.file")}</th>
                                    {may("getListVersion") ? <th scope="col"><span class="hidden-text">{t("column.changes")}</span></th> : null}
                                </tr>
                            </thead>
                            <tbody>
                                {versions.map((version, i) => (
                                    <Version key={version.version} list={id} version={version} before={versions[i + 1]} open={open === version.version}
                                        toggle={() => setOpen(open === version.version ? null : version.version)} />
                                ))}
                            </tbody>
                        </table>
                    </div>
                </section>
            </div>
        </div>
    );
}
