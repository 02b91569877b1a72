// The small part of regular expressions that a request may be checked with: ^, characters or classes,
// each with a count, $. Anything that would need to try and go back is refused here, so that the
// server's check walks through a text once.

const COUNT = /^(?:\{(\d+)(?:,(\d+))?\}|([?*+]))/;
const MOST = 255;

// The characters of a class: "a-z0-9_" and a last or first "-" that stands for itself.
function classOf(inner) {
    const set = new Set();
    for (const [, from, to] of inner.matchAll(/([^])(?:-([^]))?/g))
        for (let c = from.charCodeAt(0); c <= (to ?? from).charCodeAt(0); c++)
            set.add(c);
    return set;
}

export class Pattern {
    parts = [];

    constructor(source) {
        this.source = source;
        if (!source.startsWith('^') || !source.endsWith('$'))
            this.fail('does not begin with ^ and end with $');
        let rest = source.slice(1, -1);
        while (rest) {
            const one = /^\[([^\]\\^]+)\]|^([A-Za-z0-9:/_ -])/.exec(rest) ?? this.fail(`has at "${rest}" what is not taken`);
            rest = rest.slice(one[0].length);
            const count = COUNT.exec(rest);
            rest = rest.slice(count?.[0].length ?? 0);
            this.parts.push({ set: classOf(one[1] ?? one[2]), ...this.counts(count) });
        }
        this.checkOnePass();
    }

    fail(what) {
        throw new Error(`the pattern ${this.source} ${what}.`);
    }

    counts(match) {
        if (!match)
            return { least: 1, most: 1 };
        const sign = { '?': [0, 1], '*': [0, MOST], '+': [1, MOST] }[match[3]];
        const [least, most] = sign ?? [Number(match[1]), Number(match[2] ?? match[1])];
        if (most > MOST)
            this.fail(`counts to more than ${MOST}`);
        return { least, most };
    }

    // Where a part may be longer or shorter, nothing that it takes may begin the next one.
    checkOnePass() {
        this.parts.slice(0, -1).forEach((part, i) => {
            if (part.least !== part.most && [...this.parts[i + 1].set].some((c) => part.set.has(c)))
                this.fail('cannot be read in one pass');
        });
    }

    // Rows of struct check_step, with an empty one at the end.
    steps() {
        const rows = this.parts.map(({ set, least, most }) => {
            const words = [0n, 0n];
            for (const c of set)
                words[c >> 6] |= 1n << BigInt(c & 63);
            return `{{UINT64_C(0x${words[0].toString(16)}), UINT64_C(0x${words[1].toString(16)})}, ${least}, ${most}}`;
        });
        return [...rows, '{{0, 0}, 0, 0}'];
    }
}
