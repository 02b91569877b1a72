/* Raw text and its bytes. Offsets of the contract count bytes of the message; texts here count UTF-16 units. */
import type { Message, Redacted } from "./contract";

export interface Piece {
    text: string;
    lit: boolean;
    why: Redacted["why"] | null;
}

interface Offsets {
    size: number;
    /* The place in the text of a byte; inside a character, of its start. */
    at: (byte: number) => number;
}

/* U+2400 and what follows: a picture for each control character. */
export function shownText(text: string): string {
    return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, (c) => (c === "\u007f" ? "\u2421" : String.fromCharCode(0x2400 + c.charCodeAt(0))));
}

function sizeOf(code: number): number {
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

export function mapOffsets(message: Pick<Message, "raw" | "encoding" | "begin">): Offsets {
    const { raw, begin } = message;
    const narrow = message.encoding === "latin-1" || /^[\u0000-\u007f]*$/.test(raw);
    if (narrow) return { size: raw.length, at: (byte) => Math.max(0, Math.min(raw.length, byte - begin)) };
    const starts: number[] = [];
    const places: number[] = [];
    let bytes = 0;
    for (let i = 0; i < raw.length; ) {
        const code = raw.codePointAt(i)!;
        starts.push(bytes);
        places.push(i);
        bytes += sizeOf(code);
        i += code > 0xffff ? 2 : 1;
    }
    const at = (byte: number): number => {
        const wanted = byte - begin;
        if (wanted >= bytes) return raw.length;
        let low = 0;
        let high = starts.length - 1;
        while (low < high) {
            const middle = (low + high + 1) >> 1;
            if (starts[middle]! <= wanted) low = middle;
            else high = middle - 1;
        }
        return places[low] ?? 0;
    };
    return { size: bytes, at };
}

/* The text of bytes from..to, cut where something is lit or was replaced. */
export function cut(message: Message, map: Offsets, from: number, to: number, lit: { begin: number; size: number } | null): Piece[] {
    const edges = new Set([from, to]);
    const inside = (byte: number) => byte > from && byte < to && edges.add(byte);
    if (lit) {
        inside(lit.begin);
        inside(lit.begin + lit.size);
    }
    const hidden = message.redacted.filter((one) => one.begin < to && one.begin + one.size > from);
    for (const one of hidden) {
        inside(one.begin);
        inside(one.begin + one.size);
    }
    const sorted = [...edges].sort((a, b) => a - b);
    return sorted.slice(1).map((end, i) => {
        const begin = sorted[i]!;
        const text = shownText(message.raw.slice(map.at(begin), map.at(end)));
        const why = hidden.find((one) => one.begin <= begin && end <= one.begin + one.size)?.why ?? null;
        return { text, why, lit: lit !== null && lit.size > 0 && lit.begin <= begin && end <= lit.begin + lit.size };
    }).filter((piece) => piece.text !== "");
}
