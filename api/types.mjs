// The types of the pages: one for each schema, and a table of the operations.

const WORDS = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', object: 'Record<string, unknown>' };
const nameOf = (ref) => ref.split('/').at(-1);
const key = (name) => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));

function memberLines(schema, indent) {
    const required = new Set(schema.required ?? []);
    return Object.entries(schema.properties).map(([name, member]) => {
        const about = member.description ? `${indent}/** ${member.description.trim().replace(/\s+/g, ' ')} */\n` : '';
        return `${about}${indent}${key(name)}${required.has(name) ? '' : '?'}: ${typeOf(member, indent)};`;
    });
}

function alone(schema, type, indent) {
    if (type === 'null')
        return 'null';
    if (type === 'array')
        return `${wrap(typeOf(schema.items, indent))}[]`;
    if (type === 'object' && schema.properties)
        return `{\n${memberLines(schema, `${indent}    `).join('\n')}\n${indent}}`;
    return WORDS[type] ?? 'unknown';
}

const wrap = (type) => (type.includes(' | ') ? `(${type})` : type);

function typeOf(schema, indent = '') {
    if (schema.$ref)
        return nameOf(schema.$ref);
    if ('const' in schema)
        return JSON.stringify(schema.const);
    if (schema.enum)
        return schema.enum.map((word) => JSON.stringify(word)).join(' | ');
    return [schema.type].flat().map((type) => alone(schema, type, indent)).join(' | ');
}

function answerOf(operation) {
    const [, found] = Object.entries(operation.responses).find(([status]) => status.startsWith('2')) ?? [];
    const schema = found?.content?.['application/json']?.schema;
    return schema ? typeOf(schema) : 'undefined';
}

function operationLine(route) {
    const body = route.operation.requestBody?.content?.['application/json']?.schema;
    const query = route.parameters.filter((parameter) => parameter.in === 'query');
    const queryType = query.length ? `{ ${query.map((one) => `${key(one.name)}?: ${typeOf(one.schema)}`).join('; ')} }` : 'undefined';
    return `    ${route.id}: { method: ${JSON.stringify(route.method)}; path: ${JSON.stringify(route.path)}; query: ${queryType}; body: ${body ? typeOf(body) : 'undefined'}; answer: ${answerOf(route.operation)} };`;
}

export function writeTypes(api, routes) {
    const types = Object.entries(api.components.schemas).map(([name, schema]) => {
        const about = schema.description ? `/** ${schema.description.trim().replace(/\s+/g, ' ')} */\n` : '';
        return `${about}export type ${name} = ${typeOf(schema)};\n`;
    });
    return `/* Made by api/generate.mjs from api/openapi.yaml. */
${types.join('')}
/** Every operation, by its id. */
export interface Operations {
${routes.map(operationLine).join('\n')}
}

/** Where each is: \`operations.getFlight.path\`. */
export const operations = {
${routes.map((route) => `    ${route.id}: { method: ${JSON.stringify(route.method)}, path: ${JSON.stringify(route.path)} },`).join('\n')}
} as const satisfies { [Id in keyof Operations]: Pick<Operations[Id], 'method' | 'path'> };
`;
}
