/* A table among the files that somebody loads: by which profile it is read, or what each column means, and at once the
 * rows as understood. Nothing of it is kept before somebody says so. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { call, get, newKey, problemOf, type Problem } from "../api";
import { Choice, Field } from "../components/form";
import { Bars, Fault } from "../components/states";
import { Understood } from "../components/understood";
import type { Profile, TableColumn, TableProposal, TableReading, TrialFile } from "../contract";
import { fieldWord, number, t, T, word } from "../i18n";
import { isDate, mappingOf, meanings, profileOf, wantedOfFlight, wholeNames, type ColumnMeaning, type DateOrder, type Mapping } from "../mapping";
import { say } from "../said";
import { may } from "../session";
import { download } from "../template";

const proposed = "";
const pause = 350;

/* ---- what the columns mean ---- */

function FieldOptions() {
    return (
        <>
            <option value="">{t("table.leave-out")}</option>
            <option value={wholeNames.surnameFirst}>{t("table.whole-surname-first")}</option>
            <option value={wholeNames.givenFirst}>{t("table.whole-given-first")}</option>
            {meanings.map(([node, keys]) => (
                <optgroup key={node} label={word("table-node", node)}>
                    {keys.map((key) => <option key={key} value={`${node}.${key}`}>{fieldWord(`${node}.${key}`)}</option>)}
                </optgroup>
            ))}
        </>
    );
}

/* How sure the proposal is: in words, for a number alone says little. */
function Sure({ column }: { column: TableColumn }) {
    if (column.certainty === 0) return <span class="faint">–</span>;
    const level = column.certainty >= 80 ? "high" : column.certainty >= 50 ? "middle" : "low";
    return (
        <span class={`sure ${level}`}>
            {word("table-sure", level)} <small>{word("table-why", column.why)}</small>
        </span>
    );
}

function DateChoice({ value, set, label }: { value: DateOrder; set: (order: DateOrder) => void; label: string }) {
    return (
        <select aria-label={label} value={value} onChange={(event) => set(event.currentTarget.value as DateOrder)}>
            {(["dmy", "mdy", "ymd"] as const).map((order) => <option key={order} value={order}>{word("date-order", order)}</option>)}
        </select>
    );
}

function ColumnRow({ column, meaning, masked, set }: { column: TableColumn; meaning: ColumnMeaning; masked: boolean; set: (change: Partial<ColumnMeaning>) => void }) {
    const title = column.title || t("table.column-number", { number: column.number });
    return (
        <tr>
            <th scope="row"><bdi>{title}</bdi></th>
            <td class="samples">{masked ? <span class="masked">{t("value.masked")}</span> : column.samples.map((text, i) => <bdi key={i}>{text}</bdi>)}</td>
            <td>
                <span class="line">
                    <select aria-label={t("table.meaning-of", { column: title })} value={meaning.field} onChange={(event) => set({ field: event.currentTarget.value })}><FieldOptions /></select>
                    {isDate(meaning.field) ? <DateChoice label={t("table.order-of", { column: title })} value={meaning.date} set={(date) => set({ date })} /> : null}
                </span>
                {isDate(meaning.field) && !column.told ? <small>{t("table.order-untold")}</small> : null}
            </td>
            <td><Sure column={column} /></td>
        </tr>
    );
}

function Columns({ proposal, mapping, set }: { proposal: TableProposal; mapping: Mapping; set: (mapping: Mapping) => void }) {
    const change = (at: number, to: Partial<ColumnMeaning>) => set({ ...mapping, columns: mapping.columns.map((one, i) => (i === at ? { ...one, ...to } : one)) });
    return (
        <div class="wide" tabIndex={0} role="group" aria-label={t("table.columns")}>
            <table class="plain meanings">
                <thead><tr><th scope="col">{t("table.column")}</th><th scope="col">{t("table.samples")}</th><th scope="col">{t("table.means")}</th><th scope="col">{t("table.sure")}</th></tr></thead>
                <tbody>
                    {proposal.columns.map((column, i) => <ColumnRow key={column.number} column={column} meaning={mapping.columns[i]!} masked={proposal.masked} set={(to) => change(i, to)} />)}
                </tbody>
            </table>
        </div>
    );
}

function Labels({ mapping, set }: { mapping: Mapping; set: (mapping: Mapping) => void }) {
    if (mapping.labels.length === 0) return null;
    const change = (at: number, field: string) => set({ ...mapping, labels: mapping.labels.map((one, i) => (i === at ? { ...one, field } : one)) });
    return (
        <div class="fields">
            {mapping.labels.map((label, i) => (
                <Choice key={label.title} label={t("table.label", { title: label.title })} value={label.field} set={(field) => change(i, field)}
                    options={[["", t("table.leave-out")], ...meanings.flatMap(([node, keys]) => (node === "leg" ? keys.map((key): [string, string] => [`leg.${key}`, fieldWord(`leg.${key}`)]) : []))]} />
            ))}
        </div>
    );
}

/* What the table does not tell of its flight can be said here. */
function Constants({ mapping, set }: { mapping: Mapping; set: (mapping: Mapping) => void }) {
    const found = new Set([...mapping.columns, ...mapping.labels].map((one) => one.field));
    const missing = wantedOfFlight.filter((field) => !found.has(field));
    if (missing.length === 0) return null;
    return (
        <fieldset>
            <legend>{t("table.constants")}</legend>
            <p class="quiet">{t("table.constants-help")}</p>
            <div class="fields">
                {missing.map((field) => (
                    <Field key={field} label={fieldWord(field)} value={mapping.constants[field] ?? ""} type={isDate(field) ? "date" : "text"}
                        set={(text) => set({ ...mapping, constants: { ...mapping.constants, [field]: text } })} />
                ))}
            </div>
        </fieldset>
    );
}

