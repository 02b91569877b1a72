/* Which page stands where. The queue and the flights come at once; the rest is fetched when it is asked for. */
import type { ComponentType } from "preact";
import { useEffect, useErrorBoundary, useState } from "preact/hooks";
import { Problem } from "./api";
import { Bars, Fault } from "./components/states";
import { t } from "./i18n";
import { Alerts } from "./pages/alerts";
import { Missing } from "./pages/missing";
import { go, place } from "./router";
import { isOpen, may, session, wasOpen } from "./session";
import { Frame } from "./shell/frame";
import { Gate } from "./shell/gate";

type Page = ComponentType<{ id: string }>;
type Source = () => Promise<Page>;

interface Route {
    path: RegExp;
    page?: Page;
    load?: Source;
}

const routes: Route[] = [
    { path: /^\/alerts$/, page: Alerts },
    { path: /^\/flights$/, load: async () => (await import("./pages/flights")).Flights },
    { path: /^\/flights\/(F\d{6}-\d+)$/, load: async () => (await import("./pages/flight")).Flight },
    { path: /^\/travellers\/(T\d{6}-\d+)$/, load: async () => (await import("./pages/traveller")).Traveller },
    { path: /^\/messages$/, load: async () => (await import("./pages/messages")).Messages },
    { path: /^\/messages\/(\d{1,16})$/, load: async () => (await import("./pages/message")).Message },
    { path: /^\/load$/, load: async () => (await import("./pages/load")).Load },
    { path: /^\/accounts$/, load: async () => (await import("./pages/accounts")).Accounts },
    { path: /^\/welcome$/, load: async () => (await import("./pages/welcome")).Welcome },
    { path: /^\/password$/, load: async () => (await import("./pages/password")).Password },
];

const fetched = new Map<Source, Page>();

function usePage(route: Route): { page: Page | undefined; problem: Problem | undefined; again: () => void } {
    const [, setRound] = useState(0);
    const [problem, setProblem] = useState<Problem | undefined>();
    const fetchPage = () => {
        const load = route.load;
        if (!load || fetched.has(load)) return;
        setProblem(undefined);
        load().then((page) => {
            fetched.set(load, page);
            setRound((n) => n + 1);
        }, () => setProblem(new Problem({ code: "network", title: t("problem.network.title"), detail: t("problem.page"), remedy: t("problem.network.remedy") })));
    };
    useEffect(fetchPage, [route]);
    return { page: route.page ?? (route.load ? fetched.get(route.load) : undefined), problem, again: fetchPage };
}

function Routed({ route, id }: { route: Route; id: string }) {
    const { page: PageHere, problem, again } = usePage(route);
    const [fault, reset] = useErrorBoundary((error) => console.error(error));
    if (fault) return <Fault problem={new Problem({ code: "page", title: t("problem.page-failed"), detail: String(fault), remedy: t("problem.page-remedy") })} again={reset} />;
    if (problem) return <Fault problem={problem} again={again} />;
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
