/* What a person sets for this browser: theme, contrast, density, keys. */
import { effect, signal } from "@preact/signals";

function kept<T extends string>(name: string, values: readonly T[], usual: T) {
    const asked = new URLSearchParams(location.search).get(name) ?? localStorage.getItem(name);
    const it = signal<T>(values.includes(asked as T) ? (asked as T) : usual);
    effect(() => localStorage.setItem(name, it.value));
    return it;
}

export const themes = ["system", "light", "dark"] as const;
export const contrasts = ["system", "more"] as const;
export const densities = ["dense", "comfortable"] as const;
export const switches = ["on", "off"] as const;

export const theme = kept("theme", themes, "system");
export const contrast = kept("contrast", contrasts, "system");
export const density = kept("density", densities, "dense");
/* Keys of one letter can be switched off (WCAG 2.1.4); Ctrl-K, Enter, Escape and arrows stay. */
export const letterKeys = kept("keys", switches, "on");

export function startTheme(): void {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const more = matchMedia("(prefers-contrast: more)");
    const changed = signal(0);
    dark.addEventListener("change", () => changed.value++);
    more.addEventListener("change", () => changed.value++);
    effect(() => {
        changed.value;
        const root = document.documentElement.dataset;
        root["theme"] = theme.value === "system" ? (dark.matches ? "dark" : "light") : theme.value;
        root["contrast"] = contrast.value === "more" || more.matches ? "more" : "usual";
    });
}

export function nextTheme(): void {
    theme.value = document.documentElement.dataset["theme"] === "dark" ? "light" : "dark";
}
