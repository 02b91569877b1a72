/* Which page stands where. The queue comes at once; the rest is fetched right after it, or when it is asked for. */
import type { ComponentType } from "preact";
import { signal } from "@preact/signals";
import { useEffect, useErrorBoundary } from "preact/hooks";
import { Problem } from "./api";
import { Bars, Fault } from "./components/states";
import { Alerts } from "./pages/alerts";
import { Missing } from "./pages/missing";
import { go, place } from "./router";
import { isOpen, may, session, wasOpen } from "./session";
import { Frame } from "./shell/frame";
import { Gate } from "./shell/gate";

type Page = ComponentType<{ id: string }>;
type Rest = typeof import("./pages/rest");

interface Route {
    path: RegExp;
    page: Page | keyof Rest;
}

const routes: Route[] = [
    { path: /^\/alerts$/, page: Alerts },
    { path: /^\/memory$/, page: "Memory" },
    { path: /^\/flights$/, page: "Flights" },
    { path: /^\/flights\/(F\d{6}-\d+)$/, page: "Flight" },
    { path: /^\/travellers\/(T\d{6}-\d+)$/, page: "Traveller" },
    { path: /^\/messages$/, page: "Messages" },
    { path: /^\/messages\/(\d{1,16})$/, page: "Message" },
    { path: /^\/sources$/, page: "Sources" },
    { path: /^\/sources\/([a-z0-9_-][a-z0-9_.-]{0,59})$/, page: "Source" },
    { path: /^\/lists$/, page: "Lists" },
    { path: /^\/lists\/([A-Za-z0-9_.-]{1,60})$/, page: "WatchList" },
    /* No list has such a name. */
    { path: /^\/lists\/\+import$/, page: "ImportList" },
    { path: /^\/lists\/\+match$/, page: "Match" },
    { path: /^\/load$/, page: "Load" },
    { path: /^\/links$/, page: "Links" },
    { path: /^\/accounts$/, page: "Accounts" },
    { path: /^\/welcome$/, page: "Welcome" },
    { path: /^\/password$/, page: "Password" },
];

const rest = signal<Rest | null>(null);
const fault = signal<Problem | null>(null);

function fetchRest(): void {
    if (rest.peek()) return;
    fault.value = null;
    import("./pages/rest").then(
        (pages) => { rest.value = pages; },
        () => { fault.value = new Problem({ code: "part" }); },
    );
}

function Routed({ route, id }: { route: Route; id: string }) {
    const [failure, reset] = useErrorBoundary((error) => console.error(error));
    useEffect(() => {
        /* The queue first; the rest while somebody reads it. */
        const timer = setTimeout(fetchRest, typeof route.page === "string" ? 0 : 1500);
        return () => clearTimeout(timer);
    }, [route]);
    if (failure) return <Fault problem={new Problem({ code: "page", detail: String(failure) })} again={reset} />;
    const PageHere: Page | undefined = typeof route.page === "string" ? rest.value?.[route.page] : route.page;
    if (!PageHere && fault.value) return <Fault problem={fault.value} again={fetchRest} />;
    return PageHere ? <PageHere id={id} /> : <Bars />;
}

/* Where a role begins. */
function home(): string {
    const order: [string, string][] = [["listAlerts", "/alerts"], ["listFlights", "/flights"], ["listMessages", "/messages"], ["listAccounts", "/accounts"]];
    return order.find(([operation]) => may(operation))?.[1] ?? "/welcome";
}

function Pages() {
    const path = place.value.path;
    useEffect(() => {
        if (path === "/" || path === "/index.html") go(home() + location.search, { replace: true });
        if (path === "/quarantine") go("/messages?outcome=quarantined", { replace: true });
    }, [path]);
    for (const route of routes) {
        const found = route.path.exec(path);
        if (found) return <Routed key={path} route={route} id={found[1] ?? ""} />;
    }
    return path === "/" ? null : <Missing />;
}

export function App() {
    const state = session.value?.state;
    if (!wasOpen.value) return state === undefined ? null : <Gate veil={false} />;
    return (
        <>
            <Frame inert={!isOpen.value}><Pages /></Frame>
            {isOpen.value ? null : <Gate veil />}
        </>
    );
}
