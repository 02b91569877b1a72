// The first hour at a real server: node first-hour.mjs ADDRESS NAME ONE-TIME-PASSWORD FOLDER. Signs in, plays the invented flight,
// decides its alert by keys alone, looks at the bytes, and makes pictures on the way.
import { mkdirSync } from "node:fs";
import { withBrowser, sizes } from "./browser.mjs";
import { signInFirst } from "./officer.mjs";

const [base, name, oneTime, folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

await withBrowser({ viewport: sizes.desk }, async (context, faults) => {
    const page = await context.newPage();
    const shot = (what) => page.screenshot({ path: `${folder}/real-${what}.png` });
    const step = (text) => console.log(`ok   ${text}`);
    const secret = await signInFirst(page, base, name, oneTime, "cedar wharf lantern nine");
    step(`signed in; secret of ${secret.length} letters`);
    await page.goto(`${base}/welcome`);
    await page.waitForSelector(".start");
    await page.keyboard.press("t");
    await page.waitForURL(/alerts/);
    const began = Date.now();
    await page.waitForSelector('.news, .grid.alerts [role="row"][data-id]', { timeout: 60000 });
    step(`an alert appeared by itself after ${Date.now() - began} ms`);
    await page.keyboard.press("n");
    await page.waitForSelector('.grid.alerts [role="row"][data-id]');
    const asked = Date.now();
    await page.keyboard.press("j");
    await page.waitForSelector(".pane .why");
    step(`why after ${Date.now() - asked} ms`);
    await page.waitForTimeout(300);
    await shot("alerts");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".traveller-page .why");
    await page.waitForTimeout(800);
    await shot("traveller");
    await page.keyboard.press("b");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".bytes-pane mark");
    await page.waitForTimeout(300);
    await shot("traveller-bytes");
    step(`the value ${await page.locator(".bytes-pane mark").first().innerText()} is lit`);
    await page.keyboard.press("Escape");
    await page.keyboard.press("c");
    await page.keyboard.press("1");
    await page.waitForSelector(".said button");
    await page.waitForTimeout(800);
    await shot("decided");
    step(await page.locator(".said span").first().innerText());
    await page.keyboard.press("u");
    await page.waitForTimeout(800);
    step(await page.locator(".traveller-head .facts-row").innerText().then((text) => text.replace(/\n/g, " ")));
    const flight = await page.locator(".traveller-head .facts-row a").getAttribute("href");
    await page.goto(base + flight);
    await page.waitForSelector('.grid.manifest [role="row"][data-id]');
    await page.keyboard.press("s");
    await page.waitForTimeout(800);
    await shot("flight");
    for (const [what, path] of [["flights", "/flights"], ["messages", "/messages"]]) {
        await page.goto(base + path);
        await page.waitForTimeout(900);
        await shot(what);
    }
    const message = await page.locator('.grid.messages [data-id]').first().getAttribute("data-id");
    await page.goto(`${base}/messages/${message}`);
    await page.waitForTimeout(900);
    await shot("message");
    await page.goto(`${base}/load`);
    await page.setInputFiles('input[type="file"]', process.env.FILES?.split(",") ?? []);
    await page.waitForTimeout(1500);
    await shot("trial");
    for (const fault of new Set(faults)) console.log("FAULT", fault);
});
