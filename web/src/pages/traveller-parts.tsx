/* Who it is, papers, booking, money, bags: each value as the messages say it. */
import type { ComponentChildren } from "preact";
import { Absent, Moment, Name } from "../components/marks";
import { Said } from "../components/value";
import type { Baggage, Disagreement, Traveller as Person, Value } from "../contract";
import { fieldWord, number, t, word } from "../i18n";

export function Part({ title, note, children }: { title: string; note?: string; children: ComponentChildren }) {
    return (
        <section>
            <h2 class="section-title">{title} {note ? <small>{note}</small> : null}</h2>
            {children}
        </section>
    );
}

type Values = { [field: string]: Value | undefined };

/* What is there of an object of values, in the order of `first`, then the rest; nothing is left out in silence. */
export function Fields({ node, values, first = [] }: { node: string; values: Values; first?: string[] }) {
    const names = [...first, ...Object.keys(values).filter((name) => !first.includes(name))].filter((name) => values[name]);
    return (
        <>
            {names.map((name) => (
                <div key={name} class="pair">
                    <dt>{fieldWord(`${node}.${name}`)}</dt>
                    <dd><Said value={values[name]}>{name === "kind" ? word("kind", values[name]?.text ?? "") : undefined}</Said></dd>
                </div>
            ))}
        </>
    );
}

/* A row of values on one line, each with its small word. */
function Inline({ node, values, lead }: { node: string; values: Values; lead?: string }) {
    const rest = Object.keys(values).filter((name) => name !== lead && values[name]);
    return (
        <span class="inline">
            {lead ? <Said value={values[lead]} /> : null}
            {rest.map((name) => <span key={name}><small>{fieldWord(`${node}.${name}`)}</small> <Said value={values[name]} /></span>)}
        </span>
    );
}

/* A line for each of a list, all under one word. */
function Lines({ words, node, list, lead }: { words: string; node: string; list: Values[]; lead: string | ((values: Values) => string) }) {
    return (
        <>
            {list.map((one, i) => (
                <div key={i} class="pair"><dt>{words}</dt><dd><Inline node={node} values={one} lead={typeof lead === "string" ? lead : lead(one)} /></dd></div>
            ))}
        </>
    );
}

/* The letters in which two texts differ, underlined: what is the same at both ends is not. */
function Differing({ text, other }: { text: string; other: string }) {
    const a = [...text];
    const b = [...other];
    let start = 0;
    while (start < a.length && start < b.length && a[start] === b[start]) start++;
    let end = 0;
    while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
    return <>{a.slice(0, start).join("")}<u>{a.slice(start, a.length - end).join("")}</u>{a.slice(a.length - end).join("")}</>;
}

function Side({ value, other, absent }: { value: Value | undefined; other: Value | undefined; absent: "value.not-said-api" | "value.not-said-pnr" }) {
    if (!value) return <Absent k={absent} />;
    if (value.masked || !value.text || !other?.text) return <Said value={value} />;
    return <Said value={value}><Differing text={value.text} other={other.text} /></Said>;
}

function DisagreementRow({ one }: { one: Disagreement }) {
    const differs = one.kind !== "missing";
    return (
        <tr class={differs ? "differs" : ""}>
            <th scope="row">{fieldWord(one.field)}</th>
            <td><Side value={one.api} other={one.pnr} absent="value.not-said-api" /></td>
            <td><Side value={one.pnr} other={one.api} absent="value.not-said-pnr" /></td>
            <td class="verdict">{differs ? "≠ " : ""}{word("disagreement", one.kind)}</td>
        </tr>
    );
}

const nodeOf = (field: string) => field.split(".").pop() ?? field;

export function Identity({ person }: { person: Person }) {
    const { disagreements, identity } = person;
    const told = new Set(disagreements.filter((one) => one.field.startsWith("traveller.")).map((one) => nodeOf(one.field)));
    const rest = Object.fromEntries(Object.entries(identity).filter(([name]) => !told.has(name)));
    const count = disagreements.filter((one) => one.kind !== "missing").length;
    return (
        <Part title={t("identity.title")} note={count > 0 ? t("identity.disagree", { count }) : t("identity.agree")}>
            {disagreements.length > 0 ? (
                <table class="compare">
                    <thead><tr><td /><th scope="col">{t("identity.api")}</th><th scope="col">{t("identity.pnr")}</th><td /></tr></thead>
                    <tbody>{disagreements.map((one) => <DisagreementRow key={one.field} one={one} />)}</tbody>
                </table>
            ) : null}
            <dl class="pairs">
                <Fields node="traveller" values={rest} first={["surname", "given", "birth", "sex", "nationality"]} />
            </dl>
        </Part>
    );
}

