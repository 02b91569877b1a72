/* The bytes of a value: lit in the tree and in the raw text together. `[` and `]` step from segment to segment. */
import { useEffect, useMemo, useRef } from "preact/hooks";
import { KeyCap, Moment } from "../components/marks";
import { Bars, Fault } from "../components/states";
import { bytesOf, bytesText, closeBytes, type Bytes } from "../components/value";
import type { Issue, Message, Segment } from "../contract";
import { t, T, word } from "../i18n";
import { useKeys } from "../keys";
import { useLoad } from "../load";
import { place, setQuery } from "../router";
import { say } from "../said";
import { cut, mapOffsets, shownText, type Piece } from "../text";
import { Tell, told } from "../told";

export function useBytes(): Bytes | null {
    const text = place.value.query.get("bytes");
    return useMemo(() => bytesOf(text), [text]);
}

const around = 4096;

/* Enough of a large message to see the value in its place. */
function partOf(bytes: Bytes): { begin: number; size: number } {
    const begin = Math.max(0, bytes.begin - around);
    return { begin, size: Math.min(1048576, bytes.begin - begin + bytes.size + around) };
}

function Text({ pieces }: { pieces: Piece[] }) {
    return (
        <>
            {pieces.map((piece, i) => {
                const title = piece.why ? word("redacted", piece.why) : undefined;
                const inner = piece.why ? <span class="redacted" title={title}>{piece.text}</span> : piece.text;
                return piece.lit ? <mark key={i}>{inner}</mark> : <span key={i}>{inner}</span>;
            })}
        </>
    );
}

/* What lies between segments has no tag. */
export const tagged = (message: Message): Segment[] => message.segments.filter((one) => one.tag !== "");

const begins = (lit: Bytes | null, within: { begin: number; end: number }): boolean => lit !== null && within.begin <= lit.begin && lit.begin < within.end;

export function light(message: Message, begin: number, size: number): void {
    setQuery({ bytes: bytesText({ message: message.id, begin, size }) });
}

const lightSegment = (message: Message, { begin, end }: Segment): void => light(message, begin, end - begin);

