// What an officer does, in a browser: node check.mjs ADDRESS [PART,..]. Against dev/server.mjs, whose /test/ paths play the mishaps.
// Prints one line a check; exit code 1 when one fails.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { addressOf, contrast, everything, expect, failures, shape, sizes, text, violations, withBrowser } from "./browser.mjs";

// Without an address the development server is started for it.
let base = process.argv[2] === "-" ? "" : (process.argv[2] ?? "");
let server = null;
if (!base) {
    server = spawn(process.execPath, ["--preserve-symlinks", "--preserve-symlinks-main", "dev/server.mjs", "0"], { stdio: ["ignore", "pipe", "inherit"] });
    process.on("exit", () => server.kill());
    base = await new Promise((resolve) => server.stdout.once("data", (line) => resolve(String(line).trim().split(" ")[0])));
}
const play = (what) => fetch(`${base}/api/v1/test/${what}`, { method: "POST" }).then((response) => response.json());
const api = (page, path) => page.evaluate(async (address) => (await fetch(`/api/v1${address}`)).json(), path);

// Nothing sleeps to be right: a condition is asked for again and again, up to a deadline.
async function until(name, condition, more = async () => "") {
    for (const end = Date.now() + 20000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
        if (await condition()) return expect(name, true);
    }
    expect(name, false, await more());
}

// What a page has asked for and not got yet is counted in it.
function countAsked() {
    const ask = window.fetch;
    window.asked = 0;
    window.fetch = async (...given) => {
        window.asked++;
        try {
            const answer = await ask(...given);
            const body = await answer.clone().blob();
            return new Response(body.size ? body : null, answer);
        } finally {
            setTimeout(() => window.asked--);
        }
    };
}

async function open(context) {
    const page = await context.newPage();
    await page.addInitScript(countAsked);
    return page;
}

const drawn = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))));

// Until all that was asked for is there and drawn.
async function settle(page) {
    for (const end = Date.now() + 20000; Date.now() < end;) {
        await drawn(page);
        if (await page.evaluate(() => window.asked === 0 && !document.querySelector("main .skeleton"))) return;
    }
    expect(`all of ${page.url()} comes`, false);
}

// Goes there as a link does: the page is not loaded anew.
async function visit(page, path) {
    await page.evaluate((to) => {
        history.pushState(null, "", to);
        dispatchEvent(new PopStateEvent("popstate"));
    }, path);
    await settle(page);
}

async function audit(page, name, options = everything) {
    const found = await violations(page, options);
    expect(`axe: ${name}`, found.length === 0, found.join("; "));
}

const look = (page, theme, more) => page.evaluate(([one, other]) => {
    document.documentElement.dataset.theme = one;
    document.documentElement.dataset.contrast = other;
}, [theme, more]);

// Every page whole by day; its colours by night and in high contrast; its shape from right to left.
async function auditAll(context) {
    const page = await open(context);
    await play("open?who=demo");
    await page.goto(`${base}/alerts?locale=en&theme=light&contrast=system`);
    await page.waitForSelector('.grid.alerts [role="row"][data-id]');
    const alerts = (await api(page, "/alerts?limit=5")).items;
    const person = await api(page, `/travellers/${alerts[0].traveller}`);
    const rows = (await api(page, `/flights/${alerts[0].flight.id}/travellers?merged=true`)).items;
    const value = person.identity.surname;
    const bytes = `${value.message}.${value.begin}.${value.size}`;
    const short = (await api(page, "/messages?limit=200")).items.filter((one) => one.kind === "PNR" && one.outcome === "full").sort((one, other) => one.size - other.size)[0].id;
    const name = (await api(page, `/messages/${short}`)).raw.indexOf("TIF+") + 4;
    const paths = ["/alerts", `/alerts?at=${alerts[0].traveller}`, "/flights", `/flights/${alerts[0].flight.id}`, `/travellers/${rows.find((row) => row.merged_into).id}`, `/travellers/${alerts[0].traveller}`,
        `/travellers/${alerts[0].traveller}?bytes=${bytes}`, `/messages/${short}?bytes=${short}.${name}.8`, "/messages", "/messages?outcome=quarantined", "/sources", "/sources/silk-air", "/load", "/welcome", "/password", "/nowhere"];
    const shown = (path) => path.replace(/=.*/, "");
    for (const path of paths) {
        await visit(page, path);
        await audit(page, shown(path));
        for (const [theme, more] of [["dark", "usual"], ["light", "more"]]) {
            await look(page, theme, more);
            await audit(page, `${shown(path)} ${theme} ${more}`, contrast);
        }
        await look(page, "light", "usual");
    }
    await visit(page, "/alerts");
    for (const [key, words] of [["?", "keys"], ["Control+k", "palette"]]) {
        await page.keyboard.press(key);
        await page.waitForSelector("dialog");
        await audit(page, words);
        await page.keyboard.press("Escape");
        await page.waitForSelector("dialog", { state: "detached" });
    }
    await page.goto(`${base}/alerts?locale=pseudo-rtl&theme=light&contrast=system`);
    await page.waitForSelector('[dir="rtl"] .grid.alerts [role="row"][data-id]');
    for (const path of paths) {
        await visit(page, path);
        await audit(page, `${shown(path)} from right to left`, shape);
    }
    await page.evaluate(() => localStorage.clear());
    await page.close();
}

