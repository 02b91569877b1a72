/* What a place shows when it has nothing else to show: empty, at fault, still reading. */
import type { ComponentChildren } from "preact";
import type { Problem } from "../api";
import { t, word } from "../i18n";
import { detailOf, remedyOf, Tell, titleOf, told } from "../told";

export function Empty({ title, children, whole }: { title: string; children?: ComponentChildren; whole?: boolean }) {
    return (
        <div class="state">
            {whole ? <h1>{title}</h1> : <h2>{title}</h2>}
            {children}
        </div>
    );
}

const purposes = ["border-check", "investigation", "legal-request", "subject-request", "data-quality", "oversight"];

/* Where people are shown for a purpose alone: which one. */
function Purposes({ problem, state }: { problem: Problem; state: (purpose: string) => void }) {
    return (
        <div class="state purposes" role="alert">
            <h2><Tell all={titleOf(problem)} /></h2>
            <p><Tell all={remedyOf(problem)} /></p>
            <ul>
                {purposes.map((one) => (
                    <li key={one}><button type="button" class="button" onClick={() => state(one)}>{word("purpose", one)}</button></li>
                ))}
            </ul>
        </div>
    );
}

/* What is the matter, and what can be done about it. */
export function Fault({ problem, again, state }: { problem: Problem; again?: () => void; state?: (purpose: string) => void }) {
    const remedy = remedyOf(problem);
    if (problem.code === "purpose.needed" && state) return <Purposes problem={problem} state={state} />;
    return (
        <div class="state fault" role="alert">
            <h2><Tell all={titleOf(problem)} /></h2>
            {detailOf(problem).map((one, i) => <p key={i}><Tell all={[one]} /></p>)}
            {remedy.length > 0 ? <p class="quiet"><Tell all={remedy} /></p> : null}
            {problem.errors.length > 0 ? (
                <ul>
                    {problem.errors.map((error) => (
                        <li key={error.pointer}><bdi class="code">{error.pointer}</bdi> <Tell all={told("fault", error.code, error.detail, true)} /></li>
                    ))}
                </ul>
            ) : null}
            <p class="line">
                {again ? <button type="button" class="button" onClick={again}>{t("action.again")}</button> : null}
                <small><bdi class="code">{problem.code}</bdi></small>
            </p>
        </div>
    );
}

export function Bars({ count = 6 }: { count?: number }) {
    return (
        <div class="stack bars" aria-hidden="true">
            {Array.from({ length: count }, (_, i) => (
                <span key={i} class={`skeleton bar-${i % 3}`} />
            ))}
        </div>
    );
}