export function Documents({ person }: { person: Person }) {
    return (
        <Part title={t("documents.title")}>
            {person.documents.length === 0 ? <p><Absent k="documents.none" /></p> : (
                <ul class="cards">
                    {person.documents.map((one, i) => (
                        <li key={i}>
                            <dl class="pairs"><Fields node="document" values={one} first={["type", "number", "state", "expiry"]} /></dl>
                        </li>
                    ))}
                </ul>
            )}
        </Part>
    );
}

function Companions({ booking }: { booking: Person["bookings"][number] }) {
    if (booking.companions.length === 0) return null;
    return (
        <div class="pair">
            <dt>{t("booking.with")}</dt>
            <dd>
                {booking.companions.map((one) => (
                    <span key={one.id} class="companion"><a href={`/travellers/${one.id}`}><Name who={one} /></a> <small>{word("kind", one.kind)}</small></span>
                ))}
            </dd>
        </div>
    );
}

export function Booking({ person }: { person: Person }) {
    return (
        <Part title={t("booking.title")} note={person.bookings.length > 1 ? number(person.bookings.length) : ""}>
            {person.bookings.length === 0 ? <p><Absent k="booking.none" /></p> : person.bookings.map((one) => (
                <dl key={one.id} class="pairs">
                    <Fields node="booking" values={one.values} first={["locator", "carrier", "created"]} />
                    <Lines words={t("booking.also")} node="locator" list={one.locators} lead="locator" />
                    <Lines words={t("booking.agency")} node="agency" list={one.agencies} lead="number" />
                    <Companions booking={one} />
                    <Lines words={t("booking.history")} node="history" list={one.history} lead="text" />
                </dl>
            ))}
            <dl class="pairs">
                <Lines words={t("contact.title")} node="contact" list={person.contacts} lead={(one) => (one["phone"] ? "phone" : one["email"] ? "email" : "name")} />
                <Lines words={t("address.title")} node="address" list={person.addresses} lead={(one) => (one["street"] ? "street" : "city")} />
            </dl>
        </Part>
    );
}

export function Money({ person }: { person: Person }) {
    if (person.payments.length + person.tickets.length === 0) return null;
    return (
        <Part title={t("payment.title")}>
            <dl class="pairs">
                <Lines words={t("payment.paid")} node="payment" list={person.payments} lead="form" />
                <Lines words={fieldWord("ticket.number")} node="ticket" list={person.tickets} lead="number" />
            </dl>
        </Part>
    );
}

/* A bag as baggage messages tell of it: each word opens the bytes that say so, the latest first. */
function Bag({ bag }: { bag: Baggage }) {
    const { tag, ...rest } = bag.values;
    return (
        <div class="pair">
            <dt><Said value={tag} /><br /><small>{word("bag-join", bag.joined_by)}</small></dt>
            <dd>
                <b>{word("bag", bag.state)}</b> <bdi class="quiet">{bag.leg}</bdi>
                <span class="inline">
                    {[...bag.said].reverse().map((one, i) => <span key={i}><small><Moment at={one.at} /></small> <Said value={one} code={false}>{word("bag", one.word)}</Said></span>)}
                </span>
                <Inline node="bag" values={rest} />
                {bag.passenger.surname ? <><small>{t("baggage.of")}</small> <Inline node="traveller" values={bag.passenger} lead="surname" /></> : null}
            </dd>
        </div>
    );
}

export function Luggage({ person }: { person: Person }) {
    if (person.baggage.length === 0) return null;
    return (
        <Part title={t("baggage.title")} note={number(person.baggage.length)}>
            <dl class="pairs">{person.baggage.map((bag, i) => <Bag key={i} bag={bag} />)}</dl>
        </Part>
    );
}

/* Bags, seats, services, remarks. */
export function Things({ person }: { person: Person }) {
    const { bags, seats, loyalties, services, remarks } = person;
    if (bags.length + seats.length + loyalties.length + services.length + remarks.length === 0) return null;
    return (
        <Part title={t("things.title")}>
            <dl class="pairs">
                <Lines words={fieldWord("seat.number")} node="seat" list={seats} lead="number" />
                <Lines words={fieldWord("bag.tag")} node="bag" list={bags} lead="tag" />
                <Lines words={t("things.loyalty")} node="loyalty" list={loyalties} lead="number" />
                <Lines words={t("things.service")} node="service" list={services} lead="code" />
                <Lines words={t("things.remark")} node="remark" list={remarks} lead="text" />
            </dl>
        </Part>
    );
}
