// The page of an invented traveller, put together from what people.mjs has of it.
import { find, iso, messages, minute, port, start, travellers } from "./people.mjs";

const bytes = (message, text, from) => (message ? find(message, text, from) : undefined);

function placeOf(message, one, tag) {
    return message ? Math.max(0, message.raw.indexOf(tag === "API" ? `+++${one.surname}:${one.given}` : `TIF+${one.pnrSurname}+${one.given}:A:${one.k}'`)) : 0;
}

const birthEdi = (message, date, from) => {
    if (!message) return undefined;
    const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    const text = message.kind === "API" ? date.slice(2).replace(/-/g, "") : `${date.slice(8)}${months[Number(date.slice(5, 7)) - 1]}${date.slice(2, 4)}`;
    return { ...find(message, text, from), text: date };
};

function facts({ alert, one, apiMessage, pnrMessage }, at) {
    const best = apiMessage ?? pnrMessage;
    const from = apiMessage ? at.api : at.pnr;
    const list = alert ? [{
        kind: "list", code: `list.${alert.how}`, words: "", severity: alert.severity, score: alert.how === "name" ? 94 : 95, how: alert.how, list: "Sample list 1", list_version: 3, entry: "SL-001", reference: "SL-001", raised_at: alert.raised_at, withdrawn: false, known: null,
        parts: alert.how === "name" ? [{ weight: "name", points: 57 }, { weight: "birth.exact", points: 30 }, { weight: "nationality.same", points: 5 }, { weight: "document", points: 12 }, { weight: "sex.differs", points: -10 }] : [{ weight: "document", points: 90 }, { weight: "nationality.same", points: 5 }],
        evidence: [{ field: "traveller.surname", ...bytes(best, one.surname, from) }, { field: "traveller.birth", ...birthEdi(best, one.birth, from) }, { field: "document.number", ...bytes(best, one.number, from) }],
    }] : [];
    const plain = (kind, code, evidence) => ({ kind, code, words: "", severity: null, score: null, how: null, list: null, list_version: null, entry: null, reference: null, raised_at: null, withdrawn: false, parts: [], evidence, known: null });
    if (alert?.protect) list.push(plain("minor", "person.minor", []));
    if (one.k % 9 === 0 && apiMessage && pnrMessage) {
        list.push(plain("disagreement", "differs.birth", [{ field: "traveller.birth", ...birthEdi(apiMessage, one.birth, at.api) }, { field: "traveller.birth", ...birthEdi(pnrMessage, one.pnrBirth, at.pnr) }]));
    }
    if (!apiMessage) list.push(plain("unproven", "missing.api", []));
    return list;
}

function journeyOf(entry) {
    const { flight, one } = entry;
    const here = { this_flight: true, from: port(flight.board), to: port(flight.off), departs: flight.departure, arrives: flight.arrival, said: { carrier: { text: flight.carrier }, number: { text: flight.number } } };
    if (!entry.pnrMessage || flight.direction === "outbound") return [here];
    const before = one.k % 2 ? "JFK" : "GRU";
    const utc = Date.parse(flight.departure.utc) - 16 * 60 * minute;
    return [{ this_flight: false, from: port(before), to: port(flight.board), departs: { local: iso(utc - 4 * 60 * minute).slice(0, 16), utc: iso(utc), zone: port(before).zone }, arrives: { local: null, utc: null, zone: null }, said: { carrier: { text: flight.carrier }, number: { text: "16" } } }, here];
}

function disagreementsOf({ one, apiMessage, pnrMessage }, at) {
    if (!apiMessage || !pnrMessage || one.k % 9 !== 0) return [];
    const list = [{ field: "traveller.birth", kind: "contradicts", api: birthEdi(apiMessage, one.birth, at.api), pnr: birthEdi(pnrMessage, one.pnrBirth, at.pnr) }];
    if (one.pnrSurname !== one.surname) list.unshift({ field: "traveller.surname", kind: "spelling", api: bytes(apiMessage, one.surname, at.api), pnr: bytes(pnrMessage, one.pnrSurname, at.pnr) });
    list.push({ field: "traveller.residence", kind: "missing", api: { text: one.state } });
    return list;
}

