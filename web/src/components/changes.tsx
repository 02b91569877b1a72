/* What a version of a list changes: how many, and which entries. */
import type { ListChange, ListChanges } from "../contract";
import { number, t, word, type Key } from "../i18n";
import { Plain } from "./marks";

const kinds: ["added" | "changed" | "removed", Key][] = [["added", "lists.added"], ["changed", "lists.changed"], ["removed", "lists.removed"]];

function Rows({ rows, parts }: { rows: ListChange[]; parts: boolean }) {
    return (
        <div class="wide" tabIndex={0} role="region" aria-label={t("column.changes")}>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{t("column.name")}</th><th scope="col">{t("field.reference")}</th><th scope="col">{t("lists.entry")}</th>
                        {parts ? <th scope="col">{t("lists.parts")}</th> : null}
                    </tr>
                </thead>
                <tbody>
                    {rows.map((row, i) => (
                        <tr key={i}>
                            <td><Plain value={row.name} /></td>
                            <td>{row.reference.text === "" ? <span class="faint">–</span> : <Plain value={row.reference} code />}</td>
                            <td><Plain value={row.entry} code /></td>
                            {parts ? <td>{row.parts.map((part) => word("list-part", part)).join(", ")}</td> : null}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

export function Changes({ changes }: { changes: ListChanges }) {
    const some = kinds.filter(([kind]) => changes[kind] > 0);
    if (some.length === 0) return <p class="quiet">{t("lists.no-changes")}</p>;
    return (
        <div class="stack list-changes">
            {some.map(([kind, words]) => {
                const rows = changes.items.filter((one) => one.what === kind);
                return (
                    <details key={kind} class={kind}>
                        <summary><b>{number(changes[kind])}</b> {t(words)}</summary>
                        <Rows rows={rows} parts={kind === "changed"} />
                        {changes[kind] > rows.length ? <p class="quiet">{t("lists.more-entries", { count: changes[kind] - rows.length })}</p> : null}
                    </details>
                );
            })}
        </div>
    );
}
