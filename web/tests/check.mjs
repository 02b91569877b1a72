// What an officer does, in a browser: node check.mjs ADDRESS [PART,..]. Against dev/server.mjs, whose /test/ paths play the mishaps.
// Prints one line a check; exit code 1 when one fails.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { withBrowser, sizes } from "./browser.mjs";

// Without an address the development server is started for it.
let base = process.argv[2] === "-" ? "" : (process.argv[2] ?? "");
let server = null;
if (!base) {
    server = spawn(process.execPath, ["--preserve-symlinks", "--preserve-symlinks-main", "dev/server.mjs", "0"], { stdio: ["ignore", "pipe", "inherit"] });
    base = await new Promise((resolve) => server.stdout.once("data", (line) => resolve(String(line).trim().split(" ")[0])));
}
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let failed = 0;

function expect(name, good, more = "") {
    console.log(`${good ? "ok  " : "FAIL"} ${name}${good ? "" : ` ${more}`}`);
    if (!good) failed++;
}

const play = (what) => fetch(`${base}/api/v1/test/${what}`, { method: "POST" }).then((response) => response.json());
const api = (page, path) => page.evaluate(async (address) => (await fetch(`/api/v1${address}`)).json(), path);
const text = (page, selector) => page.locator(selector).first().innerText();
const settle = (page) => page.waitForTimeout(250);

