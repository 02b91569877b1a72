// What is remembered of false alarms, at the real server, for real.mjs: cleared by one, approved by another, taken back.
import { expect, text } from "./browser.mjs";
import { api, ask, audit, base, rows, tell, until } from "./kit.mjs";
import { deviceOf, looks, query, shoot } from "./screens.mjs";

const plain = "theme=light&locale=en";

// For the audit of every page.
export const memoryPages = { memory: "/memory?all=true" };

// The last alert, which nobody else looks at here, of somebody with a document, by the list that asks for a second approval.
async function candidate(page) {
    for (const row of (await api(page, "/alerts?limit=100")).items.reverse()) {
        if (row.state !== "open" || row.protect || row.reasons.some((one) => one.list !== "sample-list")) continue;
        const person = await api(page, `/travellers/${row.traveller}`);
        if (person.documents.length > 0) return row.traveller;
    }
    return null;
}

// The traveller who was cleared, and the number under which it is remembered.
async function clear(page) {
    await ask("second", { wanted: true });
    await page.goto(`${base}/alerts?${plain}`);
    await rows(page, "alerts").first().waitFor();
    const traveller = await candidate(page);
    await page.goto(`${base}/travellers/${traveller}?${plain}`);
    await page.waitForSelector(".why");
    await page.keyboard.press("c");
    await page.keyboard.press("1");
    await until(async () => (await api(page, "/memory")).items.length > 0);
    return { traveller, memory: (await api(page, "/memory")).items[0].id };
}

async function look(page, memory) {
    await page.goto(`${base}/memory?at=${memory}&${plain}`);
    await page.waitForSelector("[role=dialog], dialog");
}

const stateOf = async (page, memory) => (await api(page, "/memory?all=true")).items.find((one) => one.id === memory).state;

export async function remembered(analyst, supervisor) {
    const page = await analyst.newPage(), other = await supervisor.newPage();
    const { traveller, memory } = await clear(page);
    expect("who needs a second account is sent to what waits", /second account/.test(await page.locator("main").innerText()));
    await look(page, memory);
    const own = await page.locator("dialog").innerText();
    expect("whoever decided cannot approve", /decision is yours/.test(own) && (await page.getByRole("button", { name: "Approve", exact: true }).count()) === 0, own);
    let clean = await audit(page, "a false alarm that waits");
    await look(other, memory);
    await other.getByRole("button", { name: "Approve", exact: true }).click();
    expect("another account approves", await until(async () => (await stateOf(other, memory)) === "holds"));
    await other.goto(`${base}/memory?${plain}`);
    await rows(other, "memory").first().waitFor();
    clean = (await audit(other, "remembered false alarms")) && clean;
    await other.keyboard.press("j");
    await other.keyboard.press("Enter");
    await other.waitForSelector("dialog");
    expect("it is said who approved", /Approved by/.test(await other.locator("dialog").innerText()));
    await other.getByRole("button", { name: "Take back" }).click();
    expect("and takes it back", await until(async () => (await stateOf(other, memory)) === "forgotten"));
    expect("whoever was quiet alerts again", await until(async () => (await api(other, `/travellers/${traveller}`)).alert.state === "open-again"));
    await ask("second", { wanted: false });
    await page.close();
    await other.close();
    expect("axe finds nothing on what is remembered", clean);
}

// ---- pictures ----

export async function memoryScreens(folder, make, supervisor, analyst) {
    const cookies = await supervisor.cookies();
    const first = await analyst.newPage();
    const { memory } = await clear(first);
    await first.close();
    for (const [name, how] of Object.entries(looks)) {
        const context = await make(deviceOf(name));
        await context.addCookies(cookies);
        const page = await context.newPage();
        await page.goto(`${base}/memory?${query(how)}`);
        await rows(page, "memory").first().waitFor();
        await shoot(page, folder, "memory", name);
        await page.goto(`${base}/memory?at=${memory}&${query(how)}`);
        await page.waitForSelector("dialog");
        await shoot(page, folder, "memory-one", name);
        await context.close();
        tell("pictures of what is remembered", name);
    }
}
