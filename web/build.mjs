// Bundles the screens: node build.mjs SOURCE OUT [--watch]. SOURCE/src is bundled into OUT, every file but
// index.html and icon.svg with a name that changes with its content. Writes OUT/first-load.json: what a
// browser fetches before the first page stands, for the budget of embed.mjs.
import { build } from "esbuild";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const [source, out] = process.argv.slice(2);
if (!out) throw new Error("node build.mjs SOURCE OUT");
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const common = {
    absWorkingDir: process.cwd(),
    bundle: true,
    minify: true,
    charset: "utf8",
    legalComments: "none",
    target: ["chrome100", "firefox102", "safari15.4"],
    preserveSymlinks: true,
    entryNames: "assets/[name]-[hash]",
    outdir: out,
    metafile: true,
    logLevel: "warning",
};

const entryOf = (result, ending) => Object.keys(result.metafile.outputs).map((path) => path.slice(path.indexOf("assets/")))
    .find((path) => ending.test(path));

const worker = await build({ ...common, entryPoints: [join(source, "src/events.worker.ts")], format: "iife" });
const workerPath = `/${entryOf(worker, /^assets\/events\.worker-.*\.js$/)}`;

const pages = await build({
    ...common,
    entryPoints: [join(source, "src/main.tsx"), join(source, "src/upload.tsx")],
    format: "esm",
    splitting: true,
    chunkNames: "assets/[name]-[hash]",
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { EVENTS_WORKER: JSON.stringify(workerPath) },
});
const styles = await build({ ...common, entryPoints: [join(source, "src/css/main.css")] });

const css = entryOf(styles, /^assets\/main-.*\.css$/);
const outputs = pages.metafile.outputs;
const key = (path) => Object.keys(outputs).find((one) => one.endsWith(path));
const template = readFileSync(join(source, "src/index.html"), "utf8");

// Writes the page of an entry; gives what it needs: the entry and all that it imports at once, asked for in one go, not
// one after the other.
function writePage(name, js) {
    const needed = new Set();
    const follow = (path) => {
        if (needed.has(path)) return;
        needed.add(path);
        for (const one of outputs[path].imports) if (one.kind === "import-statement") follow(one.path);
    };
    follow(key(js));
    const preload = [...needed].filter((path) => !path.endsWith(js)).map((path) => `<link rel="modulepreload" href="/assets/${basename(path)}">`);
    writeFileSync(join(out, name), template.replace("{js}", `/${js}`).replace("{css}", `/${css}`).replace("</head>", `${preload.join("\n")}\n</head>`));
    return needed;
}

const needed = writePage("index.html", entryOf(pages, /^assets\/main-.*\.js$/));
writePage("upload.html", entryOf(pages, /^assets\/upload-.*\.js$/));
writeFileSync(join(out, "icon.svg"), readFileSync(join(source, "src/icon.svg")));

// Those, the style, the page, the worker and the largest catalogue are what the first page needs.
const catalogues = Object.keys(outputs).filter((path) => Object.keys(outputs[path].inputs).some((input) => /strings\/\w+\.json$/.test(input)));
writeFileSync(join(out, "first-load.json"), JSON.stringify({
    all: ["index.html", css, workerPath.slice(1), ...[...needed].map((path) => `assets/${basename(path)}`)],
    one: catalogues.map((path) => `assets/${basename(path)}`),
}));
