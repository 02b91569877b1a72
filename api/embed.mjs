// Files as C, for the server to carry: what api/ and web/ make share this.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

// A file as it is embedded: gzip'd, with a tag of its content.
export function pack({ path, type, content, immutable = false }) {
    const packed = gzipSync(content, { level: 9 });
    packed[9] = 255; // the system that packed it: none, so that every machine gives the same bytes
    const etag = createHash('sha256').update(content).digest('hex').slice(0, 20);
    return { path, type, packed, etag, immutable };
}

function rowsOf(bytes) {
    const lines = [];
    for (let at = 0; at < bytes.length; at += 32)
        lines.push([...bytes.subarray(at, at + 32)].join(','));
    return lines.join(',\n');
}

// An array of bytes a file, and the list NAME_FILES(FILE) with FILE(path, type, bytes, etag, immutable).
export function embed(name, files) {
    const arrays = files.map(({ packed }, i) => `static const unsigned char ${name}_bytes_${i}[] = {\n${rowsOf(packed)}};`);
    const list = files.map(({ path, type, etag, immutable }, i) => `    FILE("${path}", "${type}", ${name}_bytes_${i}, "\\"${etag}\\"", ${immutable ? 1 : 0})`);
    return `${arrays.join('\n')}\n#define ${name.toUpperCase()}_FILES(FILE) \\\n${list.join(' \\\n')}\n`;
}
