// What the server says in sentences, of its tables: node words.mjs SRC OUT.json, where SRC is the folder of the C sources.
// The keys are those of the catalogues in strings/; the English of them stands in the tables alone.
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

// Of a row's strings, by their order: the first is the code.
const tables = [
    { file: "api/problems.def", row: "PROBLEM", words: ([code, title, detail, remedy]) => ({ [`problem.${code}.title`]: title, [`problem.${code}.detail`]: detail, [`problem.${code}.remedy`]: remedy }) },
    { file: "api/faults.def", row: "FAULT", words: ([code, sentence]) => ({ [`fault.${code}`]: sentence }) },
    { file: "model/issues.def", row: "ISSUE", words: ([code, sentence]) => ({ [`issue.${code}`]: sentence }) },
    { file: "desk/decisions.def", row: "DECISION", words: ([code, sentence]) => ({ [`decision-help.${code}`]: sentence }) },
];

// The strings of each row: what stands between quotes, joined where C joins it.
function* rows(text, row) {
    const code = text.replace(/\/\*[^]*?\*\//g, "");
    for (const found of code.matchAll(new RegExp(`^${row}\\(((?:[^")]|"(?:[^"\\\\]|\\\\.)*")*)\\)`, "gm"))) {
        const strings = found[1].matchAll(/"(?:[^"\\]|\\.)*"(?:\s*"(?:[^"\\]|\\.)*")*/g);
        yield [...strings].map(([joined]) => joined.match(/"(?:[^"\\]|\\.)*"/g).map((one) => JSON.parse(one)).join(""));
    }
}

export function wordsOf(source) {
    const result = {};
    for (const { file, row, words } of tables) {
        const before = Object.keys(result).length;
        for (const strings of rows(readFileSync(join(source, file), "utf8"), row)) {
            for (const [key, text] of Object.entries(words(strings))) {
                if (!text || key in result) throw new Error(`${file}: ${key} ${text ? "stands twice" : "has no text"}.`);
                result[key] = text;
            }
        }
        if (Object.keys(result).length === before) throw new Error(`${file}: no ${row} is in it.`);
    }
    return result;
}

if (basename(process.argv[1] ?? "") === "words.mjs") {
    const [source, out] = process.argv.slice(2);
    if (!out) throw new Error("node words.mjs SRC OUT.json");
    writeFileSync(out, `${JSON.stringify(wordsOf(source), null, 1)}\n`);
}
