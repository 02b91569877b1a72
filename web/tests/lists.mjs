// Watchlists and the match tester at the real server, for real.mjs.
import { addressOf, contrast, expect, text } from "./browser.mjs";
import { api, audit, base, rows, tell, until } from "./kit.mjs";
import { deviceOf, looks, query, shoot } from "./screens.mjs";

const plain = "theme=light&locale=en";
const head = "id,surname,given,birth,sex,nationality,document_number,document_state\n";
const persons = ["T1,Tursunbekov,Sardorjon,1981-02-14,M,UZB,,", "T2,Ismatullayeva,Gulchehra,1975-09-01,F,UZB,,", "T3,Kuznetsov,Anatolii Petrovich,1969-11-30,M,RUS,764248992,RUS", "T4,Suparno,,1958-02-20,M,IDN,,", "T5,Fernandez Ortega,Maria Jose,1990-01-01,F,ESP,,"];
const file = (lines, name = "trade.csv") => ({ name, mimeType: "text/csv", buffer: Buffer.from(head + lines.join("\n") + "\n") });
const next = [...persons.slice(0, 3), "T4,Suparno,,1958-02-21,M,IDN,,", "T6,Vaskarenko,Radomir,sometime,M,,,"];

// For the audit of every page.
export const listPages = { watchlists: "/lists", watchlist: "/lists/sample-list", "list-import": "/lists/+import", match: "/lists/+match" };

// What a page shows only after something was done, also by night and in high contrast.
async function auditLooks(page, name) {
    let clean = await audit(page, name);
    for (const [theme, more] of [["dark", "usual"], ["light", "more"], ["light", "usual"]]) {
        await page.evaluate(([one, other]) => Object.assign(document.documentElement.dataset, { theme: one, contrast: other }), [theme, more]);
        clean = (await audit(page, `${name} ${theme} ${more}`, contrast)) && clean;
    }
    return clean;
}

// Colours that are on their way are nobody's.
async function opened(context) {
    const page = await context.newPage();
    await page.emulateMedia({ reducedMotion: "reduce" });
    return page;
}

async function choose(page, one) {
    await page.setInputFiles('.zone input[type="file"]', one);
}

async function look(page) {
    await page.locator("form .main-action[type=submit]").click();
    await page.waitForSelector(".zone", { state: "detached" });
}

async function newList(page) {
    await page.goto(`${base}/lists?${plain}`);
    await rows(page, "watchlists").first().waitFor();
    let clean = await audit(page, "watchlists");
    await page.keyboard.press("a");
    await page.waitForSelector(".zone");
    const ready = () => page.locator("form .main-action[type=submit]").isEnabled();
    expect("without a file nothing can be looked at", !(await ready()));
    await choose(page, file(persons));
    expect("the list is called as its file", (await page.locator(".fields input").first().inputValue()) === "trade");
    expect("a new list needs its legal basis", !(await ready()) && /legal basis/.test(await text(page, "form > .line")));
    await page.getByLabel("Legal basis").fill("Customs code, article 12");
    await page.getByLabel("Agency").fill("Customs");
    clean = (await audit(page, "a list to be brought in")) && clean;
    await look(page);
    const told = await text(page, ".notice");
    expect("it is said what would come", /new list trade/.test(told) && /5 entries/.test(told), told);
    await page.getByRole("region", { name: "Whom it would have found" }).waitFor();
    const found = await page.locator("main").innerText();
    expect("so is whom it would have found on stored traffic", /Hits a day: [\d.]+, of them new: [\d.]+/.test(found) && /To come/.test(found), found);
    clean = (await audit(page, "preview of a list")) && clean;
    expect("a preview changes nothing", !(await api(page, "/lists")).items.some((one) => one.name === "trade"));
    await page.keyboard.press("X");
    await page.waitForSelector(".zone");
    await choose(page, file(persons));
    await look(page);
    await page.keyboard.press("K");
    await page.waitForSelector(".versions");
    expect("taken by a key, it is in force", (await addressOf(page)).endsWith("/lists/trade") && (await api(page, "/lists/trade")).list.legal_basis === "Customs code, article 12");
    return clean;
}