// Somebody signs in with a wrong password: what is said.
async function refused(page) {
    await page.waitForSelector("form");
    await page.keyboard.type("demo");
    await page.keyboard.press("Tab");
    await page.keyboard.type("wrong");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[role="alert"]');
    return text(page, '[role="alert"]');
}

async function gates(context) {
    const page = await open(context);
    await play("end");
    for (const name of ["", "first", "factor", "enrol"]) {
        await page.goto(base);
        await page.waitForSelector("form");
        if (name) {
            await page.keyboard.type(name);
            await page.keyboard.press("Tab");
            await page.keyboard.type("any password");
            await page.keyboard.press("Enter");
            await page.waitForSelector({ first: 'input[autocomplete="new-password"]', factor: 'input[autocomplete="one-time-code"]', enrol: "svg.qr path" }[name]);
            await settle(page);
        }
        await audit(page, `sign-in ${name}`);
        if (!name) expect("it is said why the browser warns", /fingerprint/.test(await text(page, ".gate .aside")));
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
    expect("a refusal says why and what to do", /not right[^]*Try again/.test(await refused(page)));
    await page.close();
}

// A change is told in words; who may says by keyboard that it is the new normal.
async function sources(context) {
    const page = await open(context);
    await play("open?who=demo");
    await page.goto(`${base}/sources?theme=light`);
    await page.waitForSelector('.grid [role="row"][data-id="silk-air"]');
    expect("the list says which source changed", /Changed[^]*6 changes/.test(await text(page, '[data-id="silk-air"]')), await text(page, '[data-id="silk-air"]'));
    for (let i = 0; i < 5 && (await page.locator('[aria-selected="true"]').getAttribute("data-id").catch(() => "")) !== "silk-air"; i++) await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".drift-note");
    await settle(page);
    const birth = '.drift-note:has-text("traveller.birth")';
    expect("a change is told in words", /messages no longer have Born traveller.birth: 0 % of persons instead of 98 %/.test(await text(page, birth)), await text(page, birth));
    expect("what is over is told as over", /As before again/.test(await text(page, '.drift-note:has-text("document.number")')));
    await page.locator(`${birth} button`).focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog");
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { state: "detached" });
    expect("nothing is accepted without a second word", await page.locator(`${birth}.stands`).count() === 1);
    await page.locator(`${birth} button`).focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog");
    await page.locator("dialog .main-action").focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(`${birth}.accepted`);
    expect("the new normal has a name to it", /The new normal since .* says demo/.test(await text(page, birth)), await text(page, birth));
    expect("what was accepted is not offered again", await page.locator(`${birth} button`).count() === 0);
    await page.goto(`${base}/sources/nobody`);
    await until("a source that is not there is said to be none", async () => /no such source/.test(await text(page, "main")));
    await page.close();
}

