/* The choice of a language. */
import { language, locales, useLocale } from "../i18n";

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
