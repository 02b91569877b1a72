/* Asking the server. Every failure, also a lost network, is a Problem; told.tsx has its sentences for people. */
import type { Problem as ProblemBody, ProblemPlace } from "./contract";

const base = "/api/v1";

export class Problem extends Error {
    readonly status: number;
    readonly code: string;
    /* As the server wrote them; empty where nobody did. */
    readonly title: string;
    readonly detail: string;
    readonly remedy: string;
    readonly errors: ProblemPlace[];
    /* Seconds to wait, where the server says so. */
    readonly wait: number;

    constructor(body: Partial<ProblemBody>, wait = 0) {
        super(body.title ?? body.code ?? "");
        this.status = body.status ?? 0;
        this.code = body.code ?? "unknown";
        this.title = body.title ?? "";
        this.detail = body.detail ?? "";
        this.remedy = body.remedy ?? "";
        this.errors = body.errors ?? [];
        this.wait = wait;
    }

    /* It may well work later, unchanged. */
    get passing(): boolean {
        return this.code === "network" || [408, 429, 502, 503, 504].includes(this.status);
    }

    get needsSession(): boolean {
        return ["session.none", "session.locked", "session.incomplete"].includes(this.code);
    }
}

/* Whatever was thrown, as something to say. */
export function problemOf(error: unknown): Problem {
    return error instanceof Problem ? error : new Problem({ detail: String(error) });
}

export interface Ask {
    query?: Record<string, string | number | boolean | null | undefined>;
    body?: unknown;
    /* Sent as it is, not as JSON. */
    file?: BodyInit;
    type?: string;
    key?: string;
    etag?: string;
    /* The page asks by itself: nobody did anything, so it must not keep the session from locking. */
    background?: boolean;
    signal?: AbortSignal;
}

/* Set by session.ts: api.ts knows no session. */
export const link = {
    csrf: null as string | null,
    /* Of the page for who has an upload link, instead of a session. */
    secret: "",
    sessionLost: (_problem: Problem): void => undefined,
};

function address(path: string, query: Ask["query"]): string {
    const text = new URLSearchParams();
    for (const [name, value] of Object.entries(query ?? {})) {
        if (value !== null && value !== undefined && value !== "") text.set(name, String(value));
    }
    const tail = text.toString();
    return base + path + (tail ? `?${tail}` : "");
}

function headers(method: string, ask: Ask): Record<string, string> {
    const result: Record<string, string> = { Accept: "application/json" };
    if (ask.body !== undefined) result["Content-Type"] = "application/json";
    if (ask.type) result["Content-Type"] = ask.type;
    if (method !== "GET" && link.csrf) result["X-Portolan-CSRF"] = link.csrf;
    if (link.secret) result["X-Portolan-Link"] = link.secret;
    if (ask.key) result["Idempotency-Key"] = ask.key;
    if (ask.background) result["X-Portolan-Background"] = "1";
    if (ask.etag) result["If-Match"] = ask.etag;
    return result;
}

async function refusal(response: Response): Promise<Problem> {
    const wait = Number(response.headers.get("Retry-After") ?? 0) || 0;
    try {
        const body = (await response.json()) as ProblemBody;
        return new Problem({ ...body, status: response.status }, wait);
    } catch {
        return new Problem({ status: response.status }, wait);
    }
}

export async function call<T>(method: string, path: string, ask: Ask = {}): Promise<T> {
    let response: Response;
    const init: RequestInit = { method, headers: headers(method, ask), cache: "no-store" };
    if (ask.file !== undefined) init.body = ask.file;
    else if (ask.body !== undefined) init.body = JSON.stringify(ask.body);
    if (ask.signal) init.signal = ask.signal;
    try {
        response = await fetch(address(path, ask.query), init);
    } catch (error) {
        if (ask.signal?.aborted) throw error;
        throw new Problem({ code: "network" });
    }
    if (response.ok) return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
    const problem = await refusal(response);
    if (problem.needsSession) link.sessionLost(problem);
    throw problem;
}

export const get = <T,>(path: string, query?: Ask["query"], signal?: AbortSignal, background = false): Promise<T> =>
    call<T>("GET", path, { background, ...(query ? { query } : {}), ...(signal ? { signal } : {}) });

export function newKey(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(18));
    return btoa(String.fromCharCode(...bytes))
        .replace(/\+/g, "-")
        .replace(/\//g, "_");
}