export function Segments({ message, lit }: { message: Message; lit: Bytes | null }) {
    const list = useRef<HTMLUListElement>(null);
    useEffect(() => list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest" }), [lit, message]);
    return (
        <ul class="segments" ref={list} tabIndex={0} aria-label={t("message.segments")}>
            {tagged(message).map((segment) => (
                <li key={segment.begin} class={`depth-${Math.min(segment.depth, 6)}`}>
                    <button type="button" aria-current={begins(lit, segment)} onClick={() => lightSegment(message, segment)}>
                        <b>{shownText(segment.tag)}</b> <span class="rest">{shownText(segment.text.slice(segment.tag.length + (segment.text.startsWith("<") ? 1 : 0)))}</span>
                        {segment.issues.length > 0 ? <span class="issue-mark"><span aria-hidden="true">!</span><span class="hidden-text">{t("message.has-issues", { count: segment.issues.length })}</span></span> : null}
                    </button>
                </li>
            ))}
        </ul>
    );
}

interface Line {
    begin: number;
    pieces: Piece[];
    on: boolean;
    issues: Issue[];
}

/* A line a segment; what lies between segments is a line, too. */
function linesOf(message: Message, lit: Bytes | null): Line[] {
    const map = mapOffsets(message);
    const end = message.begin + map.size;
    const cuts: [number, number, Issue[]][] = [];
    let at = message.begin;
    for (const segment of message.segments) {
        const from = Math.max(segment.begin, at);
        if (from > at) cuts.push([at, from, []]);
        const to = Math.min(segment.end, end);
        if (to > from) cuts.push([from, to, segment.issues.map((i) => message.issues[i]).filter((one) => one !== undefined)]);
        at = Math.max(at, to);
    }
    if (at < end) cuts.push([at, end, []]);
    return cuts
        .map(([from, to, issues]) => ({
            begin: from,
            pieces: cut(message, map, from, to, lit),
            on: begins(lit, { begin: from, end: to }),
            issues,
        }))
        .filter((line) => line.issues.length > 0 || line.pieces.some((piece) => piece.text.trim() !== ""));
}

export function Raw({ message, lit }: { message: Message; lit: Bytes | null }) {
    const element = useRef<HTMLDivElement>(null);
    const lines = useMemo(() => linesOf(message, lit), [message, lit]);
    useEffect(() => {
        const target = element.current?.querySelector("mark") ?? element.current?.querySelector(".on");
        target?.scrollIntoView({ block: "center" });
    }, [lines]);
    return (
        <div class="raw" dir="ltr" ref={element} tabIndex={0} role="group" aria-label={t("message.raw")}>
            {lines.map((line) => (
                <div key={line.begin} class={line.on ? "raw-line on" : "raw-line"}>
                    <span class="offset">{line.begin}</span>
                    <span class="bytes">
                        <Text pieces={line.pieces} />
                    </span>
                    {line.issues.map((issue, i) => (
                        <p key={i} class={`issue ${issue.severity}`} dir="auto"><b>{word("issue-severity", issue.severity)}</b> <Tell all={told("issue", issue.code, issue.text)} /> <small class="code">{issue.code}</small></p>
                    ))}
                </div>
            ))}
        </div>
    );
}

/* The segment before or after the one that is lit. */
export function useSegmentKeys(message: Message | undefined, lit: Bytes | null): void {
    const stepBy = (by: number) => {
        if (!message) return;
        const segments = tagged(message);
        const index = segments.findIndex((one) => begins(lit, one));
        const next = segments[Math.max(0, Math.min(segments.length - 1, index + by))];
        if (next) lightSegment(message, next);
    };
    useKeys([
        { key: "[", words: "keys.segment-before", run: () => stepBy(-1) },
        { key: "]", words: "keys.segment-after", run: () => stepBy(1) },
    ], [message, lit]);
}

function copyBytes(message: Message, bytes: Bytes): void {
    const map = mapOffsets(message);
    const text = cut(message, map, bytes.begin, bytes.begin + bytes.size, null).map((piece) => piece.text).join("");
    navigator.clipboard?.writeText(text).then(() => say({ text: t("message.copied") }), () => say({ text: t("message.not-copied"), bad: true }));
}

export function MessagePane({ bytes }: { bytes: Bytes }) {
    const part = partOf(bytes);
    const loaded = useLoad<Message>(`/messages/${bytes.message}`, part, true);
    const message = loaded.data?.id === bytes.message ? loaded.data : undefined;
    useKeys([{ key: "Escape", words: "keys.close-bytes", run: closeBytes, foot: true }], []);
    useSegmentKeys(message, bytes);
    const heading = useRef<HTMLHeadingElement>(null);
    useEffect(() => heading.current?.focus({ preventScroll: true }), [bytes.message]);
    return (
        <aside class="pane bytes-pane" aria-label={t("message.pane")}>
            <header>
                <div class="line">
                    <h2 tabIndex={-1} ref={heading}>{t("message.title", { id: String(bytes.message) })}</h2>
                    {message ? <span class="quiet">{word("source", message.kind)} · <bdi>{message.source}</bdi></span> : null}
                    <button type="button" class="button text push" onClick={closeBytes}>{t("action.close")} <KeyCap k="Escape" /></button>
                </div>
                <p class="quiet">
                    <T k="message.bytes" from={<b>{bytes.begin}</b>} to={<b>{bytes.begin + bytes.size}</b>} size={message ? message.size : "…"} />
                    {message ? <> · <Moment at={message.received_at} /></> : null}
                </p>
            </header>
            <div class="pane-body two-lists">
                {loaded.problem ? <Fault problem={loaded.problem} again={loaded.again} state={loaded.state} /> : null}
                {message ? (
                    <>
                        <h3 class="section-title">{t("message.segments")}</h3>
                        <Segments message={message} lit={bytes} />
                        <h3 class="section-title">{t("message.raw")}</h3>
                        <Raw message={message} lit={bytes} />
                    </>
                ) : loaded.slow ? <Bars /> : null}
            </div>
            <footer class="line">
                <button type="button" class="button" disabled={!message} onClick={() => message && copyBytes(message, bytes)}>{t("message.copy")}</button>
                <a class="button text" href={`/messages/${bytes.message}?bytes=${bytesText(bytes)}`}>{t("message.open")}</a>
            </footer>
        </aside>
    );
}
