/* What changed, what was decided, which cards became one. */
import { useState } from "preact/hooks";
import { Moment, Plain } from "../components/marks";
import { Said } from "../components/value";
import type { Change, Traveller as Person, Version } from "../contract";
import { fieldWord, number, t, T, word } from "../i18n";
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

export function Merges({ person }: { person: Person }) {
    if (person.merges.length === 0) return null;
    return (
        <Part title={t("merges.title")}>
            <dl class="pairs log">
                {person.merges.map((one) => (
                    <div key={one.younger} class="pair">
                        <dt><Moment at={one.at} /></dt>
                        <dd>
                            <T k="merges.line" younger={<bdi class="code">{one.younger}</bdi>} older={<bdi class="code">{one.older}</bdi>} />{" "}
                            <small><bdi>{one.reason}</bdi></small> <a href={`/messages/${one.message}`}>{t("message.title", { id: String(one.message) })}</a>
                        </dd>
                    </div>
                ))}
            </dl>
        </Part>
    );
}
