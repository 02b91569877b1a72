// The contract as one page for people: no script, nothing from elsewhere, prints well.

const escape = (text) => String(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
const inline = (text) => escape(text).replace(/`([^`]+)`/g, '<code>$1</code>').replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');
const paragraphs = (text) => (text ?? '').trim().split(/\n\s*\n/).filter(Boolean).map((one) => `<p>${inline(one.replace(/\s+/g, ' '))}</p>`).join('\n');
const nameOf = (ref) => ref.split('/').at(-1);

// A schema in a few words, with links to those that have a name.
function words(schema) {
    if (schema.$ref)
        return `<a href="#schema-${nameOf(schema.$ref)}">${nameOf(schema.$ref)}</a>`;
    if ('const' in schema)
        return `<code>${escape(JSON.stringify(schema.const))}</code>`;
    if (schema.enum)
        return schema.enum.map((word) => `<code>${escape(word === '' ? '""' : word)}</code>`).join(' ');
    const kinds = [schema.type].flat().map((type) => (type === 'array' ? `list of ${words(schema.items)}` : type === 'null' ? 'null' : escape(type ?? 'anything')));
    return kinds.join(' or ') + limits(schema);
}

function limits(schema) {
    const parts = [
        schema.minLength !== undefined && `at least ${schema.minLength} characters`,
        schema.maxLength !== undefined && `at most ${schema.maxLength} characters`,
        schema.minimum !== undefined && `from ${schema.minimum}`,
        schema.maximum !== undefined && `to ${schema.maximum}`,
        schema.default !== undefined && `else ${schema.default}`,
        schema.pattern && `<code>${escape(schema.pattern)}</code>`,
    ].filter(Boolean);
    return parts.length ? `<span class="limits">, ${parts.join(', ')}</span>` : '';
}

function members(schema) {
    if (!schema.properties)
        return `<p>${words({ ...schema, description: undefined })}</p>`;
    const required = new Set(schema.required ?? []);
    const rows = Object.entries(schema.properties).map(
        ([name, member]) => `<tr><th scope="row"><code>${escape(name)}</code>${required.has(name) ? '' : ' <span class="may">may be missing</span>'}</th><td>${words(member)}</td><td>${inline(member.description ?? '')}${member['x-field'] ? ` <span class="field">${escape(member['x-field'])}</span>` : ''}</td></tr>`,
    );
    return `<table><thead><tr><th scope="col">Member</th><th scope="col">Form</th><th scope="col">Meaning</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`;
}

function parameterTable(parameters) {
    if (!parameters.length)
        return '';
    const rows = parameters.map(
        (one) => `<tr><th scope="row"><code>${escape(one.name)}</code>${one.required ? '' : ' <span class="may">may be missing</span>'}</th><td>${one.in}</td><td>${words(one.schema)}</td><td>${inline(one.description ?? '')}</td></tr>`,
    );
    return `<h4>Parameters</h4><table><thead><tr><th scope="col">Name</th><th scope="col">Where</th><th scope="col">Form</th><th scope="col">Meaning</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`;
}

function contents(content) {
    return Object.entries(content ?? {}).map(([type, { schema }]) => `<code>${escape(type)}</code> ${schema.$ref ? words(schema) : ''}`).join('<br>');
}

function answers(api, operation) {
    const rows = Object.entries(operation.responses).map(([status, answer]) => {
        const found = answer.$ref ? api.components.responses[nameOf(answer.$ref)] : answer;
        return `<tr><th scope="row">${status}</th><td>${inline(found.description)}</td><td>${contents(found.content)}</td></tr>`;
    });
    return `<h4>Answers</h4><table><thead><tr><th scope="col">Status</th><th scope="col">Meaning</th><th scope="col">Body</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`;
}

function section(api, route) {
    const { operation } = route;
    const problems = (operation['x-problems'] ?? []).map((code) => `<code>${escape(code)}</code>`).join(' ');
    return `<section class="operation" id="${route.id}">
<h3><span class="method ${route.method.toLowerCase()}">${route.method}</span> <code>${escape(api.servers[0].url + route.path)}</code></h3>
<p class="summary">${escape(operation.summary)} <span class="id">${route.id}</span></p>
${paragraphs(operation.description)}
${parameterTable(route.parameters)}
${operation.requestBody ? `<h4>Body</h4><p>${contents(operation.requestBody.content)}</p>` : ''}
${answers(api, operation)}
${problems ? `<p>Codes of its own: ${problems}</p>` : ''}
</section>`;
}

export function writePage(api, routes) {
    const groups = api.tags.map((tag) => ({ ...tag, routes: routes.filter((route) => route.operation.tags[0] === tag.name) }));
    const menu = groups.map((group) => `<li>${escape(group.name)}<ul>${group.routes.map((route) => `<li><a href="#${route.id}">${escape(route.operation.summary)}</a></li>`).join('')}</ul></li>`).join('\n');
    const body = groups.map((group) => `<h2 id="tag-${group.name}">${escape(group.name)}</h2><p>${inline(group.description)}</p>\n${group.routes.map((route) => section(api, route)).join('\n')}`).join('\n');
    const schemas = Object.entries(api.components.schemas).map(([name, schema]) => `<section id="schema-${name}"><h3>${name}</h3>${paragraphs(schema.description)}${members(schema)}</section>`).join('\n');
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(api.info.title)} ${escape(api.info.version)}: the contract</title>
<link rel="stylesheet" href="/api/docs.css">
</head>
<body>
<nav aria-label="Operations"><ul>
${menu}
<li><a href="#schemas">schemas</a></li>
</ul></nav>
<main>
<h1>${escape(api.info.title)} ${escape(api.info.version)}</h1>
${paragraphs(api.info.description)}
<p>For programs: <a href="/api/openapi.yaml">openapi.yaml</a>.</p>
${body}
<h2 id="schemas">Schemas</h2>
${schemas}
</main>
</body>
</html>
`;
}
