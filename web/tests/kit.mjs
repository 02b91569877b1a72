// What the scripts at the real server share: talk with tests/scenario/browser.py, and a page's own numbers.
import { createInterface } from "node:readline";
import { everything, expect, violations } from "./browser.mjs";

export const base = process.env.BASE;
export const api = (page, path) => page.evaluate(async (address) => (await fetch(`/api/v1${address}`, { headers: { "X-Portolan-Background": "1" } })).json(), path);
export const rows = (page, name) => page.locator(`.grid.${name} [role="row"][data-id]`);

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

// Asks the scenario for something: ask("send", { file }).
export async function ask(what, more = {}) {
    process.stdout.write(`${JSON.stringify({ ask: what, ...more })}\n`);
    return JSON.parse((await answers.next()).value);
}

export const end = () => process.stdin.destroy();

export const tell = (name, value) => console.log(`     ${name}: ${value}`);

// Asks until it is so; false when it never is.
export async function until(look, milliseconds = process.env.SLOW ? 60000 : 15000) {
    const deadline = Date.now() + milliseconds;
    for (;;) {
        const found = await look();
        if (found || Date.now() > deadline) return found;
        await new Promise((resolve) => setTimeout(resolve, 30));
    }
}

export async function audit(page, name, options = everything) {
    const found = await violations(page, options);
    if (found.length > 0) expect(`axe: ${name}`, false, found.join("; "));
    return found.length === 0;
}

// The page stands: nothing is being read any more, and a frame was drawn.
export async function stands(page) {
    await page.waitForFunction(() => document.querySelector("h1") && !document.querySelector(".bars, .skeleton, [aria-busy='true']"));
    await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))));
}

export const share = (values, part) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(values.length * part) - 1)];

// Presses the key on every page; none of what they send upon it is answered before all have sent theirs.
export async function atOnce(pages, key, requests) {
    let [sent, go] = [0, null];
    const all = new Promise((resolve) => { go = resolve; });
    for (const page of pages) {
        await page.route(requests, async (route) => {
            if (++sent === pages.length) go();
            await all;
            await route.continue();
        }, { times: 1 });
    }
    await Promise.all(pages.map((page) => page.keyboard.press(key)));
}

// Keys that were pressed are counted.
export function keyboard(page) {
    const keys = { count: 0, async press(...all) { for (const key of all) { keys.count++; await page.keyboard.press(key); } } };
    return keys;
}
