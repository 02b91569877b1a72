/* Bringing in a list: what is said of it and the file, then what it would change, then for good. The file stays in
 * this page until it is taken: the server keeps nothing of a preview. */
import { useEffect, useRef, useState } from "preact/hooks";
import { call, newKey, Problem, problemOf } from "../api";
import { Changes } from "../components/changes";
import { Choice, Field, Form } from "../components/form";
import { KeyCap } from "../components/marks";
import { Bars, Fault } from "../components/states";
import { Zone } from "../components/zone";
import type { List, ListFound, Lists, ListTaken, ListTraffic, ListTrial } from "../contract";
import { number, T, t, word } from "../i18n";
import { useKeys } from "../keys";
import { useLoad } from "../load";
import { go, place, useTitle } from "../router";
import { say } from "../said";

interface About {
    name: string;
    format: string;
    severity: string;
    routing: string;
    agency: string;
    basis: string;
    handling: string;
    /* As it is, none, or the day. */
    until: "" | "none" | "day";
    day: string;
}

const most = 64 * 1024 * 1024;
const nameForm = /^[A-Za-z0-9_.-]{1,60}$/;

/* As the command line does: the file's name to its first full stop, in small letters. */
const nameOf = (file: File) => (file.name.split(".")[0] ?? "").toLowerCase().replace(/[^a-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60);

const said = (about: About) => ({ format: about.format, severity: about.severity, routing: about.routing.trim(), valid_until: about.until === "day" ? about.day : about.until });

/* What the travellers are held against: the list alone, whatever is said of it. */
const look = (file: File, about: About) => call<ListTraffic>("POST", `/lists/${about.name}/trial/traffic`, {
    file, type: "application/octet-stream", query: { file: file.name.slice(0, 200), format: about.format },
});

function send<T>(what: "trial" | "versions", file: File, about: About, more: Record<string, string | boolean>, ask: { key?: string; etag?: string } = {}): Promise<T> {
    return call<T>("POST", `/lists/${about.name}/${what}`, {
        ...ask, file, type: "application/octet-stream", query: { file: file.name.slice(0, 200), ...said(about), ...more },
    });
}

/* ---- what is said of it ---- */

const severities = ["low", "medium", "high", "critical"];

function Until({ about, set, known }: { about: About; set: (change: Partial<About>) => void; known: boolean }) {
    const kinds: [string, string][] = [["", known ? t("lists.as-it-is") : t("lists.until-none")], ...(known ? [["none", t("lists.until-none")] as [string, string]] : []), ["day", t("lists.until-day")]];
    return (
        <>
            <Choice label={t("lists.until")} value={about.until} set={(until) => set({ until: until as About["until"] })} options={kinds} help={t("lists.until-help")} />
            {about.until === "day" ? <Field label={t("lists.day")} value={about.day} set={(day) => set({ day })} type="date" required /> : null}
        </>
    );
}

function Grounds({ about, set }: { about: About; set: (change: Partial<About>) => void }) {
    return (
        <>
            <Field label={t("column.agency")} value={about.agency} set={(agency) => set({ agency })} help={t("lists.agency-help")} />
            <Field label={t("lists.basis")} value={about.basis} set={(basis) => set({ basis })} help={t("lists.basis-help")} required />
            <Field label={t("lists.handling")} value={about.handling} set={(handling) => set({ handling })} help={t("lists.handling-help")} />
        </>
    );
}

function Keeps({ list }: { list: List }) {
    return <p class="notice">{t("lists.keeps", { list: list.name, version: list.version, count: list.entries })}</p>;
}

function AboutForm({ about, set, known, formats }: { about: About; set: (change: Partial<About>) => void; known: List | undefined; formats: string[] }) {
    const wrong = about.name !== "" && !nameForm.test(about.name) ? t("lists.name-rule") : undefined;
    return (
        <section class="stack">
            <div class="fields list-fields">
                <Field label={t("column.list")} value={about.name} set={(name) => set({ name: name.trim() })} help={t("lists.name-help")} wrong={wrong} required />
                <Choice label={t("column.severity")} value={about.severity} set={(severity) => set({ severity })} help={t("lists.severity-help")}
                    options={[["", known ? t("lists.as-it-is") : word("severity", "high")], ...severities.filter((one) => known || one !== "high").map((one): [string, string] => [one, word("severity", one)])]} />
                <Field label={t("lists.routing")} value={about.routing} set={(routing) => set({ routing })} help={t("lists.routing-help")} />
                <Choice label={t("lists.format")} value={about.format} set={(format) => set({ format })}
                    options={[["", t("lists.recognised")], ...formats.map((one): [string, string] => [one, word("list-format", one)])]} />
                <Until about={about} set={set} known={known !== undefined} />
                {known ? null : <Grounds about={about} set={set} />}
            </div>
            {known ? <Keeps list={known} /> : null}
        </section>
    );
}

/* ---- what it would change ---- */

function Passed({ trial }: { trial: ListTrial }) {
    if (trial.passed_over_count === 0) return null;
    return (
        <details>
            <summary>{t("lists.passed-over", { count: trial.passed_over_count })}</summary>
            <div class="wide" tabIndex={0} role="region" aria-label={t("lists.passed-table")}>
                <table class="plain">
                    <thead><tr><th scope="col" class="end">{t("lists.line")}</th><th scope="col">{t("lists.entry")}</th><th scope="col">{t("lists.why")}</th></tr></thead>
                    <tbody>
                        {trial.passed_over.map((one, i) => (
                            <tr key={i}><td class="end">{number(one.line)}</td><td><bdi class="code">{one.entry}</bdi></td><td><bdi lang="en">{one.reason}</bdi></td></tr>
                        ))}
                    </tbody>
                </table>
            </div>
            {trial.passed_over_count > trial.passed_over.length ? <p class="quiet">{t("lists.more-entries", { count: trial.passed_over_count - trial.passed_over.length })}</p> : null}
        </details>
    );
}

function Refusal({ trial, force, setForce }: { trial: ListTrial; force: boolean; setForce: (force: boolean) => void }) {
    if (!trial.refusal) return null;
    if (trial.refusal === "over") return <div class="notice bad" role="alert"><p><b>{t("lists.refused-over")}</b></p><p>{t("lists.refused-over-help")}</p></div>;
    return (
        <div class="notice bad" role="alert">
            <p><b>{trial.refusal === "empty" ? t("lists.refused-empty") : t("lists.refused-shrunken", { now: trial.entries, before: trial.entries_before })}</b></p>
            <p>{t("lists.refused-why")}</p>
            <label class="line check"><input type="checkbox" checked={force} onChange={(event) => setForce(event.currentTarget.checked)} /> {t("lists.force")}</label>
        </div>
    );
}

function Summary({ trial, file }: { trial: ListTrial; file: File }) {
    const places = { list: <b><bdi>{trial.list}</bdi></b>, file: <bdi>{file.name}</bdi>, version: number((trial.before ?? 0) + 1) };
    return (
        <div class={(trial.unchanged && !trial.restores) || trial.refusal ? "notice" : "notice good"}>
            <p>{trial.restores ? <T k="lists.would-restore" {...places} /> : trial.unchanged ? <T k="lists.would-nothing" {...places} /> : trial.before === null ? <T k="lists.would-new" {...places} /> : <T k="lists.would-version" {...places} />}</p>
            <p>
                {t("lists.holds", { count: trial.entries })} {t("lists.holds-more", { names: trial.names, births: trial.births, documents: trial.documents, contacts: trial.contacts })}{" "}
                {trial.ended > 0 ? t("lists.holds-ended", { count: trial.ended }) : null}{" "}
                {trial.before === null ? null : t("lists.before", { count: trial.entries_before })}
            </p>
            <p class="quiet">
                {t("lists.read-as", { format: word("list-format", trial.format) })}{" "}
                {trial.skipped > 0 ? t("lists.skipped", { count: trial.skipped }) : null}
            </p>
        </div>
    );
}

/* ---- whom it would have found ---- */

const columns = ["travellers", "found", "new", "new_alerts", "withdrawn"] as const;

function FoundRow({ name, found }: { name: string; found: ListFound }) {
    return <tr><th scope="row">{name}</th>{columns.map((one) => <td key={one} class="end">{number(found[one])}</td>)}</tr>;
}

/* To one decimal; of a sample what it would be of all. */
function rate(traffic: ListTraffic, count: number): number {
    return Math.round((10 * count * traffic.flights) / (traffic.flights_looked_at * traffic.days_with_travellers)) / 10;
}

function Found({ traffic }: { traffic: ListTraffic }) {
    const sample = traffic.flights_looked_at < traffic.flights;
    if (traffic.past.travellers + traffic.ahead.travellers === 0) return <p class="quiet">{t("lists.traffic-none", { days: traffic.days })}</p>;
    return (
        <>
            {traffic.days_with_travellers > 0 ? <p><b>{t("lists.traffic-rate", { found: rate(traffic, traffic.past.found), fresh: rate(traffic, traffic.past.new) })}</b> <span class="quiet">{t("lists.traffic-days", { count: traffic.days_with_travellers })}</span></p> : null}
            {sample ? <p class="notice">{t("lists.traffic-sample", { looked: traffic.flights_looked_at, all: traffic.flights })}</p> : null}
            <div class="wide" tabIndex={0} role="region" aria-label={t("lists.traffic")}>
                <table class="plain">
                    <thead><tr><th scope="col">{t("lists.traffic-of")}</th>{columns.map((one) => <th key={one} scope="col" class="end">{word("traffic", one)}</th>)}</tr></thead>
                    <tbody>
                        <FoundRow name={t("lists.traffic-past", { count: traffic.days })} found={traffic.past} />
                        <FoundRow name={t("lists.traffic-ahead")} found={traffic.ahead} />
                    </tbody>
                </table>
            </div>
            <p class="quiet">{t("lists.traffic-help")}</p>
        </>
    );
}

/* It takes its time: what the import changes stands there meanwhile, and nobody has to wait for it. */
function Traffic({ file, about }: { file: File; about: About }) {
    const [traffic, setTraffic] = useState<ListTraffic | null>(null);
    const [problem, setProblem] = useState<Problem | null>(null);
    const ask = () => {
        setProblem(null);
        look(file, about).then(setTraffic, (error: unknown) => setProblem(problemOf(error)));
    };
    useEffect(ask, []);
    return (
        <section class="stack list-traffic" aria-live="polite">
            <h2 class="section-title">{t("lists.traffic")}</h2>
            {problem ? <Fault problem={problem} again={ask} /> : traffic ? <Found traffic={traffic} /> : <p class="quiet">{t("lists.traffic-busy")}</p>}
        </section>
    );
}

function Preview({ trial, file, about, leave, failed }: { trial: ListTrial; file: File; about: About; leave: () => void; failed: (problem: Problem) => void }) {
    const [force, setForce] = useState(false);
    const [busy, setBusy] = useState(false);
    /* One key for one preview: pressed twice it is done once. */
    const [key] = useState(newKey);
    const ready = (!trial.unchanged || trial.restores) && !busy && (!trial.refusal || (force && trial.refusal !== "over"));
    const grounds: Record<string, string> = trial.before === null ? { agency: about.agency.trim(), legal_basis: about.basis.trim(), handling: about.handling.trim() } : {};
    const take = () => {
        if (!ready) return;
        setBusy(true);
        send<ListTaken>("versions", file, about, { ...grounds, ...(force ? { force } : {}) }, { key, etag: trial.etag })
            .then((taken) => {
                say({ text: t("said.list-taken", { list: taken.list, version: taken.version }) });
                go(`/lists/${taken.list}`);
            })
            .catch((error: unknown) => {
                setBusy(false);
                failed(problemOf(error));
            });
    };
    useKeys([
        { key: "K", words: "lists.take", run: take, foot: true },
        { key: "X", words: "lists.other-file", run: leave, foot: true },
    ], [ready, force, trial]);
    return (
        <div class="stack">
            <h2 class="section-title">{t("lists.preview")}</h2>
            <Summary trial={trial} file={file} />
            <Refusal trial={trial} force={force} setForce={setForce} />
            {trial.unchanged ? null : <Changes changes={trial.changes} />}
            <Passed trial={trial} />
            {trial.refusal === "over" ? null : <Traffic file={file} about={about} />}
            <p class="line">
                <button type="button" class="button main-action" disabled={!ready} onClick={take}>{busy ? t("action.busy") : t("lists.take")} <KeyCap k="K" /></button>
                <button type="button" class="button" disabled={busy} onClick={leave}>{t("lists.other-file")} <KeyCap k="X" /></button>
            </p>
        </div>
    );
}

/* ---- the page ---- */

function start(list: string): About {
    return { name: list, format: "", severity: "", routing: "", agency: "", basis: "", handling: "", until: "", day: "" };
}

function Import({ lists, formats }: { lists: List[]; formats: string[] }) {
    const [about, setAbout] = useState(() => start(place.value.query.get("list") ?? ""));
    const [file, setFile] = useState<File | null>(null);
    const [trial, setTrial] = useState<ListTrial | null>(null);
    const [problem, setProblem] = useState<Problem | null>(null);
    const input = useRef<HTMLInputElement>(null);
    const known = lists.find((one) => one.name === about.name);
    const missing = !nameForm.test(about.name) ? t("lists.needs-name") : !known && about.basis.trim() === "" ? t("lists.needs-basis") : about.until === "day" && about.day === "" ? t("lists.needs-day") : "";
    const set = (change: Partial<About>) => setAbout((before) => ({ ...before, ...change }));
    const take = (files: File[]) => {
        const [one] = files;
        if (!one) return;
        const refused = files.length > 1 ? t("lists.one-file") : one.size > most ? t("lists.too-large") : "";
        setProblem(refused ? new Problem({ code: "list.file", title: t("lists.not-this"), detail: refused }) : null);
        if (refused) return;
        setFile(one);
        if (about.name === "") set({ name: nameOf(one) });
    };
    const leave = () => {
        setTrial(null);
        setFile(null);
    };
    const tryIt = async () => {
        setProblem(null);
        if (file) setTrial(await send<ListTrial>("trial", file, about, {}));
    };
    useKeys(trial ? [] : [{ key: "o", words: "keys.choose-file", run: () => input.current?.click(), foot: true }], [trial === null]);
    if (trial && file) return <><Failed problem={problem} /><Preview key={trial.etag} trial={trial} file={file} about={about} leave={leave} failed={setProblem} /></>;
    return (
        <>
            <Failed problem={problem} />
            <Form send={tryIt} action={t("lists.look")} ready={file !== null && missing === ""}
                aside={<span class="quiet">{file === null ? t("lists.needs-file") : missing || <T k="lists.chosen" file={<bdi>{file.name}</bdi>} size={number(Math.ceil(file.size / 1024))} />}</span>}>
                <div class="stack">
                    <Zone title={t("lists.drop")} what={t("lists.what")} after={t("lists.nothing-yet")} busy={false} take={take} input={input} cap={<> <KeyCap k="o" /></>} chosen={file !== null} single>
                        {file ? <b><bdi>{file.name}</bdi></b> : null}
                    </Zone>
                    <AboutForm about={about} set={set} known={known} formats={formats} />
                </div>
            </Form>
        </>
    );
}

function Failed({ problem }: { problem: Problem | null }) {
    return problem ? <Fault problem={problem} /> : null;
}

export function ImportList() {
    const loaded = useLoad<Lists>("/lists");
    useTitle(t("lists.import"));
    if (loaded.problem && !loaded.data) return <Fault problem={loaded.problem} again={loaded.again} />;
    return (
        <div class="narrow-page stack">
            <h1>{t("lists.import")}</h1>
            {loaded.data ? <Import lists={loaded.data.items} formats={loaded.data.formats} /> : loaded.slow ? <Bars /> : null}
        </div>
    );
}
