/* Small marks: risk, reasons, names, times, keys. Shape and word always together. */
import { useMemo } from "preact/hooks";
import { T, number, t, word, type Key } from "../i18n";
import type { BoardMark, BoardState, BookingState, Deadline, FlightSummary, LocalTime, Reason, Severity, Text } from "../contract";
import { keySign } from "../keys";
import { left, localStamp, offsetOf, stamp } from "../time";

export function Risk({ severity, protect, tagged, count }: { severity: Severity; protect?: boolean; tagged?: boolean; count?: number }) {
    const kind = protect ? "protect" : severity;
    const words = protect ? t("severity.protect") : word("severity", severity);
    return (
        <span class={`risk ${kind} ${tagged ? "tagged" : ""}`}>
            {count === undefined ? words : `${number(count)} ${words.toLocaleLowerCase()}`}
        </span>
    );
}

export function KeyCap({ k }: { k: string }) {
    return <kbd>{keySign(k)}</kbd>;
}

export function Absent({ k }: { k: Key }) {
    return <span class="absent">{t(k)}</span>;
}

export function Masked() {
    return (
        <span class="masked">
            <span aria-hidden="true">•••• </span>
            {t("value.masked")}
        </span>
    );
}

/* A value of a list: as understood, masked, or absent. These three are never confused. */
export function Plain({ value, absent = "value.absent", code }: { value: Text | undefined; absent?: Key; code?: boolean }) {
    if (!value) return <Absent k={absent} />;
    if (value.masked) return <Masked />;
    return <bdi class={code ? "code" : ""}>{value.text}</bdi>;
}

interface Named {
    surname?: Text;
    given?: Text;
}

export function nameText(who: Named): string {
    return [who.surname?.text, who.given?.text].filter(Boolean).join(" ");
}

/* Whole and in its own script; each part is isolated, and cut at its own end. */
export function Name({ who }: { who: Named }) {
    if (who.surname?.masked || who.given?.masked) return <Masked />;
    const text = nameText(who);
    if (!text) return <Absent k="value.no-name" />;
    return (
        <span class="name" title={text}>
            <bdi class="own">{text}</bdi>
        </span>
    );
}

const glyphs: Record<string, string> = { list: "≡", minor: "◊", disagreement: "≠", unproven: "◌", rule: "§", link: "↔" };

export function Glyph({ kind }: { kind: string }) {
    return (
        <span class="glyph" aria-hidden="true">
            {glyphs[kind] ?? "·"}
        </span>
    );
}

export function ReasonChip({ reason }: { reason: Reason }) {
    return (
        <span class="chip" title={`${reason.list} ${reason.reference}: ${number(reason.score)}`}>
            <Glyph kind="list" />
            <span>{word("how", reason.how)}</span>
        </span>
    );
}

interface Standing {
    board: BoardState;
    booking: BookingState;
    mark: BoardMark;
}

/* What is strange goes before what is usual. */
export function standingWords({ board, booking, mark }: Standing): string {
    if (mark) return word("board", mark);
    if (booking !== null && booking !== "booked") return word("board", booking);
    return word("board", board);
}

export function BoardWord({ of }: { of: Standing }) {
    const strange = of.mark !== null || (of.booking !== null && of.booking !== "booked");
    if (of.board === "unknown" && !strange) return <span class="faint">–</span>;
    return <span class={strange ? "strong" : "quiet"}>{standingWords(of)}</span>;
}

/* Whether the person is not where an officer would look: then a list of alerts says so. */
export function Away({ of }: { of: Standing }) {
    const away = of.board === "not-boarded" || of.board === "cancelled" || (of.booking !== null && of.booking !== "booked");
    return away ? <small class="strong">{standingWords(of)}</small> : null;
}

/* Before the deadline: what is left. After it: how long ago. Arrow down lands, arrow up leaves. */
export function Countdown({ deadline, words }: { deadline: Deadline; words?: boolean }) {
    const at = deadline.at;
    const rest = useMemo(() => (at ? left(at) : null), [at]);
    const landing = deadline.kind === "landing";
    if (!rest) return <Absent k="time.unknown" />;
    const { text, past, soon } = rest.value;
    const key: Key = landing ? (past ? "time.landed-ago" : "time.lands-in") : past ? "time.closed-ago" : "time.doors-in";
    const time = <b class={soon ? "soon" : past ? "past" : ""}>{text}</b>;
    if (words) return <span class="countdown"><T k={key} time={time} /></span>;
    return (
        <span class={past ? "past" : soon ? "soon" : ""} title={t(key, { time: text })}>
            <span class="faint" aria-hidden="true">{landing ? "↘" : "↗"} </span>
            <bdi aria-hidden="true">{past ? `−${text}` : text}</bdi>
            <span class="hidden-text">{t(key, { time: text })}</span>
        </span>
    );
}

/* From one place to another, in the direction of reading. */
export function Arrow() {
    return <span class="arrow"> → </span>;
}

export function Route({ board, off }: { board: string; off: string }) {
    return <bdi class="route">{board}→{off}</bdi>;
}

export function FlightNumber({ flight }: { flight: Pick<FlightSummary, "carrier" | "number"> }) {
    return <bdi>{flight.carrier}{flight.number}</bdi>;
}

/* The time at the port, and beside it the same in UTC. */
export function PortTime({ time, short }: { time: LocalTime; short?: boolean }) {
    if (!time.local) return <Absent k="time.unknown" />;
    const utc = time.utc ? t("time.utc", { time: stamp(time.utc).slice(11) }) : t("time.zone-unknown");
    const title = [time.zone, offsetOf(time.local, time.utc)].filter(Boolean).join(" ");
    return (
        <span class="port-time" title={title}>
            <bdi>{short ? localStamp(time.local).slice(11) || localStamp(time.local) : localStamp(time.local)}</bdi>{" "}
            <small><bdi>{utc}</bdi></small>
        </span>
    );
}

/* A moment of the system's own: UTC, in figures. */
export function Moment({ at }: { at: string | null }) {
    if (!at) return <Absent k="time.unknown" />;
    return <time dateTime={at}><bdi>{t("time.utc", { time: stamp(at) })}</bdi></time>;
}