/* ---- keeping the mapping ---- */

function Save({ profile, profiles }: { profile: string; profiles: Profile[] }) {
    const sources = profiles.filter((one) => one.kind === "source").map((one) => one.name);
    const [source, setSource] = useState(sources[0] ?? "");
    const [problem, setProblem] = useState<Problem | null>(null);
    const [busy, setBusy] = useState(false);
    const save = () => {
        setBusy(true);
        setProblem(null);
        call<void>("PUT", `/profiles/${source}`, { body: { profile }, key: newKey() })
            .then(() => say({ text: t("said.profile", { source }) }))
            .catch((error: unknown) => setProblem(problemOf(error)))
            .finally(() => setBusy(false));
    };
    return (
        <div class="stack">
            {problem ? <Fault problem={problem} /> : null}
            <div class="line foot-line">
                <button type="button" class="button" onClick={() => download(new Blob([profile], { type: "application/yaml" }), "profile.yaml")}>{t("table.download")}</button>
                {may("setProfile") && sources.length > 0 ? (
                    <>
                        <Choice label={t("table.save-for")} value={source} set={setSource} options={sources.map((one) => [one, one])} />
                        <button type="button" class="button" disabled={busy || source === ""} onClick={save}>{t("table.save")}</button>
                    </>
                ) : null}
            </div>
        </div>
    );
}

/* ---- reading ---- */

/* The table as the profile reads it; what is typed meanwhile is read when it rests. */
function useReading(path: string, profile: string | null) {
    const [reading, setReading] = useState<TableReading | null>(null);
    const [problem, setProblem] = useState<Problem | null>(null);
    const [busy, setBusy] = useState(false);
    useEffect(() => {
        if (profile === null) return;
        const abort = new AbortController();
        setBusy(true);
        const timer = setTimeout(() => {
            call<TableReading>("POST", `${path}/reading`, { body: { profile }, signal: abort.signal })
                .then((one) => { setReading(one); setProblem(null); })
                .catch((error: unknown) => { if (!abort.signal.aborted) setProblem(problemOf(error)); })
                .finally(() => { if (!abort.signal.aborted) setBusy(false); });
        }, pause);
        return () => {
            clearTimeout(timer);
            abort.abort();
        };
    }, [path, profile]);
    return { reading, problem, busy };
}

function useTable(path: string) {
    const [proposal, setProposal] = useState<TableProposal | null>(null);
    const [profiles, setProfiles] = useState<Profile[]>([]);
    const [problem, setProblem] = useState<Problem | null>(null);
    useEffect(() => {
        Promise.all([call<TableProposal>("POST", `${path}/proposal`), get<{ items: Profile[] }>("/profiles")])
            .then(([one, all]) => { setProposal(one); setProfiles(all.items); })
            .catch((error: unknown) => setProblem(problemOf(error)));
    }, [path]);
    return { proposal, profiles, problem };
}

function readers(profiles: Profile[]): [string, string][] {
    return [
        [proposed, t("table.by-columns")],
        ...profiles.filter((one) => one.text !== "").map((one): [string, string] =>
            [`${one.kind} ${one.name}`, one.kind === "shipped" ? word("profile-name", one.name) : t("table.by-source", { source: one.name })]),
    ];
}

function Reading({ path, file, proposal, profiles }: { path: string; file: TrialFile; proposal: TableProposal; profiles: Profile[] }) {
    const [mapping, setMapping] = useState(() => mappingOf(proposal, file.name));
    const [reader, setReader] = useState(proposed);
    const profile = useMemo(() => {
        const known = profiles.find((one) => `${one.kind} ${one.name}` === reader);
        return known ? known.text : profileOf(mapping);
    }, [mapping, reader, profiles]);
    const { reading, problem, busy } = useReading(path, profile);
    return (
        <div class="stack">
            <div class="read-by"><Choice label={t("table.read-by")} value={reader} set={setReader} options={readers(profiles)} /></div>
            {reader === proposed ? (
                <>
                    <h3>{t("table.columns")}</h3>
                    <Columns proposal={proposal} mapping={mapping} set={setMapping} />
                    <Labels mapping={mapping} set={setMapping} />
                    <Constants mapping={mapping} set={setMapping} />
                </>
            ) : null}
            <h3>{t("table.understood")} {busy ? <small class="quiet">{t("load.reading")}</small> : null}</h3>
            <div aria-live="polite" aria-busy={busy} class="stack">
                {problem ? <Fault problem={problem} /> : reading ? (
                    <>
                        <p><T k="table.sum" persons={<b>{number(reading.count)}</b>} noted={<b>{number(reading.issues.length)}</b>} /></p>
                        <Understood reading={reading} />
                    </>
                ) : <Bars count={3} />}
            </div>
            <Save profile={profile} profiles={profiles} />
        </div>
    );
}

/* `otherwise`: what is shown of a file that turns out to be no table. */
export function TableFile({ trial, place, file, otherwise }: { trial: string; place: number; file: TrialFile; otherwise: preact.ComponentChildren }) {
    const path = `/trials/${trial}/files/${place}`;
    const { proposal, profiles, problem } = useTable(path);
    if (problem?.code === "trial.no-table") return <>{otherwise}</>;
    return (
        <section class="trial-file">
            <h2 class="section-title"><bdi>{file.name}</bdi> <small>{t("message.size-bytes", { count: file.size })}</small></h2>
            {problem ? <Fault problem={problem} /> : proposal ? <Reading path={path} file={file} proposal={proposal} profiles={profiles} /> : <Bars count={3} />}
        </section>
    );
}
