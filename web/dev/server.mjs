// The invented server: node dev/server.mjs [PORT]. See dev/README.md.
import { createServer } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { flights, iso, manifests, merge, messages, minute, port, start, travellers, words } from "./people.mjs";
import { acceptDrift, listSources } from "./sources.mjs";
import { alertRow, alertSummary, bagsJoined, loneBags, travellerPage } from "./traveller.mjs";

const listen = Number(process.argv[2] ?? 8466);
const dist = new URL("../dist/", import.meta.url).pathname;
const now = () => iso(Date.now());
const everything = ["listFlights", "getFlight", "listTravellersOfFlight", "sweepFlight", "unsweepFlight", "listAlerts", "decideAlert", "withdrawDecision", "listDecisionCodes", "getTraveller", "pairTravellers", "listMessages", "getMessage", "listSources", "acceptDrift", "tryFiles", "keepTrial", "discardTrial", "events", "startDemo"];
const accounts = ["demo analyst D. Rashidova", "chief supervisor A. Mirzaev", "admin administrator S. Karimova", "first analyst B. Yusupov", "factor analyst L. Georgiou", "enrol analyst M. Silva"].map((text, i) => {
    const [name, role, ...words] = text.split(" ");
    return { name, display_name: words.join(" "), role, agency: "Customs", site: "Tashkent Airport", locale: "en", state: i === 3 ? "new" : "active", totp: i !== 5, made_at: iso(start - 90000 * minute), used_at: i === 3 ? null : iso(start - i * 60 * minute), etag: `"c${i}"` };
});
let session = { state: process.env.OPEN ? "open" : "none", who: process.env.OPEN ?? null };
const streams = new Set();
const doneOnce = new Map();
let decisionNumber = 0;
let eventNumber = 0;
let pairings = 0;
let pairDelay = 120; // until a pairing is carried out, in milliseconds
let empty = process.env.EMPTY === "1";
export let dropNext = 0; // answers that are lost after the work was done: tests of the network

function sessionBody() {
    const account = accounts.find((one) => one.name === session.who) ?? null;
    const permissions = session.state !== "open" ? [] : account.role === "administrator" ? ["listAccounts", "addAccount", "changeAccount", "resetAccount", "events"] : everything;
    const { name, display_name, role, agency, site, locale } = account ?? {};
    return { state: session.state, account: account && { name, display_name, role, agency, site, locale }, csrf: session.who ? "csrf-token-of-the-tests" : null, idle_seconds: Number(process.env.IDLE ?? 600), permissions, home: "UZ", own_certificate: true, now: now() };
}

class Refused extends Error {
    constructor(status, code, detail = words[`problem.${code}.detail`]) {
        super(detail);
        this.body = { type: "about:blank", title: words[`problem.${code}.title`], status, code, detail, remedy: words[`problem.${code}.remedy`], errors: [] };
    }
}

const alertEntries = () => [...travellers.values()].filter((one) => one.alert && (!one.alert.protect || session.who === "chief" || session.who === "demo"));
const closed = (state) => ["clear-not-same-person", "clear-explained", "handed-over"].includes(state);

