// Invented people, flights, messages. Names, papers and numbers are made up; nobody here exists.
import { readFileSync } from "node:fs";

// What the server says, of its tables.
const words = JSON.parse(readFileSync(new URL("../generated/words.json", import.meta.url), "utf8"));
const minute = 60000;
export const start = Date.now();
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
const day = (ms) => iso(ms).slice(2, 10).replace(/-/g, "");

const ports = {
    TAS: ["Tashkent", "UZ", 41.2579, 69.2812, "Asia/Tashkent", 5], IST: ["Istanbul", "TR", 41.2753, 28.7519, "Europe/Istanbul", 3],
    DXB: ["Dubai", "AE", 25.2528, 55.3644, "Asia/Dubai", 4], ALA: ["Almaty", "KZ", 43.3521, 77.0405, "Asia/Almaty", 5],
    SVO: ["Moscow Sheremetyevo", "RU", 55.9726, 37.4146, "Europe/Moscow", 3], GYD: ["Baku", "AZ", 40.4675, 50.0467, "Asia/Baku", 4],
    WAW: ["Warsaw", "PL", 52.1657, 20.9671, "Europe/Warsaw", 1], DOH: ["Doha", "QA", 25.2731, 51.6081, "Asia/Qatar", 3],
    FRU: ["Bishkek", "KG", 43.0613, 74.4776, "Asia/Bishkek", 6], TLV: ["Tel Aviv", "IL", 32.0114, 34.8867, "Asia/Jerusalem", 2],
    ICN: ["Seoul Incheon", "KR", 37.4691, 126.4505, "Asia/Seoul", 9], GRU: ["São Paulo Guarulhos", "BR", -23.4356, -46.4731, "America/Sao_Paulo", -3],
    CGK: ["Jakarta", "ID", -6.1256, 106.6559, "Asia/Jakarta", 7], JFK: ["New York JFK", "US", 40.6398, -73.7789, "America/New_York", -5],
};
export const port = (code) => {
    const [name, country, latitude, longitude, zone] = ports[code];
    return { code, name, country, latitude, longitude, zone };
};
const local = (code, ms) => ({ local: iso(ms + ports[code][5] * 60 * minute).slice(0, 16), utc: iso(ms), zone: ports[code][4] });

// carrier, number, far port, minutes to the deadline, persons, missing
const plan = [
    ["TK", "370", "IST", 42, 178, []], ["FZ", "1941", "DXB", 51, 164, ["pnr"]], ["KC", "127", "ALA", 56, 96, []],
    ["HY", "604", "SVO", 74, 182, ["crew"]], ["J2", "57", "GYD", 98, 88, []], ["LO", "191", "WAW", 125, 151, []],
    ["QR", "345", "DOH", 140, 139, ["crew"]], ["HY", "274", "FRU", 227, 62, ["api"]], ["HY", "302", "TLV", 250, 171, []],
    ["HY", "511", "ICN", 372, 203, []], ["HY", "536", "CGK", 655, 214, ["api", "crew"]], ["HY", "102", "JFK", 800, 240, []],
    ["HY", "601", "SVO", 17, 176, [], 1], ["TK", "371", "IST", 34, 181, [], 1], ["FZ", "1942", "DXB", 42, 158, ["close-out"], 1],
    ["HY", "513", "ICN", 161, 203, [], 1], ["LO", "192", "WAW", 303, 149, [], 1], ["HY", "605", "SVO", -35, 166, [], 0], ["KC", "128", "ALA", 410, 92, ["api"], 1],
];

const surnames = ["Каримов", "HADDAD", "ÖZTÜRK", "ПЕТРЕНКО", "PEREIRA DA COSTA", "NGUYỄN", "MÜLLER-HOẞFELD", "ბერიძე", "OʻKTAMOV", "ΓΕΩΡΓΊΟΥ", "ƏLIYEV", "WÓJCIK", "محمدی", "ՀԱԿՈԲՅԱՆ", "RAHMAWATI", "АБДЫКАДЫРОВ", "גולן", "СЕРГЕЕВА", "ZARVANDIEV", "KIM", "O'BRIEN", "TURSUNOVA", "IBRAGIMOV", "SILVA", "WIJAYA", "IVANOVA", "YUSUPOV", "<b>TAG</b>", "=SUM(A1)", "DE LA FUENTE Y MONTENEGRO"];
const givens = ["JASUR", "SAMI", "DENIZ", "ОЛЕГ", "LUÍS FERNANDO", "MINH ANH", "JÖRG", "ლევან", "SHERZOD", "ΆΝΝΑ", "RƏŞAD", "PAWEŁ", "لیلا", "ԱՆԻ", "SITI", "НУРЛАН", "נועה", "МАРИНА", "RUSTAM BEK", "SOO JIN", "CIARA", "DILNOZA", "ALISHER", "MARIA", "BUDI", "OLGA", "AZIZ", "BOB", "EVE", "MARIA ALEJANDRA"];
const states = ["UZB", "JOR", "TUR", "UKR", "BRA", "VNM", "DEU", "GEO", "UZB", "GRC", "AZE", "POL", "IRN", "ARM", "IDN", "KGZ", "ISR", "RUS", "UZB", "KOR", "IRL", "UZB", "UZB", "BRA", "IDN", "RUS", "UZB", "USA", "USA", "ESP"];
const severities = ["critical", "high", "medium", "low"];