async function queue(context) {
    const page = await open(context);
    await play("open?who=demo");
    await page.goto(`${base}/alerts?theme=light`);
    await page.waitForSelector('.grid.alerts [role="row"][data-id]');
    const before = (await play("count")).decisions;
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await page.waitForSelector(".pane .why");
    await page.waitForSelector(".pane .codes button");
    const chosen = await page.locator('[aria-selected="true"]').getAttribute("data-id");
    expect("j and k choose a row and show why", Boolean(chosen) && (await addressOf(page)).includes(`at=${chosen}`));
    expect("the chosen row has the focus", await page.evaluate(() => document.activeElement?.getAttribute("data-id")) === chosen);
    await page.keyboard.press("c");
    await page.keyboard.press("1");
    await page.waitForSelector(".said button");
    expect("c and 1 clear it at once", /Cleared/.test(await text(page, '[aria-selected="true"] .c-state')), await text(page, '[aria-selected="true"]'));
    await settle(page);
    expect("the decision is made once", (await play("count")).decisions === before + 1);
    await page.keyboard.press("u");
    await settle(page);
    await until("u takes it back", async () => /New|Referred|Open/.test(await text(page, '[aria-selected="true"] .c-state')));
    await page.waitForSelector(".link-state.live");
    await page.keyboard.press("o");
    await page.waitForSelector("dialog textarea");
    const other = await page.locator('.grid.alerts [data-id]:not([aria-selected="true"])').first().getAttribute("data-id");
    await page.evaluate((id) => fetch(`/api/v1/alerts/${id}/decisions`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code: "handed-over" }) }), other);
    await until("what another decides is shown under a dialog", async () => /Handed over/.test(await text(page, `[data-id="${other}"] .c-state`)));
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { state: "detached" });
    expect("Escape closes the dialog and does not leave the row under it", await page.locator(`[data-id="${chosen}"][aria-selected="true"]`).count() === 1);
    const top = () => page.evaluate(() => document.querySelector('[aria-selected="true"]').getBoundingClientRect().top);
    for (let i = 0; i < 12; i++) await page.keyboard.press("j");
    await settle(page);
    const where = await top();
    await play("raise?count=5");
    await page.waitForSelector(".news");
    await until("news waits in a line", async () => /5 new/.test(await text(page, ".news")));
    const held = await top();
    await page.keyboard.press("n");
    await page.waitForSelector(".news", { state: "detached" });
    await settle(page);
    expect("the row under the cursor does not move", Math.abs((await top()) - where) <= 29 && Math.abs(held - where) <= 29, `${where} ${held} ${await top()}`);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".traveller-page");
    expect("Enter opens the traveller", (await addressOf(page)).includes("/travellers/"));
    await page.keyboard.press("Escape");
    await page.waitForSelector(".grid.alerts");
    await page.waitForSelector('[aria-selected="true"]');
    expect("Escape goes back to the same row", true);
    await page.close();
}

// Decided and taken back, twice, before the first answer is there: each is decided upon the one before it, and the last word holds.
async function inOneBreath(context) {
    const page = await open(context);
    await play("open?who=demo");
    await page.goto(`${base}/alerts?theme=light`);
    await page.waitForSelector('.grid.alerts [role="row"][data-id]');
    const { traveller } = (await api(page, "/alerts?limit=50")).items.find((one) => one.state === "open" && Date.parse(one.flight.deadline.at) > Date.now());
    const decisions = async () => (await api(page, `/travellers/${traveller}`)).decisions;
    const before = (await decisions()).length;
    await visit(page, `/alerts?at=${traveller}`);
    await page.waitForSelector(".pane .codes button");
    await page.route("**/decisions**", async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 150));
        await route.continue();
    });
    for (const key of ["r", "u", "c", "1", "u", "r"]) await page.keyboard.press(key);
    await until("each word is said after the one before it", async () => (await decisions()).length === before + 3);
    await settle(page);
    expect("of all but the last each is withdrawn", (await decisions()).slice(before).map((one) => one.withdrawn_at === null).join() === "false,false,true", JSON.stringify(await decisions()));
    await until("the last word stands on the screen", async () => /Referred/.test(await text(page, '[aria-selected="true"] .c-state')));
    expect("and none of them was refused", await page.locator(".said .bad").count() === 0, await text(page, ".said"));
    await page.close();
}

