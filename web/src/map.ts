/* Draws a journey: land and graticule from the world at 1:110 million, legs as great circles. Loaded when a page has
 * a journey to draw. */
import { geoAzimuthalEqualArea, geoCentroid, geoDistance, geoGraticule10, geoPath, type GeoProjection } from "d3-geo";
import { feature } from "topojson-client";
import world from "world-atlas/land-110m.json";
import type { Leg, Port } from "./contract";

export interface Drawing {
    width: number;
    height: number;
    graticule: string;
    land: string;
    legs: { path: string; here: boolean }[];
    ports: { code: string; x: number; y: number; dx: number; dy: number; anchor: "start" | "end" }[];
}

type Point = [number, number];

const width = 460;
const height = 200;

const pointOf = (port: Port): Point | null => (port.longitude === null || port.latitude === null ? null : [port.longitude, port.latitude]);

function linesOf(legs: Leg[]): { from: Point; to: Point; here: boolean }[] {
    return legs.flatMap((leg) => {
        const from = pointOf(leg.from);
        const to = pointOf(leg.to);
        return from && to ? [{ from, to, here: leg.this_flight }] : [];
    });
}

/* Looks at the middle of the journey, from as far as it is long; a hop is not magnified beyond its surroundings. */
function lookAt(points: Point[]): GeoProjection {
    const centre = geoCentroid({ type: "MultiPoint", coordinates: points });
    const reach = Math.max(0.3, ...points.map((point) => geoDistance(centre, point)));
    const scale = (Math.min(width, height * 1.5) / 2 - 34) / (2 * Math.sin(Math.min(reach, 3) / 2));
    return geoAzimuthalEqualArea().rotate([-centre[0], -centre[1]]).translate([width / 2, height / 2]).scale(scale)
        .clipAngle(Math.min(179, (reach * 180) / Math.PI * 2.4 + 20)).clipExtent([[-20, -20], [width + 20, height + 20]]).precision(0.4);
}

function portsOf(legs: Leg[], projection: GeoProjection): Drawing["ports"] {
    const seen = new Map<string, Port>();
    for (const leg of legs) for (const port of [leg.from, leg.to]) seen.set(port.code, port);
    return [...seen.values()].flatMap((port) => {
        const point = pointOf(port);
        const place = point && projection(point);
        if (!place) return [];
        const right = place[0] > width * 0.55;
        return [{ code: port.code, x: place[0], y: place[1], dx: right ? 8 : -8, dy: place[1] < height / 2 ? -5 : 13, anchor: right ? ("start" as const) : ("end" as const) }];
    });
}

export function draw(legs: Leg[]): Drawing {
    const lines = linesOf(legs);
    const projection = lookAt(lines.flatMap((line) => [line.from, line.to]));
    const path = geoPath(projection).digits(1);
    const topology = world as unknown as Parameters<typeof feature>[0];
    const land = feature(topology, topology.objects["land"]!);
    return {
        width,
        height,
        graticule: path(geoGraticule10()) ?? "",
        land: path(land) ?? "",
        legs: lines.map((line) => ({ path: path({ type: "LineString", coordinates: [line.from, line.to] }) ?? "", here: line.here })),
        ports: portsOf(legs, projection),
    };
}
