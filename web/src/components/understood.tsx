/* What was understood of a list of persons: rows as they were read, and what was not, with its row and column. */
import type { TableIssue, TablePerson, TableReading, Text } from "../contract";
import { fieldWord, number, t, word, type Key } from "../i18n";
import { Tell, told } from "../told";
import { Masked } from "./marks";

type CellName = Exclude<keyof TablePerson, "row">;

const cells: [CellName, string][] = [
    ["kind", "traveller.kind"],
    ["surname", "traveller.surname"],
    ["given", "traveller.given"],
    ["birth", "traveller.birth"],
    ["sex", "traveller.sex"],
    ["nationality", "traveller.nationality"],
    ["document_type", "document.type"],
    ["document", "document.number"],
    ["document_state", "document.state"],
    ["document_expiry", "document.expiry"],
    ["seat", "seat.number"],
];
const mostRows = 100;
const mostIssues = 50;

function CellText({ name, value }: { name: CellName; value: Text | undefined }) {
    if (!value) return <span class="faint">–</span>;
    if (value.masked) return <Masked />;
    return <bdi>{name === "kind" ? word("kind", value.text ?? "") : value.text}</bdi>;
}

function Persons({ reading }: { reading: Pick<TableReading, "persons" | "count"> }) {
    const shown = reading.persons.slice(0, mostRows);
    const used = cells.filter(([name]) => shown.some((person) => person[name]));
    return (
        <div class="wide" tabIndex={0} role="group" aria-label={t("understood.rows")}>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col" class="end">{t("understood.row")}</th>
                        {used.map(([name, field]) => <th key={name} scope="col">{fieldWord(field)}</th>)}
                    </tr>
                </thead>
                <tbody>
                    {shown.map((person, i) => (
                        <tr key={i}>
                            <td class="end quiet">{person.row === null ? "–" : number(person.row)}</td>
                            {used.map(([name]) => <td key={name}><CellText name={name} value={person[name]} /></td>)}
                        </tr>
                    ))}
                </tbody>
            </table>
            {reading.count > shown.length ? <p class="quiet">{t("understood.more", { count: reading.count - shown.length })}</p> : null}
        </div>
    );
}

function place({ row, column }: TableIssue): string {
    if (row === null) return t("understood.whole");
    return column ? t("understood.place", { row, column }) : t("understood.place-row", { row });
}

/* The place comes by itself: the reader's own detail begins with the row. */
const detailOf = (issue: TableIssue) => issue.detail.replace(/^Row \d+\.\s*/, "");

/* What is said of the whole several times, as of each column that is not there, is said once. */
function gathered(issues: TableIssue[]): TableIssue[] {
    const result: TableIssue[] = [];
    for (const issue of issues) {
        const same = issue.row === null ? result.find((one) => one.row === null && one.code === issue.code) : undefined;
        if (same) same.detail = `${same.detail} ${issue.detail}`;
        else result.push({ ...issue });
    }
    return result;
}

export function Issues({ issues: all }: { issues: TableIssue[] }) {
    const issues = gathered(all);
    return (
        <ul class="issues">
            {issues.slice(0, mostIssues).map((issue, i) => {
                const detail = detailOf(issue);
                return (
                    <li key={i} class={`issue ${issue.severity}`}>
                        <b>{word("issue-severity", issue.severity)}</b> {place(issue)}: <Tell all={told("issue", issue.code, issue.text)} />{" "}
                        {detail ? <small><bdi lang="en">{detail}</bdi></small> : null}
                    </li>
                );
            })}
            {issues.length > mostIssues ? <li class="quiet">{t("load.more-issues", { count: issues.length - mostIssues })}</li> : null}
        </ul>
    );
}

const wanted: [CellName, Key][] = [
    ["surname", "understood.lacks-surname"],
    ["birth", "understood.lacks-birth"],
    ["nationality", "understood.lacks-nationality"],
    ["document", "understood.lacks-document"],
];

/* What a border wants of each person and is not there. */
function Missing({ reading }: { reading: TableReading }) {
    const lacks = wanted.map(([name, key]) => ({ key, count: reading.persons.filter((person) => !person[name]).length }));
    const flightless = reading.messages.some((one) => one.flight === "" || one.departure === "");
    const all = [
        ...(flightless ? [t("understood.no-flight")] : []),
        ...lacks.filter(({ count }) => count > 0).map(({ key, count }) => t(key, { count })),
    ];
    if (all.length === 0) return null;
    return <ul class="issues">{all.map((one) => <li key={one} class="issue warning">{one}</li>)}</ul>;
}

function Flights({ reading }: { reading: TableReading }) {
    const told = reading.messages.filter((one) => one.flight || one.departure);
    if (told.length === 0) return null;
    return (
        <ul>
            {told.map((one, i) => (
                <li key={i}><bdi class="strong">{one.flight || "–"}</bdi> <bdi>{one.departure.replace("T", " ")}</bdi> <span class="quiet">{t("understood.persons", { count: one.travellers })}</span></li>
            ))}
        </ul>
    );
}

export function Understood({ reading }: { reading: TableReading }) {
    if (reading.count === 0) {
        return (
            <>
                <p class="strong">{t("understood.nobody")}</p>
                <Issues issues={reading.issues} />
            </>
        );
    }
    return (
        <>
            <Flights reading={reading} />
            <Missing reading={reading} />
            {reading.issues.length > 0 ? <Issues issues={reading.issues} /> : null}
            <Persons reading={reading} />
        </>
    );
}
