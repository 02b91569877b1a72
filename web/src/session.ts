/* Who is there. A session that ends or locks in mid-work lays a veil over the page and leaves the page as it
 * is under it: nothing that was typed is lost. */
import { computed, effect, signal } from "@preact/signals";
import { call, get, link, type Problem } from "./api";
import type { Enrolled, Session } from "./contract";
import { useLocale, locales } from "./i18n";
import { setClock } from "./time";

export const session = signal<Session | null>(null);
/* Somebody was in here since the page was loaded: then a veil, else the sign-in page. */
export const wasOpen = signal<string | null>(null);
export const isOpen = computed(() => session.value?.state === "open");
/* Of the session that was open last: under the veil the page stays as it was. */
const granted = signal<string[]>([]);

const channel = "BroadcastChannel" in window ? new BroadcastChannel("portolan-session") : null;
let used = Date.now();
let told = 0;
/* The page is about to go: what is said of the session meanwhile lays no veil over it. */
let leaving = false;

function take(next: Session, sent: number): void {
    if (leaving) return;
    setClock(next.now, sent, Date.now());
    link.csrf = next.csrf;
    if (next.state === "open" && next.account) {
        /* Another person signed in over this page: what it shows is not theirs. */
        if (wasOpen.peek() && wasOpen.peek() !== next.account.name) location.assign("/");
        wasOpen.value = next.account.name;
        granted.value = next.permissions;
        used = Date.now();
    }
    session.value = next;
}

/* Of the first step of enrolment there is none yet: its answer is the secret. */
function sessionIn(answer: Session | Enrolled): Session | null {
    if ("session" in answer) return answer.secret ? null : answer.session;
    return answer;
}

async function step<T extends Session | Enrolled>(path: string, body: unknown): Promise<T> {
    const sent = Date.now();
    const answer = await call<T>("POST", path, { body });
    const next = sessionIn(answer);
    if (next) {
        take(next, sent);
        channel?.postMessage("changed");
    }
    return answer;
}

/* By itself unless somebody does something: only then the session stays open. */
export async function loadSession(byItself = true): Promise<void> {
    const sent = Date.now();
    take(await get<Session>("/session", undefined, undefined, byItself), sent);
    told = Date.now();
}

export const signIn = (name: string, password: string) => step<Session>("/session", { name, password });
export const prove = (code: string) => step<Session>("/session/totp", { code });
export const beginEnrolment = () => step<Enrolled>("/session/enrol", {});
export const finishEnrolment = (code: string) => step<Enrolled>("/session/enrol", { code });
export const unlock = (password: string) => step<Session>("/session/unlock", { password });
export const changePassword = (password: string, new_password: string) =>
    step<Session>("/session/password", { password, new_password });

/* Who stays after all, when the browser asks, is asked to sign in there. */
function leave(): void {
    leaving = true;
    location.assign("/");
    setTimeout(() => {
        leaving = false;
        void loadSession().catch(() => undefined);
    }, 10000);
}

export async function signOut(): Promise<void> {
    leaving = true;
    try {
        await call<void>("DELETE", "/session");
    } finally {
        leaving = false;
    }
    channel?.postMessage("out");
    leave();
}

export function may(operation: string): boolean {
    return granted.value.includes(operation);
}

function lockHere(): void {
    const open = session.peek();
    if (open?.state === "open") session.value = { ...open, state: "locked" };
}

function lost(problem: Problem): void {
    const before = session.peek();
    if (!before || before.state === "none") return;
    if (problem.code === "session.locked") lockHere();
    else void loadSession().catch(() => undefined);
}

/* Using the page keeps the session open at the server, asked once a minute at most; not using it locks. */
function watchIdle(): void {
    const touched = () => {
        if (isOpen.peek()) used = Date.now();
    };
    for (const kind of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
        addEventListener(kind, touched, { passive: true, capture: true });
    }
    setInterval(() => {
        const open = session.peek();
        if (open?.state !== "open" || open.idle_seconds === 0) return;
        const idle = Date.now() - used;
        if (idle > open.idle_seconds * 1000) lockHere();
        else if (used > told && Date.now() - told > 60000) void loadSession(false).catch(() => undefined);
    }, 1000);
}

export function startSession(): void {
    link.sessionLost = lost;
    channel?.addEventListener("message", (event) => {
        if (event.data === "out") leave();
        else void loadSession().catch(() => undefined);
    });
    /* A browser that slept asks first. */
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible" && Date.now() - told > 30000) void loadSession().catch(() => undefined);
    });
    effect(() => {
        const account = session.value?.account;
        const asked = new URLSearchParams(location.search).get("locale");
        if (account && !asked && !localStorage.getItem("locale") && account.locale in locales) void useLocale(account.locale);
    });
    watchIdle();
}