// What another decides is not only shown: who sees it can decide upon it.
async function uponAnother(context) {
    const page = await open(context);
    await play("open?who=demo");
    await page.goto(`${base}/alerts?theme=light`);
    await page.waitForSelector('.grid.alerts [role="row"][data-id]');
    await page.waitForSelector(".link-state.live");
    const { traveller } = (await api(page, "/alerts?limit=50")).items.find((one) => one.state === "open");
    await visit(page, `/alerts?at=${traveller}`);
    await page.waitForSelector(".pane .codes button");
    await page.evaluate((id) => fetch(`/api/v1/alerts/${id}/decisions`, { method: "POST", headers: { "Content-Type": "application/json", "Idempotency-Key": "of another" }, body: JSON.stringify({ code: "refer" }) }), traveller);
    await until("what another decides is shown", async () => /Referred/.test(await text(page, '[aria-selected="true"] .c-state')));
    await page.keyboard.press("c");
    await page.keyboard.press("1");
    await until("and can be decided upon", async () => (await api(page, `/travellers/${traveller}`)).decisions.at(-1)?.code === "clear-not-same-person", () => text(page, ".said"));
    await settle(page);
    expect("without a refusal", await page.locator(".said .bad").count() === 0, await text(page, ".said"));
    await page.close();
}

// What was done can be taken back for a while after the server has it, however long that takes.
async function undoWaits(context) {
    const page = await open(context);
    await page.clock.install();
    await play("open?who=demo");
    await page.goto(`${base}/alerts?theme=light`);
    await page.waitForSelector('.grid.alerts [role="row"][data-id]');
    let sent = null;
    await page.route("**/decisions**", (route) => { sent = route; });
    await page.keyboard.press("j");
    await page.waitForSelector(".pane .codes button");
    await page.keyboard.press("r");
    await until("it is on its way", async () => sent !== null);
    await page.clock.fastForward(60000);
    expect("what is on its way can be taken back", await page.locator(".said button").count() === 1);
    const answered = page.waitForResponse("**/decisions**");
    await sent.continue();
    await (await answered).finished();
    await settle(page);
    await page.clock.fastForward(8000);
    await until("but not for ever", async () => await page.locator(".said button").count() === 0);
    await page.close();
}

async function mishaps(context) {
    const page = await open(context);
    await play("open?who=demo");
    await page.goto(`${base}/alerts?q=wi&theme=light`);
    await page.waitForSelector('.grid.alerts [role="row"][data-id]');
    const before = (await play("count")).decisions;
    await page.keyboard.press("j");
    await page.waitForSelector(".pane .why");
    await play("drop?count=1");
    const answered = page.waitForResponse((response) => response.url().endsWith("/decisions"));
    await page.keyboard.press("r");
    await answered;
    await settle(page);
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
    const sent = page.waitForResponse((response) => response.url().endsWith("/decisions") && response.ok());
    await page.keyboard.press("Enter");
    await page.waitForSelector(".veil", { state: "detached" });
    await sent;
    await settle(page);
    expect("after unlocking the note is sent, once", (await play("count")).decisions === before + 2);
    await until("the stream is there", async () => (await play("count")).streams > 0);
    await play("cut");
    await until("the stream comes back by itself", async () => (await play("count")).streams > 0 && /Live/.test(await text(page, ".link-state")));
    await page.close();
}

