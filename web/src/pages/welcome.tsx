/* The first hour: a file at hand, or an invented flight that raises an alert; then what comes next. */
import { useState } from "preact/hooks";
import { call } from "../api";
import { KeyCap } from "../components/marks";
import { Rhumbs } from "../components/rose";
import { Fault } from "../components/states";
import type { Demo } from "../contract";
import { perform } from "../deeds";
import { t, type Key } from "../i18n";
import { useKeys } from "../keys";
import { go, useTitle } from "../router";
import { say } from "../said";
import { may } from "../session";
import { DropZone, Result, useTrial } from "./load";

interface Step {
    title: Key;
    text: Key;
    link: Key;
    to: string;
    operation: string;
}

const steps: Step[] = [
    { title: "welcome.look", text: "welcome.look-text", link: "place.flights", to: "/flights", operation: "listFlights" },
    { title: "welcome.decide", text: "welcome.decide-text", link: "place.alerts", to: "/alerts", operation: "listAlerts" },
    { title: "welcome.quality", text: "welcome.quality-text", link: "place.quarantine", to: "/messages?outcome=quarantined", operation: "listMessages" },
    { title: "welcome.invite", text: "welcome.invite-text", link: "place.accounts", to: "/accounts", operation: "listAccounts" },
];

function TryIt() {
    const [busy, setBusy] = useState(false);
    const start = () => {
        if (busy) return;
        setBusy(true);
        void perform<Demo>({
            send: (key) => call<Demo>("POST", "/demo", { key }),
            done: (demo) => {
                say({ text: t("said.demo", { count: demo.messages }) });
                go("/alerts");
            },
        }).finally(() => setBusy(false));
    };
    useKeys([{ key: "t", words: "keys.demo", run: start, foot: true }], [busy]);
    return (
        <section class="zone plain-zone">
            <h2>{t("welcome.try")}</h2>
            <p class="quiet">{t("welcome.try-text")}</p>
            <p><button type="button" class="button" disabled={busy} onClick={start}>{t("welcome.try-it")} <KeyCap k="t" /></button></p>
        </section>
    );
}

export function Welcome() {
    useTitle(t("place.welcome"));
    const { trial, problem, busy, take, leave } = useTrial();
    if (trial) return <div class="narrow-page stack"><h1>{t("place.load")}</h1><Result trial={trial} leave={leave} /></div>;
    return (
        <div class="start">
            <Rhumbs />
            <div class="start-card">
                <div>
                    <h1>{t("welcome.title")}</h1>
                    <p class="lead">{t("welcome.lead")}</p>
                </div>
                {problem ? <Fault problem={problem} /> : null}
                <div class="two">
                    {may("tryFiles") ? <DropZone take={take} busy={busy} /> : null}
                    {may("startDemo") ? <TryIt /> : null}
                </div>
                <ol class="steps">
                    {steps.filter((step) => may(step.operation)).map((step, i) => (
                        <li key={step.to}>
                            <span class="step-number" aria-hidden="true">{i + 1}</span>
                            <div>
                                <h3>{t(step.title)}</h3>
                                <p class="quiet">{t(step.text)}</p>
                                <p><a href={step.to}>{t(step.link)}</a></p>
                            </div>
                        </li>
                    ))}
                </ol>
            </div>
        </div>
    );
}
