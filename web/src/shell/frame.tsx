/* The frame around every page: rail, bar, foot. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { KeyCap } from "../components/marks";
import { Rose } from "../components/rose";
import { waiting } from "../deeds";
import { cutSince, linkState } from "../events";
import { t } from "../i18n";
import { layers, useKeys } from "../keys";
import { place } from "../router";
import { said, takeUndo } from "../said";
import { may, session } from "../session";
import { nextTheme } from "../settings";
import { clock, now } from "../time";
import { KeysHelp } from "./help";
import { Menu } from "./menu";
import { Palette } from "./palette";
import { railPlaces } from "./places";

function Rail() {
    const path = place.value.path;
    return (
        <nav class="rail" aria-label={t("rail.label")}>
            <a class="mark" href="/welcome" aria-label={t("place.welcome")} title={t("place.welcome")}><Rose size={30} /></a>
            {railPlaces.filter((one) => may(one.operation)).map((one) => (
                <a key={one.path} class="place" href={one.path} {...(path.startsWith(one.path) ? { "aria-current": "page" as const } : {})}>
                    <svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
                        <path d={one.icon} />
                    </svg>
                    <span>{t(one.words)}</span>
                </a>
            ))}
        </nav>
    );
}

/* A word and a dot: Live, Listening, Cut off since 14:02. */
function LinkState() {
    const state = linkState.value;
    const since = cutSince.value;
    const words = state === "live" ? t("link.live") : state === "waiting" || since === null ? t("link.waiting") : t("link.cut", { time: clock(since, "UTC") });
    const queued = waiting.value > 0 && state === "cut" ? t("link.queued", { count: waiting.value }) : "";
    return (
        <span class={`link-state ${state}`} role="status" title={t(state === "cut" ? "link.cut-help" : "link.live-help")}>
            <span>{words}{queued ? ` · ${queued}` : ""}</span>
        </span>
    );
}

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

function Clock() {
    const city = here.split("/").pop()?.replace(/_/g, " ") ?? here;
    return (
        <span class="clock" aria-label={t("bar.clock")} role="group">
            <span><b>{clock(now.value, "UTC")}</b> {t("bar.utc")}</span>
            {here === "UTC" ? null : <span class="wider"><b>{clock(now.value, here)}</b> <bdi>{city}</bdi></span>}
        </span>
    );
}

function initials(name: string): string {
    return name.split(/\s+/).map((part) => [...part][0] ?? "").slice(0, 2).join("").toLocaleUpperCase();
}

function Bar({ find }: { find: () => void }) {
    const [menu, setMenu] = useState(false);
    const account = session.value?.account;
    if (!account) return null;
    return (
        <header class="bar">
            <span class="site"><bdi>{account.site}</bdi> <small class="quiet wider">· <bdi>{account.agency}</bdi></small></span>
            <button type="button" class="find" onClick={find} aria-label={t("palette.title")}>
                <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true"><circle cx="6" cy="6" r="4.2" /><path d="m9.2 9.2 4 4" /></svg>
                <span>{t("palette.hint")}</span>
                <kbd class="push">{t("palette.key")}</kbd>
            </button>
            <LinkState />
            <Clock />
            <button type="button" class="me" aria-label={t("menu.open", { name: account.display_name })} aria-expanded={menu} onClick={() => setMenu(!menu)}>
                {initials(account.display_name)}
            </button>
            {menu ? <Menu close={() => setMenu(false)} /> : null}
        </header>
    );
}

function FootKeys() {
    const shown = new Map<string, { keys: string[]; words: string }>();
    for (const layer of layers.value) {
        for (const binding of layer.bindings) {
            if (!binding.foot) continue;
            const words = t(binding.words === "keys.down" || binding.words === "keys.up" ? "keys.move" : binding.words);
            const entry = shown.get(words) ?? { keys: [], words };
            if (!entry.keys.includes(binding.key)) entry.keys.push(binding.key);
            shown.set(words, entry);
        }
    }
    return (
        <>
            {[...shown.values()].map((entry) => (
                <span key={entry.words} class="key">
                    {entry.keys.map((key) => <KeyCap key={key} k={key} />)}
                    {entry.words}
                </span>
            ))}
        </>
    );
}

function Foot() {
    const what = said.value;
    return (
        <footer class="foot">
            <FootKeys />
            <div class="said" role="status" aria-live="polite">
                {what ? <span class={what.bad ? "bad" : ""}>{what.text}</span> : null}
                {what?.undo ? (
                    <button type="button" onClick={() => takeUndo()?.()}>{t("action.undo")} <KeyCap k="u" /></button>
                ) : null}
            </div>
            <span class="push note">{t("foot.recorded", { name: session.value?.account?.display_name ?? "" })}</span>
        </footer>
    );
}

/* Names who looked, when, on every screen and print of persons. */
function Watermark() {
    const account = session.value?.account;
    return (
        <p class="watermark" aria-hidden="true">
            {t("print.watermark", { name: account?.name ?? "", at: new Date(now.value).toISOString().slice(0, 16).replace("T", " ") })}
        </p>
    );
}

export function Frame({ children, inert }: { children: ComponentChildren; inert: boolean }) {
    const [open, setOpen] = useState<"" | "palette" | "help">("");
    useKeys(
        [
            { key: "Ctrl k", words: "keys.palette", run: () => setOpen("palette") },
            { key: "?", words: "keys.help", run: () => setOpen("help"), foot: true },
            { key: "u", words: "keys.undo", run: () => takeUndo()?.() },
            { key: "D", words: "keys.theme", run: nextTheme },
        ],
        [],
    );
    return (
        <div class="frame" inert={inert}>
            <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>{t("frame.skip")}</a>
            <Rail />
            <Bar find={() => setOpen("palette")} />
            <main id="main" class="main" tabIndex={-1}>{children}</main>
            <Foot />
            <Watermark />
            {open === "palette" ? <Palette close={() => setOpen("")} /> : null}
            {open === "help" ? <KeysHelp close={() => setOpen("")} /> : null}
        </div>
    );
}