const two = (n) => String(n).padStart(2, "0");
const birthOf = (i) => `${1955 + (i * 7) % 50}-${two(1 + (i * 5) % 12)}-${two(1 + (i * 11) % 28)}`;
const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const edi = (date) => `${date.slice(8)}${months[Number(date.slice(5, 7)) - 1]}${date.slice(2, 4)}`;

export const flights = [];
export const travellers = new Map();
export const manifests = new Map();
export const messages = new Map();
let number = 100;

function addMessage(source, kind, text, flight, received, more = {}) {
    const id = ++number;
    const raw = text.join("");
    let at = 0;
    const segments = text.map((one) => {
        const begin = at;
        at += Buffer.byteLength(one);
        const tag = one.slice(0, 3);
        const depth = tag === "UNB" || tag === "UNZ" ? 0 : tag === "UNH" || tag === "UNT" ? 1 : tag === "RCI" || tag === "TIF" || tag === "NAD" ? 3 : ["SRC"].includes(tag) ? 2 : 4;
        return { tag, begin, end: at, depth, text: one, issues: [] };
    });
    const message = { id, received_at: iso(received), source, transport: "http", kind, outcome: "full", reason: "", size: at, duplicate_of: null, flights: flight ? [flight] : [], begin: 0, encoding: "utf-8", raw, redacted: [], segments, issues: [], travellers: 0, ...more };
    messages.set(id, message);
    return message;
}

// Where a text stands in a message, after `from`.
function find(message, text, from = 0) {
    const at = message.raw.indexOf(text, from);
    if (at < 0) return { text };
    return { text, message: message.id, begin: Buffer.byteLength(message.raw.slice(0, at)), size: Buffer.byteLength(text), source: message.kind };
}

function personOf(i) {
    const n = i % surnames.length;
    const turn = Math.floor(i / surnames.length);
    return { surname: surnames[n], given: turn ? givens[(n + turn * 7) % givens.length] : givens[n], state: states[n], birth: birthOf(i), sex: i % 2 ? "F" : "M", number: `${"FA AB CK NP".split(" ")[i % 4]}${String(1204417 + i * 7919).slice(0, 7)}`, locator: `K${(i * 48271 + 11).toString(36).toUpperCase().padStart(5, "Q").slice(0, 5)}`, seat: `${1 + (i % 32)}${"ABCDEF"[i % 6]}` };
}

const how = ["name", "document", "document-number"];

function alertOf(n, i, flight) {
    const severity = severities[(n + i) % 4];
    return { severity, state: n === 3 ? "refer" : n === 7 ? "open-again" : "open", protect: n === 5, reasons: 1 + (n % 3), raised_at: iso(start - (n + 1) * 7 * minute), changed_at: n === 7 ? iso(start - 3 * minute) : null, etag: `"a${i}"`, by: n === 3 ? "d.rashidova" : null, how: how[n % 3], flight };
}

// Between booking and cabin: flights that are about to leave have been closed.
function standingOf(one, crew, closed, apiMessage, pnrMessage) {
    const booking = crew || !pnrMessage ? null : one.k % 29 === 3 ? "dropped-out" : "booked";
    const board = closed && !crew ? (one.k % 31 === 4 ? "not-boarded" : "boarded") : apiMessage ? "announced" : "unknown";
    const mark = booking === "booked" && board === "not-boarded" ? "booked-not-on-board" : board === "boarded" && !apiMessage ? "never-announced" : null;
    return { board, booking, mark };
}

export function merge(older, younger, reason, message, at) {
    younger.merged_into = older.row.id;
    older.merges.push({ younger: younger.id, older: older.row.id, message, at: iso(at), reason });
}

