// A picture of every page, into a folder: light, dark, right to left, and on a phone.
import { mkdirSync } from "node:fs";
import { ask, base, stands, tell } from "./kit.mjs";
import { sizes } from "./browser.mjs";

export const looks = {
    light: { theme: "light", locale: "en" },
    dark: { theme: "dark", locale: "en" },
    rtl: { theme: "light", locale: "pseudo-rtl" },
    phone: { theme: "light", locale: "en" },
};

export const query = ({ theme, locale }) => `theme=${theme}&locale=${locale}`;

export const deviceOf = (look) => (look === "phone" ? { viewport: sizes.phone, hasTouch: true } : {});

// The picture of a page that has settled.
export async function shoot(page, folder, name, look, fullPage = false) {
    await stands(page);
    await page.waitForTimeout(400);
    await page.screenshot({ path: `${folder}/${name}-${look}.png`, animations: "disabled", caret: "hide", fullPage });
}

// The steps before the pages: one account in each of them.
async function gates(make, folder, settings, look, how) {
    const context = await make(settings);
    const page = await context.newPage();
    const { password } = await ask("account", { name: `anora-${look}`, role: "analyst" });
    await page.goto(`${base}/?${query(how)}`);
    await page.waitForSelector('input[autocomplete="username"]');
    await shoot(page, folder, "login", look);
    await page.keyboard.type(`anora-${look}`);
    await page.keyboard.press("Tab");
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await page.waitForSelector('input[autocomplete="new-password"]');
    await shoot(page, folder, "new-password", look);
    for (const word of [password, "cedar wharf lantern nine", "cedar wharf lantern nine"]) {
        await page.keyboard.type(word);
        await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    await page.waitForSelector("svg.qr path");
    await shoot(page, folder, "totp-enrol", look);
    await context.close();
}

export async function takeScreens(folder, make, { supervisor, admin, pagesOf }) {
    mkdirSync(folder, { recursive: true });
    const cookies = { supervisor: await supervisor.cookies(), admin: await admin.cookies() };
    for (const [look, how] of Object.entries(looks)) {
        const settings = deviceOf(look);
        await gates(make, folder, settings, look, how);
        const contexts = {};
        for (const who of ["supervisor", "admin"]) {
            contexts[who] = await make(settings);
            await contexts[who].addCookies(cookies[who]);
        }
        const page = await contexts.supervisor.newPage();
        await page.goto(`${base}/welcome?${query(how)}`);
        await stands(page);
        const pages = await pagesOf(page);
        for (const [name, path] of Object.entries(pages)) {
            await page.goto(`${base}${path}${path.includes("?") ? "&" : "?"}${query(how)}`);
            if (name === "alerts" && look !== "phone") await page.waitForSelector(".pane .why");
            if (path.includes("bytes=")) await page.waitForSelector("mark");
            await shoot(page, folder, name, look);
        }
        const other = await contexts.admin.newPage();
        await other.goto(`${base}/accounts?${query(how)}`);
        await shoot(other, folder, "accounts", look);
        for (const context of Object.values(contexts)) await context.close();
        tell("pictures", look);
    }
}