async function audit(page, name) {
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
        const result = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
        return result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(" | ")}`);
    });
    expect(`axe: ${name}`, found.length === 0, found.join("; "));
}

async function auditAll(context) {
    const page = await context.newPage();
    await play("open?who=demo");
    await page.goto(`${base}/alerts`);
    const alerts = (await api(page, "/alerts?limit=5")).items;
    const person = await api(page, `/travellers/${alerts[0].traveller}`);
    const value = person.identity.surname;
    const bytes = `${value.message}.${value.begin}.${value.size}`;
    const paths = ["/alerts", `/alerts?at=${alerts[0].traveller}`, "/flights", `/flights/${alerts[0].flight.id}`, `/travellers/${alerts[0].traveller}`,
        `/travellers/${alerts[0].traveller}?bytes=${bytes}`, `/messages/${value.message}?bytes=${bytes}`, "/messages", "/messages?outcome=quarantined", "/load", "/welcome", "/password", "/nowhere"];
    for (const look of ["theme=light", "theme=dark", "theme=light&contrast=more", "locale=pseudo-rtl&theme=light&contrast=system"]) {
        for (const path of paths) {
            await page.goto(`${base}${path}${path.includes("?") ? "&" : "?"}${look}`);
            await page.waitForTimeout(450);
            await audit(page, `${path.replace(/=.*/, "")} ${look}`);
        }
    }
    await page.goto(`${base}/alerts?theme=light&contrast=system&locale=en`);
    await settle(page);
    for (const [key, name] of [["?", "keys"], ["Control+k", "palette"]]) {
        await page.keyboard.press(key);
        await settle(page);
        await audit(page, name);
        await page.keyboard.press("Escape");
    }
    await page.close();
}

async function gates(context) {
    const page = await context.newPage();
    await play("end");
    for (const name of ["", "first", "factor", "enrol"]) {
        await page.goto(base);
        await page.waitForSelector("form");
        if (name) {
            await page.keyboard.type(name);
            await page.keyboard.press("Tab");
            await page.keyboard.type("any password");
            await page.keyboard.press("Enter");
            await settle(page);
            await settle(page);
        }
        await audit(page, `sign-in ${name}`);
        if (name === "enrol") expect("the second factor is drawn here", await page.locator("svg.qr path").count() === 1);
        if (name === "factor") {
            await page.keyboard.type("123456");
            await page.keyboard.press("Enter");
            await page.waitForSelector(".frame");
            expect("signed in with a second factor by keyboard alone", true);
        }
        await play("end");
    }
    await page.goto(base);
    await page.waitForSelector("form");
    await page.keyboard.type("demo");
    await page.keyboard.press("Tab");
    await page.keyboard.type("wrong");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[role="alert"]');
    expect("a refusal says why and what to do", /wrong/.test(await text(page, '[role="alert"]')));
    await page.close();
}

async function queue(context) {
    const page = await context.newPage();
    await play("open?who=demo");
    await page.goto(`${base}/alerts?theme=light`);
    await page.waitForSelector('.grid.alerts [role="row"][data-id]');
    const before = (await play("count")).decisions;
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await page.waitForSelector(".pane .why");
    const chosen = await page.locator('[aria-selected="true"]').getAttribute("data-id");
    expect("j and k choose a row and show why", Boolean(chosen) && page.url().includes(`at=${chosen}`));
    expect("the chosen row has the focus", await page.evaluate(() => document.activeElement?.getAttribute("data-id")) === chosen);
    await page.keyboard.press("c");
    await page.keyboard.press("1");
    await page.waitForSelector(".said button");
    expect("c and 1 clear it at once", /Cleared/.test(await text(page, '[aria-selected="true"] .c-state')), await text(page, '[aria-selected="true"]'));
    await settle(page);
    expect("the decision is made once", (await play("count")).decisions === before + 1);
    await page.keyboard.press("u");
    await settle(page);
    await settle(page);
    expect("u takes it back", /New|Referred|Open/.test(await text(page, '[aria-selected="true"] .c-state')));
    const top = () => page.evaluate(() => document.querySelector('[aria-selected="true"]').getBoundingClientRect().top);
    for (let i = 0; i < 12; i++) await page.keyboard.press("j");
    const where = await top();
    await play("raise?count=5");
    await page.waitForSelector(".news");
    expect("news waits in a line", /5 new/.test(await text(page, ".news")));
    const held = await top();
    await page.keyboard.press("n");
    await settle(page);
    await settle(page);
    expect("the row under the cursor does not move", Math.abs((await top()) - where) <= 29 && Math.abs(held - where) <= 29, `${where} ${held} ${await top()}`);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".traveller-page");
    expect("Enter opens the traveller", page.url().includes("/travellers/"));
    await page.keyboard.press("Escape");
    await page.waitForSelector(".grid.alerts");
    await page.waitForSelector('[aria-selected="true"]');
    expect("Escape goes back to the same row", true);
    await page.close();
}

async function mishaps(context) {
    const page = await context.newPage();
    await play("open?who=demo");
    await page.goto(`${base}/alerts?q=wi&theme=light`);
    await page.waitForSelector('.grid.alerts [role="row"][data-id]');
    const before = (await play("count")).decisions;
    await page.keyboard.press("j");
    await page.waitForSelector(".pane .why");
    await play("drop?count=1");
    await page.keyboard.press("r");
    await page.waitForTimeout(2500);
    expect("a lost answer: asked again, decided once", (await play("count")).decisions === before + 1);
    await page.keyboard.press("o");
    await page.waitForSelector("dialog textarea");
    await page.keyboard.type("A note that must not be lost");
    await play("lock");
    await page.evaluate(() => fetch("/api/v1/flights"));
    await page.evaluate(() => { history.replaceState(null, "", location.href); });
    await page.locator("dialog .choices input").nth(5).click();
    await page.getByRole("button", { name: "Decide", exact: true }).click();
    await page.waitForSelector(".veil");
    expect("a locked session lays a veil over the page", await page.evaluate(() => document.querySelector(".frame").inert));
    await audit(page, "locked");
    await page.keyboard.type("any password");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".veil", { state: "detached" });
    await page.waitForTimeout(600);
    expect("after unlocking the note is sent, once", (await play("count")).decisions === before + 2);
    await play("cut");
    await page.waitForTimeout(4500);
    expect("the stream comes back by itself", /Live/.test(await text(page, ".link-state")));
    await page.close();
}

async function hostile(context) {
    const page = await context.newPage();
    await play("open?who=demo");
    await page.goto(`${base}/alerts?q=${encodeURIComponent("<b>")}&theme=light`);
    await page.waitForSelector(".grid.alerts");
    await settle(page);
    expect("markup in a name is shown, not obeyed", await page.locator(".grid b:text-is('TAG')").count() === 0 && /<b>TAG<\/b>/.test(await text(page, ".grid.alerts .c-name .own")));
    await page.goto(`${base}/travellers/T000000-1%22%3E%3Cscript%3E`);
    await settle(page);
    expect("an address that is none says so", /no such page/i.test(await text(page, "main")));
    await page.close();
}

const parts = [queue, mishaps, hostile, auditAll, gates];
const only = process.argv[3]?.split(",");
await withBrowser({ viewport: sizes.desk }, async (context, faults) => {
    for (const part of parts) if (!only || only.includes(part.name)) await part(context);
    const own = faults.filter((fault) => !/status of (401|403|404|412)|ERR_EMPTY_RESPONSE|ERR_CONNECTION|ERR_INCOMPLETE_CHUNKED/.test(fault));
    expect("nothing is logged as an error", own.length === 0, [...new Set(own)].join("; "));
});
console.log(failed ? `${failed} failed` : "all good");
server?.kill();
process.exit(failed ? 1 : 0);
