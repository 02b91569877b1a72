/* What a person sets for this browser, and the way out. */
import type { Signal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { problemOf } from "../api";
import { language, t, word } from "../i18n";
import { useKeys } from "../keys";
import { say } from "../said";
import { session, signOut } from "../session";
import { contrast, contrasts, densities, density, letterKeys, switches, theme, themes } from "../settings";
import { Reason } from "../told";
import { LocaleOptions, setLocale } from "./locale";

interface Setting {
    words: string;
    of: Signal<string>;
    codes: readonly string[];
    name: (code: string) => string;
}

const settings = (): Setting[] => [
    { words: t("menu.theme"), of: theme as Signal<string>, codes: themes, name: (code) => word("theme", code) },
    { words: t("menu.contrast"), of: contrast as Signal<string>, codes: contrasts, name: (code) => word("contrast", code) },
    { words: t("menu.density"), of: density as Signal<string>, codes: densities, name: (code) => word("density", code) },
    { words: t("menu.keys"), of: letterKeys as Signal<string>, codes: switches, name: (code) => word("switch", code) },
];

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
    const leave = () => signOut().catch((error: unknown) => say({ text: <Reason problem={problemOf(error)} />, bad: true }));
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
            {settings().map(({ words, of, codes, name }) => (
                <label key={words}>
                    {words}
                    <select value={of.value} onChange={(event) => { of.value = event.currentTarget.value; }}>
                        {codes.map((code) => <option key={code} value={code}>{name(code)}</option>)}
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
