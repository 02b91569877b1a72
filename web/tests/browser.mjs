// Debian's chromium under Playwright, with nothing that calls home.
import { chromium } from "playwright-core";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const options = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--force-color-profile=srgb", "--font-render-hinting=none"];

// Runs `work` with a browser context of a profile of its own; what a page logs as an error ends up in `faults`.
export async function withBrowser(settings, work) {
    const profile = mkdtempSync(join(tmpdir(), "portolan-browser-"));
    const context = await chromium.launchPersistentContext(profile, {
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        headless: true,
        args: options,
        timezoneId: "Asia/Tashkent",
        locale: "en-GB",
        ...settings,
    });
    const faults = [];
    context.on("weberror", (error) => faults.push(String(error.error())));
    context.on("console", (message) => {
        if (message.type() === "error") faults.push(message.text());
    });
    try {
        return await work(context, faults);
    } finally {
        await context.close();
        rmSync(profile, { recursive: true, force: true });
    }
}

// One browser, and as many separate officers in it as wanted: `context(settings)` makes one.
export async function withChromium(work) {
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: options });
    const faults = [];
    const context = async (settings = {}) => {
        const one = await browser.newContext({ timezoneId: "Asia/Tashkent", locale: "en-GB", viewport: sizes.desk, ...settings });
        one.on("weberror", (error) => faults.push(String(error.error())));
        one.on("console", (message) => {
            if (message.type() === "error") faults.push(message.text());
        });
        one.setDefaultTimeout(process.env.SLOW ? 120000 : 20000);
        return one;
    };
    try {
        return await work(context, faults);
    } finally {
        await browser.close();
    }
}

export const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
