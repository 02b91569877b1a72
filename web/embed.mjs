// Makes C of the bundled files: node embed.mjs FOLDER OUT.inc BUDGET. Each file is gzip'd. The .inc holds an array of
// bytes a file and the list WEB_FILES(FILE) with FILE(path, type, bytes, etag, immutable). Fails when what a
// browser needs for its first page is more than BUDGET bytes.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { embed, pack } from "../api/embed.mjs";

const [folder, out, budgetText] = process.argv.slice(2);
const budget = Number(budgetText);
if (!budget) throw new Error("node embed.mjs FOLDER OUT.inc BUDGET");

const types = {
    html: "text/html; charset=utf-8",
    js: "text/javascript; charset=utf-8",
    css: "text/css; charset=utf-8",
    svg: "image/svg+xml",
};

function* walk(path) {
    for (const name of readdirSync(path).sort()) {
        const whole = join(path, name);
        if (statSync(whole).isDirectory()) yield* walk(whole);
        else yield whole;
    }
}

const files = [];
for (const path of walk(folder)) {
    const type = types[path.split(".").pop()];
    if (!type) continue;
    const name = relative(folder, path);
    files.push(pack({ path: `/${name}`, type, content: readFileSync(path), immutable: name.startsWith("assets/") }));
}

const sizeOf = (name) => files.find((file) => file.path === `/${name}`).packed.length;
const first = JSON.parse(readFileSync(join(folder, "first-load.json"), "utf8"));
const firstLoad = first.all.reduce((sum, name) => sum + sizeOf(name), 0) + Math.max(0, ...first.one.map(sizeOf));
const total = files.reduce((sum, file) => sum + file.packed.length, 0);

writeFileSync(out, `/* Made by web/embed.mjs. */\n${embed("web", files)}`);

const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
console.log(`web: first load ${kb(firstLoad)} of ${kb(budget)}, all ${files.length} files ${kb(total)}, gzip'd`);
if (firstLoad > budget) {
    console.error("web: the first load is over its budget. Load a page lazily, or drop something.");
    process.exit(1);
}