function broadcast(name, data) {
    const text = `id: ${++eventNumber}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const stream of streams) stream.write(text);
}

function page(items, query, most = 100) {
    const limit = Number(query.get("limit") ?? most);
    const from = Number(query.get("cursor") ?? 0);
    return { items: items.slice(from, from + limit), next: from + limit < items.length ? String(from + limit) : null, total: items.length, now: now() };
}

const has = (text, q) => !q || text.toLowerCase().includes(q.toLowerCase());

function listAlerts(query) {
    const state = query.get("state") ?? "waiting";
    const all = empty ? [] : alertEntries().filter(({ alert, flight, row }) => (state === "all" || (state === "closed") === closed(alert.state)) && !["withdrawn", "landed"].includes(state)
        && (!query.get("severity") || query.get("severity") === alert.severity) && (!query.get("direction") || query.get("direction") === flight.direction)
        && has(`${row.surname.text} ${row.given.text} ${flight.carrier}${flight.number}`, query.get("q")) && !alert.late);
    const order = { critical: 0, high: 1, medium: 2, low: 3 };
    all.sort((a, b) => Date.parse(a.flight.deadline.at) - Date.parse(b.flight.deadline.at) || order[a.alert.severity] - order[b.alert.severity]);
    return page(all.map(alertRow), query);
}

function listFlights(query) {
    const ahead = query.get("when") !== "past" ? (one) => Date.parse(one.deadline.at) > start - 120 * minute : (one) => Date.parse(one.deadline.at) < start;
    const all = empty ? [] : flights.filter((one) => (query.get("when") === "all" || ahead(one)) && (!query.get("direction") || one.direction === query.get("direction"))
        && (query.get("swept") !== "false" || !one.swept) && (query.get("missing") !== "true" || one.missing.length > 0) && (query.get("alerts") !== "open" || one.alerts.open > 0)
        && has(`${one.carrier}${one.number} ${one.board} ${one.off} ${one.board_name} ${one.off_name}`, query.get("q")));
    return page(all.sort((a, b) => Date.parse(a.deadline.at) - Date.parse(b.deadline.at)), query);
}

const aboard = (id) => (manifests.get(id) ?? []).map((row) => travellers.get(row.id)).filter(Boolean);

function flightPage(id) {
    const flight = flights.find((one) => one.id === id);
    if (!flight) throw new Refused(404, "flight.missing");
    const own = [...messages.values()].filter((one) => one.flights.includes(id));
    const pushes = [];
    for (const before of [4300, 2900, 1440, 60, 0]) {
        const message = own.find((one) => one.kind === "PNR");
        if (message && Date.parse(flight.departure.utc) - before * minute < Date.now()) pushes.push({ message: message.id, ordinal: pushes.length, at: iso(Date.parse(flight.departure.utc) - before * minute), source: message.source, kind: "PNR", role: "full", persons: message.travellers, added: before === 4300 ? message.travellers : before === 1440 ? 0 : 3, changed: before === 1440 ? 0 : 5, same: 120, before_departure_minutes: before });
    }
    const api = own.find((one) => one.kind === "API");
    if (api) for (const before of [45, -10]) pushes.push({ message: api.id, ordinal: pushes.length, at: iso(Date.parse(flight.departure.utc) - before * minute), source: api.source, kind: "API", role: before < 0 ? "close" : "manifest", persons: api.travellers, added: before < 0 ? 0 : 4, changed: before < 0 ? 2 : 170, same: 3, before_departure_minutes: before });
    const versions = flight.number === "1941" ? [{ message: own[0]?.id ?? 101, at: iso(start - 300 * minute), board: flight.board, off: flight.off, departure: flight.departure, arrival: flight.arrival }] : [];
    const events = flight.state === "closed" && api ? [{ what: "closed", at: iso(start - 5 * minute), message: api.id, begin: api.raw.indexOf("BGM"), size: 8 }] : [];
    const sets = flight.number === "1941" && api ? [{ kind: "API", role: "manifest", sender: "FZ", reference: "FZ1941/281126", state: "incomplete", of: 4, last_at: iso(start - 30 * minute), parts: [1, 2, 4].map((part) => ({ number: part, message: api.id })) }] : [];
    return { flight, board: port(flight.board), off: port(flight.off), versions, pushes, events, sets, bags: { joined: bagsJoined(aboard(id)), alone: loneBags(aboard(id)).length } };
}

function manifest(id, query) {
    const crew = query.get("crew");
    const board = query.get("board");
    const rows = (manifests.get(id) ?? []).filter((row) => (!board || [row.board, row.booking, row.mark].includes(board)) && (!row.merged_into || query.get("merged") === "true") && (crew === null || (row.kind === "crew") === (crew === "true")) && has(`${row.surname.text} ${row.given.text} ${row.document?.text ?? ""} ${row.seats[0]?.text ?? ""}`, query.get("q")));
    return page(rows, query, 500);
}

function decide(id, body, headers) {
    const entry = travellers.get(id);
    const key = headers["idempotency-key"];
    if (doneOnce.has(key)) return doneOnce.get(key);
    if (headers["if-match"] && headers["if-match"] !== entry.alert.etag) throw new Refused(412, "alert.changed");
    const decision = { id: ++decisionNumber, at: now(), by: session.who, code: body.code, note: body.note ? { text: body.note } : {}, withdrawn_at: null, before: entry.alert.state };
    entry.decisions.push(decision);
    if (body.code !== "note") entry.alert.state = body.code;
    entry.alert.etag = `"d${decisionNumber}"`;
    entry.alert.by = session.who;
    const answer = { decision, traveller: id, alert: alertSummary(entry) };
    doneOnce.set(key, answer);
    broadcast("alert", { news: "decided", traveller: id, flight: entry.flight.id, severity: entry.alert.severity, state: entry.alert.state, etag: entry.alert.etag, protect: entry.alert.protect, landed: false, at: now() });
    return answer;
}

function withdraw(number) {
    for (const [id, entry] of travellers) {
        const decision = entry.decisions.find((one) => one.id === number);
        if (!decision) continue;
        decision.withdrawn_at = now();
        entry.alert.state = decision.before;
        entry.alert.by = null;
        entry.alert.etag = `"w${number}"`;
        return { decision, traveller: id, alert: alertSummary(entry) };
    }
    throw new Refused(404, "decision.missing");
}

// Answered at once, carried out a moment later, in both ways.
function pair(id, body, headers) {
    const key = headers["idempotency-key"];
    if (doneOnce.has(key)) return doneOnce.get(key);
    const [one, other] = [travellers.get(id), travellers.get(body.other)];
    if (!one || !other) throw new Refused(404, "traveller.missing");
    if (one === other || one.flight !== other.flight) throw new Refused(422, "traveller.other-flight");
    const number = (entry) => Number(entry.row.id.split("-")[1]);
    const [older, younger] = number(one) < number(other) ? [one, other] : [other, one];
    setTimeout(() => {
        if (body.same && !younger.row.merged_into) merge(older, younger.row, "by-person", 101, Date.now());
        if (body.same) return;
        younger.row.merged_into = null;
        older.merges = older.merges.filter((edge) => edge.younger !== younger.row.id);
    }, pairDelay);
    const answer = { pairing: ++pairings };
    doneOnce.set(key, answer);
    return answer;
}

function messageRow(one) {
    const { id, received_at, source, transport, kind, size, outcome, reason, flights: where, issues } = one;
    return { id, received_at, source, transport, kind, size, outcome, reason, messages: 1, travellers: one.travellers, issues: issues.length, flights: where };
}

function messagePage(id, query) {
    const one = messages.get(Number(id));
    if (!one) throw new Refused(404, "message.missing");
    const bytes = Buffer.from(one.raw);
    const begin = Number(query.get("begin") ?? 0);
    const end = begin + Number(query.get("size") ?? 262144);
    const touched = one.segments.filter((segment) => segment.end > begin && segment.begin < end);
    const from = touched[0]?.begin ?? begin;
    const to = touched.at(-1)?.end ?? end;
    return { ...one, travellers: undefined, begin: from, raw: bytes.subarray(from, to).toString(), segments: touched };
}

function signIn(body) {
    const account = accounts.find((one) => one.name === body.name);
    if (!account || body.password === "wrong") throw new Refused(401, "session.refused");
    session = { who: body.name, state: { first: "password-change", factor: "totp", enrol: "totp-enrol" }[body.name] ?? "open" };
    return sessionBody();
}

function prove(body) {
    if (body.code === "000000") throw new Refused(401, "session.code-refused");
    session.state = "open";
    return sessionBody();
}

function trial() {
    const sample = [...messages.values()].find((one) => one.outcome === "quarantined");
    return { id: "trial-0123456789abcdef", expires_at: iso(Date.now() + 30 * minute), files: [
        { name: "manifest.edi", size: 48211, outcome: "full", messages: [{ type: "PNRGOV", kind: "PNR", outcome: "full", flight: "HY272 TAS-IST", departure: "2026-11-28T21:05", travellers: 171, bookings: 96 }, { type: "PAXLST", kind: "API", outcome: "partial", flight: "HY272 TAS-IST", departure: "2026-11-28T21:05", travellers: 177, bookings: 0 }], issues: sample.issues.slice(1) },
        { name: "photo.jpg", size: 120331, outcome: "quarantined", messages: [], issues: sample.issues.slice(0, 1) }] };
}

function demo() {
    const entry = [...travellers.values()].filter((one) => one.alert?.late)[0];
    setTimeout(() => entry && broadcast("alert", { news: "raised", traveller: entry.row.id, flight: entry.flight.id, severity: entry.alert.severity, state: "open", etag: entry.alert.etag, protect: false, landed: false, at: now() }), 700);
    empty = false;
    return { messages: 3 };
}

const codes = [["clear-not-same-person", true], ["clear-explained", true], ["refer", false], ["locate", false], ["handed-over", true], ["note", false]];
const open = (run) => (...given) => {
    if (session.state === "none") throw new Refused(401, "session.none");
    if (session.state === "locked") throw new Refused(403, "session.locked");
    return run(...given);
};

function found(body, code) {
    if (!body) throw new Refused(404, code);
    return body;
}

// method, path, what answers it: (found, query, body, headers)
const routes = [
    ["GET", /^\/session$/, () => sessionBody()],
    ["POST", /^\/session$/, (_, __, body) => signIn(body)],
    ["DELETE", /^\/session$/, () => { session = { state: "none", who: null }; }],
    ["POST", /^\/session\/totp$/, (_, __, body) => prove(body)],
    ["POST", /^\/session\/enrol$/, (_, __, body) => (body.code ? { secret: null, uri: null, session: prove(body) } : { secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", uri: "otpauth://totp/Portolan:enrol?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Portolan", session: sessionBody() })],
    ["POST", /^\/session\/password$/, () => { session.state = "open"; return sessionBody(); }],
    ["POST", /^\/session\/unlock$/, (_, __, body) => signIn({ ...body, name: session.who })],
    ["GET", /^\/accounts$/, open(() => ({ items: accounts }))],
    ["POST", /^\/accounts$/, open((_, __, body) => { accounts.push({ ...accounts[0], ...body, state: "new", totp: false, used_at: null, made_at: now(), etag: '"n"' }); return { account: accounts.at(-1), password: "cedar-wharf-lantern-41" }; })],
    ["PATCH", /^\/accounts\/([^/]+)$/, open(([, name], _, body) => { const one = accounts.find((a) => a.name === name); Object.assign(one, body, body.closed === undefined ? {} : { state: body.closed ? "closed" : "active" }); return one; })],
    ["POST", /^\/accounts\/([^/]+)\/reset$/, open(([, name]) => ({ account: accounts.find((a) => a.name === name), password: "amber-quay-thistle-07" }))],
    ["GET", /^\/flights$/, open((_, query) => listFlights(query))],
    ["GET", /^\/flights\/([^/]+)$/, open(([, id]) => flightPage(id))],
    ["GET", /^\/flights\/([^/]+)\/travellers$/, open(([, id], query) => manifest(id, query))],
    ["GET", /^\/flights\/([^/]+)\/bags$/, open(([, id]) => ({ items: loneBags(aboard(id)) }))],
    ["PUT", /^\/flights\/([^/]+)\/sweep$/, open(([, id]) => { const one = flightPage(id).flight; one.swept = { at: now(), by: session.who }; return { flight: id, swept: one.swept, etag: one.etag }; })],
    ["DELETE", /^\/flights\/([^/]+)\/sweep$/, open(([, id]) => { const one = flightPage(id).flight; one.swept = null; return { flight: id, swept: null, etag: one.etag }; })],
    ["GET", /^\/alerts$/, open((_, query) => listAlerts(query))],
    ["POST", /^\/alerts\/([^/]+)\/decisions$/, open(([, id], _, body, headers) => decide(id, body, headers))],
    ["DELETE", /^\/decisions\/(\d+)$/, open(([, id]) => withdraw(Number(id)))],
    ["GET", /^\/decision-codes$/, open(() => ({ items: codes.map(([code, closes]) => ({ code, closes, words: words[`decision-help.${code}`] })) }))],
    ["GET", /^\/travellers\/([^/]+)$/, open(([, id]) => { const body = travellerPage(id); if (!body) throw new Refused(404, "traveller.missing"); return body; })],
    ["POST", /^\/travellers\/([^/]+)\/pairings$/, open(([, id], _, body, headers) => pair(id, body, headers)), 202],
    ["GET", /^\/messages$/, open((_, query) => page([...messages.values()].reverse().filter((one) => !empty && (!query.get("outcome") || one.outcome === query.get("outcome"))).map(messageRow), query))],
    ["GET", /^\/messages\/(\d+)$/, open(([, id], query) => messagePage(id, query))],
    ["GET", /^\/sources$/, open((_, query) => found(listSources(query.get("source")), "source.missing"))],
    ["POST", /^\/sources\/([^/]+)\/normal$/, open(([, name], _, body) => found(acceptDrift(name, body, session.who), "source.note-missing"))],
    ["POST", /^\/trials$/, open(() => trial())],
    ["POST", /^\/trials\/[^/]+\/keep$/, open(() => ({ messages: [101] }))],
    ["DELETE", /^\/trials\/[^/]+$/, open(() => undefined)],
    ["POST", /^\/demo$/, open(() => demo())],
    // For tests of the screens alone.
    ["POST", /^\/test\/(\w+)$/, ([, what], query) => {
        if (what === "lock") session.state = "locked";
        if (what === "end") session = { state: "none", who: null };
        if (what === "open") session = { state: "open", who: query.get("who") ?? "demo" };
        if (what === "drop") dropNext = Number(query.get("count") ?? 1);
        if (what === "empty") empty = query.get("on") === "1";
        if (what === "raise") alertEntries().filter((one) => one.alert.late).slice(0, Number(query.get("count") ?? 1)).forEach((one) => { one.alert.late = false; broadcast("alert", { news: "raised", traveller: one.row.id, flight: one.flight.id, severity: one.alert.severity, state: "open", etag: one.alert.etag, protect: false, landed: false, at: now() }); });
        if (what === "pair") pairDelay = Number(query.get("delay") ?? 120);
        if (what === "cut") for (const stream of streams) stream.destroy();
        return { pairings, streams: streams.size, decisions: [...travellers.values()].flatMap((one) => one.decisions).length };
    }],
];

// A few alerts are held back, to come while somebody looks.
alertEntries().filter((one, i) => !one.alert.protect && i % 5 === 4).forEach((one) => { one.alert.late = true; });

const types = { html: "text/html; charset=utf-8", js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8", svg: "image/svg+xml" };
const guard = { "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer" };

function serveFile(path, response) {
    const wanted = join(dist, path);
    const file = path.includes("..") || !existsSync(wanted) || path.endsWith("/") ? join(dist, "index.html") : wanted;
    response.writeHead(200, { ...guard, "Content-Type": types[file.split(".").pop()] ?? "application/octet-stream" });
    response.end(readFileSync(file));
}

function stream(request, response) {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write("retry: 200\n\n");
    streams.add(response);
    request.on("close", () => streams.delete(response));
}

async function answer(request, response, path, query) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const json = (request.headers["content-type"] ?? "").startsWith("application/json");
    const body = json ? JSON.parse(Buffer.concat(chunks).toString() || "{}") : {};
    for (const [method, pattern, run, status = 200] of routes) {
        const found = method === request.method && pattern.exec(path);
        if (!found) continue;
        const result = run(found, query, body, request.headers);
        if (dropNext > 0 && method !== "GET" && !path.startsWith("/test/")) {
            dropNext--;
            return request.socket.destroy();
        }
        response.writeHead(result === undefined ? 204 : status, { "Content-Type": "application/json" });
        return response.end(result === undefined ? undefined : JSON.stringify(result));
    }
    throw new Refused(404, "request.path", `${request.method} ${path} is no operation.`);
}

createServer((request, response) => {
    const url = new URL(request.url, "http://here");
    if (!url.pathname.startsWith("/api/v1/")) return serveFile(url.pathname, response);
    const path = url.pathname.slice(7);
    if (path === "/events") return stream(request, response);
    answer(request, response, path, url.searchParams).catch((error) => {
        const problem = error.body ?? new Refused(500, "server.failed", String(error.stack)).body;
        response.writeHead(problem.status, { "Content-Type": "application/problem+json" });
        response.end(JSON.stringify(problem));
    });
}).listen(listen, "127.0.0.1", function ready() {
    console.log(`http://127.0.0.1:${this.address().port}`);
});
