/* The list that a small operator fills in: a table by the generic profile, which its first cell names, so that it is
 * understood whatever profile the sender has. The form makes the same table of what is typed. */
import { fieldWord, language, t } from "./i18n";

const mark = "#portolan-passengers-1";

/* Titles as reference/profiles/passengers.yaml has them; the word of the page's language stands above. */
export const templateColumns = [
    { id: "mode", title: "Mode", field: "" },
    { id: "flight", title: "Flight", field: "leg.number" },
    { id: "from", title: "From", field: "leg.board" },
    { id: "to", title: "To", field: "leg.off" },
    { id: "day", title: "Departure", field: "leg.departure", date: true },
    { id: "kind", title: "Kind", field: "traveller.kind" },
    { id: "surname", title: "Surname", field: "traveller.surname" },
    { id: "given", title: "Given names", field: "traveller.given" },
    { id: "sex", title: "Sex", field: "traveller.sex" },
    { id: "birth", title: "Date of birth", field: "traveller.birth", date: true },
    { id: "nationality", title: "Nationality", field: "traveller.nationality" },
    { id: "type", title: "Document type", field: "document.type" },
    { id: "document", title: "Document number", field: "document.number" },
    { id: "state", title: "Issuing state", field: "document.state" },
    { id: "expiry", title: "Expiry", field: "document.expiry", date: true },
] as const;

export type TemplateCell = (typeof templateColumns)[number]["id"];

const cell = (text: string, delimiter: string) => (text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);

function tableOf(rows: string[][], delimiter: string): string {
    return rows.map((row) => row.map((text) => cell(text, delimiter)).join(delimiter)).join("\r\n") + "\r\n";
}

/* Spreadsheets cut at what the language does not use within numbers. */
function delimiterHere(): string {
    return (1.5).toLocaleString(language.value.tag).includes(",") ? ";" : ",";
}

function words(): string[] {
    return templateColumns.map((column) => {
        const word = column.field ? fieldWord(column.field) : t("upload.mode");
        return "date" in column ? t("upload.template-date", { field: word }) : word;
    });
}

/* With a mark of UTF-8, without which some spreadsheets take it for another encoding. */
export function emptyTemplate(): Blob {
    const titles = templateColumns.map((column) => column.title);
    return new Blob(["\ufeff", tableOf([[mark], words(), titles], delimiterHere())], { type: "text/csv" });
}

export function filledTemplate(persons: Record<TemplateCell, string>[], name: string): File {
    const titles = templateColumns.map((column) => column.title);
    const rows = persons.map((person) => templateColumns.map((column) => person[column.id].trim()));
    return new File([tableOf([[mark], titles, ...rows], ",")], name, { type: "text/csv" });
}

/* Hands the browser a file that was made here. */
export function download(content: Blob, name: string): void {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
