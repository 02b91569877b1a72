// Files as C: gzip'd arrays of bytes and the list API_FILES(FILE) with FILE(path, type, bytes, etag,
// immutable), of the same form as that of the pages.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

function rowsOf(bytes) {
    const lines = [];
    for (let at = 0; at < bytes.length; at += 32)
        lines.push([...bytes.subarray(at, at + 32)].join(','));
    return lines.join(',\n');
}

export function embed(files) {
    const arrays = [];
    const list = files.map(({ path, type, text }, i) => {
        const packed = gzipSync(text, { level: 9 });
        packed[9] = 255; // the system that packed it: none, so that every machine gives the same bytes
        const etag = createHash('sha256').update(text).digest('hex').slice(0, 20);
        arrays.push(`static const unsigned char api_bytes_${i}[] = {\n${rowsOf(packed)}};`);
        return `    FILE("${path}", "${type}", api_bytes_${i}, "\\"${etag}\\"", 0)`;
    });
    return `/* Made by api/generate.mjs. */\n${arrays.join('\n')}\n#define API_FILES(FILE) \\\n${list.join(' \\\n')}\n`;
}
