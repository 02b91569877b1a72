/* What changed, what was decided, which cards became one. */
import { useMemo, useState } from "preact/hooks";
import { KeyCap, Moment, Plain, standingWords } from "../components/marks";
import { Said } from "../components/value";
import type { Change, Merge, Traveller as Person, Version } from "../contract";
import { fieldWord, number, t, T, word } from "../i18n";
import { useKeys, type Binding } from "../keys";
import { pair } from "../pair";
import { may } from "../session";
import { Part } from "./traveller-parts";

function ChangeLine({ change }: { change: Change }) {
    return (
        <span class="change">
            <small>{fieldWord(change.field)}</small>{" "}
            {change.before ? <del><Said value={change.before} /></del> : <small class="faint">{t("versions.none-before")}</small>}{" "}
            {change.after ? <ins><Said value={change.after} /></ins> : <small class="faint">{t("versions.gone")}</small>}
        </span>
    );
}

function VersionItem({ version }: { version: Version }) {
    return (
        <div class="pair">
            <dt>
                {word("part", version.part)} {number(version.version)}
                <br />
                <a href={`/messages/${version.message}`}>{t("message.title", { id: String(version.message) })}</a>
            </dt>
            <dd>
                <small><Moment at={version.received_at} /></small>{" "}
                {version.version === 1 ? t("versions.first") : version.changes.length === 0 ? t("versions.nothing") : (
                    version.changes.map((change, i) => <ChangeLine key={i} change={change} />)
                )}
            </dd>
        </div>
    );
}

/* From booking to cabin: each word opens the bytes that say so. The latest first. */
export function Boarding({ person }: { person: Person }) {
    const { said } = person.boarding;
    if (said.length === 0) return null;
    return (
        <Part title={t("boarding.title")} note={standingWords(person.boarding)}>
            <dl class="pairs log">
                {[...said].reverse().map((one) => (
                    <div key={`${one.message}.${one.word}.${one.begin}`} class="pair">
                        <dt><Moment at={one.at} /></dt>
                        <dd>
                            <Said value={one.size > 0 ? one : {}} code={false}>{word("board", one.word)}</Said>{" "}
                            {one.implied ? <small>{t("boarding.implied")}</small> : null}
                        </dd>
                    </div>
                ))}
            </dl>
        </Part>
    );
}

const shownAtFirst = 6;

/* The newest first. */
export function Versions({ person }: { person: Person }) {
    const [all, setAll] = useState(false);
    const list = all ? person.versions : person.versions.slice(0, shownAtFirst);
    return (
        <Part title={t("versions.title")} note={t("versions.count", { count: person.versions.length })}>
            <dl class="pairs log">
                {list.map((version) => <VersionItem key={`${version.traveller}.${version.part}.${version.version}`} version={version} />)}
            </dl>
            {person.versions.length > list.length ? <button type="button" class="button text" onClick={() => setAll(true)}>{t("versions.all")}</button> : null}
        </Part>
    );
}

export function Decisions({ person }: { person: Person }) {
    return (
        <Part title={t("decisions.title")}>
            {person.decisions.length === 0 ? <p class="quiet">{t("decisions.none")}</p> : (
                <dl class="pairs log">
                    {[...person.decisions].reverse().map((one) => (
                        <div key={one.id} class="pair">
                            <dt><Moment at={one.at} /></dt>
                            <dd class={one.withdrawn_at ? "withdrawn" : ""}>
                                <T k="decisions.line" decision={<b>{word("decision", one.code)}</b>} by={<bdi>{one.by}</bdi>} />
                                {one.note.masked || one.note.text ? <p class="note"><Plain value={one.note} /></p> : null}
                                {one.withdrawn_at ? <small> {t("decisions.withdrawn")} <Moment at={one.withdrawn_at} /></small> : null}
                            </dd>
                        </div>
                    ))}
                </dl>
            )}
        </Part>
    );
}

/* `p` parts the one card, or waits for the number of one of several. */
function usePartKeys(merges: Merge[], part: ((one: Merge) => void) | null, choosing: boolean, setChoosing: (on: boolean) => void): void {
    const bindings: Binding[] = [];
    if (part && merges.length > 0) {
        bindings.push({ key: "p", words: "keys.two-persons", run: () => (merges.length === 1 ? part(merges[0]!) : setChoosing(true)), foot: true });
        if (choosing) {
            merges.slice(0, 9).forEach((one, i) => bindings.push({ key: String(i + 1), words: "keys.which-card", run: () => part(one) }));
            bindings.push({ key: "Escape", words: "keys.leave-choice", run: () => setChoosing(false) });
        }
    }
    useKeys(bindings, [merges, part, choosing]);
}

function MergeReason({ one }: { one: Merge }) {
    if (one.reason === "by-person") return <small>{t("merges.by-person")}</small>;
    return <><small>{word("merge-reason", one.reason)}</small> <a href={`/messages/${one.message}`}>{t("message.title", { id: String(one.message) })}</a></>;
}

const nobody: ReadonlySet<string> = new Set();

export function Merges({ person, again }: { person: Person; again: () => void }) {
    /* Those that somebody here just said to be others: struck out until the server has it, too. */
    const [parted, setParted] = useState(nobody);
    const [choosing, setChoosing] = useState(false);
    const left = useMemo(() => person.merges.filter((one) => !parted.has(one.younger)), [person.merges, parted]);
    const part = useMemo(() => {
        if (!may("pairTravellers")) return null;
        return ({ younger, older }: Merge) => {
            setChoosing(false);
            const names = { one: <bdi class="code">{younger}</bdi>, other: <bdi class="code">{older}</bdi> };
            pair({
                younger,
                older,
                words: <T k="said.two-persons" {...names} />,
                undone: <T k="said.pair-undone" {...names} />,
                show: (same) => setParted((before) => new Set([...before].filter((id) => id !== younger).concat(same ? [] : [younger]))),
                again,
            }, false);
        };
    }, [again]);
    usePartKeys(left, part, choosing, setChoosing);
    if (person.merges.length === 0) return null;
    return (
        <Part title={t("merges.title")} {...(choosing ? { note: t("merges.which") } : {})}>
            <dl class="pairs log">
                {person.merges.map((one) => (
                    <div key={one.younger} class="pair">
                        <dt><Moment at={one.at} /></dt>
                        <dd>
                            <span class={parted.has(one.younger) ? "withdrawn" : ""}>
                                <T k="merges.line" younger={<bdi class="code">{one.younger}</bdi>} older={<bdi class="code">{one.older}</bdi>} />{" "}
                                <MergeReason one={one} />
                            </span>
                            {part && left.includes(one) ? (
                                <> <button type="button" class="button text" onClick={() => part(one)}>
                                    {t("pair.two-persons")} {left.length === 1 || choosing ? <KeyCap k={choosing ? String(left.indexOf(one) + 1) : "p"} /> : null}
                                </button></>
                            ) : null}
                        </dd>
                    </div>
                ))}
            </dl>
        </Part>
    );
}
