/* All words that people read come from one catalogue by key: strings/LOCALE.json. A text may be one
 * string or a string a plural category (Intl.PluralRules), chosen by the value `count`. The sentences of the
 * server's tables are among them; of these the English is in `served`. */
import { signal } from "@preact/signals";
import { Fragment, type ComponentChildren } from "preact";
import words from "../generated/words.json";
import type en from "../strings/en.json";
import { pseudo } from "./pseudo";

export type Key = keyof typeof en;
type Text = string | Partial<Record<Intl.LDMLPluralRule, string>>;
export type Catalogue = Record<string, Text>;
type Values = Record<string, string | number>;

interface Locale {
    tag: string;
    own: string;
    load: () => Promise<Catalogue>;
    direction?: "rtl";
    hidden?: boolean;
}

export const served: Readonly<Record<string, string>> = words;
const english = async (): Promise<Catalogue> => ({ ...served, ...(await import("../strings/en.json")).default });

/* `own` is the name of the language in itself, so that who cannot read the screen finds the way. */
export const locales: Record<string, Locale> = {
    en: { tag: "en-GB", own: "English", load: english },
    ru: { tag: "ru", own: "Русский", load: async () => (await import("../strings/ru.json")).default },
    uz: { tag: "uz-Latn", own: "Oʻzbekcha", load: async () => (await import("../strings/uz.json")).default },
    id: { tag: "id", own: "Bahasa Indonesia", load: async () => (await import("../strings/id.json")).default },
    az: { tag: "az-Latn", own: "Azərbaycanca", load: async () => (await import("../strings/az.json")).default },
    pseudo: { tag: "en-GB", own: "Pseudo", load: async () => pseudo(await english()), hidden: true },
    "pseudo-rtl": {
        tag: "en-GB",
        own: "Pseudo, right to left",
        load: async () => pseudo(await english()),
        direction: "rtl",
        hidden: true,
    },
};

interface Language {
    name: string;
    tag: string;
    texts: Catalogue;
    plural: Intl.PluralRules;
    number: Intl.NumberFormat;
}

export const language = signal<Language>({
    name: "",
    tag: "en-GB",
    texts: {},
    plural: new Intl.PluralRules("en"),
    number: new Intl.NumberFormat("en"),
});

export function startingLocale(): string {
    const asked = new URLSearchParams(location.search).get("locale") ?? localStorage.getItem("locale");
    if (asked && asked in locales) return asked;
    for (const wish of navigator.languages) {
        const name = wish.split("-")[0] ?? "";
        if (name in locales) return name;
    }
    return "en";
}

export async function useLocale(name: string): Promise<void> {
    const locale = locales[name] ?? locales["en"]!;
    const texts = await locale.load();
    document.documentElement.lang = locale.tag;
    document.documentElement.dir = locale.direction ?? "ltr";
    language.value = {
        name,
        tag: locale.tag,
        texts,
        plural: new Intl.PluralRules(locale.tag),
        number: new Intl.NumberFormat(locale.tag),
    };
}

function template(key: string, values?: Values): string {
    const { texts, plural } = language.value;
    const text = texts[key];
    if (text === undefined) return key;
    if (typeof text === "string") return text;
    return text[plural.select(Number(values?.["count"] ?? 0))] ?? text.other ?? key;
}

export function number(value: number): string {
    return language.value.number.format(value);
}

function shown(value: string | number): string {
    return typeof value === "number" ? number(value) : value;
}

/* The text of a key with its {places} filled. */
export function t(key: Key, values?: Values): string {
    return template(key, values).replace(/\{(\w+)\}/g, (whole, name: string) => {
        const value = values?.[name];
        return value === undefined ? whole : shown(value);
    });
}

/* The word for a code of the server's: key PREFIX.CODE; a code that is not known yet shows as itself. */
export function word(prefix: string, code: string): string {
    const key = `${prefix}.${code}`;
    return key in language.value.texts ? template(key) : code;
}

/* A text whose places are filled with elements: names stay isolated, keys stay keys. */
export function T({ k, count, ...places }: { k: Key; count?: number } & Record<string, ComponentChildren>) {
    const values: Record<string, ComponentChildren> = places;
    const parts = template(k, count === undefined ? undefined : { count }).split(/\{(\w+)\}/);
    return (
        <>
            {parts.map((part, i) => {
                if (i % 2 === 0) return part;
                if (part === "count" && count !== undefined) return number(count);
                return <Fragment key={i}>{values[part]}</Fragment>;
            })}
        </>
    );
}

/* The word for a field such as document.number: its own, or that of all fields of the name. */
export function fieldWord(field: string): string {
    const texts = language.value.texts;
    if (`field.${field}` in texts) return word("field", field);
    return word("field", field.split(".").pop() ?? field);
}
