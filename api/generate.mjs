// Makes of api/openapi.yaml what the server, the pages and people need.
//
//   node generate.mjs MODULES OUT CONTRACT.ts
//
// MODULES is a node_modules folder with the packages of package.json. Into the folder OUT go
//   operations.inc   OPERATION(id) for each operation
//   routes.inc       the server's table of routes, with the checks of parameters and bodies
//   contract.json    the contract for tests that read no YAML
//   docs.inc         the readable page, its style and the contract itself, packed, as API_FILES
// and CONTRACT.ts gets the types of the pages. The output depends on the inputs alone.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { routesOf, writeRoutes } from './routes.mjs';
import { writeTypes } from './types.mjs';
import { writePage } from './page.mjs';
import { embed, pack } from './embed.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const [modules, out, contract] = process.argv.slice(2).map((path) => resolve(path));
if (!contract) {
    console.error('usage: node generate.mjs MODULES OUT CONTRACT.ts');
    process.exit(2);
}

// A property that stems from the catalogue of fields names one that is there.
function checkFields(text, catalogue) {
    const fields = new Set([...catalogue.matchAll(/^FIELD\((\w+),/gm)].map((match) => match[1]));
    for (const [, field] of text.matchAll(/x-field: (\w+)/g))
        if (!fields.has(field))
            throw new Error(`the field ${field} is not in src/model/fields.def.`);
}

// Every code that an operation names is one of the catalogue.
function checkProblems(routes, catalogue) {
    const codes = new Set([...catalogue.matchAll(/^PROBLEM\(\w+, \d+, "([^"]+)"/gm)].map((match) => match[1]));
    for (const route of routes)
        for (const code of route.operation['x-problems'] ?? [])
            if (!codes.has(code))
                throw new Error(`${route.id}: the problem ${code} is not in src/api/problems.def.`);
}

try {
    const { parse } = createRequire(join(modules, 'load.cjs'))('yaml');
    const text = readFileSync(join(here, 'openapi.yaml'), 'utf8');
    const api = parse(text);
    const routes = routesOf(api);
    checkProblems(routes, readFileSync(join(here, '../src/api/problems.def'), 'utf8'));
    checkFields(text, readFileSync(join(here, '../src/model/fields.def'), 'utf8'));
    mkdirSync(out, { recursive: true });
    mkdirSync(dirname(contract), { recursive: true });
    writeFileSync(join(out, 'operations.inc'), routes.map((route) => `OPERATION(${route.id})\n`).join(''));
    writeFileSync(join(out, 'routes.inc'), writeRoutes(routes));
    writeFileSync(join(out, 'contract.json'), JSON.stringify(api));
    writeFileSync(contract, writeTypes(api, routes));
    writeFileSync(
        join(out, 'docs.inc'),
        '/* Made by api/generate.mjs. */\n' +
            embed('api', [
                pack({ path: '/api/docs', type: 'text/html; charset=utf-8', content: writePage(api, routes) }),
                pack({ path: '/api/docs.css', type: 'text/css; charset=utf-8', content: readFileSync(join(here, 'docs.css'), 'utf8') }),
                pack({ path: '/api/openapi.yaml', type: 'application/yaml; charset=utf-8', content: text }),
            ]),
    );
    console.log(`api: ${routes.length} operations.`);
} catch (error) {
    console.error(`generate.mjs: ${error.message}`);
    process.exit(1);
}
