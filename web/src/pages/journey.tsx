/* The journey: its legs as a list, and on a small map that is fetched when it is wanted. */
import { useEffect, useState } from "preact/hooks";
import { Arrow, PortTime, Route } from "../components/marks";
import { Said } from "../components/value";
import type { Leg, Traveller as Person } from "../contract";
import { t } from "../i18n";
import { Part } from "./traveller-parts";
import type { Drawing } from "../map";

function located(legs: Leg[]): boolean {
    return legs.some((leg) => leg.from.latitude !== null && leg.to.latitude !== null);
}

function Map({ legs }: { legs: Leg[] }) {
    const [drawing, setDrawing] = useState<Drawing | null>(null);
    useEffect(() => {
        let wanted = true;
        import("../map").then(({ draw }) => wanted && setDrawing(draw(legs)), () => undefined);
        return () => {
            wanted = false;
        };
    }, [legs]);
    const text = legs.map((leg) => `${leg.from.name ?? leg.from.code} → ${leg.to.name ?? leg.to.code}`).join(", ");
    if (!drawing) return <div class="map" />;
    return (
        <svg class="map" viewBox={`0 0 ${drawing.width} ${drawing.height}`} role="img" aria-label={t("journey.map", { legs: text })}>
            <path class="graticule" d={drawing.graticule} />
            <path class="land" d={drawing.land} />
            {drawing.legs.map((leg, i) => <path key={i} class={leg.here ? "leg here" : "leg"} d={leg.path} />)}
            {drawing.ports.map((port) => (
                <g key={port.code}>
                    <circle class="port" cx={port.x} cy={port.y} r="3.5" />
                    <text x={port.x + port.dx} y={port.y + port.dy} text-anchor={port.anchor}>{port.code}</text>
                </g>
            ))}
        </svg>
    );
}

function LegLine({ leg }: { leg: Leg }) {
    const { carrier, number } = leg.said;
    return (
        <li class={leg.this_flight ? "here" : ""}>
            <span class="leg-flight">
                {carrier || number ? <><Said value={carrier} absent="value.none" /><Said value={number} absent="value.none" /></> : t("journey.flight-only")}
            </span>
            <b><Route board={leg.from.code} off={leg.to.code} /></b>
            <span><PortTime time={leg.departs} /></span>
            <span class="quiet"><bdi>{leg.from.name ?? leg.from.code}</bdi><Arrow /><bdi>{leg.to.name ?? leg.to.code}</bdi>{leg.this_flight ? ` · ${t("journey.here")}` : ""}</span>
        </li>
    );
}

export function Journey({ person }: { person: Person }) {
    const legs = person.journey;
    if (legs.length === 0) return null;
    return (
        <Part title={t("journey.title")} note={t("journey.legs", { count: legs.length })}>
            {located(legs) ? <Map legs={legs} /> : null}
            <ol class="legs">{legs.map((leg, i) => <LegLine key={i} leg={leg} />)}</ol>
        </Part>
    );
}
