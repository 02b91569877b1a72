/* What one text may mean as a name: as it stands; without the title that is glued to its end; without what is
 * left of a name that was cut off; in Arabic letters, where a zone has it letter by letter; words of Chinese and Korean letters by syllables. Nothing is taken away: the best of all counts. */
#include "names/score.h"

enum { READINGS = 6 };

struct readings {
    struct names at[READINGS];
    size_t count;
};

static bool is_syllabic(enum names_script script)
{
    return script == NAMES_HAN || script == NAMES_HANGUL;
}

static void add_without_title(struct readings *readings, struct arena *arena)
{
    const struct names *plain = &readings->at[0];
    struct span bare = plain->count ? names_without_title(plain->tokens[plain->count - 1].text)
                                    : (struct span){NULL, 0};
    if (!bare.size)
        return;
    struct names *out = &readings->at[readings->count++];
    *out = (struct names){plain->count, arena_array(arena, struct names_token, plain->count),
                          plain->cut};
    memcpy(out->tokens, plain->tokens, plain->count * sizeof *out->tokens);
    struct names_token *last = &out->tokens[plain->count - 1];
    struct names folded;
    names_fold(bare, arena, &folded);
    if (folded.count == 1)
        last->text = folded.tokens[0].text, last->skeletons = folded.tokens[0].skeletons;
}

/* Of a name that fills its field: without the few letters that are left of the last one. */
static void mark_cut(struct readings *readings, size_t printed)
{
    size_t count = readings->count;
    for (size_t i = 0; i < count; i++)
        if (names_may_be_cut(&readings->at[i], printed) && readings->count + 2 < READINGS) {
            struct names *out = &readings->at[readings->count++];
            *out = readings->at[i];
            out->count--;
        }
}

static void add_zone(struct readings *readings, struct span text, struct arena *arena)
{
    struct span own = memchr(text.at ? text.at : "", 'X', text.size) ? names_from_zone(text, arena)
                                                                     : (struct span){NULL, 0};
    if (own.size)
        names_fold(own, arena, &readings->at[readings->count++]);
}

/* A space between the letters, folded anew. */
static void add_syllables(struct readings *readings, struct span text, struct arena *arena)
{
    const struct names *plain = &readings->at[0];
    bool any = false;
    for (size_t i = 0; i < plain->count; i++)
        any |= is_syllabic(plain->tokens[i].script);
    if (!any)
        return;
    char *spaced = arena_alloc(arena, 2 * text.size + 1);
    size_t used = 0;
    for (size_t at = 0, size; at < text.size; at += size) {
        uint32_t code = span_code_point(span_part(text, at, text.size), &size);
        memcpy(spaced + used, text.at + at, size);
        used += size;
        if (is_syllabic(names_script_of(code)))
            spaced[used++] = ' ';
    }
    names_fold((struct span){spaced, used}, arena, &readings->at[readings->count++]);
}

static void read_name(struct readings *readings, struct span text, struct arena *arena)
{
    *readings = (struct readings){.count = 1};
    names_fold(text, arena, &readings->at[0]);
    add_without_title(readings, arena);
    mark_cut(readings, text.size);
    add_zone(readings, text, arena);
    add_syllables(readings, text, arena);
}

/* ---- two names ---- */

/* A token of a script that does not part words, with all of the other name: the surname first or last. */
static struct names_alike whole_of(const struct names_token *token, const struct names *parts,
                                   struct arena *arena)
{
    struct names_alike best = {0};
    if (!names_unparted(token->script) || parts->count < 2 || parts->count > NAMES_WHOLE)
        return best;
    for (size_t first = 0; first < parts->count; first++) {
        struct names_alike alike =
            names_alike_across(token, names_joined(parts, first, parts->count, arena));
        best = alike.alike > best.alike ? alike : best;
    }
    return best.alike >= NAMES_LEAST_ALIKE ? best : (struct names_alike){0};
}

const struct names_alike *names_whole(const struct names *names, const struct names *parts,
                                      struct arena *arena)
{
    struct names_alike *out = arena_array(arena, struct names_alike, names->count + 1);
    for (size_t i = 0; i < names->count; i++)
        out[i] = whole_of(&names->tokens[i], parts, arena);
    return out;
}

void names_compare(const struct names *a, const struct names *b, struct arena *arena,
                   struct names_match *out)
{
    struct names_side x, y;
    struct names_alike *pairs = arena_array(arena, struct names_alike, a->count * b->count + 1);
    names_side(a, arena, &x);
    names_side(b, arena, &y);
    for (size_t i = 0; i < a->count; i++)
        for (size_t j = 0; j < b->count; j++)
            pairs[i * b->count + j] = names_alike(&a->tokens[i], &b->tokens[j]);
    struct names_found found = {pairs, x.whole ? names_whole(a, b, arena) : NULL,
                                y.whole ? names_whole(b, a, arena) : NULL};
    names_score(&x, &y, &found, out);
}

unsigned names_score_texts(struct span a, struct span b, struct arena *arena)
{
    struct readings x, y;
    struct names_match match;
    unsigned best = 0;
    read_name(&x, a, arena);
    read_name(&y, b, arena);
    for (size_t i = 0; i < x.count; i++)
        for (size_t j = 0; j < y.count; j++) {
            names_compare(&x.at[i], &y.at[j], arena, &match);
            best = match.score > best ? match.score : best;
        }
    return best;
}
