/* What came of a flight, as marks on a line. Dot: came. Cross: missing. Ring: not due yet. */
import { useEffect, useRef } from "preact/hooks";
import type { Flight, Push } from "../contract";
import { number, t, word } from "../i18n";
import { now, stamp } from "../time";

type Mark = "came" | "missing" | "due";
const stations = ["pnr", "api", "crew", "close-out"] as const;

function marksOf(flight: Flight): Mark[] {
    const utc = flight.departure.utc;
    const gone = utc ? now.peek() - Date.parse(utc) > 3600000 : false;
    const came: Record<(typeof stations)[number], boolean> = {
        pnr: flight.pushes.pnr > 0,
        api: flight.pushes.api > 0,
        crew: flight.counts.crew > 0,
        "close-out": gone,
    };
    return stations.map((name) => (flight.missing.includes(name) ? "missing" : came[name] ? "came" : "due"));
}

function MarkShape({ mark, x, y }: { mark: Mark; x: number; y: number }) {
    if (mark === "missing") return <path class="push-missing" d={`M${x - 3.5} ${y - 3.5}l7 7m0-7-7 7`} />;
    return <circle class={mark === "came" ? "push-came" : "push-due"} cx={x} cy={y} r={3} />;
}

export function PushLine({ flight }: { flight: Flight }) {
    const marks = marksOf(flight);
    const step = 40;
    const text = stations.map((name, i) => `${word("station", name)}: ${word("mark", marks[i]!)}`).join(", ");
    return (
        <svg class="pushes" width={136} height={14} viewBox="0 0 136 14" role="img" aria-label={text}>
            <title>{text}</title>
            {marks.slice(1).map((mark, i) =>
                mark === "came" && marks[i] === "came" ? <path key={i} class="push-line" d={`M${8 + i * step} 7h${step}`} /> : null,
            )}
            {marks.map((mark, i) => <MarkShape key={i} mark={mark} x={8 + i * step} y={7} />)}
        </svg>
    );
}

export function PushHead() {
    return (
        <span class="push-head">
            {stations.map((name) => <span key={name}>{word("station-short", name)}</span>)}
        </span>
    );
}

export function PushLegend() {
    return (
        <>
            {(["came", "missing", "due"] as const).map((mark) => (
                <span key={mark}>
                    <svg class="pushes" width={14} height={14} viewBox="0 0 14 14" aria-hidden="true"><MarkShape mark={mark} x={7} y={7} /></svg>
                    {word("mark", mark)}
                </span>
            ))}
        </>
    );
}

/* Hours before departure at which a line stands; between two the time runs evenly. */
const hours = [72, 48, 24, 12, 6, 1, 0, -2, -12];

function placeOf(minutes: number): number {
    const h = Math.max(-12, Math.min(72, minutes / 60));
    for (let i = 0; i < hours.length - 1; i++) {
        const from = hours[i]!;
        const to = hours[i + 1]!;
        if (h <= from && h >= to) return (i + (from - h) / (from - to)) / (hours.length - 1);
    }
    return 0;
}

function hourText(h: number): string {
    return h === 0 ? "0" : h > 0 ? `−${h}` : `+${-h}`;
}

/* Pushes of one kind on one height: API above, PNR below. */
export function PushTimeline({ pushes }: { pushes: Push[] }) {
    const width = 960;
    const at = (share: number) => 64 + share * (width - 96);
    const lanes: Record<string, number> = { API: 26, PNR: 50, other: 38 };
    const known = pushes.filter((push) => push.before_departure_minutes !== null);
    const drawing = useRef<SVGSVGElement>(null);
    /* Where it does not fit: the hours about the departure first. */
    useEffect(() => {
        const around = drawing.current?.closest(".band");
        if (around) around.scrollLeft = around.scrollWidth;
    }, []);
    return (
        <svg ref={drawing} class="timeline" viewBox={`0 0 ${width} 78`} role="group" aria-label={t("flight.timeline")}>
            {hours.map((h, i) => (
                <g key={h} aria-hidden="true">
                    <path class={h === 0 ? "tick departure" : "tick"} d={`M${at(i / (hours.length - 1))} 12V62`} />
                    <text x={at(i / (hours.length - 1))} y={75} text-anchor="middle">{hourText(h)}</text>
                </g>
            ))}
            <path class="lane" d={`M${at(0)} 26H${at(1)}M${at(0)} 50H${at(1)}`} aria-hidden="true" />
            <text x={8} y={30} aria-hidden="true">{word("source", "API")}</text>
            <text x={8} y={54} aria-hidden="true">{word("source", "PNR")}</text>
            {known.map((push) => {
                const x = at(placeOf(push.before_departure_minutes ?? 0));
                const words = t("flight.push-words", {
                    message: String(push.message), kind: push.kind, role: push.role ? word("push-role", push.role) : "–", at: push.at ? stamp(push.at) : "–",
                    persons: number(push.persons), added: number(push.added), changed: number(push.changed),
                });
                return (
                    <a key={`${push.message}.${push.ordinal}`} href={`/messages/${push.message}`} aria-label={words}>
                        <title>{words}</title>
                        <circle class="hit" cx={x} cy={lanes[push.kind] ?? 38} r={12} />
                        <circle class={push.added + push.changed > 0 ? "push-came" : "push-same"} cx={x} cy={lanes[push.kind] ?? 38} r={5} />
                    </a>
                );
            })}
        </svg>
    );
}
