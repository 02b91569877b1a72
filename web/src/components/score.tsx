/* A score: what it is made of, part by part, and how far it is from what makes a hit. */
import { number, t, word } from "../i18n";

interface Part {
    weight: string;
    points: number;
}

/* Each part from where the last ended; what lowers the score is hollow. The threshold is a line through all of it. */
export function Waterfall({ parts, threshold }: { parts: Part[]; threshold?: number }) {
    let sum = 0;
    const bars = parts.map((part) => {
        const from = sum;
        sum = Math.max(0, Math.min(100, sum + part.points));
        return { part, from: Math.min(from, sum), size: Math.abs(sum - from), down: part.points < 0 };
    });
    return (
        <table class="waterfall">
            <caption class="hidden-text">{t("why.parts")}</caption>
            <tbody>
                {bars.map(({ part, from, size, down }) => (
                    <tr key={part.weight}>
                        <th scope="row">{word("weight", part.weight)}</th>
                        <td class="bar-cell" aria-hidden="true">
                            <svg class="flip" viewBox="0 0 100 8" preserveAspectRatio="none" width="120" height="8">
                                <rect class={down ? "bar-down" : "bar-up"} x={from} y="1" width={Math.max(size, 0.6)} height="6" />
                                {threshold === undefined ? null : <line class="mark-line" x1={threshold} x2={threshold} y1="0" y2="8" />}
                            </svg>
                        </td>
                        <td class="end"><bdi>{part.points < 0 ? "−" : "+"}{number(Math.abs(part.points))}</bdi></td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

/* The score beside the threshold, as a bar with a mark; the same in words for who does not see it. */
export function ScoreBar({ score, threshold, hit }: { score: number; threshold: number; hit: boolean }) {
    return (
        <span class="score-bar">
            <svg class="flip" viewBox="0 0 100 10" preserveAspectRatio="none" width="100" height="10" aria-hidden="true">
                <rect class="bar-ground" x="0" y="3" width="100" height="4" />
                <rect class={hit ? "bar-up" : "bar-near"} x="0" y="3" width={Math.max(score, 0.6)} height="4" />
                <line class="mark-line" x1={threshold} x2={threshold} y1="0" y2="10" />
            </svg>
            <span class="points"><b>{number(score)}</b> <small>{t("why.of-hundred")}</small></span>
            <span class="hidden-text">{t("match.threshold-is", { threshold })}</span>
        </span>
    );
}
