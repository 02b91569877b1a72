/* Beside the queue: why, what is not known, then one action. */
import { useEffect, useState } from "preact/hooks";
import { Actions } from "../components/actions";
import { Countdown, FlightNumber, KeyCap, Masked, Name, Plain, Risk, Route } from "../components/marks";
import { Bars, Fault } from "../components/states";
import { Unknowns, Why } from "../components/why";
import type { AlertRow, Traveller } from "../contract";
import type { Decide } from "../decide";
import { useEvent } from "../events";
import { t, T, word } from "../i18n";
import { useLoad } from "../load";
import { MessagePane, useBytes } from "./message-pane";
import { StateWord } from "./alerts";

/* Who holds j down is not asked about everybody they pass: every look at a person is put on record. */
function useSettled(id: string | null): string | null {
    const [settled, setSettled] = useState(id);
    useEffect(() => {
        const timer = setTimeout(() => setSettled(id), 60);
        return () => clearTimeout(timer);
    }, [id]);
    return id === null ? null : settled;
}

function Head({ row }: { row: AlertRow }) {
    const masked = row.birth?.masked;
    return (
        <header>
            <div class="line">
                <Risk severity={row.severity} protect={row.protect} tagged />
                {row.protect ? <small>{t("alerts.protect-help")}</small> : null}
                <span class="push"><b><StateWord state={row.state} /></b> <bdi class="quiet">{row.decided_by ?? ""}</bdi></span>
            </div>
            <h2 class="who"><Name who={row} /></h2>
            <p class="quiet facts">
                <span><FlightNumber flight={row.flight} /> <Route board={row.flight.board} off={row.flight.off} /></span>
                <Countdown deadline={row.flight.deadline} words />
                <span>{word("direction", row.flight.direction)}</span>
            </p>
            <p class="quiet facts">
                <span>{masked ? <Masked /> : <T k="person.born" date={<Plain value={row.birth} />} />}</span>
                <span><Plain value={row.nationality} absent="value.no-nationality" code /></span>
                <span>{word("kind", row.kind)}</span>
            </p>
            <p class="line"><a href={`/travellers/${row.traveller}`}>{t("alerts.open")}</a> <KeyCap k="Enter" /></p>
        </header>
    );
}

function Body({ traveller }: { traveller: Traveller }) {
    return (
        <>
            <section>
                <h2 class="section-title">{t("why.title")} <small>{t("why.count", { count: traveller.why.length })}</small></h2>
                <Why traveller={traveller} whole={traveller.why.length <= 2} />
            </section>
            <Unknowns traveller={traveller} />
        </>
    );
}

export function Preview({ row, decide }: { row: AlertRow | undefined; decide: Decide | null }) {
    const id = useSettled(row?.traveller ?? null);
    const loaded = useLoad<Traveller>(id && row ? `/travellers/${id}` : null);
    const bytes = useBytes();
    useEvent("alert", (event) => {
        if (event.traveller === id && event.news !== "decided") loaded.refresh();
    }, [id]);
    if (bytes) return <MessagePane bytes={bytes} />;
    if (!row) {
        return (
            <aside class="pane vacant" aria-label={t("alerts.pane")}>
                <p class="quiet"><T k="alerts.choose" j={<KeyCap k="j" />} /></p>
            </aside>
        );
    }
    const traveller = loaded.data && (loaded.data.asked === row.traveller || loaded.data.id === row.traveller) ? loaded.data : undefined;
    return (
        <aside class="pane" aria-label={t("alerts.pane")}>
            <Head row={row} />
            <div class="pane-body" tabIndex={0} role="group" aria-label={t("why.title")}>
                {loaded.problem ? <Fault problem={loaded.problem} again={loaded.again} state={loaded.state} /> : traveller ? <Body traveller={traveller} /> : loaded.slow ? <Bars /> : null}
            </div>
            <footer><Actions decide={decide} deadline={row.flight.deadline} /></footer>
        </aside>
    );
}
