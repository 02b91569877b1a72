/* The pseudo-locale: English with marks on its letters and a third longer, in brackets. What shows
 * without marks did not come from the catalogue; what is cut will be cut in some language. */
import type { Catalogue } from "./i18n";

const marks: Record<string, string> = {
    a: "á", b: "ƀ", c: "ç", d: "đ", e: "ê", f: "ƒ", g: "ğ", h: "ĥ", i: "î", j: "ĵ", k: "ķ", l: "ļ", m: "ɱ",
    n: "ñ", o: "ô", p: "þ", q: "ǫ", r: "ŕ", s: "š", t: "ţ", u: "û", v: "ṽ", w: "ŵ", x: "ẋ", y: "ý", z: "ž",
    A: "Á", B: "Ɓ", C: "Ç", D: "Đ", E: "Ê", F: "Ƒ", G: "Ğ", H: "Ĥ", I: "Î", J: "Ĵ", K: "Ķ", L: "Ļ", M: "Ḿ",
    N: "Ñ", O: "Ô", P: "Þ", Q: "Ǫ", R: "Ŕ", S: "Š", T: "Ţ", U: "Û", V: "Ṽ", W: "Ŵ", X: "Ẋ", Y: "Ý", Z: "Ž",
};

function mark(text: string): string {
    const marked = text
        .split(/(\{\w+\})/)
        .map((part) => (part.startsWith("{") ? part : part.replace(/[a-z]/gi, (letter) => marks[letter] ?? letter)))
        .join("");
    const longer = "~".repeat(Math.ceil(text.replace(/\{\w+\}/g, "").length / 4));
    return `[${marked}${text.length > 3 ? longer : ""}]`;
}

export function pseudo(texts: Catalogue): Catalogue {
    const result: Catalogue = {};
    for (const [key, text] of Object.entries(texts)) {
        if (typeof text === "string") result[key] = mark(text);
        else result[key] = Object.fromEntries(Object.entries(text).map(([rule, one]) => [rule, mark(one)]));
    }
    return result;
}
