/* A source profile made of what somebody says of a table's columns. It is written as YAML whose texts are those of JSON,
 * which is the same: docs/profiles.md. */
import type { TableProposal } from "./contract";

export type DateOrder = "dmy" | "mdy" | "ymd";

export interface ColumnMeaning {
    number: number;
    title: string;
    /* "traveller.surname"; "": left out; see wholeNames. */
    field: string;
    date: DateOrder;
    split: string;
}

export interface Mapping {
    name: string;
    kind: string;
    delimiter: string;
    titles: boolean;
    columns: ColumnMeaning[];
    labels: { title: string; field: string; date: DateOrder }[];
    /* What is the same for all persons and stands nowhere in the table. */
    constants: Record<string, string>;
}

/* Whole names in one column: no field of the catalogue, but two of them. */
export const wholeNames = { surnameFirst: "name.surname-first", givenFirst: "name.given-first" };

/* What a column may be taken for, as the catalogue names it. */
export const meanings: [string, string[]][] = [
    ["traveller", ["surname", "given", "kind", "sex", "birth", "birth_place", "nationality", "residence", "locator", "bag_count"]],
    ["document", ["type", "number", "state", "expiry", "issued"]],
    ["leg", ["carrier", "number", "board", "off", "departure", "arrival"]],
    ["seat", ["number"]],
    ["ticket", ["number"]],
    ["contact", ["phone", "email"]],
];
/* Of the flight, where no column has it. */
export const wantedOfFlight = ["leg.number", "leg.board", "leg.off", "leg.departure"];

const dates = new Set(["traveller.birth", "document.expiry", "document.issued", "leg.departure", "leg.arrival"]);
export const isDate = (field: string): boolean => dates.has(field);

export function mappingOf(proposal: TableProposal, name: string): Mapping {
    const order = (date: string): DateOrder => (date === "" ? "dmy" : (date as DateOrder));
    return {
        name,
        kind: proposal.kind,
        delimiter: proposal.delimiter,
        titles: proposal.titles,
        columns: proposal.columns.map((column) => ({
            number: column.number,
            title: column.title,
            field: column.split ? (column.surname_first ? wholeNames.surnameFirst : wholeNames.givenFirst) : column.field,
            date: order(column.date),
            split: column.split || " ",
        })),
        labels: proposal.labels.map((label) => ({ title: label.title, field: label.field, date: order(label.date) })),
        constants: {},
    };
}

/* ---- as a profile ---- */

type Sources = Record<string, unknown>;

/* A title that stands twice, or not at all, tells no column: its number does. */
function reference(mapping: Mapping, column: ColumnMeaning): string | number {
    const alike = mapping.columns.filter((other) => other.title === column.title).length;
    return mapping.titles && column.title !== "" && alike === 1 ? column.title : column.number;
}

function add(fields: Map<string, Sources>, field: string, key: "column" | "label", value: string | number, more: Sources): void {
    const before = fields.get(field) ?? {};
    const present = (before[key] as (string | number)[] | undefined) ?? [];
    fields.set(field, { ...before, [key]: [...present, value], ...more });
}

function addWholeName(fields: Map<string, Sources>, mapping: Mapping, column: ColumnMeaning): void {
    const surnameFirst = column.field === wholeNames.surnameFirst;
    const takes = surnameFirst ? ["first", "rest"] : ["last", "begin"];
    for (const [i, field] of ["traveller.surname", "traveller.given"].entries()) {
        add(fields, field, "column", reference(mapping, column), { split: column.split, take: takes[i] });
    }
}

function fieldsOf(mapping: Mapping): Map<string, Sources> {
    const fields = new Map<string, Sources>();
    for (const column of mapping.columns) {
        if (column.field.startsWith("name.")) addWholeName(fields, mapping, column);
        else if (column.field) add(fields, column.field, "column", reference(mapping, column), isDate(column.field) ? { date: column.date } : {});
    }
    for (const label of mapping.labels) {
        if (label.field && !fields.has(label.field)) add(fields, label.field, "label", label.title, isDate(label.field) ? { date: label.date } : {});
    }
    for (const [field, text] of Object.entries(mapping.constants)) {
        if (text.trim() && !fields.has(field)) fields.set(field, { constant: text.trim(), ...(isDate(field) ? { date: "dmy" } : {}) });
    }
    if (fields.has("document.number") && !fields.has("document.type")) fields.set("document.type", { constant: "P" });
    return fields;
}

/* JSON on one line, with what YAML would take for the end of one written as its code. */
const flow = (value: unknown): string => JSON.stringify(value).replace(/[\u0085\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

export function profileOf(mapping: Mapping): string {
    const nodes = new Map<string, string[]>();
    for (const [field, sources] of fieldsOf(mapping)) {
        const [node = "", key = ""] = field.split(".");
        nodes.set(node, [...(nodes.get(node) ?? []), `  ${flow(key)}: ${flow(sources)}`]);
    }
    const delimiter = mapping.kind !== "delimited" ? {} : { delimiter: mapping.delimiter === "\t" ? "tab" : mapping.delimiter };
    return [
        `name: ${flow(mapping.name)}`,
        `table: ${flow({ kind: mapping.kind, ...delimiter })}`,
        `rows: ${flow({ header: mapping.titles ? "find" : "none" })}`,
        ...[...nodes].flatMap(([node, lines]) => [`${node}:`, ...lines]),
        "",
    ].join("\n");
}
