/* Why a person stands out: at most seven facts, each with the values that say so and what adds up to its score. */
import type { Fact, Known, Traveller } from "../contract";
import { T, fieldWord, number, t, word } from "../i18n";
import { may } from "../session";
import { Glyph, Moment } from "./marks";
import { Waterfall } from "./score";
import { Said } from "./value";

const listFacts = {
    document: "fact.list-document",
    "document-number": "fact.list-number",
    "near-number": "fact.list-near-number",
    name: "fact.list-name",
    email: "fact.list-email",
    card: "fact.list-card",
    phone: "fact.list-phone",
    address: "fact.list-address",
} as const;

function factWords(fact: Fact) {
    if (fact.kind === "list") {
        return (
            <T k={listFacts[fact.how ?? "name"]}
                entry={<bdi class="strong">{fact.reference || fact.entry || ""}</bdi>} list={<bdi>{fact.list}</bdi>} />
        );
    }
    return <span>{word("fact", fact.code)}</span>;
}

/* Somebody has said of this person and this entry that they are two: the reason is kept quiet. */
function KnownLine({ known }: { known: Known }) {
    return <p class="strong"><T k="why.known" at={<Moment at={known.cleared_at} />} by={<bdi>{known.cleared_by}</bdi>} until={<bdi>{known.until}</bdi>} /> {may("listMemory") ? <a href={`/memory?at=${known.memory}`}>{t("why.known-memory")}</a> : null}</p>;
}

function FactItem({ fact, whole }: { fact: Fact; whole: boolean }) {
    return (
        <li class={fact.withdrawn ? "withdrawn" : ""}>
            <Glyph kind={fact.kind} />
            <div class="fact-body">
                <p>
                    <span class="hidden-text">{word("fact-kind", fact.kind)}: </span>
                    {factWords(fact)}
                    {fact.withdrawn ? <small> {t("why.withdrawn")}</small> : null}
                </p>
                {fact.known ? <KnownLine known={fact.known} /> : null}
                <p class="evidence">
                    {fact.evidence.map((one, i) => (
                        <span key={i}><small>{fieldWord(one.field)}</small> <Said value={one} /></span>
                    ))}
                </p>
                {whole && fact.parts.length > 0 ? <Waterfall parts={fact.parts} /> : null}
            </div>
            {fact.score === null ? <span /> : (
                <span class="points" title={t("why.score-help")}><b>{number(fact.score)}</b> <small>{t("why.of-hundred")}</small></span>
            )}
        </li>
    );
}

export function Why({ traveller, whole }: { traveller: Traveller; whole: boolean }) {
    if (traveller.why.length === 0) return <p class="quiet">{t("why.nothing")}</p>;
    return (
        <>
            <ul class="why">
                {traveller.why.map((fact, i) => <FactItem key={i} fact={fact} whole={whole} />)}
            </ul>
            {traveller.why_more > 0 ? <p class="quiet">{t("why.more", { count: traveller.why_more })}</p> : null}
        </>
    );
}

/* What one would want to know and nobody said. */
function unknowns(traveller: Traveller): string[] {
    const parts = new Set(traveller.said.map((one) => one.source));
    const result: string[] = [];
    if (!parts.has("API")) result.push(t("unknown.api"));
    if (!parts.has("PNR") && !parts.has("booking")) result.push(t("unknown.pnr"));
    if (!traveller.identity.birth) result.push(t("unknown.birth"));
    if (traveller.documents.length === 0) result.push(t("unknown.document"));
    if (traveller.unchecked !== null) result.push(t("unknown.checked", { service: traveller.unchecked }));
    if (!traveller.identity.nationality) result.push(t("unknown.nationality"));
    if (!traveller.checked_in) result.push(t("unknown.boarded"));
    if (traveller.flight.deadline.at === null) result.push(t("unknown.time"));
    return result;
}

export function Unknowns({ traveller }: { traveller: Traveller }) {
    const list = unknowns(traveller);
    if (list.length === 0) return null;
    return (
        <section>
            <h2 class="section-title">{t("unknown.title")}</h2>
            <ul class="unknown">
                {list.map((one) => <li key={one}><span class="absent">{one}</span></li>)}
            </ul>
        </section>
    );
}
