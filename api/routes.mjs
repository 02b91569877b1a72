// The server's table of routes and the checks of what comes with a request, as C.
import { Pattern } from './pattern.mjs';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

// Follows a $ref of the document, as often as there is one.
function follow(api, node) {
    while (node?.$ref) {
        const found = node.$ref.slice(2).split('/').reduce((at, key) => at?.[key], api);
        if (!found)
            throw new Error(`there is nothing at ${node.$ref}.`);
        node = found;
    }
    return node;
}

// A schema without references; the name of a referenced one is kept for people.
function whole(api, schema) {
    const found = follow(api, schema);
    const result = { ...found };
    if (found.properties)
        result.properties = Object.fromEntries(Object.entries(found.properties).map(([key, value]) => [key, whole(api, value)]));
    if (found.items)
        result.items = whole(api, found.items);
    return result;
}

export function routesOf(api) {
    const routes = [];
    for (const [path, item] of Object.entries(api.paths)) {
        for (const method of METHODS) {
            const operation = item[method];
            if (!operation)
                continue;
            const parameters = (operation.parameters ?? []).map((parameter) => follow(api, parameter));
            for (const name of path.matchAll(/\{(\w+)\}/g))
                if (!parameters.some((parameter) => parameter.in === 'path' && parameter.name === name[1]))
                    throw new Error(`${operation.operationId}: the parameter ${name[1]} of its path is not described.`);
            const content = operation.requestBody?.content ?? {};
            routes.push({
                id: operation.operationId,
                permission: operation['x-permission'] ?? operation.operationId,
                method: method.toUpperCase(),
                path,
                operation,
                parameters: parameters.map((parameter) => ({ ...parameter, schema: whole(api, parameter.schema) })),
                media: Object.keys(content),
                body: content['application/json'] ? whole(api, content['application/json'].schema) : null,
                bodyRequired: Boolean(operation.requestBody?.required),
            });
        }
    }
    const twice = routes.find((route, i) => routes.findIndex((other) => other.id === route.id) !== i);
    if (twice)
        throw new Error(`the operation ${twice.id} is there twice.`);
    return routes;
}

const text = (value) => JSON.stringify(value);

class Tables {
    lines = [];
    count = 0;

    // Declares a static table and returns its name.
    put(type, rows) {
        const name = `t${this.count++}`;
        this.lines.push(`static const ${type} ${name}[] = {${rows.join(', ')}};`);
        return name;
    }

    kindOf(schema) {
        const types = [schema.type].flat().filter((type) => type !== 'null');
        if (types.length > 1)
            throw new Error(`a type of several kinds cannot be checked: ${types}.`);
        return types[0] ?? 'any';
    }

    bounds(schema, kind) {
        const names = { string: ['minLength', 'maxLength'], array: ['minItems', 'maxItems'] }[kind] ?? ['minimum', 'maximum'];
        return [schema[names[0]] ?? 'INT64_MIN', schema[names[1]] ?? 'INT64_MAX'];
    }

    members(schema) {
        const required = new Set(schema.required ?? []);
        return Object.entries(schema.properties ?? {}).map(
            ([name, member]) => `{${text(name)}, ${required.has(name)}, ${this.check(member)}}`,
        );
    }

    // The address of a check of this schema.
    check(schema) {
        const kind = this.kindOf(schema);
        const [least, most] = this.bounds(schema, kind);
        const words = (schema.enum ?? (typeof schema.const === 'string' ? [schema.const] : [])).filter((word) => word !== null);
        const members = kind === 'object' ? this.members(schema) : [];
        const fields = [
            `.kind = CHECK_${kind.toUpperCase()}`,
            `.least = ${least}`,
            `.most = ${most}`,
            schema.type && [schema.type].flat().includes('null') && '.nullable = true',
            words.length && `.words = ${this.put('char *const', [...words.map(text), 'NULL'])}`,
            schema.pattern && `.pattern = ${this.put('struct check_step', new Pattern(schema.pattern).steps())}`,
            members.length && `.members = ${this.put('struct check_member', members)}, .member_count = ${members.length}`,
            kind === 'object' && schema.additionalProperties !== false && '.open = true',
            kind === 'array' && `.items = ${this.check(schema.items)}`,
        ];
        return `${this.put('struct check', [`{${fields.filter(Boolean).join(', ')}}`])}`;
    }
}

const PLACES = { path: 'IN_PATH', query: 'IN_QUERY', header: 'IN_HEADER' };
const CSRF = 'X-Portolan-CSRF';

function routeRow(tables, route) {
    const parameters = route.parameters
        .filter((parameter) => parameter.name !== CSRF)
        .map((parameter) => `{${text(parameter.name)}, ${PLACES[parameter.in]}, ${Boolean(parameter.required)}, ${tables.check(parameter.schema)}}`);
    const fields = [
        `.method = ${text(route.method)}`,
        `.path = ${text(route.path)}`,
        `.permission = PERMISSION_${route.permission}`,
        `.handle = api_${route.id}`,
        parameters.length && `.parameters = ${tables.put('struct api_parameter', parameters)}, .parameter_count = ${parameters.length}`,
        route.media.length && `.media = ${tables.put('char *const', [...route.media.map(text), 'NULL'])}`,
        route.body && `.body = ${tables.check(route.body)}`,
        route.bodyRequired && '.body_required = true',
        route.parameters.some((parameter) => parameter.name === CSRF) && '.csrf = true',
    ];
    return `    {${fields.filter(Boolean).join(',\n     ')}},`;
}

export function writeRoutes(routes) {
    const tables = new Tables();
    const rows = routes.map((route) => routeRow(tables, route));
    return `/* Made by api/generate.mjs from api/openapi.yaml. */
${tables.lines.join('\n')}
static const struct api_route routes[] = {
${rows.join('\n')}
};
`;
}
