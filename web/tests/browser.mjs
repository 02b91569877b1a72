// Debian's chromium under Playwright, with nothing that calls home; and the checks that a script prints, one a line.
import { chromium } from "playwright-core";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const launch = {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--force-color-profile=srgb", "--font-render-hinting=none"],
};
const place = { timezoneId: "Asia/Tashkent", locale: "en-GB" };

export const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

// What a page logs as an error ends up in `faults`.
function hear(context, faults) {
    context.on("weberror", (error) => faults.push(String(error.error())));
    context.on("console", (message) => {
        if (message.type() === "error") faults.push(message.text());
    });
    return context;
}

// Runs `work` with a browser context of a profile of its own.
export async function withBrowser(settings, work) {
    const profile = mkdtempSync(join(tmpdir(), "portolan-browser-"));
    const faults = [];
    const context = hear(await chromium.launchPersistentContext(profile, { ...launch, ...place, ...settings }), faults);
    try {
        return await work(context, faults);
    } finally {
        await context.close();
        rmSync(profile, { recursive: true, force: true });
    }
}

// One browser, and as many separate officers in it as wanted: `context(settings)` makes one.
export async function withChromium(work) {
    const browser = await chromium.launch(launch);
    const faults = [];
    const context = async (settings = {}) => {
        const one = hear(await browser.newContext({ ...place, viewport: sizes.desk, ...settings }), faults);
        one.setDefaultTimeout(process.env.SLOW ? 120000 : 20000);
        return one;
    };
    try {
        return await work(context, faults);
    } finally {
        await browser.close();
    }
}

let failed = 0;
export const failures = () => failed;

export function expect(name, good, more = "") {
    console.log(`${good ? "ok  " : "FAIL"} ${name}${good ? "" : ` ${more}`}`);
    if (!good) failed++;
}

// Of the page itself: what page.url() says comes by another way and may be behind it.
export const addressOf = (page) => page.evaluate(() => location.href);

export const text = (page, selector) => page.locator(selector).first().innerText();

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
export const everything = { runOnly: standards };
export const contrast = { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };
// Direction and length of words change the rest, and no colour.
export const shape = { runOnly: standards, rules: { "color-contrast": { enabled: false } } };

// Contrast comes of a text's size, weight and colour and of the grounds under it: three elements of each such look, in
// place of hundreds of cells that are alike. By day axe sees all.
function oneOfEachLook() {
    const grounds = new Map([[null, ""]]);
    const groundOf = (element) => {
        if (!grounds.has(element)) {
            const style = getComputedStyle(element);
            const bare = style.backgroundColor === "rgba(0, 0, 0, 0)" && style.backgroundImage === "none" && style.opacity === "1" && style.filter === "none";
            grounds.set(element, groundOf(element.parentElement) + (bare ? "" : `${style.backgroundColor} ${style.backgroundImage} ${style.opacity} ${style.filter};`));
        }
        return grounds.get(element);
    };
    const looks = new Map();
    for (const element of document.body.querySelectorAll("*")) {
        const says = /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName) || [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        if (!says || !element.checkVisibility({ visibilityProperty: true })) continue;
        const style = getComputedStyle(element);
        const look = `${groundOf(element)} ${style.color} ${style.fontSize} ${style.fontWeight} ${style.textDecorationLine} ${style.textShadow}`;
        looks.set(look, [...(looks.get(look) ?? []), element]);
    }
    return [...looks.values()].flatMap((all) => [...new Set([all[0], all[all.length >> 1], all.at(-1)])]);
}

let axe = null;

// What axe finds on a page that is not as `options` want it, in words.
export async function violations(page, options) {
    axe ??= readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    if (!await page.evaluate(() => "axe" in window)) await page.evaluate(`${axe}; window.oneOfEachLook = ${oneOfEachLook}; undefined`);
    return page.evaluate(async ([given, some]) => {
        const result = await window.axe.run(some ? { include: window.oneOfEachLook() } : document, { ...given, resultTypes: ["violations"], preload: false, iframes: false });
        return result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(" | ")}`);
    }, [options, options === contrast]);
}
