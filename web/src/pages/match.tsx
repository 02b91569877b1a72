/* The match tester: somebody types a person, and sees whom the lists in force find, who is nearly found, and why.
 * Nothing of it stands in the address or is stored. */
import { useRef, useState } from "preact/hooks";
import { call, Problem } from "../api";
import { Choice, Field, Form } from "../components/form";
import { Risk } from "../components/marks";
import { ScoreBar, Waterfall } from "../components/score";
import { Empty } from "../components/states";
import type { MatchContact, MatchDocument, MatchEntry, MatchExplanation, MatchName, MatchQuery, MatchResult } from "../contract";
import { number, T, t, word } from "../i18n";
import { useKeys } from "../keys";
import { useTitle } from "../router";
import { ListTabs } from "./lists";

/* ---- who is asked for ---- */

interface Typed {
    name: string;
    surname: string;
    given: string;
    birth: string;
    nationality: string;
    sex: "" | "M" | "F";
    document: string;
    state: string;
    phone: string;
    email: string;
    purpose: string;
    parted: boolean;
}

const nobody: Typed = { name: "", surname: "", given: "", birth: "", nationality: "", sex: "", document: "", state: "", phone: "", email: "", purpose: "border-check", parted: false };
const purposes = ["border-check", "investigation", "legal-request", "subject-request", "data-quality", "oversight"];

function queryOf(typed: Typed): MatchQuery {
    const named = typed.parted ? { surname: typed.surname, given: typed.given } : { name: typed.name };
    return { ...named, birth: typed.birth, nationality: typed.nationality, sex: typed.sex, document: typed.document, document_state: typed.state, phone: typed.phone, email: typed.email };
}

function isNobody(typed: Typed): boolean {
    return ((typed.parted ? typed.surname + typed.given : typed.name) + typed.document + typed.phone + typed.email).trim() === "";
}

/* What of it the server could not understand, by its member. */
type Wrong = Partial<Record<"/birth" | "/nationality" | "/document_state", string>>;

/* False: it was something else. */
function wrongOf(error: unknown): Wrong | false {
    if (!(error instanceof Problem) || error.code !== "request.body") return false;
    const at = new Set(error.errors.map((one) => one.pointer));
    const state = t("match.wrong-state");
    const wrong: Wrong = { ...(at.has("/birth") ? { "/birth": t("match.wrong-birth") } : {}), ...(at.has("/nationality") ? { "/nationality": state } : {}), ...(at.has("/document_state") ? { "/document_state": state } : {}) };
    return Object.keys(wrong).length === at.size && wrong;
}

function Person({ typed, set, wrong }: { typed: Typed; set: (change: Partial<Typed>) => void; wrong: Wrong }) {
    return (
        <div class="stack">
            {typed.parted ? (
                <>
                    <Field label={t("field.surname")} value={typed.surname} set={(surname) => set({ surname })} focus />
                    <Field label={t("field.given")} value={typed.given} set={(given) => set({ given })} />
                </>
            ) : <Field label={t("column.name")} value={typed.name} set={(name) => set({ name })} help={t("match.name-help")} focus />}
            <p><button type="button" class="button text" aria-pressed={typed.parted} onClick={() => set({ parted: !typed.parted })}>{t(typed.parted ? "match.whole" : "match.parted")}</button></p>
            <Field label={t("field.birth")} value={typed.birth} set={(birth) => set({ birth })} help={t("match.birth-help")} wrong={wrong["/birth"]} />
            <div class="fields pair">
                <Field label={t("field.nationality")} value={typed.nationality} set={(nationality) => set({ nationality })} wrong={wrong["/nationality"]} />
                <Choice label={t("field.sex")} value={typed.sex} set={(sex) => set({ sex: sex as Typed["sex"] })} options={[["", t("match.sex-unknown")], ["M", "M"], ["F", "F"]]} />
                <Field label={t("column.document")} value={typed.document} set={(document) => set({ document })} />
                <Field label={t("field.state")} value={typed.state} set={(state) => set({ state })} wrong={wrong["/document_state"]} />
                <Field label={t("field.phone")} value={typed.phone} set={(phone) => set({ phone })} />
                <Field label={t("field.email")} value={typed.email} set={(email) => set({ email })} />
            </div>
            <Choice label={t("match.purpose")} value={typed.purpose} set={(purpose) => set({ purpose })} options={purposes.map((one) => [one, word("purpose", one)])} help={t("match.recorded")} />
        </div>
    );
}

/* ---- why ---- */

