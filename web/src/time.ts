/* Time. The server's clock counts, not this machine's: `skew` is what must be added here. */
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import { language, t } from "./i18n";

let skew = 0;
/* Milliseconds of the server's clock; moves every second. */
export const now = signal(Date.now());

function tick(): void {
    now.value = Date.now() + skew;
}

export function startClock(): void {
    setInterval(tick, 1000);
}

/* `sent` and `came` are this machine's times around the answer. */
export function setClock(server: string, sent: number, came: number): void {
    skew = Date.parse(server) - (sent + came) / 2;
    tick();
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions, name: string): Intl.DateTimeFormat {
    const key = `${language.value.tag} ${zone} ${name}`;
    let found = formats.get(key);
    if (!found) {
        try {
            found = new Intl.DateTimeFormat(language.value.tag, { ...options, timeZone: zone });
        } catch {
            found = new Intl.DateTimeFormat(language.value.tag, { ...options, timeZone: "UTC" });
        }
        formats.set(key, found);
    }
    return found;
}

const clockOptions: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

export function clock(at: number | string, zone: string): string {
    return format(zone, clockOptions, "clock").format(new Date(at));
}

/* 2026-11-22 14:05, in UTC, in figures: the same in every language. */
export function stamp(at: string): string {
    const date = new Date(at);
    return Number.isNaN(date.getTime()) ? at : date.toISOString().slice(0, 16).replace("T", " ");
}

export function localStamp(local: string): string {
    return local.slice(0, 16).replace("T", " ");
}

export function offsetOf(local: string, utc: string | null): string {
    if (!utc) return "";
    const minutes = Math.round((Date.parse(`${local.slice(0, 16)}Z`) - Date.parse(utc)) / 60000);
    const sign = minutes < 0 ? "−" : "+";
    const size = Math.abs(minutes);
    return `UTC${sign}${Math.floor(size / 60)}${size % 60 ? `:${String(size % 60).padStart(2, "0")}` : ""}`;
}

function two(n: number): string {
    return String(n).padStart(2, "0");
}

/* 00:42 for 42 minutes, 3 d 04 h beyond a day. */
export function span(milliseconds: number): string {
    const minutes = Math.floor(Math.abs(milliseconds) / 60000);
    if (minutes >= 60 * 24) {
        return t("time.days", { days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60) });
    }
    return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/* What is left until `at`, as a signal that changes once a minute and no oftener. */
export function left(at: string): ReadonlySignal<{ text: string; past: boolean; soon: boolean }> {
    const moment = Date.parse(at);
    const minute = computed(() => Math.floor((moment - now.value) / 60000));
    return computed(() => {
        const value = minute.value * 60000;
        const text = span(value < 0 ? value + 60000 : value);
        return { text, past: value < 0, soon: value >= 0 && value < 3600000 };
    });
}

/* How long ago, in words of the language: "3 days ago". */
export function ago(at: string): string {
    const minutes = Math.round((Date.parse(at) - now.value) / 60000);
    const [size, unit]: [number, Intl.RelativeTimeFormatUnit] = minutes > -60 ? [1, "minute"] : minutes > -1440 ? [60, "hour"] : minutes > -86400 ? [1440, "day"] : [43200, "month"];
    return new Intl.RelativeTimeFormat(language.value.tag, { numeric: "auto" }).format(Math.min(0, Math.round(minutes / size)), unit);
}