async function drop(page, one) {
    const transfer = await page.evaluateHandle(([name, body]) => {
        const data = new DataTransfer();
        data.items.add(new File([body], name, { type: "text/csv" }));
        return data;
    }, [one.name, one.buffer.toString()]);
    await page.dispatchEvent(".zone", "dragover", { dataTransfer: transfer });
    await page.dispatchEvent(".zone", "drop", { dataTransfer: transfer });
}

async function nextVersion(page) {
    await page.goto(`${base}/lists/+import?list=trade&${plain}`);
    await page.waitForSelector(".zone");
    await drop(page, { name: "broken.csv", buffer: Buffer.from("neither,a,list\n1,2,3\n") });
    await page.locator("form .main-action[type=submit]").click();
    await page.waitForSelector(".fault");
    expect("a file that is no list is refused in words, and can be changed", /cannot be read as a list/.test(await text(page, ".fault")) && (await page.locator(".zone").count()) === 1, await text(page, ".fault"));
    await drop(page, file(persons.slice(0, 2)));
    await look(page);
    await page.waitForSelector(".notice.bad");
    const clean = await auditLooks(page, "a list that shrinks");
    const take = page.getByRole("button", { name: /^Put it in force/ });
    expect("a list that shrinks is not taken by itself", /2 entries where the list has 5/.test(await text(page, ".notice.bad")) && !(await take.isEnabled()));
    await page.locator(".check input").check();
    expect("but when somebody says that it is right", await take.isEnabled());
    await page.keyboard.press("X");
    await page.waitForSelector(".zone");
    await drop(page, file(next));
    await look(page);
    await page.locator(".list-changes summary", { hasText: "changed" }).click();
    const changed = await text(page, ".list-changes .changed");
    expect("what differs of an entry is said", /Suparno/.test(changed) && /Birth dates/.test(changed), changed);
    expect("what was passed over is said with its line", /1 thing/.test(await page.locator("main").innerText()));
    await take.click();
    await page.waitForSelector(".versions");
    await page.locator(".versions .button.text").first().click();
    await page.waitForSelector(".version-changes .list-changes");
    expect("a version says later what it changed", /1\s+gone/.test(await text(page, ".version-changes")), await text(page, ".version-changes"));
    return (await auditLooks(page, "a list and its versions")) && clean;
}

const sumOf = (points) => Math.max(0, Math.min(100, points.map((one) => Number(one.replace("−", "-"))).reduce((a, b) => a + b, 0)));

async function tester(page) {
    await page.goto(`${base}/lists/+match?${plain}`);
    await page.waitForSelector(".match-form input");
    let clean = await audit(page, "match tester, empty");
    await page.keyboard.type("Anatoly Kuznecov");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".matches");
    const first = page.locator(".match").first();
    expect("who is found stands there with list and score", /Kuznetsov, Anatolii Petrovich/.test(await first.innerText()) && /trade, version 2, T3/.test(await first.innerText()), await first.innerText());
    if (!(await first.locator("details").getAttribute("open")) && !(await first.locator(".waterfall").isVisible())) await first.locator("summary").click();
    const points = await first.locator(".waterfall td.end").allInnerTexts();
    const score = Number(await first.locator(".points b").innerText());
    expect("the points add up to the score", points.length > 0 && sumOf(points) === score, `${points} ${score}`);
    const aligned = await first.locator(".aligned").innerText();
    expect("which word goes with which is shown, and by which rule", /KUZNECOV\s+KUZNETSOV/.test(aligned) && /PETROVICH/.test(aligned), aligned);
    clean = (await auditLooks(page, "match tester, found")) && clean;
    await page.keyboard.press("/");
    await page.keyboard.press("Escape");
    await page.getByRole("textbox", { name: "Born" }).fill("1950-05-05");
    await page.keyboard.press("Enter");
    await until(async () => (await page.locator(".match.near").count()) > 0);
    expect("who is nearly found says what stands against it", /Birth date contradicts/.test(await text(page, ".match.near")), await text(page, ".match.near"));
    clean = (await auditLooks(page, "match tester, near")) && clean;
    await page.getByRole("textbox", { name: "Born" }).fill("some day");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".match-form .wrong");
    expect("what cannot be understood is said beside it", /date cannot be read/.test(await text(page, ".match-form .wrong")) && (await page.locator(".match").count()) === 0, await text(page, ".match-form .wrong"));
    clean = (await audit(page, "match tester, at fault")) && clean;
    expect("nothing of it stands in the address", !/uzn|1950/i.test(await addressOf(page)));
    return clean;
}

