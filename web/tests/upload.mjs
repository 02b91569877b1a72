// Tables that an officer loads, links that one makes, and what who has a link does with it: at the real system.
import { expect, text } from "./browser.mjs";
import { api, ask, audit, base, stands, tell, until } from "./kit.mjs";
import { deviceOf, looks, query, shoot } from "./screens.mjs";

const foreign = "Trip;When;Family name;Given names;Born;Passport\nHY1;22.11.2026;ADAMSON;ANNA;03.02.1980;X1234567\nHY1;22.11.2026;BROWNING;LEA;99.01.1979;X7654321\n";
const listed = "#portolan-passengers-1\nFlight,From,To,Departure,Surname,Given names,Date of birth,Document number\nHY9271,TAS,IST,2026-11-22,CLARKSON,EVA,01.02.1970,FA1\nHY9271,TAS,IST,2026-11-22,DOBSON,IDA,99.02.1970,\n";
const file = (name, content) => ({ name, mimeType: "text/csv", buffer: Buffer.from(content) });
const plain = query(looks.light);
const withLook = (url, look) => url.replace("/upload#", `/upload?${look}#`);

// ---- the officer's table ----

async function loadTable(page, look = plain) {
    await page.goto(`${base}/load?${look}`);
    await page.waitForSelector(".zone");
    await page.setInputFiles('input[type="file"]', file("ferry.csv", foreign));
    await page.waitForSelector(".samples");
}

// The rows as understood once the reader has come to rest.
const understood = (page, wanted) => until(async () => (await page.locator('[aria-busy="false"].stack .wide td').allInnerTexts()).includes(wanted));

export async function tables(context) {
    const page = await context.newPage();
    await loadTable(page);
    expect("a table never seen is shown with its cells", /ADAMSON/.test(await text(page, ".samples >> nth=2")), await page.locator(".samples").allInnerTexts());
    expect("its rows are understood by the proposal", await understood(page, "ADAMSON"));
    expect("what is not understood is told with row and column", /Row 3, column E/.test(await page.locator(".issues").last().innerText()), await page.locator(".issues").allInnerTexts());
    const audited = await audit(page, "a table");
    const trip = page.getByLabel("What Trip means");
    await trip.focus();
    await trip.selectOption("leg.number");
    await page.getByLabel("From", { exact: true }).fill("TAS");
    await page.getByLabel("To", { exact: true }).fill("IST");
    await page.getByLabel("What When means").selectOption("leg.departure");
    expect("a mapping is changed by keys, and the rows with it", await until(async () => /HY1 TAS-IST/.test(await page.locator(".trial-file").innerText())), await page.locator(".trial-file").innerText());
    const messages = await api(page, "/messages?limit=1");
    const waits = page.waitForEvent("download");
    await page.getByText("Download as YAML").click();
    expect("the mapping is had as YAML", (await waits).suggestedFilename() === "profile.yaml");
    await page.getByLabel("Read it by").selectOption({ label: "Generic list of passengers" });
    expect("another profile reads it otherwise", await until(async () => /No person|could not|column/i.test(await page.locator(".trial-file").innerText())));
    await page.getByLabel("Read it by").selectOption("");
    await understood(page, "ADAMSON");
    await page.getByText("Keep", { exact: false }).first().click();
    expect("it is kept by that mapping", await until(async () => (await api(page, "/messages?limit=1")).items[0]?.id !== messages.items[0]?.id));
    expect("axe finds nothing on a table", audited);
    await page.close();
}

// ---- links ----