function versionsOf({ one, row, apiMessage, pnrMessage }, at) {
    const list = [];
    if (apiMessage) list.push({ traveller: row.id, part: "API", version: 1, message: apiMessage.id, received_at: apiMessage.received_at, changes: [] });
    if (pnrMessage) {
        list.push({ traveller: row.id, part: "PNR", version: 2, message: pnrMessage.id, received_at: pnrMessage.received_at, changes: [{ field: "seat.number", before: { text: "9C" }, after: { text: one.seat } }, { field: "bag.pieces", after: bytes(pnrMessage, "2:46:K", at.pnr) }] });
        list.push({ traveller: row.id, part: "PNR", version: 1, message: pnrMessage.id, received_at: iso(start - 4000 * minute), changes: [] });
    }
    return list;
}

export function alertSummary(entry) {
    const { alert } = entry;
    return alert && { severity: alert.severity, state: alert.state, protect: alert.protect, landed: false, reasons: alert.reasons, quiet: 0, raised_at: alert.raised_at, changed_at: alert.changed_at, etag: alert.etag };
}

export function travellerPage(id) {
    const asked = travellers.get(id);
    if (!asked) return null;
    const entry = travellers.get(asked.row.merged_into) ?? asked;
    const { row, one, flight, apiMessage, pnrMessage } = entry;
    const at = { api: placeOf(apiMessage, one, "API"), pnr: placeOf(pnrMessage, one, "PNR") };
    const best = apiMessage ?? pnrMessage;
    const from = apiMessage ? at.api : at.pnr;
    const said = [apiMessage, pnrMessage].filter(Boolean).map((message) => ({ traveller: id, source: message.kind, message: message.id, version: 1, received_at: message.received_at, sender: message.source }));
    const minor = entry.alert?.protect;
    return {
        id: row.id, asked: id, kind: row.kind, infant: row.infant, minor: row.minor, checked_in: row.checked_in, flight: summary(flight), alert: alertSummary(entry), why: facts(entry, at), why_more: 0,
        identity: { surname: bytes(best, one.surname, from), given: bytes(best, one.given, from), birth: minor ? { text: "2014-05-02" } : birthEdi(best, one.birth, from), sex: bytes(best, `+${one.sex}`, from) && { ...bytes(best, one.sex, best.raw.indexOf("ATT", from)), text: one.sex }, nationality: bytes(best, one.state, from), ...(pnrMessage ? { locator: bytes(pnrMessage, one.locator, at.pnr - 60) } : {}) },
        disagreements: disagreementsOf(entry, at), said, unchecked: null,
        boarding: {
            board: row.board, booking: row.booking, mark: row.mark, announced: Boolean(apiMessage), trip: row.board === "boarded",
            said: row.board === "unknown" || !best ? [] : [{ word: row.board, implied: row.board === "not-boarded", at: best.received_at, message: best.id, begin: from, size: 12 }],
        },
        documents: one.k % 23 === 5 ? [] : [{ type: { text: "P" }, number: bytes(best, one.number, from), state: bytes(best, one.state, from), expiry: { ...bytes(best, apiMessage ? "310514" : "14MAY31", from), text: "2031-05-14" } }],
        journey: journeyOf(entry),
        bookings: pnrMessage ? [{ id: `B${id.slice(1)}`, version: 2, values: { locator: bytes(pnrMessage, one.locator, at.pnr - 60), carrier: { text: flight.carrier }, created: { ...bytes(pnrMessage, "110526:0840", at.pnr - 60), text: "2026-05-11T08:40" } }, agencies: [{ number: { text: "88412007" }, place: { text: "IST" }, office: { text: "Bosphorus Invented Travel" } }], locators: [{ carrier: { text: "1A" }, locator: { text: "7QK2MX" } }], history: [{ number: { text: "1" }, when: { text: "2026-05-11T08:40" }, action: { text: "added" }, element: { text: "name" } }], companions: companionsOf(entry) }] : [],
        contacts: pnrMessage ? [{ type: { text: "phone" }, phone: bytes(pnrMessage, `998${5550000 + one.k}`, at.pnr) }, { type: { text: "email" }, email: { masked: true } }] : [],
        addresses: [], payments: pnrMessage ? [{ form: bytes(pnrMessage, "CC", at.pnr), amount: bytes(pnrMessage, "1240.00", at.pnr), account: { masked: true } }] : [], tickets: pnrMessage ? [{ number: { text: `2502${String(4417000000 + one.k)}` }, airline: { text: flight.carrier } }] : [],
        bags: pnrMessage ? [{ tag: { text: `0235${482210 + one.k}` }, pieces: bytes(pnrMessage, "2:46:K", at.pnr), destination: { text: flight.off } }] : [], seats: [{ number: { text: one.seat }, cabin: { text: "Y" } }], loyalties: [], services: pnrMessage ? [{ code: { text: "DOCS" }, status: { text: "HK" } }] : [], remarks: pnrMessage && one.k % 2 === 0 ? [{ text: { text: "PAX WILL COLLECT TICKET AT AIRPORT" } }] : [],
        baggage: baggageOf(entry), versions: versionsOf(entry, at), decisions: entry.decisions, merges: entry.merges,
    };
}