function buildFlight([carrier, code, far, left, persons, missing, out], index) {
    const deadline = start + left * minute;
    const hours = 3 + (index % 4);
    const departure = out ? deadline + 15 * minute : deadline - hours * 60 * minute;
    const arrival = out ? departure + hours * 60 * minute : deadline;
    const [board, off] = out ? ["TAS", far] : [far, "TAS"];
    const id = `F${day(departure)}-${index + 1}`;
    const rows = [];
    const pnr = [`UNB+IATA:1+${carrier}+UZPIU+${day(departure)}:0940+${String(index + 70).padStart(4, "0")}'`, "UNH+1+PNRGOV:13:1:IA'", "MSG+:22'", `ORG+${carrier}:${board}'`, `TVL+${edi(iso(departure).slice(0, 10)).slice(0, 5)}:1000+${board}+${off}+${carrier}+${code}'`, `EQN+${persons}'`];
    const api = [`UNB+UNOA:4+${carrier}+UZAPIS+${day(departure)}:1005+${String(index + 300).padStart(4, "0")}'`, "UNH+1+PAXLST:D:05B:UN:IATA'", "BGM+745'", `TDT+20+${carrier}${code}'`, `LOC+125+${board}'`, `LOC+87+${off}'`];
    const crewCount = missing.includes("crew") ? 0 : 6;
    const list = Array.from({ length: persons + crewCount }, (_, k) => ({ ...personOf(index * 37 + k), k }));
    for (const one of list) {
        const other = one.k % 9 === 0;
        one.pnrBirth = other ? `${one.birth.slice(0, 5)}${two(Number(one.birth.slice(8)) % 12 + 1)}-${one.birth.slice(5, 7)}` : one.birth;
        one.pnrSurname = other && one.k % 2 === 0 ? `${one.surname}F` : one.surname;
        if (!missing.includes("pnr") && one.k < persons) pnr.push("SRC'", `RCI+${carrier}:${one.locator}::110526:0840'`, `TIF+${one.pnrSurname}+${one.given}:A:${one.k}'`, `SSR+DOCS:HK:1:${carrier}:::::/P/${one.state}/${one.number}/${one.state}/${edi(one.pnrBirth)}/${one.sex}/14MAY31/${one.pnrSurname}/${one.given}'`, "SSR+MEDA:HK:1:::::•••••••••••'", `FOP+CC:3:1240.00:VI:••••••••••••1111'`, `TBD++2:46:K'`, `SSR+CTCM:HK:1:::::998${5550000 + one.k}'`);
        if (!missing.includes("api")) api.push(`NAD+${one.k < persons ? "FL" : "FM"}+++${one.surname}:${one.given}'`, `ATT+2++${one.sex}'`, `DTM+329:${one.birth.slice(2).replace(/-/g, "")}'`, `NAT+2+${one.state}'`, `DOC+P:110:111+${one.number}'`, "DTM+36:310514'", `LOC+91+${one.state}'`);
    }
    pnr.push("UNT+9+1'", "UNZ+1+0071'");
    api.push(`CNT+42:${persons}'`, "UNT+9+1'", "UNZ+1+0301'");
    const pnrMessage = missing.includes("pnr") ? null : addMessage(carrier.toLowerCase(), "PNR", pnr, id, departure - 70 * 60 * minute, { travellers: persons });
    const apiMessage = missing.includes("api") ? null : addMessage(carrier.toLowerCase(), "API", api, id, Math.min(start - minute, departure - 40 * minute), { travellers: list.length });
    if (pnrMessage) hideParts(pnrMessage);
    const flight = { id, key: `${carrier}${code}/${iso(departure).slice(0, 10)}/${board}`, carrier, carrier_name: { HY: "Uzbekistan Airways", TK: "Turkish Airlines" }[carrier] ?? null, number: code, board, off, board_name: port(board).name, off_name: port(off).name, departure: local(board, departure), arrival: local(off, arrival), direction: out ? "outbound" : "inbound", deadline: { kind: out ? "doors" : "landing", at: iso(deadline) } };
    const alerts = [];
    for (const one of list) {
        const tid = `T${day(departure)}-${index * 300 + one.k + 1}`;
        const n = [0, 4, 17, 31, 44, 58, 63, 88].indexOf(one.k);
        const alert = n >= 0 && n < 1 + (index * 5) % 8 ? alertOf(n, index * 10 + n, flight) : null;
        const crew = one.k >= persons;
        const kind = crew ? "crew" : alert?.protect ? "unaccompanied-minor" : one.k % 41 === 40 ? "infant" : "passenger";
        const row = { id: tid, kind, infant: kind === "infant", minor: Boolean(alert?.protect) || kind === "infant", checked_in: Boolean(apiMessage), ...standingOf(one, crew, out && left < 20, apiMessage, pnrMessage), surname: { text: one.surname }, given: { text: one.given }, birth: { text: alert?.protect ? "2014-05-02" : one.birth }, nationality: { text: one.state }, sex: { text: one.sex }, document: { text: one.number }, document_state: { text: one.state }, documents_more: one.k % 13 === 0 ? 1 : 0, locator: { text: one.locator }, seats: crew ? [] : [{ text: one.seat }], bags: crew ? 0 : one.k % 3, sources: [apiMessage && "API", pnrMessage && !crew && "PNR"].filter(Boolean), merged_into: null, alert: alert && { severity: alert.severity, state: alert.state, protect: alert.protect, reasons: alert.reasons } };
        if (one.k % 23 === 5) row.document = undefined;
        if (one.k === 7) merge(travellers.get(rows[0].id), row, "proved", (apiMessage ?? pnrMessage)?.id ?? 101, start - 300 * minute);
        rows.push(row);
        travellers.set(tid, { row, one, flight, alert, pnrMessage: crew ? null : pnrMessage, apiMessage, decisions: [], merges: [] });
        if (alert) alerts.push(alert);
    }
    const count = (severity) => alerts.filter((one) => one.severity === severity).length;
    const standing = (name, value) => rows.filter((row) => row[name] === value).length;
    Object.assign(flight, {
        state: out && left < 20 ? "closed" : "scheduled",
        board_counts: { boarded: standing("board", "boarded"), not_boarded: standing("board", "not-boarded"), cancelled: 0, booked_not_on_board: standing("mark", "booked-not-on-board"), never_announced: standing("mark", "never-announced"), dropped_out: standing("booking", "dropped-out") },
        counts: { passengers: persons - rows.filter((row) => row.infant).length, crew: crewCount, infants: rows.filter((row) => row.infant).length, api_only: pnrMessage ? crewCount : rows.length, pnr_only: apiMessage ? 0 : persons, both: pnrMessage && apiMessage ? persons : 0 },
        alerts: { critical: count("critical"), high: count("high"), medium: count("medium"), low: count("low"), open: alerts.length, closed: 0, protect: alerts.filter((one) => one.protect).length },
        pushes: { api: apiMessage ? 2 : 0, pnr: pnrMessage ? 4 : 0, other: 0, last_at: iso(start - 9 * minute) }, missing, swept: index === 2 ? { at: iso(start - 16 * minute), by: "a.mirzaev" } : null, aliases: index === 0 ? [`A3370/${iso(departure).slice(0, 10)}/${board}`] : [], etag: `"s${index}"`,
    });
    flights.push(flight);
    manifests.set(id, rows);
    return flight;
}