export async function lists(supervisor, analyst) {
    const page = await opened(supervisor);
    let clean = await newList(page);
    clean = (await nextVersion(page)) && clean;
    await page.close();
    const other = await opened(analyst);
    clean = (await tester(other)) && clean;
    await other.goto(`${base}/lists/trade?${plain}`);
    await other.waitForSelector(".versions");
    expect("who may only look brings nothing in", (await other.locator('a[href*="+import"]').count()) === 0);
    await other.close();
    expect("axe finds nothing on the pages of lists", clean);
}

// ---- pictures ----

async function pictures(page, folder, look_, how) {
    const see = (name, whole) => shoot(page, folder, name, look_, whole);
    await page.goto(`${base}/lists?${query(how)}`);
    await rows(page, "watchlists").first().waitFor();
    await see("watchlists");
    await page.goto(`${base}/lists/+import?${query(how)}`);
    await page.waitForSelector(".zone");
    await see("list-import", true);
    await choose(page, file(persons, "port.csv"));
    await page.locator(".fields .field input").nth(3).fill("Customs code, article 12");
    await look(page);
    for (const one of await page.locator(".list-changes summary").all()) await one.click();
    await page.locator(".list-traffic table").waitFor();
    await see("list-preview", true);
    await page.goto(`${base}/lists/+import?list=trade&${query(how)}`);
    await page.waitForSelector(".zone");
    await choose(page, file(next.slice(0, 2)));
    await page.waitForSelector("form .notice");
    await look(page);
    await page.waitForSelector(".notice.bad");
    await see("list-refused", true);
    await page.goto(`${base}/lists/trade?${query(how)}`);
    await page.waitForSelector(".versions");
    await page.locator(".versions .button.text").first().click();
    await page.waitForSelector(".version-changes .list-changes");
    for (const one of await page.locator(".version-changes summary").all()) await one.click();
    await see("watchlist", true);
    await page.goto(`${base}/lists/+match?${query(how)}`);
    await page.waitForSelector(".match-form input");
    await see("match");
    await page.locator(".match-form input").first().fill("Anatoly Kuznecov");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".matches");
    await see("match-found", true);
    await page.locator(".match-form input").first().fill("Gulchehra Ismatullayeva");
    await page.locator(".match-form input").nth(1).fill("1960-03-17");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".match.near");
    await page.locator(".match.near summary").first().click();
    await see("match-near", true);
}

export async function listScreens(folder, make, supervisor) {
    const cookies = await supervisor.cookies();
    const first = await supervisor.newPage();
    for (const version of [persons, next]) {
        await first.goto(`${base}/lists/+import?${plain}`);
        await first.waitForSelector(".zone");
        await choose(first, file(version));
        if (version === persons) await first.getByLabel("Legal basis").fill("Customs code, article 12");
        await look(first);
        await first.keyboard.press("K");
        await first.waitForSelector(".versions");
    }
    await first.close();
    for (const [look_, how] of Object.entries(looks)) {
        const context = await make(deviceOf(look_));
        await context.addCookies(cookies);
        await pictures(await context.newPage(), folder, look_, how);
        await context.close();
        tell("pictures of watchlists", look_);
    }
}
