/* The beginning: words, session, then the page that the address names. */
import { render } from "preact";
import { App } from "./app";
import { Problem } from "./api";
import { startDeeds } from "./deeds";
import { startEvents } from "./events";
import { startingLocale, useLocale } from "./i18n";
import { startKeys } from "./keys";
import { startRouter } from "./router";
import { loadSession, startSession } from "./session";
import { startTheme } from "./settings";
import { Unreachable } from "./shell/gate";
import { startClock } from "./time";

declare const EVENTS_WORKER: string;

async function start(): Promise<void> {
    const root = document.getElementById("app")!;
    startTheme();
    const words = useLocale(startingLocale());
    const asked = loadSession().then(() => undefined, (error: unknown) => error);
    await words;
    const failure = await asked;
    startRouter();
    startKeys();
    startClock();
    startSession();
    startDeeds();
    startEvents(EVENTS_WORKER);
    if (failure instanceof Problem) {
        render(<Unreachable problem={failure} retry={() => location.reload()} />, root);
        return;
    }
    render(<App />, root);
}

void start();
