/* What the server says in a sentence, told in the language of the page. It says a code with it: by that the sentence of
 * its table is in the catalogue. In English it is told as it came; so is a code of a newer server, which no table here
 * has, in any language. */
import { Fragment } from "preact";
import type { Problem } from "./api";
import { language, served, t } from "./i18n";

export interface Told {
    text: string;
    /* As the server wrote it, where the page is not English. */
    asCame: boolean;
}

/* For a code of the table `name`, where `came` was said. `precise`: that may say more than the table does, and is then
 * told as well. */
export function told(name: string, code: string, came: string, precise = false): Told[] {
    const key = `${name}.${code}`;
    const { texts, name: locale } = language.value;
    const text = texts[key];
    const own = came ? [{ text: came, asCame: locale !== "en" }] : [];
    if (typeof text !== "string" || (came && (locale === "en" || !(key in served)))) return own;
    return [{ text, asCame: false }, ...(precise && came !== served[key] ? own : [])];
}

/* One after the other, in a line. */
export function Tell({ all }: { all: Told[] }) {
    return (
        <>
            {all.map((one, i) => (
                <Fragment key={i}>
                    {i > 0 ? " " : null}
                    <bdi lang={one.asCame ? "en" : undefined}>{one.text}</bdi>
                </Fragment>
            ))}
        </>
    );
}

export function titleOf({ code, title }: Problem): Told[] {
    const all = told("problem", `${code}.title`, title);
    return all.length > 0 ? all : [{ text: t("problem.unknown.title"), asCame: false }];
}

/* What is the matter. How long to wait is part of what the server says in English. */
export function detailOf({ code, detail, wait }: Problem): Told[] {
    const [first, ...rest] = told("problem", `${code}.detail`, detail, true);
    if (!first) return [];
    const waits = wait > 0 && language.value.name !== "en" ? [{ text: t("problem.wait", { count: wait }), asCame: false }] : [];
    return [first, ...waits, ...rest];
}

export const remedyOf = ({ code, remedy }: Problem): Told[] => told("problem", `${code}.remedy`, remedy);

/* In a line at the foot: what is the matter, or what kind of thing it is. */
export function Reason({ problem }: { problem: Problem }) {
    const detail = detailOf(problem);
    return <Tell all={detail.length > 0 ? detail : titleOf(problem)} />;
}