function Left({ name, of }: { name: MatchName; of: "person" | "entry" }) {
    const rows = of === "person" ? name.left_of_person : name.left_of_entry;
    /* What each has and the other has not contradicts; what one alone has was left out. */
    const both = [name.left_of_person, name.left_of_entry].every((left) => left.some((one) => one.class === "ordinary"));
    return (
        <>
            {rows.map((one, i) => (
                <tr key={i} class="left-over">
                    <td>{of === "person" ? <bdi class="strong">{one.token}</bdi> : <span class="absent">{t("match.nobody")}</span>}</td>
                    <td>{of === "entry" ? <bdi class="strong">{one.token}</bdi> : <span class="absent">{t("match.nobody")}</span>}</td>
                    <td>{one.class === "ordinary" ? t(both ? "match.left-over" : "match.left-out") : word("token-class", one.class)}</td>
                    <td class="end">–</td>
                </tr>
            ))}
        </>
    );
}

const percent = (thousandths: number) => `${number(Math.round(thousandths / 10))} %`;

/* Which word goes with which, by which rule, how alike. */
function Aligned({ name }: { name: MatchName }) {
    return (
        <div class="wide" tabIndex={0} role="region" aria-label={t("match.aligned")}>
            <table class="plain aligned">
                <caption class="hidden-text">{t("match.aligned")}</caption>
                <thead><tr><th scope="col">{t("match.asked")}</th><th scope="col">{t("match.listed")}</th><th scope="col">{t("match.rule")}</th><th scope="col" class="end">{t("match.alike")}</th></tr></thead>
                <tbody>
                    {name.aligned.map((pair, i) => (
                        <tr key={i}>
                            <td><bdi class="strong">{pair.person}</bdi></td>
                            <td><bdi class="strong">{pair.entry}</bdi></td>
                            <td>{word("match-rule", pair.rule)}</td>
                            <td class="end"><bdi>{percent(pair.alike)}</bdi></td>
                        </tr>
                    ))}
                    <Left name={name} of="person" />
                    <Left name={name} of="entry" />
                </tbody>
            </table>
        </div>
    );
}

function Birth({ of }: { of: MatchExplanation }) {
    const { relation, person, entry } = of.birth;
    return (
        <p>
            <b>{word("weight", `birth.${relation}`)}</b>
            {person && entry ? <> <T k="match.births" person={<bdi>{person.replace("..", "–")}</bdi>} entry={<bdi>{entry.replace("..", "–")}</bdi>} /></> : null}
        </p>
    );
}

const documentWeights: Record<string, string> = { "number alone": "document.number", "one character differs": "document.near" };

function Document({ of }: { of: MatchDocument }) {
    return (
        <p>
            {of.person_number ? <><bdi class="code">{of.person_number}</bdi> ≠ </> : null}
            <bdi class="code">{of.number}</bdi> {word("weight", documentWeights[of.relation] ?? "document")}
        </p>
    );
}

function Contact({ of }: { of: MatchContact }) {
    return (
        <p>
            {of.person === of.entry ? null : <><bdi class="code">{of.person}</bdi> = </>}
            <bdi class="code">{of.entry}</bdi> {word("weight", of.relation === "same" ? `contact.${of.kind}` : "contact.phone-national")}
        </p>
    );
}

function Why({ of }: { of: MatchExplanation }) {
    return (
        <div class="stack match-why">
            {of.name ? (
                <section>
                    <h3>{t("match.names")} <small class="quiet">{word("list-quality", of.name.quality)} · {t("match.alike-by", { share: percent(of.name.score) })}</small></h3>
                    <Aligned name={of.name} />
                </section>
            ) : null}
            <section><h3>{t("field.birth")}</h3><Birth of={of} /></section>
            {of.document ? <section><h3>{t("column.document")}</h3><Document of={of.document} /></section> : null}
            {of.contacts ? <section><h3>{t("match.contacts")}</h3>{of.contacts.map((one, i) => <Contact key={i} of={one} />)}</section> : null}
            <section>
                <h3>{t("match.points")}</h3>
                <Waterfall parts={of.parts} threshold={of.threshold} />
                <p class="quiet">{t("match.sum", { score: of.score, threshold: of.threshold })}</p>
            </section>
        </div>
    );
}