function hideParts(message) {
    for (const found of message.raw.matchAll(/•+/g)) {
        message.redacted.push({ begin: Buffer.byteLength(message.raw.slice(0, found.index)), size: Buffer.byteLength(found[0]), why: found[0].length === 11 ? "sensitive" : "card" });
    }
}

plan.forEach(buildFlight);

// The first bookings of a push, short enough to be looked at whole: line for line a long one is the same again.
const long = [...messages.values()].find((one) => one.kind === "PNR");
hideParts(addMessage(long.source, "PNR", [...long.segments.slice(0, 70), ...long.segments.slice(-2)].map((one) => one.text), long.flights[0], start - 80 * minute, { travellers: 9 }));

const broken = addMessage("fz", "PNR", ["UNB+IATA:1+FZ+UZPIU+261128:0940+0099'", "UNH+1+PNRGOV:13:1:IA'", "TVL+9XMAY:10+DXB+TAS+FZ'", "\u0002\u0003\u001fSRC RCI+FZ:??", "UNT+3+1'"], null, start - 50 * minute, { outcome: "quarantined", reason: "gave-up" });
broken.issues = [
    { code: "syntax.segment", severity: "error", segment: "SRC", begin: broken.segments[3].begin, size: 3, text: words["issue.syntax.segment"] },
    { code: "date.bad", severity: "warning", segment: "TVL", begin: broken.segments[2].begin + 4, size: 8, text: words["issue.date.bad"] },
];
broken.segments[3].issues = [0];
broken.segments[2].issues = [1];
addMessage("sample", "other", ["QU UZPIUXH\r\n", "ADL\r\nKC127/28NOV ALA PART1\r\n"], null, start - 90 * minute, { outcome: "partial" });

export { find, iso, local, minute, addMessage, words };