/* A bag as baggage messages tell of it; of every fifth traveller it is nobody's: several fit. */
function bagOf({ one, row, flight, apiMessage }, joined_by) {
    const said = (word) => ({ word, at: apiMessage.received_at, message: apiMessage.id, begin: 0, size: 12 });
    return {
        state: one.k % 2 ? "loaded" : "announced", joined_by, leg: `${flight.carrier}${flight.number}`, board: flight.board, off: flight.off,
        values: { tag: { text: `0235${482210 + one.k}` }, source: { text: "L" } }, passenger: { surname: row.surname, given: row.given },
        said: one.k % 2 ? [said("announced"), said("loaded")] : [said("announced")],
    };
}

const hasBag = ({ row, apiMessage }) => row.bags > 0 && Boolean(apiMessage);
const baggageOf = (entry) => (hasBag(entry) && entry.one.k % 5 ? [bagOf(entry, "tag")] : []);
export const loneBags = (entries) => entries.filter((one) => hasBag(one) && one.one.k % 5 === 0).map((one) => bagOf(one, "ambiguous"));
export const bagsJoined = (entries) => entries.flatMap(baggageOf).length;

function companionsOf({ row }) {
    const next = travellers.get(row.id.replace(/\d+$/, (n) => String(Number(n) + 1)));
    return next ? [{ id: next.row.id, kind: next.row.kind, surname: next.row.surname, given: next.row.given }] : [];
}

export function summary(flight) {
    const { id, carrier, number, board, off, board_name, off_name, departure, arrival, direction, deadline } = flight;
    return { id, carrier, number, board, off, board_name, off_name, departure, arrival, direction, deadline };
}

export function alertRow(entry) {
    const { alert, row, flight } = entry;
    const reason = { how: alert.how, list: "Sample list 1", reference: "SL-001", score: 94, words: "Sample entry SL-001 by name, score 94" };
    return { traveller: row.id, kind: row.kind, surname: row.surname, given: row.given, birth: row.birth, nationality: row.nationality, flight: summary(flight), severity: alert.severity, state: alert.state, protect: alert.protect, landed: false, board: row.board, booking: row.booking, mark: row.mark, reasons: [reason, { ...reason, how: "document-number", list: "SL-2" }].slice(0, Math.min(2, alert.reasons)), reason_count: alert.reasons, known: [], raised_at: alert.raised_at, changed_at: alert.changed_at, decided_by: alert.by, decided_at: null, etag: alert.etag };
}

export { messages };
