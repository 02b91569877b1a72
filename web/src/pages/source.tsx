/* One source: what it sends, what changed of how it writes, and how it usually does. */
import { useState } from "preact/hooks";
import { call } from "../api";
import { Dialog } from "../components/dialog";
import { Moment } from "../components/marks";
import { Bars, Fault } from "../components/states";
import type { DriftNote, DriftShare, NewNormal, Source as SourceRow, Sources, Stream } from "../contract";
import { perform } from "../deeds";
import { fieldWord, number, T, t, word, type Key } from "../i18n";
import { useLoad } from "../load";
import { useTitle } from "../router";
import { say } from "../said";
import { may } from "../session";
import { stamp } from "../time";
import { SourceState } from "./sources";

const percent = (thousandths: number) => number(Math.round(thousandths / 10));
const day = (at: string | null) => <bdi>{stamp(at ?? "").slice(0, 10)}</bdi>;

const turns: Record<DriftNote["turn"], Key> = { gone: "drift.gone", less: "drift.less", more: "drift.more", new: "drift.new", value: "drift.value", first: "drift.first" };

/* A field by its word and its code, as several share a word; what is a code already as it is. */
function Value({ of }: { of: Pick<DriftShare, "trait" | "value"> }) {
    if (of.trait === "field") return <>{fieldWord(of.value)} <small><bdi class="code">{of.value}</bdi></small></>;
    if (of.trait === "issues") return <>{word("drift-issues", of.value)}</>;
    return <bdi class="code">{of.value}</bdi>;
}

function What({ of }: { of: DriftNote }) {
    const named = of.trait === "field" || of.trait === "issues";
    return <b>{named ? null : `${word("drift-trait", of.trait)} `}<Value of={of} /></b>;
}

function Sentence({ note }: { note: DriftNote }) {
    const places = { day: day(note.since.at), what: <What of={note} />, now: percent(note.now), before: percent(note.before), per: word("drift-per", note.per) };
    return (
        <>
            <T k={turns[note.turn]} {...places} />{" "}
            {note.turn === "value" && note.usual ? <T k="drift.usual" value={<bdi class="code">{note.usual}</bdi>} /> : null}
        </>
    );
}

function After({ note }: { note: DriftNote }) {
    if (note.accepted) return <p class="quiet"><T k="drift.accepted" by={<bdi>{note.accepted.by}</bdi>} day={day(note.accepted.at)} /></p>;
    if (note.state === "over") return <p class="quiet"><T k="drift.over" day={day(note.over_at)} /></p>;
    return <p class="quiet"><T k="drift.noticed" message={<a href={`/messages/${note.noticed.message}`}>{note.noticed.message}</a>} /></p>;
}

function Note({ note, accept }: { note: DriftNote; accept: () => void }) {
    return (
        <li class={`drift-note ${note.state}`}>
            <div>
                <p><Sentence note={note} /></p>
                <After note={note} />
            </div>
            {note.state === "stands" && may("acceptDrift") ? <button type="button" class="button" onClick={accept}>{t("drift.accept")}</button> : null}
        </li>
    );
}

function Usual({ stream }: { stream: Stream }) {
    if (stream.fingerprint.length === 0) return null;
    return (
        <details>
            <summary>{t("source.usual")}</summary>
            <table class="plain">
                <thead><tr><th scope="col">{t("source.trait")}</th><th scope="col">{t("source.value")}</th><th scope="col" class="end">{t("source.share")}</th></tr></thead>
                <tbody>
                    {stream.fingerprint.map((one) => (
                        <tr key={`${one.trait} ${one.value}`}>
                            <td>{word("drift-trait", one.trait)}</td>
                            <td><Value of={one} /></td>
                            <td class="end">{t("drift.percent", { share: percent(one.share), per: word("drift-per", one.per) })}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </details>
    );
}

interface Chosen {
    stream: Stream;
    note: DriftNote;
}

function StreamPart({ stream, choose }: { stream: Stream; choose: (chosen: Chosen) => void }) {
    return (
        <section class="stack">
            <h2 class="section-title">
                <bdi>{stream.kind}</bdi> {stream.sender ? <small><T k="source.from" sender={<bdi class="code">{stream.sender}</bdi>} /></small> : null}
            </h2>
            <p class="quiet">
                {t("source.messages", { count: stream.messages })} · <Moment at={stream.last.at} />
                {stream.learning ? ` · ${t("source.learning")}` : null}
            </p>
            {stream.notes.length > 0 ? (
                <ul class="stack">{stream.notes.map((note) => <Note key={`${note.trait} ${note.value}`} note={note} accept={() => choose({ stream, note })} />)}</ul>
            ) : stream.learning ? null : <p>{t("source.steady")}</p>}
            <Usual stream={stream} />
        </section>
    );
}

function Accept({ source, chosen, close, done }: { source: SourceRow; chosen: Chosen; close: () => void; done: (sources: Sources) => void }) {
    const { stream, note } = chosen;
    const body: NewNormal = { sender: stream.sender, kind: stream.kind, trait: note.trait, value: note.value };
    const accept = () => {
        close();
        void perform<Sources>({
            send: (key) => call<Sources>("POST", `/sources/${source.name}/normal`, { body, key }),
            done: (sources) => {
                done(sources);
                say({ text: t("said.normal", { source: source.name }) });
            },
        });
    };
    return (
        <Dialog title={t("drift.accept-title")} close={close} actions={
            <>
                <button type="button" class="button" onClick={close}>{t("action.cancel")}</button>
                <button type="button" class="button main-action" onClick={accept}>{t("drift.accept")}</button>
            </>
        }>
            <p><Sentence note={note} /></p>
            <p class="quiet">{t("drift.accept-help")}</p>
        </Dialog>
    );
}

export function Source({ id }: { id: string }) {
    const loaded = useLoad<Sources>("/sources", { source: id });
    const [chosen, setChosen] = useState<Chosen | null>(null);
    const source = loaded.data?.items[0];
    useTitle(id);
    if (loaded.problem) return <Fault problem={loaded.problem} again={loaded.again} />;
    if (!source) return loaded.slow ? <Bars count={8} /> : null;
    return (
        <div class="source-page">
            <header class="page-head">
                <h1><bdi>{source.name}</bdi></h1>
                <dl class="facts-row">
                    <div><dt>{t("column.state")}</dt><dd><SourceState source={source} /></dd></div>
                    {source.last ? <div><dt>{t("column.last-message")}</dt><dd><a href={`/messages/${source.last.message}`}>{source.last.message}</a> <Moment at={source.last.at} /></dd></div> : null}
                    <div><dt>{t("column.messages")}</dt><dd><a href={`/messages?source=${source.name}`}>{number(source.messages)}</a></dd></div>
                    {source.disabled ? <div><dt>{t("column.noted")}</dt><dd>{t("sources.disabled")}</dd></div> : null}
                </dl>
            </header>
            <div class="streams" tabIndex={0} role="region" aria-label={t("source.streams")}>
                {source.streams.length === 0 ? <p class="quiet">{t("sources.nothing")}</p> : null}
                {source.streams.map((stream) => <StreamPart key={`${stream.kind} ${stream.sender}`} stream={stream} choose={setChosen} />)}
            </div>
            {chosen ? <Accept source={source} chosen={chosen} close={() => setChosen(null)} done={(sources) => loaded.set(() => sources)} /> : null}
        </div>
    );
}