export async function links(context) {
    const page = await context.newPage();
    await ask("source", { name: "ferry" });
    await page.goto(`${base}/links?${plain}`);
    await page.waitForSelector("h1");
    await stands(page);
    await page.keyboard.press("a");
    await page.waitForSelector("dialog form");
    const audited = await audit(page, "making a link");
    await page.locator("dialog form .main-action").click();
    await page.waitForSelector("dialog .secret");
    const url = await text(page, "dialog .secret");
    expect("a link is made and shown once", /\/upload#[\w-]{43}$/.test(url), url);
    await page.locator("dialog .main-action").click();
    expect("it is in the list, without its secret", (await until(async () => (await page.locator(".grid.links [data-id]").count()) >= 1)) && !(await page.content()).includes(url.split("#")[1]));
    expect("axe finds nothing on links", (await audit(page, "links")) && audited);
    await page.close();
    return url;
}

// ---- who has a link ----

async function type(page) {
    await page.locator("details.typed summary").click();
    for (const [label, value] of [["Flight number", "HY9271"], ["From", "TAS"], ["To", "IST"], ["Day of departure, there", "2026-11-22"], ["Surname", "EVANS"], ["Given names", "ROSE"], ["Born", "1980-02-03"], ["Nationality", "UZB"], ["Document", "FA0009"]]) {
        await page.getByLabel(label, { exact: true }).fill(value);
    }
    await page.getByText("Add a person").click();
    await page.getByLabel("Surname", { exact: true }).nth(1).fill("FOSTER");
    await page.getByText("Check what I typed").click();
    await page.getByText("EVANS").waitFor();
}

async function handIn(make, url) {
    const context = await make();
    const page = await context.newPage();
    const sent = [];
    page.on("request", (request) => sent.push(request.url()));
    await page.goto(withLook(url, plain));
    await page.waitForSelector(".zone");
    let clean = await audit(page, "upload");
    const download = page.waitForEvent("download");
    await page.getByText("Fetch an empty list").click();
    expect("the empty list is fetched", (await download).suggestedFilename() === "passengers.csv");
    await page.setInputFiles('input[type="file"]', file("list.csv", listed));
    await page.getByText("DOBSON").waitFor();
    const told = await page.locator(".trial-file").innerText();
    expect("what was understood and what is missing is told in words", /2 persons understood/.test(told) && /no document number/.test(told) && /Row 4, column G/.test(told), told);
    await type(page);
    expect("typed persons are understood, too", await until(async () => (await page.locator(".trial-file").count()) === 2));
    clean = (await audit(page, "upload, understood")) && clean;
    await page.getByText("Send", { exact: true }).click();
    await page.waitForSelector(".receipt");
    const number = await text(page, ".receipt dd .strong");
    expect("there is a receipt", /^U\d+-\d+$/.test(number), number);
    clean = (await audit(page, "receipt")) && clean;
    await page.reload();
    await page.waitForSelector(".receipt");
    expect("and there again later, without names", (await text(page, ".receipt dd .strong")) === number && !(await page.content()).includes("list.csv"));
    expect("the secret is in no address that was asked for", sent.every((one) => !one.includes(url.split("#")[1])));
    expect("axe finds nothing on the upload page", clean);
    await context.close();
}

async function ended(make, { used, revoked, cut }) {
    const context = await make();
    const page = await context.newPage();
    for (const [name, url, words] of [["revoked", revoked, /withdrawn/i], ["cut off", cut, /not known/i], ["none", used.split("#")[0], /Open the link/]]) {
        await page.goto("about:blank");
        await page.goto(withLook(`${url.includes("#") ? url : `${url}#`}`, plain));
        await page.waitForSelector(".state");
        expect(`a link that is ${name} says what to do`, await until(async () => words.test(await text(page, ".state"))), await text(page, ".state"));
    }
    await context.close();
}

export async function holders(make, url) {
    await handIn(make, url);
    const other = await ask("link", { name: "ferry", revoke: true });
    await ended(make, { used: url, revoked: other.url, cut: url.slice(0, -4) });
}

// ---- pictures ----

export async function uploadScreens(folder, make, supervisor) {
    const cookies = await supervisor.cookies();
    await ask("source", { name: "ferry" });
    for (const [look, how] of Object.entries(looks)) {
        const { url } = await ask("link", { name: "ferry" });
        const inside = await make(deviceOf(look));
        await inside.addCookies(cookies);
        const officer = await inside.newPage();
        await loadTable(officer, query(how));
        await officer.waitForSelector(".wide >> nth=1");
        await shoot(officer, folder, "load-table", look, true);
        await officer.goto(`${base}/links?${query(how)}`);
        await officer.waitForSelector(".grid.links [data-id]");
        await shoot(officer, folder, "links", look);
        await inside.close();
        const outside = await make(deviceOf(look));
        const page = await outside.newPage();
        await page.goto(withLook(url, query(how)));
        await page.waitForSelector(".zone");
        await shoot(page, folder, "upload", look, true);
        await page.setInputFiles('input[type="file"]', file("list.csv", listed));
        await page.waitForSelector(".trial-file");
        await shoot(page, folder, "upload-understood", look, true);
        await page.locator(".upload-page .main-action").last().click();
        await page.waitForSelector(".receipt");
        await shoot(page, folder, "upload-receipt", look, true);
        await outside.close();
        tell("pictures of lists", look);
    }
}
