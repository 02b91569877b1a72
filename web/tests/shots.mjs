// Pictures of every page: node shots.mjs ADDRESS FOLDER [page..]. Against dev/server.mjs, or a real server with OPEN sessions.
import { mkdirSync } from "node:fs";
import { withBrowser, sizes } from "./browser.mjs";

const [base = "http://127.0.0.1:8466", folder = "shots", ...only] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const api = (page, path) => page.evaluate(async (address) => (await fetch(`/api/v1${address}`)).json(), path);

async function pagesOf(page) {
    const alerts = (await api(page, "/alerts?limit=5")).items;
    const flight = alerts[0].flight.id;
    const [first, second] = alerts.map((row) => row.traveller);
    const person = await api(page, `/travellers/${first}`);
    const value = person.disagreements[0]?.pnr ?? person.identity.surname;
    const bytes = `${value.message}.${value.begin}.${value.size}`;
    const bad = (await api(page, "/messages?outcome=quarantined")).items[0]?.id;
    return {
        alerts: `/alerts?at=${first}`,
        "alerts-idle": "/alerts",
        flights: "/flights",
        flight: `/flights/${flight}`,
        traveller: `/travellers/${first}`,
        "traveller-bytes": `/travellers/${first}?bytes=${bytes}`,
        "traveller-plain": `/travellers/${second}`,
        message: `/messages/${value.message}?bytes=${bytes}`,
        "message-bad": `/messages/${bad}`,
        messages: "/messages",
        quarantine: "/messages?outcome=quarantined",
        sources: "/sources",
        source: "/sources/silk-air",
        load: "/load",
        welcome: "/welcome",
        missing: "/nowhere",
    };
}

const variants = {
    light: { size: "desk", query: "theme=light" },
    dark: { size: "desk", query: "theme=dark" },
    rtl: { size: "desk", query: "theme=light&locale=pseudo-rtl" },
    phone: { size: "phone", query: "theme=light" },
};

for (const [name, { size, query }] of Object.entries(variants)) {
    if (process.env.VARIANT && !process.env.VARIANT.split(",").includes(name)) continue;
    await withBrowser({ viewport: sizes[size], hasTouch: size === "phone" }, async (context, faults) => {
        const page = await context.newPage();
        await page.goto(`${base}/alerts?${query}`);
        const pages = await pagesOf(page);
        for (const [one, path] of Object.entries(pages)) {
            if (only.length > 0 && !only.includes(one)) continue;
            await page.goto(`${base}${path}${path.includes("?") ? "&" : "?"}${query}`);
            await page.waitForLoadState("load");
            await page.waitForTimeout(650);
            await page.screenshot({ path: `${folder}/${one}-${name}.png` });
        }
        for (const fault of new Set(faults)) console.log(name, fault);
    });
}