// Two cards, one person: said on the manifest, taken back there, said to be two on the page of the traveller.
async function cards(context) {
    const page = await open(context);
    await play("open?who=demo");
    await page.goto(`${base}/flights?theme=light`);
    const flight = (await api(page, "/flights?limit=1")).items[0].id;
    const count = async () => (await play("count")).pairings;
    await visit(page, `/flights/${flight}`);
    await page.waitForSelector('.grid.manifest [role="row"][data-id]');
    const chosen = () => page.locator('[aria-selected="true"]').getAttribute("data-id");
    // A merged card stands as such until the list is read again, then no more.
    const shown = (id) => page.evaluate((one) => document.querySelector(`[data-id="${one}"] .c-why`)?.innerText ?? "Merged", id);
    const mergedInto = async (id) => (await api(page, `/travellers/${id}`)).id;
    const mark = async () => {
        await page.keyboard.press("j");
        await page.keyboard.press("x");
        return chosen();
    };
    await page.keyboard.press("End");
    for (let i = 0; i < 4; i++) await page.keyboard.press("k");
    const one = await mark();
    expect("one mark asks for the other card", /other one/.test(await text(page, ".marked-bar")) && await page.locator(".marked-bar .main-action").count() === 0);
    const other = await mark();
    expect("marks can be seen and heard", await page.locator('.row.marked[aria-description="Marked"]').count() === 2);
    await audit(page, "two cards marked");
    await page.keyboard.press("?");
    await page.waitForSelector("dialog");
    expect("the keys are in the help", /One person/.test(await text(page, "dialog .keys-list")) && /Mark the row/.test(await text(page, "dialog .keys-list")));
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { state: "detached" });
    const third = await mark();
    expect("of three nothing is offered", await page.locator(".marked-bar .main-action").count() === 0);
    await page.keyboard.press("x");
    const before = await count();
    const [older, younger] = [one, other].sort((a, b) => Number(a.split("-")[1]) - Number(b.split("-")[1]));
    await page.keyboard.press("m");
    await page.waitForSelector(".said button");
    expect("m says that two are one, at once", /Merged/.test(await shown(younger)) && /one person/.test(await text(page, ".said")) && await page.locator(".marked-bar").count() === 0, third);
    await until("and it is carried out", async () => await mergedInto(younger) === older);
    await settle(page);
    await page.keyboard.press("u");
    await until("u takes it back at the server, too", async () => await mergedInto(younger) === younger && !/Merged/.test(await shown(younger)));
    expect("each word was said once", await count() === before + 2);
    await play("pair?delay=60000");
    await page.keyboard.press("k");
    await page.keyboard.press("x");
    await page.keyboard.press("k");
    await page.keyboard.press("x");
    await page.keyboard.press("m");
    await until("what takes long is said", async () => /not carried out yet/.test(await text(page, ".said")) && !/Merged/.test(await shown(younger)));
    await play("pair");
    await page.keyboard.press("u");
    await until("and can be taken back", async () => await count() === before + 4);
    const rows = (await api(page, `/flights/${flight}/travellers?limit=500&merged=true`)).items;
    const merged = rows.find((row) => row.merged_into);
    await visit(page, `/travellers/${merged.merged_into}`);
    await page.waitForSelector(".traveller-page");
    await play("pair?delay=500");
    await play("drop?count=1");
    await page.keyboard.press("p");
    await page.waitForSelector(".said button");
    expect("p says that they are two, at once", /two persons/.test(await text(page, ".said")) && await page.locator(".withdrawn").count() > 0);
    await until("a lost answer: asked again, parted once", async () => await mergedInto(merged.id) === merged.id && await page.locator(`dd:has-text("${merged.id} was merged")`).count() === 0);
    expect("and said once", await count() === before + 5);
    await page.keyboard.press("u");
    await until("u makes them one again", async () => await page.getByText("An officer said so.").count() === 1);
    await page.evaluate(() => { window.real = fetch; window.fetch = (...given) => (/pairings/.test(given[0]) ? Promise.resolve(new Response(JSON.stringify({ title: "No", code: "traveller.other-flight", status: 422, detail: "Only two cards of one flight can be one person." }), { status: 422, headers: { "Content-Type": "application/problem+json" } })) : window.real(...given)); });
    await page.getByRole("button", { name: "Two persons" }).click();
    await until("a refusal is said, and what was shown taken back", async () => /not done. Only two/.test(await text(page, ".said")) && await page.locator(`dd:has-text("${merged.id} was merged") .withdrawn`).count() === 0);
    await page.close();
}

