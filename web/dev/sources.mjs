// Invented sources: one that writes as always, one whose provider changed, one that is new, one that is silent.
const minute = 60000;
const start = Date.now();
const iso = (ago) => new Date(start - ago * minute).toISOString();
const moment = (message, ago) => ({ message, at: iso(ago) });

const note = (trait, value, turn, before, after, more = {}) => ({
    trait, value, per: trait === "field" ? "persons" : "messages", turn, state: "stands", before, now: after, usual: null, since: moment(4102, 5 * 1440), noticed: moment(4111, 5 * 1440 - 90), over_at: null, accepted: null,
    text: `${trait} ${value}`, ...more,
});

const usual = [["delimiters", ": + ? none '", 1000], ["una", "yes", 1000], ["syntax", "UNOA:4", 1000], ["release", "D.05B.UN.IATA", 1000], ["characters", "ascii", 990], ["lines", "lf", 1000], ["persons", "50-", 810], ["persons", "10-49", 190],
    ["issues", "warning", 30], ["segment", "ATT", 1000], ["segment", "DOC", 1000], ["segment", "NAD", 1000], ["field", "traveller.birth", 982], ["field", "document.number", 905], ["field", "seat.number", 512]]
    .map(([trait, value, share]) => ({ trait, value, per: trait === "field" ? "persons" : "messages", share }));

const stream = (kind, sender, messages, more = {}) => ({ sender, kind, messages, learning: false, first: moment(12, 60 * 1440), last: moment(4388, 7), notes: [], fingerprint: usual, ...more });

const sources = [
    { name: "astana-ga", registered: true, disabled: false, messages: 9, streams: [stream("TABLE manifest (General aviation)", "", 9, { learning: true, fingerprint: [] })] },
    { name: "hy-api", registered: true, disabled: false, messages: 2841, streams: [stream("PAXLST manifest", "HYAIR", 2711), stream("PAXLST close-onboard", "HYAIR", 130, { fingerprint: usual.slice(0, 6) })] },
    { name: "silk-air", registered: true, disabled: false, messages: 1207, streams: [stream("PAXLST manifest", "SILKDCS", 1190, {
        notes: [
            note("delimiters", ": * ? none '", "value", 0, 1000, { usual: ": + ? none '" }),
            note("release", "D.12B.UN.IATA", "value", 0, 1000, { usual: "D.05B.UN.IATA" }),
            note("issues", "warning", "more", 30, 640),
            note("segment", "GEI", "new", 0, 970),
            note("field", "traveller.birth", "gone", 982, 0),
            note("field", "document.number", "less", 905, 410, { state: "over", over_at: iso(1440) }),
        ],
    }), stream("PNRGOV full", "SILKRES", 17, { learning: true, fingerprint: [], notes: [note("sender", "SILKRES", "first", 0, 1000)] })] },
    { name: "old-gateway", registered: true, disabled: true, messages: 0, streams: [] },
    { name: "upload-demo", registered: false, disabled: false, messages: 4, streams: [stream("PAXLST manifest", "EGAIR", 4, { learning: true, fingerprint: [] })] },
];

function shown(source) {
    const notes = source.streams.flatMap((one) => one.notes);
    const state = notes.some((one) => one.state === "stands") ? "changed" : source.streams.length === 0 ? "silent" : source.streams.some((one) => !one.learning) ? "steady" : "learning";
    return { name: source.name, registered: source.registered, disabled: source.disabled, state, messages: source.messages, last: source.streams.length > 0 ? moment(4388, 7) : null, streams: source.streams };
}

// Undefined: there is none of that name.
export function listSources(name) {
    const items = sources.filter((one) => !name || one.name === name).map(shown);
    return name && items.length === 0 ? undefined : { items };
}

// Undefined: there is no such note.
export function acceptDrift(name, word, by) {
    const source = sources.find((one) => one.name === name);
    const found = source?.streams.find((one) => one.kind === word.kind && one.sender === word.sender)?.notes.find((one) => one.trait === word.trait && one.value === word.value && one.state !== "accepted");
    if (!found) return undefined;
    Object.assign(found, { state: "accepted", accepted: { by, at: new Date().toISOString() } });
    return listSources(name);
}
