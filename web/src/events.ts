/* What happens at the server. One stream a browser: through a shared worker; without one the first tab holds it
 * and tells the others; without either each tab has its own. */
import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { EventAlert, EventFlight, EventProgress, EventSession } from "./contract";
import { isOpen, loadSession } from "./session";
import { Stream, type EventName, type FromStream, type StreamState, type ToStream } from "./stream";
import { now } from "./time";

interface Events {
    alert: EventAlert;
    flight: EventFlight;
    progress: EventProgress;
    session: EventSession;
    reset: Record<string, never>;
}

type Listener = (data: never) => void;

export const linkState = signal<StreamState>("waiting");
export const cutSince = signal<number | null>(null);
const listeners = new Map<EventName, Set<Listener>>();

/* A stream that is back within this time was never away, as far as people are concerned. */
const patience = 2500;
let failing: { since: number; timer: ReturnType<typeof setTimeout> } | null = null;

function showState(state: StreamState): void {
    if (state !== "cut") {
        clearTimeout(failing?.timer);
        failing = null;
        linkState.value = state;
        cutSince.value = null;
        return;
    }
    if (failing) return;
    const since = now.peek();
    const timer = setTimeout(() => {
        linkState.value = "cut";
        cutSince.value = since;
    }, patience);
    failing = { since, timer };
}

function take(what: FromStream): void {
    if (what.kind === "event") {
        for (const listener of listeners.get(what.name) ?? []) listener(what.data as never);
        return;
    }
    showState(what.state);
}

export function useEvent<N extends EventName>(name: N, listener: (data: Events[N]) => void, on: readonly unknown[]): void {
    useEffect(() => {
        const set = listeners.get(name) ?? new Set<Listener>();
        listeners.set(name, set);
        set.add(listener as Listener);
        return () => set.delete(listener as Listener);
    }, on);
}

type Tell = (what: ToStream) => void;

function throughWorker(script: string): Tell {
    const worker = new SharedWorker(script, { name: "portolan-events" });
    worker.port.onmessage = (event: MessageEvent<FromStream>) => take(event.data);
    addEventListener("pagehide", () => worker.port.postMessage("bye"));
    addEventListener("pageshow", (event) => {
        if (event.persisted) location.reload();
    });
    return (what) => worker.port.postMessage(what);
}

function throughLeader(): Tell {
    const channel = new BroadcastChannel("portolan-events");
    let stream: Stream | null = null;
    let last: ToStream = "close";
    channel.onmessage = (event: MessageEvent<FromStream>) => take(event.data);
    void navigator.locks.request("portolan-events", () => {
        stream = new Stream((what) => {
            take(what);
            channel.postMessage(what);
        });
        stream.hear(last);
        return new Promise<never>(() => undefined);
    });
    return (what) => {
        last = what;
        stream?.hear(what);
    };
}

function alone(): Tell {
    const stream = new Stream(take);
    return (what) => stream.hear(what);
}

function choose(script: string): Tell {
    if ("SharedWorker" in window) return throughWorker(script);
    if ("locks" in navigator && "BroadcastChannel" in window) return throughLeader();
    return alone();
}

export function startEvents(script: string): void {
    const tell = choose(script);
    effect(() => tell(isOpen.value ? "open" : "close"));
    const check = () => {
        if (isOpen.peek()) tell("check");
    };
    addEventListener("online", check);
    addEventListener("offline", () => take({ kind: "state", state: "cut" }));
    document.addEventListener("visibilitychange", check);
    const sessionChanged: Listener = () => void loadSession().catch(() => undefined);
    listeners.set("session", new Set([sessionChanged]));
}
