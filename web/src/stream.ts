/* The stream of events itself: used by the shared worker, and by a page where there is none. */
const eventNames = ["alert", "flight", "progress", "session", "reset"] as const;
export type EventName = (typeof eventNames)[number];
export type StreamState = "waiting" | "live" | "cut";
export type FromStream = { kind: "state"; state: StreamState } | { kind: "event"; name: EventName; data: unknown };
export type ToStream = "open" | "close" | "check";

const address = "/api/v1/events";
const beat = 15000;

export class Stream {
    private source: EventSource | null = null;
    private wanted = false;
    private waits = 1000;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private alive = Date.now();
    state: StreamState = "waiting";

    constructor(private readonly tell: (what: FromStream) => void) {
        /* A machine that slept misses its beats; what it held may be dead without knowing. */
        setInterval(() => {
            const slept = Date.now() - this.alive > 3 * beat;
            this.alive = Date.now();
            if (slept && this.wanted) this.restart();
        }, beat);
    }

    hear(what: ToStream): void {
        if (what === "close") return this.close();
        if (what === "check" && this.state === "live") return this.tell({ kind: "state", state: this.state });
        this.wanted = true;
        this.waits = 1000;
        if (!this.source || this.source.readyState === EventSource.CLOSED) this.connect();
        else this.tell({ kind: "state", state: this.state });
    }

    private set(state: StreamState): void {
        this.state = state;
        this.tell({ kind: "state", state });
    }

    private close(): void {
        this.wanted = false;
        clearTimeout(this.timer);
        this.source?.close();
        this.source = null;
        this.set("waiting");
    }

    /* What came meanwhile is not known: pages ask anew. */
    private restart(): void {
        this.source?.close();
        this.connect();
        this.tell({ kind: "event", name: "reset", data: {} });
    }

    private connect(): void {
        clearTimeout(this.timer);
        const source = new EventSource(address);
        this.source = source;
        source.onopen = () => {
            this.waits = 1000;
            this.set("live");
        };
        source.onerror = () => {
            if (this.source !== source) return;
            this.set("cut");
            if (source.readyState === EventSource.CLOSED) this.again();
        };
        for (const name of eventNames) source.addEventListener(name, (event) => this.came(name, event));
    }

    private came(name: EventName, event: MessageEvent<string>): void {
        try {
            this.tell({ kind: "event", name, data: JSON.parse(event.data || "{}") });
        } catch {
            this.tell({ kind: "event", name: "reset", data: {} });
        }
    }

    private again(): void {
        if (!this.wanted) return;
        this.timer = setTimeout(() => this.restart(), this.waits);
        this.waits = Math.min(this.waits * 2, 30000);
    }
}