function Entry({ entry, open }: { entry: MatchEntry; open: boolean }) {
    const of = entry.explanation;
    return (
        <li class={entry.against.length > 0 ? "match near" : "match"}>
            <details open={open}>
                <summary>
                    <span class="match-head">
                        <Risk severity={entry.severity} />
                        <b class="match-name"><bdi>{entry.name || of.entry}</bdi></b>
                        <ScoreBar score={of.score} threshold={of.threshold} hit={entry.against.length === 0} />
                        <small class="match-place quiet"><T k="match.of-list" list={<bdi>{of.list}</bdi>} version={number(of.version)} entry={<bdi>{of.reference || of.entry}</bdi>} /></small>
                        {entry.against.length > 0 ? <span class="match-against">{entry.against.map((one) => <span key={one} class="chip">{word("against", one)}</span>)}</span> : null}
                    </span>
                </summary>
                <Why of={of} />
            </details>
        </li>
    );
}

function Found({ result }: { result: MatchResult }) {
    const { understood } = result;
    const birth = understood.birth_from && understood.birth_from !== understood.birth_to ? `${understood.birth_from}–${understood.birth_to}` : understood.birth_from;
    return (
        <>
            <p class="quiet">
                {t("match.asked-of", { count: result.entries })} {t("match.threshold-is", { threshold: result.threshold })}{" "}
                {birth ? <T k="match.read-birth" birth={<bdi>{birth}</bdi>} /> : null} {understood.nationality ? <T k="match.read-nationality" state={<bdi>{understood.nationality}</bdi>} /> : null}
            </p>
            <section>
                <h2 class="section-title">{t("match.hits", { count: result.hits.length })}</h2>
                {result.hits.length === 0 ? <p class="quiet">{t("match.no-hits")}</p> : <ul class="matches">{result.hits.map((one) => <Entry key={`${one.explanation.list} ${one.explanation.entry}`} entry={one} open={result.hits.length <= 3} />)}</ul>}
            </section>
            <section>
                <h2 class="section-title">{t("match.near", { count: result.near.length })}</h2>
                {result.near.length === 0 ? <p class="quiet">{t("match.no-near")}</p> : <ul class="matches">{result.near.map((one) => <Entry key={`${one.explanation.list} ${one.explanation.entry}`} entry={one} open={false} />)}</ul>}
                {result.near_more > 0 ? <p class="quiet">{t("match.near-more", { count: result.near_more })}</p> : null}
                {result.near_cut ? <p class="quiet">{t("match.near-cut")}</p> : null}
            </section>
        </>
    );
}

/* ---- the page ---- */

const narrow = matchMedia("(max-width: 980px)");

export function Match() {
    const [typed, setTyped] = useState(nobody);
    const [result, setResult] = useState<MatchResult | null>(null);
    const [wrong, setWrong] = useState<Wrong>({});
    const form = useRef<HTMLDivElement>(null);
    const found = useRef<HTMLDivElement>(null);
    useTitle(t("place.match"));
    useKeys([{ key: "/", words: "keys.type-name", run: () => form.current?.querySelector<HTMLInputElement>("input")?.focus(), foot: true }], []);
    const ask = () => {
        setResult(null);
        setWrong({});
        return call<MatchResult>("POST", "/match", { body: queryOf(typed), query: { purpose: typed.purpose } }).then((answer) => {
            setResult(answer);
            /* Where it stands below the form it comes into sight. */
            if (narrow.matches) requestAnimationFrame(() => found.current?.scrollIntoView());
        }).catch((error: unknown) => {
            const which = wrongOf(error);
            if (!which) throw error;
            setWrong(which);
            requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
        });
    };
    const clear = () => {
        setTyped({ ...nobody, purpose: typed.purpose, parted: typed.parted });
        setResult(null);
        setWrong({});
        form.current?.querySelector<HTMLInputElement>("input")?.focus();
    };
    return (
        <div class="match-page">
            <div class="tools">
                <h1>{t("place.match")}</h1>
                <ListTabs />
            </div>
            <div class="match-columns">
                <div class="match-form" ref={form}>
                    <Form send={ask} action={t("match.do")} ready={!isNobody(typed)} aside={<button type="button" class="button" onClick={clear}>{t("match.clear")}</button>}>
                        <Person typed={typed} wrong={wrong} set={(change) => setTyped((before) => ({ ...before, ...change }))} />
                    </Form>
                </div>
                <div class="match-found stack" ref={found} tabIndex={0} role="region" aria-label={t("palette.results")} aria-live="polite">
                    {result ? <Found result={result} /> : <Empty title={t("match.type")}><p class="quiet">{t("match.intro")}</p></Empty>}
                </div>
            </div>
        </div>
    );
}
