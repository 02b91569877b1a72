/* For who has no list: the flight, and its persons one after the other. It becomes the table that the template is. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Choice, Field } from "./components/form";
import { fieldWord, t, word } from "./i18n";
import { filledTemplate, type TemplateCell } from "./template";

type Person = Record<"kind" | "surname" | "given" | "sex" | "birth" | "nationality" | "type" | "document" | "state" | "expiry", string>;
type Flight = Record<"mode" | "flight" | "from" | "to" | "day", string>;

const nobody = (): Person => ({ kind: "passenger", surname: "", given: "", sex: "", birth: "", nationality: "", type: "P", document: "", state: "", expiry: "" });
const isEmpty = (person: Person) => ![person.surname, person.given, person.birth, person.document].some((text) => text.trim());

const kinds = ["passenger", "crew", "transit"];
const modes = ["air", "general-aviation", "sea"];
const papers = ["P", "I", "V"];
const sexes = ["", "F", "M", "X"];
const mostPersons = 200;

function FlightFields({ flight, set }: { flight: Flight; set: (change: Partial<Flight>) => void }) {
    return (
        <fieldset>
            <legend>{t("upload.form-flight")}</legend>
            <div class="fields">
                <Choice label={t("upload.mode")} value={flight.mode} set={(mode) => set({ mode })} options={modes.map((one) => [one, word("upload-mode", one)])} />
                <Field label={word("upload-number", flight.mode)} value={flight.flight} set={(text) => set({ flight: text })} required />
                <Field label={fieldWord("leg.board")} value={flight.from} set={(from) => set({ from })} help={t("upload.port-help")} required />
                <Field label={fieldWord("leg.off")} value={flight.to} set={(to) => set({ to })} help={t("upload.port-help")} required />
                <Field type="date" label={t("upload.day")} value={flight.day} set={(day) => set({ day })} required />
            </div>
        </fieldset>
    );
}

function PersonFields({ person, place, set, remove }: { person: Person; place: number; set: (change: Partial<Person>) => void; remove: (() => void) | undefined }) {
    return (
        <fieldset>
            <legend>{t("upload.person", { number: place })}</legend>
            <div class="fields">
                <Choice label={fieldWord("traveller.kind")} value={person.kind} set={(kind) => set({ kind })} options={kinds.map((one) => [one, word("kind", one)])} />
                <Field label={fieldWord("traveller.surname")} value={person.surname} set={(surname) => set({ surname })} required />
                <Field label={fieldWord("traveller.given")} value={person.given} set={(given) => set({ given })} />
                <Choice label={fieldWord("traveller.sex")} value={person.sex} set={(sex) => set({ sex })} options={sexes.map((one) => [one, one || t("value.none")])} />
                <Field type="date" label={fieldWord("traveller.birth")} value={person.birth} set={(birth) => set({ birth })} />
                <Field label={fieldWord("traveller.nationality")} value={person.nationality} set={(nationality) => set({ nationality })} />
                <Choice label={fieldWord("document.type")} value={person.type} set={(type) => set({ type })} options={papers.map((one) => [one, word("upload-paper", one)])} />
                <Field label={fieldWord("document.number")} value={person.document} set={(document) => set({ document })} />
                <Field label={fieldWord("document.state")} value={person.state} set={(state) => set({ state })} />
                <Field type="date" label={fieldWord("document.expiry")} value={person.expiry} set={(expiry) => set({ expiry })} />
            </div>
            {remove ? <button type="button" class="button text" onClick={remove} aria-label={t("upload.remove-person", { number: place })}>{t("upload.remove")}</button> : null}
        </fieldset>
    );
}

/* The day that a link is for stands behind its flight. */
function flightOf(scope: string): Flight {
    const [flight = "", day = ""] = scope.split(" ");
    return { mode: "air", flight, from: "", to: "", day };
}

export function PersonForm({ flight: scope, busy, take }: { flight: string; busy: boolean; take: (file: File) => Promise<boolean> }) {
    const [flight, setFlight] = useState<Flight>(() => flightOf(scope));
    const [persons, setPersons] = useState<Person[]>([nobody()]);
    const last = useRef<HTMLDivElement>(null);
    const added = useRef(false);
    useEffect(() => {
        if (added.current) last.current?.querySelector<HTMLElement>("fieldset:last-of-type input")?.focus();
        added.current = false;
    }, [persons.length]);
    const change = (at: number, to: Partial<Person>) => setPersons((before) => before.map((one, i) => (i === at ? { ...one, ...to } : one)));
    const submit = (event: Event) => {
        event.preventDefault();
        const rows = persons.filter((one) => !isEmpty(one)).map((one): Record<TemplateCell, string> => ({ ...flight, ...one }));
        if (rows.length === 0) return;
        void take(filledTemplate(rows, t("upload.typed"))).then((good) => { if (good) setPersons([nobody()]); });
    };
    return (
        <details class="typed">
            <summary>{t("upload.form")}</summary>
            <form class="stack" onSubmit={submit}>
                <FlightFields flight={flight} set={(to) => setFlight((before) => ({ ...before, ...to }))} />
                <div class="stack" ref={last}>
                    {persons.map((person, i) => (
                        <PersonFields key={i} person={person} place={i + 1} set={(to) => change(i, to)}
                            remove={persons.length > 1 ? () => setPersons((before) => before.filter((_, at) => at !== i)) : undefined} />
                    ))}
                </div>
                <p class="line">
                    <button type="button" class="button" disabled={persons.length >= mostPersons} onClick={() => { added.current = true; setPersons((before) => [...before, nobody()]); }}>{t("upload.add-person")}</button>
                    <button type="submit" class="button main-action" disabled={busy || persons.every(isEmpty)}>{t("upload.form-do")}</button>
                </p>
            </form>
        </details>
    );
}
