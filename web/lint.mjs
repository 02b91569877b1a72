// Checks the words of the screens: node lint.mjs SOURCE SRC. Every key stands in every locale with the same places and the
// plural forms that its language has; no key is unused or unknown; components hold no literal text. What the server says,
// by the tables in SRC, is a key in every locale but English, which stands in the tables.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { wordsOf } from "./words.mjs";

const [source, tables] = process.argv.slice(2);
if (!tables) throw new Error("node lint.mjs SOURCE SRC");
const faults = [];
const tags = { en: "en", ru: "ru", uz: "uz", id: "id", az: "az" };
const read = (name) => JSON.parse(readFileSync(join(source, "strings", `${name}.json`), "utf8"));
const served = wordsOf(tables);
const own = read("en");
const english = { ...served, ...own };

function places(text) {
    const all = typeof text === "string" ? [text] : Object.values(text);
    return [...new Set(all.flatMap((one) => one.match(/\{\w+\}/g) ?? []))].sort().join(" ");
}

function checkText(name, key, text, model) {
    if (typeof text !== typeof model) return faults.push(`strings/${name}.json: ${key} must be ${typeof model === "string" ? "one text" : "plural forms"}`);
    if (places(text) !== places(model)) faults.push(`strings/${name}.json: ${key} has the places ${places(text) || "none"}, not ${places(model) || "none"}`);
    if (typeof text === "string") return text.trim() || faults.push(`strings/${name}.json: ${key} is empty`);
    for (const form of new Intl.PluralRules(tags[name]).resolvedOptions().pluralCategories) {
        if (!text[form]) faults.push(`strings/${name}.json: ${key} lacks the form "${form}"`);
    }
}

for (const name of Object.keys(tags)) {
    const texts = name === "en" ? english : read(name);
    for (const key of Object.keys(english)) {
        if (!(key in texts)) faults.push(`strings/${name}.json: ${key} is missing`);
        else checkText(name, key, texts[key], english[key]);
    }
    for (const key of Object.keys(texts)) if (!(key in english)) faults.push(`strings/${name}.json: ${key} is in no other catalogue`);
}

for (const key of Object.keys(own)) if (key in served) faults.push(`strings/en.json: ${key} stands in a table of the server's`);

const used = new Set();
const prefixes = new Set();
const spoken = new Set(["title", "label", "aria-label", "aria-description", "placeholder", "alt", "summary"]);
const letters = /\p{L}{2}/u;

function visit(node, file, where) {
    const at = () => `${where}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`;
    if (ts.isStringLiteralLike(node) && node.text in english) used.add(node.text);
    if (ts.isCallExpression(node) && ["word", "told"].includes(node.expression.getText(file)) && ts.isStringLiteral(node.arguments[0])) {
        prefixes.add(`${node.arguments[0].text}.`);
    }
    if (ts.isJsxText(node) && letters.test(node.text)) faults.push(`${at()}: literal text "${node.text.trim()}"`);
    if (ts.isJsxAttribute(node) && spoken.has(node.name.getText(file)) && node.initializer && ts.isStringLiteral(node.initializer)) {
        if (letters.test(node.initializer.text)) faults.push(`${at()}: literal ${node.name.getText(file)} "${node.initializer.text}"`);
    }
    if (ts.isJsxExpression(node) && node.expression && ts.isStringLiteralLike(node.expression) && !ts.isJsxAttribute(node.parent)) {
        if (letters.test(node.expression.text)) faults.push(`${at()}: literal text "${node.expression.text}"`);
    }
    if (ts.isJsxAttribute(node) && node.name.getText(file) === "style" && node.initializer && ts.isStringLiteral(node.initializer)) {
        faults.push(`${at()}: a style written as text is refused by the content security policy`);
    }
    ts.forEachChild(node, (child) => visit(child, file, where));
}

function walk(folder) {
    for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        if (statSync(path).isDirectory()) walk(path);
        else if (/\.tsx?$/.test(name)) {
            const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
            visit(file, file, relative(source, path));
        }
    }
}
walk(join(source, "src"));

for (const key of Object.keys(english)) {
    if (!used.has(key) && ![...prefixes].some((prefix) => key.startsWith(prefix))) faults.push(`strings/en.json: ${key} is used nowhere`);
}

// Only logical properties: a page must be able to run from right to left.
for (const name of readdirSync(join(source, "src/css"))) {
    readFileSync(join(source, "src/css", name), "utf8").split("\n").forEach((line, i) => {
        if (/^\s*((margin|padding|border)-(left|right|top|bottom)|left|right|top|bottom|width|height|(min|max)-(width|height))\s*:/.test(line)) {
            faults.push(`src/css/${name}:${i + 1}: physical property "${line.trim()}"`);
        }
    });
}

for (const fault of faults) console.error(fault);
console.log(faults.length ? `${faults.length} faults` : `${Object.keys(english).length} keys in ${Object.keys(tags).length} languages: nothing found`);
process.exit(faults.length ? 1 : 0);
