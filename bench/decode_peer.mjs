// The npm package `edifact` splitting the same bodies, for bench/decode: no validator, callbacks that
// only count, set as methods, which its README calls the fastest way. What a body's text costs to make
// out of bytes is not counted.
//   node decode_peer.mjs PACKAGES SECONDS FILE..
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [packages, seconds, ...paths] = process.argv.slice(2);
const Parser = createRequire(join(packages, "package.json"))("edifact/parser.js");

let components = 0;

// It takes no UNA with a repetition mark: bodies of the default marks are read without theirs.
function read(text) {
    const parser = new Parser();
    parser.encoding("UNOY");
    parser.onopensegment = () => {};
    parser.onelement = () => {};
    parser.oncomponent = () => { components++; };
    parser.onclosesegment = () => {};
    parser.write(text);
    parser.end();
}

function accepts(text) {
    try {
        read(text);
        return true;
    } catch {
        return false;
    }
}

const bodies = paths.map(path => readFileSync(path))
    .map(bytes => ({ size: bytes.length, text: bytes.toString("utf8").trim().replace(/^UNA:\+[.,]\?[* ]'/, "") }))
    .filter(body => accepts(body.text));

function pass() {
    for (const body of bodies)
        read(body.text);
}

const processor = () => { const used = process.cpuUsage(); return (used.user + used.system) / 1e6; };

// MB/s by the clock or by processor time, whichever is kinder: the latter counts its helper threads.
function speed() {
    const bytes = bodies.reduce((sum, body) => sum + body.size, 0);
    for (const begin = performance.now(); performance.now() - begin < seconds * 1000;)
        pass(); // until it is compiled
    const begin = performance.now(), used = processor();
    let passes = 0, took = 0;
    for (; took < seconds; passes++) {
        pass();
        took = (performance.now() - begin) / 1000;
    }
    return bytes * passes / Math.min(took, processor() - used) / 1e6;
}

console.log(JSON.stringify({
    taken: bodies.length, speed: bodies.length ? speed() : 0, components, node: process.version,
}));
