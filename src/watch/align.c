/* Which token of the one name is which of the other. Tokens are a bag: order plays no part, because
 * carriers and lists disagree about it. */
#include "watch/internal.h"

enum { LEFT_OVER = 400, ERR_LETTERS = 5 };

static const struct rule_info rules[RULES] = {
#define RULE(name, word, alike) [RULE_##name] = {word, alike},
#include "watch/rules.def"
#undef RULE
};

const struct rule_info *rule_info(enum rule rule)
{
    return &rules[rule];
}

/* One side of a pair; a pair has both. */
uint32_t token_weight(enum names_class class)
{
    static const uint32_t weights[] = {
        [NAMES_ORDINARY] = 1000, [NAMES_PARTICLE] = 200, [NAMES_TITLE] = 100,
        [NAMES_PREFIX] = 500,    [NAMES_INITIAL] = 200,  [NAMES_FILLER] = 0,
    };
    return weights[class];
}

uint32_t token_cost(enum names_class class)
{
    return token_weight(class) * LEFT_OVER / 1000;
}

struct sides {
    const struct reading *person, *entry;
    struct alignment *out;
};

static uint32_t run_weight(const struct reading *reading, size_t from, size_t size)
{
    uint32_t weight = 0;
    for (size_t i = 0; i < size; i++)
        weight += token_weight(reading->names.tokens[(from + i) % reading->names.count].class);
    return weight;
}

static uint32_t counted(const struct reading *reading, uint64_t bits)
{
    return (uint32_t)__builtin_popcountll(reading->counted & bits);
}

static void add_pair(struct sides *sides, struct run p, struct run e, enum rule rule)
{
    struct alignment *out = sides->out;
    uint64_t person = run_bits(sides->person, p.from, p.size);
    uint64_t entry = run_bits(sides->entry, e.from, e.size);
    uint32_t names = counted(sides->person, person), other = counted(sides->entry, entry);
    uint32_t weight = run_weight(sides->person, p.from, p.size), more;
    more = run_weight(sides->entry, e.from, e.size);
    if (rule == RULE_INITIAL) /* says no more than a letter does */
        weight = more = weight < more ? weight : more;
    out->pairs[out->count++] = (struct pair){p.from, p.size, e.from, e.size, rule, weight + more};
    out->person |= person;
    out->entry |= entry;
    if (rule != RULE_INITIAL)
        out->agreed += names < other ? names : other;
    out->initial = out->initial || rule == RULE_INITIAL;
    out->typo = out->typo || rule == RULE_TYPO;
}

typedef bool alike_function(const struct names_token *a, const struct names_token *b);

static bool same(const struct names_token *a, const struct names_token *b)
{
    return span_equal(a->text, b->text);
}

static bool same_skeleton(const struct names_token *a, const struct names_token *b)
{
    return names_keys_agree(&a->skeletons, &b->skeletons);
}

static bool same_loosely(const struct names_token *a, const struct names_token *b)
{
    return names_keys_agree_loosely(&a->skeletons, &b->skeletons);
}

static bool same_initial(const struct names_token *a, const struct names_token *b)
{
    bool one = (a->class == NAMES_INITIAL) != (b->class == NAMES_INITIAL);
    return one && a->text.at[0] == b->text.at[0];
}

static bool misspelt(const struct names_token *a, const struct names_token *b)
{
    return a->class == NAMES_ORDINARY && b->class == NAMES_ORDINARY &&
           a->text.size >= ERR_LETTERS && b->text.size >= ERR_LETTERS &&
           names_distance(a->text, b->text, 1) == 1;
}

static void pair_tokens(struct sides *sides, alike_function *alike, enum rule rule, size_t most)
{
    const struct names *person = &sides->person->names, *entry = &sides->entry->names;
    for (size_t i = 0; i < person->count; i++)
        for (size_t j = 0; j < entry->count && most; j++) {
            bool taken = (sides->out->person >> i & 1) || (sides->out->entry >> j & 1);
            if (taken || !alike(&person->tokens[i], &entry->tokens[j]))
                continue;
            add_pair(sides, (struct run){.from = (uint8_t)i, .size = 1},
                     (struct run){.from = (uint8_t)j, .size = 1}, rule);
            most--;
            break;
        }
}

