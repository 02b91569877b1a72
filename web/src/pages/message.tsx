/* A message: the tree of its segments beside its text, the chosen value lit, issues in the margin. */
import { useEffect, useState } from "preact/hooks";
import { Moment } from "../components/marks";
import { Bars, Fault } from "../components/states";
import type { Message as MessageBody } from "../contract";
import { number, t, word } from "../i18n";
import { useLoad } from "../load";
import { useTitle } from "../router";
import { Tell, told } from "../told";
import { light, Raw, Segments, tagged, useBytes, useSegmentKeys } from "./message-pane";

const part = 65536;

export function Outcome({ outcome }: { outcome: string }) {
    return <span class={`outcome ${outcome}`}>{word("outcome", outcome)}</span>;
}

function Head({ message }: { message: MessageBody }) {
    return (
        <header class="page-head">
            <h1>{t("message.title", { id: String(message.id) })}</h1>
            <dl class="facts-row">
                <div><dt>{t("message.outcome")}</dt><dd><Outcome outcome={message.outcome} />{message.reason ? <small> {word("reason", message.reason)}</small> : null}</dd></div>
                <div><dt>{t("column.source")}</dt><dd><bdi>{message.source}</bdi></dd></div>
                <div><dt>{t("column.kind")}</dt><dd>{word("source", message.kind)}</dd></div>
                <div><dt>{t("column.received")}</dt><dd><Moment at={message.received_at} /></dd></div>
                <div><dt>{t("message.size")}</dt><dd>{t("message.size-bytes", { count: message.size })}</dd></div>
                {message.duplicate_of !== null ? <div><dt>{t("message.duplicate")}</dt><dd><a href={`/messages/${message.duplicate_of}`}>{message.duplicate_of}</a></dd></div> : null}
                {message.flights.length > 0 ? (
                    <div><dt>{t("message.flights")}</dt><dd class="line">{message.flights.map((id) => <a key={id} href={`/flights/${id}`}><bdi>{id}</bdi></a>)}</dd></div>
                ) : null}
            </dl>
        </header>
    );
}

function Issues({ message }: { message: MessageBody }) {
    if (message.issues.length === 0) return <p class="quiet">{t("message.no-issues")}</p>;
    return (
        <ul class="issues">
            {message.issues.map((issue, i) => (
                <li key={i} class={`issue ${issue.severity}`}>
                    <button type="button" onClick={() => light(message, issue.begin, Math.max(issue.size, 1))}>
                        <b>{word("issue-severity", issue.severity)}</b> <Tell all={told("issue", issue.code, issue.text)} />
                        <small class="code"> {issue.code} · {issue.begin}</small>
                    </button>
                </li>
            ))}
        </ul>
    );
}

function Redactions({ message }: { message: MessageBody }) {
    if (message.redacted.length === 0) return null;
    const kinds = [...new Set(message.redacted.map((one) => one.why))];
    return (
        <p class="notice">
            {t("message.redacted", { count: message.redacted.length })} {kinds.map((kind) => word("redacted", kind)).join(" ")}
        </p>
    );
}

function Parts({ message, begin, set }: { message: MessageBody; begin: number; set: (begin: number) => void }) {
    if (message.size <= part) return null;
    return (
        <p class="line">
            <button type="button" class="button" disabled={begin === 0} onClick={() => set(Math.max(0, begin - part))}>{t("message.part-before")}</button>
            <span class="quiet">{t("message.part", { from: number(begin), to: number(Math.min(message.size, begin + part)), size: number(message.size) })}</span>
            <button type="button" class="button" disabled={begin + part >= message.size} onClick={() => set(begin + part)}>{t("message.part-after")}</button>
        </p>
    );
}

export function Message({ id }: { id: string }) {
    const bytes = useBytes();
    const lit = bytes && String(bytes.message) === id ? bytes : null;
    const [begin, setBegin] = useState(() => (lit ? Math.floor(lit.begin / part) * part : 0));
    const loaded = useLoad<MessageBody>(`/messages/${id}`, { begin, size: part });
    const message = loaded.data;
    useTitle(t("message.title", { id }));
    useSegmentKeys(message, lit);
    useEffect(() => {
        if (lit && (lit.begin < begin || lit.begin >= begin + part)) setBegin(Math.floor(lit.begin / part) * part);
    }, [lit]);
    if (loaded.problem) return <Fault problem={loaded.problem} again={loaded.again} state={loaded.state} />;
    if (!message) return loaded.slow ? <Bars count={12} /> : null;
    return (
        <div class="message-page">
            <Head message={message} />
            <div class="message-columns">
                <section class="tree" aria-label={t("message.segments")} tabIndex={0}>
                    <h2 class="section-title">{t("message.segments")} {tagged(message).length > 0 ? <small>{t("message.segments-help")}</small> : null}</h2>
                    <Segments message={message} lit={lit} />
                </section>
                <section class="text" aria-label={t("message.raw")} tabIndex={0}>
                    <h2 class="section-title">{t("message.raw")}</h2>
                    <Redactions message={message} />
                    <Parts message={message} begin={begin} set={setBegin} />
                    <Raw message={message} lit={lit} />
                </section>
                <section class="margin" aria-label={t("message.issues")} tabIndex={0}>
                    <h2 class="section-title">{t("message.issues")} <small>{number(message.issues.length)}</small></h2>
                    <Issues message={message} />
                </section>
            </div>
        </div>
    );
}
