/* The chart shows in three places only: the rose, the graticule of a journey, the rhumb net of the empty page. */
const points = Array.from({ length: 16 }, (_, i) => {
    const angle = (i * Math.PI) / 8;
    return [600 + 860 * Math.cos(angle), 400 + 860 * Math.sin(angle)] as const;
});

function net(): string {
    let path = "";
    for (let i = 0; i < points.length; i++) {
        for (const skip of [5, 6, 7]) {
            const from = points[i]!;
            const to = points[(i + skip) % points.length]!;
            path += `M${from[0].toFixed(0)} ${from[1].toFixed(0)}L${to[0].toFixed(0)} ${to[1].toFixed(0)}`;
        }
    }
    return path;
}

export function Rhumbs() {
    return (
        <svg class="rhumbs" viewBox="0 0 1200 800" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
            <path d={net()} fill="none" stroke="currentColor" />
        </svg>
    );
}

export function Rose({ size }: { size: number }) {
    return (
        <svg width={size} height={size} viewBox="-16 -16 32 32" fill="none" stroke="currentColor" stroke-width="0.9" aria-hidden="true">
            <circle r="10.5" />
            <path d="M-7.5-7.5 7.5 7.5M-7.5 7.5 7.5-7.5" />
            <path d="M0-15 2.3-2.3 15 0 2.3 2.3 0 15-2.3 2.3-15 0-2.3-2.3Z" />
            <path d="M0-15 2.3-2.3 0 0ZM15 0 2.3 2.3 0 0ZM0 15-2.3 2.3 0 0ZM-15 0-2.3-2.3 0 0Z" fill="currentColor" />
        </svg>
    );
}
