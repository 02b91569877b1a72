// What the generator refuses, and that a build without a row of permissions.def fails.
//
//   node generate_test.mjs SOURCE BUILD CC
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [source, build, compiler] = process.argv.slice(2);
const { Pattern } = await import(pathToFileURL(join(source, 'api/pattern.mjs')));
const { routesOf } = await import(pathToFileURL(join(source, 'api/routes.mjs')));
const folder = mkdtempSync(join(tmpdir(), 'portolan-api-'));

// ---- patterns: those that cannot be read in one pass, or are of another kind, are refused

for (const good of ['^[a-z]{3}$', '^F[0-9]{6}-[1-9][0-9]{0,7}$', '^[A-Za-z0-9_.-]{1,64}$', '^a?b$'])
    assert.ok(new Pattern(good).steps().length > 1, good);
for (const bad of ['[a-z]', '^[a-z]{0,3}[a-z]$', '^(a|b)$', '^a.b$', '^\\d+$', '^[^a]$', '^a{1,999}$'])
    assert.throws(() => new Pattern(bad), /pattern/, bad);

// A class as the server's table has it takes the characters that the expression takes.
for (const inner of ['a-z', 'a-z0-9._-', 'A-Za-z0-9_.-', '0-9A-Za-z.-', 'x']) {
    const [words] = new Pattern(`^[${inner}]$`).steps()[0].match(/\{(.*?)\}/g);
    const [low, high] = [...words.matchAll(/0x([0-9a-f]+)/g)].map((match) => BigInt(`0x${match[1]}`));
    for (let c = 0; c < 128; c++) {
        const set = (c < 64 ? low : high) >> BigInt(c & 63) & 1n;
        assert.equal(set === 1n, new RegExp(`^[${inner}]$`).test(String.fromCharCode(c)), `${inner} ${c}`);
    }
}

// ---- routes: what is not described is refused

const operation = (more) => ({ operationId: 'getIt', responses: {}, ...more });
assert.throws(() => routesOf({ paths: { '/a/{id}': { get: operation() } } }), /id of its path/);
assert.throws(() => routesOf({ paths: { '/a': { get: operation() }, '/b': { get: operation() } } }), /twice/);

// ---- a route without a row in guard/permissions.def does not compile

function compile(includes) {
    const words = [...includes, join(source, 'src'), join(build, 'api'), join(build, 'web')].map((path) => `-I${path}`);
    return spawnSync(compiler, ['-fsyntax-only', '-std=c17', '-D_GNU_SOURCE', ...words, join(source, 'src/api/route.c')], { encoding: 'utf8' });
}

const table = readFileSync(join(source, 'src/guard/permissions.def'), 'utf8');
const operations = [...table.matchAll(/^PERMISSION\((\w+),/gm)].map((match) => match[1]);
assert.ok(operations.length > 20);
assert.equal(compile([]).status, 0, compile([]).stderr);
cpSync(join(source, 'src/guard'), join(folder, 'guard'), { recursive: true });
for (const row of [operations[0], 'getTraveller', operations.at(-1)]) {
    writeFileSync(join(folder, 'guard/permissions.def'), table.replace(new RegExp(`^PERMISSION\\(${row},.*\\n`, 'm'), ''));
    const done = compile([folder]);
    assert.notEqual(done.status, 0, `it builds without the row of ${row}`);
    assert.match(done.stderr, new RegExp(`PERMISSION_${row}`));
    console.log(`without the row of ${row}: ${done.stderr.split('\n').find((line) => line.includes('error'))}`);
}

// ---- a code or a field that its catalogue does not have is refused

cpSync(join(source, 'api'), join(folder, 'api'), { recursive: true });
cpSync(join(source, 'src/api'), join(folder, 'src/api'), { recursive: true });
cpSync(join(source, 'src/model'), join(folder, 'src/model'), { recursive: true });
const contract = readFileSync(join(source, 'api/openapi.yaml'), 'utf8');
for (const [from, to] of [['x-problems: [demo.running]', 'x-problems: [demo.dancing]'], ['x-field: TRAVELLER_SURNAME', 'x-field: TRAVELLER_SHOE']]) {
    writeFileSync(join(folder, 'api/openapi.yaml'), contract.replace(from, to));
    const refused = spawnSync('node', [join(folder, 'api/generate.mjs'), join(build, 'api/node_modules'), join(folder, 'out'), join(folder, 'contract.ts')], { encoding: 'utf8' });
    assert.notEqual(refused.status, 0);
    assert.match(refused.stderr, /demo\.dancing|TRAVELLER_SHOE/);
}

// ---- the same inputs give the same bytes

execFileSync('node', [join(source, 'api/generate.mjs'), join(build, 'api/node_modules'), join(folder, 'again'), join(folder, 'contract.ts')]);
for (const name of ['routes.inc', 'operations.inc', 'docs.inc'])
    assert.equal(readFileSync(join(folder, 'again', name), 'utf8'), readFileSync(join(build, 'api', name), 'utf8'), name);
rmSync(folder, { recursive: true });
