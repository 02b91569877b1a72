/* What a person sets for this browser, and the way out. */
import { useEffect, useId, useRef } from "preact/hooks";
import { problemOf } from "../api";
import { locales, language, t, useLocale, word } from "../i18n";
import { useKeys } from "../keys";
import { say } from "../said";
import { session, signOut } from "../session";
import { contrast, contrasts, densities, density, letterKeys, switches, theme, themes } from "../settings";

interface Setting {
    words: string;
    value: string;
    options: [string, string][];
    set: (value: string) => void;
}

export function LocaleOptions() {
    return (
        <>
            {Object.entries(locales)
                .filter(([name, locale]) => !locale.hidden || language.value.name === name)
                .map(([name, locale]) => <option key={name} value={name} lang={locale.tag}>{locale.own}</option>)}
        </>
    );
}

export function setLocale(name: string): void {
    localStorage.setItem("locale", name);
    void useLocale(name);
}

function settings(): Setting[] {
    const options = (prefix: string, codes: readonly string[]): [string, string][] => codes.map((code) => [code, optionWord(prefix, code)]);
    return [
        { words: t("menu.theme"), value: theme.value, options: options("theme", themes), set: (value) => { theme.value = value as typeof theme.value; } },
        { words: t("menu.contrast"), value: contrast.value, options: options("contrast", contrasts), set: (value) => { contrast.value = value as typeof contrast.value; } },
        { words: t("menu.density"), value: density.value, options: options("density", densities), set: (value) => { density.value = value as typeof density.value; } },
        { words: t("menu.keys"), value: letterKeys.value, options: options("switch", switches), set: (value) => { letterKeys.value = value as typeof letterKeys.value; } },
    ];
}

function optionWord(prefix: string, code: string): string {
    if (prefix === "theme") return word("theme", code);
    if (prefix === "contrast") return word("contrast", code);
    if (prefix === "density") return word("density", code);
    return word("switch", code);
}

export function Menu({ close }: { close: () => void }) {
    const element = useRef<HTMLDivElement>(null);
    const id = useId();
    const account = session.value?.account;
    useKeys([{ key: "Escape", words: "keys.close", run: close }], [close]);
    useEffect(() => {
        element.current?.querySelector("select")?.focus();
        const outside = (event: Event) => {
            if (!element.current?.contains(event.target as Node)) close();
        };
        setTimeout(() => document.addEventListener("click", outside));
        return () => document.removeEventListener("click", outside);
    }, []);
    const leave = () => signOut().catch((error: unknown) => say({ text: problemOf(error).detail, bad: true }));
    return (
        <div class="menu" ref={element} role="group" aria-label={t("menu.label")}>
            <div>
                <b><bdi>{account?.display_name}</bdi></b>
                <p class="quiet">{word("role", account?.role ?? "")} · <bdi>{account?.name}</bdi></p>
            </div>
            <label for={`${id}-locale`}>
                {t("menu.language")}
                <select id={`${id}-locale`} value={language.value.name} onChange={(event) => setLocale(event.currentTarget.value)}><LocaleOptions /></select>
            </label>
            {settings().map((one) => (
                <label key={one.words}>
                    {one.words}
                    <select value={one.value} onChange={(event) => one.set(event.currentTarget.value)}>
                        {one.options.map(([code, words]) => <option key={code} value={code}>{words}</option>)}
                    </select>
                </label>
            ))}
            <div class="line">
                <a class="button text" href="/password" onClick={close}>{t("menu.password")}</a>
                <button type="button" class="button push" onClick={leave}>{t("menu.sign-out")}</button>
            </div>
        </div>
    );
}