// What the server says in English is told in the language that was chosen, by its code; what only it knows stays, marked.
async function languages(context) {
    const page = await open(context);
    const own = (name) => JSON.parse(readFileSync(new URL(`../strings/${name}.json`, import.meta.url), "utf8"));
    const served = JSON.parse(readFileSync(new URL("../generated/words.json", import.meta.url), "utf8"));
    const parts = ["title", "detail", "remedy"].map((part) => `problem.session.refused.${part}`);
    for (const name of ["ru", "uz", "id", "az"]) {
        await play("end");
        await page.goto(`${base}/?locale=${name}`);
        const said = await refused(page);
        expect(`a refusal is told in ${name}, and not in English`, parts.every((key) => said.includes(own(name)[key]) && !said.includes(served[key])), said);
    }
    await page.locator(".gate .aside select").selectOption("uz");
    await until("and follows when another language is chosen", async () => (await text(page, '[role="alert"]')).includes(own("uz")[parts[0]]));
    const precise = "This one-time password has run out.";
    await page.route("**/api/v1/session", (route) => (route.request().method() === "POST"
        ? route.fulfill({ status: 401, contentType: "application/problem+json", headers: { "Retry-After": "7" }, body: JSON.stringify({ type: "about:blank", title: served[parts[0]], status: 401, code: "session.refused", detail: precise, remedy: served[parts[2]], errors: [{ pointer: "/name", code: "short", detail: "It is too short: at least 2 characters." }] }) })
        : route.continue()));
    await page.goto(`${base}/?locale=ru`);
    const more = await refused(page);
    expect("what the server says beyond its table is told too", parts.every((key) => more.includes(own("ru")[key])) && more.includes(own("ru")["fault.short"]) && more.includes("at least 2"), more);
    expect("and is marked as English", await page.locator('[role="alert"] [lang="en"]').allInnerTexts().then((all) => all.includes(precise)));
    expect("how long to wait is told", more.includes(own("ru")["problem.wait"].many.replace("{count}", "7")), more);
    await audit(page, "a refusal in ru");
    await page.goto(`${base}/?locale=en`);
    const english = await refused(page);
    expect("in English it is told as it came", english.includes(precise) && !english.includes(served[parts[1]]) && await page.locator('[role="alert"] [lang="en"]').count() === 0, english);
    await page.unroute("**/api/v1/session");
    await play("open?who=demo");
    for (const name of ["en", "ru", "uz", "id", "az"]) {
        await page.goto(`${base}/messages?outcome=quarantined&theme=light&locale=${name}`);
        await page.waitForSelector('.grid.messages [role="row"][data-id]');
        const { id } = (await api(page, "/messages?outcome=quarantined")).items[0];
        await visit(page, `/messages/${id}`);
        await page.waitForSelector(".raw .issue");
        const texts = name === "en" ? served : own(name);
        for (const place of [".raw", ".margin"]) expect(`an issue is told in ${name} in ${place}`, (await text(page, place)).includes(texts["issue.date.bad"]), await text(page, place));
        if (name !== "en") expect(`and not in English in ${name}`, !(await text(page, "main")).includes(served["issue.date.bad"]));
    }
    await page.evaluate(() => localStorage.clear());
    await page.close();
}

async function hostile(context) {
    const page = await open(context);
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

const parts = [queue, sources, inOneBreath, uponAnother, undoWaits, mishaps, cards, languages, hostile, auditAll, gates];
const only = process.argv[3]?.split(",");
await withBrowser({ viewport: sizes.desk, reducedMotion: "reduce" }, async (context, faults) => {
    for (const part of parts) if (!only || only.includes(part.name)) await part(context);
    const own = faults.filter((fault) => !/status of (401|403|404|412|422)|ERR_EMPTY_RESPONSE|ERR_CONNECTION|ERR_INCOMPLETE_CHUNKED/.test(fault));
    expect("nothing is logged as an error", own.length === 0, [...new Set(own)].join("; "));
});
console.log(failures() ? `${failures()} failed` : "all good");
process.exit(failures() ? 1 : 0);
