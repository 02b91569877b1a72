/* Where we are. The address holds all that a colleague needs to see the same: the page, its filters, the
 * chosen row. Choosing replaces the entry of the history, opening adds one, so Back undoes what was opened. */
import { signal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { t } from "./i18n";

interface Place {
    path: string;
    query: URLSearchParams;
}

function here(): Place {
    return { path: location.pathname, query: new URLSearchParams(location.search) };
}

export const place = signal<Place>(here());

export function go(to: string, how: { replace?: boolean } = {}): void {
    const before = location.pathname;
    if (how.replace) history.replaceState(null, "", to);
    else history.pushState(null, "", to);
    place.value = here();
    if (before !== location.pathname) focusMain();
}

/* A new page is read from its beginning, also by who listens to it; who went somewhere in it meanwhile stays there. */
function focusMain(): void {
    const before = document.activeElement;
    requestAnimationFrame(() => {
        const held = document.activeElement;
        if (held === before || held === document.body) document.getElementById("main")?.focus({ preventScroll: true });
    });
}

export function addressWith(changes: Record<string, string | null>): string {
    const query = new URLSearchParams(place.value.query);
    for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === "") query.delete(name);
        else query.set(name, value);
    }
    const text = query.toString();
    return place.value.path + (text ? `?${text}` : "");
}

export function setQuery(changes: Record<string, string | null>, how: { replace?: boolean } = { replace: true }): void {
    const to = addressWith(changes);
    if (to !== location.pathname + location.search) go(to, how);
}

export function back(otherwise: string): void {
    if (history.state === null && history.length < 2) go(otherwise);
    else history.back();
}

/* The address of the link that was pressed, when it is one of ours; links of drawings count, too. */
function ownLink(event: MouseEvent): string | null {
    if (event.defaultPrevented || event.button !== 0) return null;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
    const link = (event.target as Element | null)?.closest?.("a[href]");
    if (!link || link.hasAttribute("target") || link.hasAttribute("download")) return null;
    const address = new URL(link.getAttribute("href")!, location.href);
    if (address.origin !== location.origin || address.hash || address.pathname.startsWith("/api/")) return null;
    return address.pathname + address.search;
}

export function startRouter(): void {
    addEventListener("popstate", () => {
        place.value = here();
    });
    document.addEventListener("click", (event) => {
        const link = ownLink(event);
        if (link === null) return;
        event.preventDefault();
        go(link);
    });
}

export function useTitle(title: string): void {
    useLayoutEffect(() => {
        document.title = t("title", { page: title });
    }, [title]);
}