static bool is_free(const struct sides *sides, const struct run *p, const struct run *e)
{
    return !(run_bits(sides->person, p->from, p->size) & sides->out->person) &&
           !(run_bits(sides->entry, e->from, e->size) & sides->out->entry);
}

static void pair_run(struct sides *sides, const struct run *p, const struct run *e)
{
    if (is_free(sides, p, e) && names_keys_agree(&p->keys, &e->keys))
        add_pair(sides, *p, *e, RULE_JOINED);
}

static struct run run_of_token(const struct reading *reading, size_t token)
{
    return (struct run){(uint8_t)token, 1, reading->names.tokens[token].skeletons};
}

/* ABDUL RAHMAN is ABDULRAHMAN, and ABD EL RAHMAN both. */
static void pair_runs(struct sides *sides)
{
    const struct reading *person = sides->person, *entry = sides->entry;
    for (size_t i = 0; i < person->run_count; i++)
        for (size_t j = 0; j < entry->names.count; j++) {
            struct run token = run_of_token(entry, j);
            pair_run(sides, &person->runs[i], &token);
        }
    for (size_t i = 0; i < person->names.count; i++)
        for (size_t j = 0; j < entry->run_count; j++) {
            struct run token = run_of_token(person, i);
            pair_run(sides, &token, &entry->runs[j]);
        }
    for (size_t i = 0; i < person->run_count; i++)
        for (size_t j = 0; j < entry->run_count; j++)
            pair_run(sides, &person->runs[i], &entry->runs[j]);
}

/* Both the surname and the given names take part, where it is known which is which. */
static bool both_parts(const struct reading *reading, uint64_t agreeing)
{
    uint64_t surname = reading->surname ? run_bits(reading, 0, reading->surname) : 0;
    agreeing &= reading->needed;
    return !reading->parted || ((agreeing & surname) && (agreeing & ~surname));
}

/* One who shares no more than a surname never fits; see docs/lists.md. */
static void decide(const struct reading *person, const struct reading *entry, struct alignment *out)
{
    out->person_whole = (person->needed & ~out->person) == 0;
    out->entry_whole = (entry->needed & ~out->entry) == 0;
    bool whole = out->person_whole && out->entry_whole;
    /* Everything in one field: what is missing may be the given name. */
    bool known = person->parted || out->entry_whole || out->agreed >= 3;
    out->single = out->agreed == 1 && whole && !out->initial && !out->typo;
    bool several = out->agreed >= 2 && (out->person_whole || out->entry_whole) && known &&
                   both_parts(person, out->person) && both_parts(entry, out->entry);
    out->fits = out->single || several;
}

static uint64_t left_over(const struct reading *reading, uint64_t agreeing)
{
    uint64_t cost = 0;
    for (size_t i = 0; i < reading->names.count; i++)
        if (!(agreeing >> i & 1))
            cost += token_cost(reading->names.tokens[i].class);
    return cost;
}

static uint32_t share(const struct sides *sides)
{
    const struct alignment *out = sides->out;
    uint64_t alike = 0,
             all = left_over(sides->person, out->person) + left_over(sides->entry, out->entry);
    for (size_t i = 0; i < out->count; i++) {
        alike += (uint64_t)out->pairs[i].weight * rules[out->pairs[i].rule].alike / 1000;
        all += out->pairs[i].weight;
    }
    return all ? (uint32_t)(alike * 1000 / all) : 0;
}

void align(const struct reading *person, const struct reading *entry, bool may_err,
           struct alignment *out)
{
    struct sides sides = {person, entry, out};
    out->count = 0;
    out->person = out->entry = 0;
    out->agreed = 0;
    out->initial = out->typo = out->fits = out->single = false;
    out->share = 0;
    pair_tokens(&sides, same, RULE_SAME, NAMES_TOKENS);
    pair_tokens(&sides, same_skeleton, RULE_SKELETON, NAMES_TOKENS);
    pair_runs(&sides);
    pair_tokens(&sides, same_loosely, RULE_LOOSE, NAMES_TOKENS);
    if (out->agreed == 0)
        return; /* an initial or a misspelling alone is nothing */
    pair_tokens(&sides, same_initial, RULE_INITIAL, NAMES_TOKENS);
    if (may_err)
        pair_tokens(&sides, misspelt, RULE_TYPO, 1);
    decide(person, entry, out);
    if (out->fits)
        out->share = share(&sides);
}
