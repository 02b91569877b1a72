/* One person on one flight: why first, then who it is and what API and PNR say differently, then the journey and all the
 * rest. Every value is a button that opens its bytes. */
import { useCallback, useMemo } from "preact/hooks";
import { Actions } from "../components/actions";
import { BoardWord, Countdown, FlightNumber, Name, PortTime, Risk, Route, nameText } from "../components/marks";
import { Bars, Fault } from "../components/states";
import { Unknowns, Why } from "../components/why";
import type { Traveller as Person } from "../contract";
import { decide, type Decide, type Show } from "../decide";
import { useEvent } from "../events";
import { T, t, word } from "../i18n";
import { useKeys } from "../keys";
import { useLoad, type Loaded } from "../load";
import { back, place, useTitle } from "../router";
import { may } from "../session";
import { StateWord, markSeen } from "./alerts";
import { MessagePane, useBytes } from "./message-pane";
import { Booking, Documents, Identity, Luggage, Money, Things } from "./traveller-parts";
import { Boarding, Decisions, Merges, Versions } from "./traveller-past";
import { Journey } from "./journey";

function useDecision(loaded: Loaded<Person>): Decide | null {
    const person = loaded.data;
    const show: Show = useCallback((state, etag, alert) => {
        loaded.set((before) => ({ ...before, alert: alert ?? (before.alert ? { ...before.alert, state, etag } : null) }));
        if (alert) loaded.again();
    }, []);
    return useMemo(() => {
        const alert = person?.alert;
        if (!person || !alert || !may("decideAlert") || alert.state === "withdrawn") return null;
        const name = nameText(person.identity) || person.id;
        return (code, note) => decide({ traveller: person.id, name, state: alert.state, etag: alert.etag }, code, note, show);
    }, [person]);
}

function Head({ person, act }: { person: Person; act: Decide | null }) {
    const { alert, flight } = person;
    return (
        <header class="page-head traveller-head">
            <div class="line">
                {alert ? <Risk severity={alert.severity} protect={alert.protect} tagged /> : <span class="quiet">{t("traveller.no-alert")}</span>}
                <h1 class="who"><Name who={person.identity} /></h1>
                <dl class="facts-row">
                    <div><dt>{t("column.flight")}</dt><dd><a href={`/flights/${flight.id}`}><FlightNumber flight={flight} /></a> <Route board={flight.board} off={flight.off} /></dd></div>
                    <div><dt>{word("deadline-head", flight.deadline.kind)}</dt><dd><Countdown deadline={flight.deadline} /></dd></div>
                    <div><dt>{t("flight.departure")}</dt><dd><PortTime time={flight.departure} /></dd></div>
                    <div><dt>{t("column.kind")}</dt><dd>{word("kind", person.kind)}{person.minor && person.kind !== "infant" ? ` · ${t("traveller.minor")}` : ""}</dd></div>
                    <div><dt>{t("column.board")}</dt><dd><BoardWord of={person.boarding} /></dd></div>
                    {alert ? <div><dt>{t("column.state")}</dt><dd><StateWord state={alert.state} /></dd></div> : null}
                </dl>
            </div>
            {person.asked !== person.id ? <p class="notice">{t("traveller.merged", { asked: person.asked, id: person.id })}</p> : null}
            {alert?.state === "awaiting-approval" && may("listMemory") ? <p class="notice"><T k="memory.awaits" page={<a href="/memory">{t("place.memory")}</a>} /></p> : null}
            {alert?.landed ? <p class="notice">{t("alerts.landed")}</p> : null}
            {alert?.protect ? <p class="notice">{t("traveller.protect")}</p> : null}
            {alert ? <Actions decide={act} deadline={flight.deadline} compact /> : null}
        </header>
    );
}

function Main({ person }: { person: Person }) {
    return (
        <>
            <section>
                <h2 class="section-title">{t("why.title")} <small>{t("why.count", { count: person.why.length })}</small></h2>
                <Why traveller={person} whole />
            </section>
            <Unknowns traveller={person} />
            <Identity person={person} />
            <Documents person={person} />
            <Versions person={person} />
        </>
    );
}

function Aside({ person, again }: { person: Person; again: () => void }) {
    return (
        <>
            <Journey person={person} />
            <Boarding person={person} />
            <Booking person={person} />
            <Money person={person} />
            <Things person={person} />
            <Luggage person={person} />
            <Decisions person={person} />
            <Merges person={person} again={again} />
        </>
    );
}

export function Traveller({ id }: { id: string }) {
    const loaded = useLoad<Person>(`/travellers/${id}`, { purpose: place.value.query.get("purpose") });
    const person = loaded.data;
    const bytes = useBytes();
    const act = useDecision(loaded);
    const again = useCallback(loaded.again, []);
    useTitle(person ? `${nameText(person.identity) || id}, ${person.flight.carrier}${person.flight.number}` : id);
    useMemo(() => markSeen(id), [id]);
    useEvent("alert", (event) => event.traveller === id && loaded.refresh(), [id]);
    useEvent("flight", (event) => event.flight === person?.flight.id && loaded.refresh(), [person?.flight.id]);
    useKeys(bytes ? [] : [{ key: "Escape", words: "keys.back", run: () => back("/alerts"), foot: true }], [bytes === null]);
    useKeys([{ key: "b", words: "keys.bytes", run: () => document.querySelector<HTMLElement>(".columns .byte")?.focus(), foot: true }], []);
    if (loaded.problem) return <Fault problem={loaded.problem} again={loaded.again} state={loaded.state} />;
    if (!person) return loaded.slow ? <Bars count={12} /> : null;
    return (
        <div class={`traveller-page ${bytes ? "with-pane" : ""}`}>
            <Head person={person} act={act} />
            <div class="columns" tabIndex={0} role="group" aria-label={t("traveller.label")}>
                <div><Main person={person} /></div>
                <div><Aside person={person} again={again} /></div>
            </div>
            {bytes ? <MessagePane bytes={bytes} /> : null}
        </div>
    );
}
