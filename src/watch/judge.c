/* The one judge of a person and an entry: a pure function, whatever way the entry was found. */
#include "watch/internal.h"

static const struct {
    const char *word;
    int points;
} weights[WEIGHTS] = {
#define WEIGHT(name, word, points) [WEIGHT_##name] = {word, points},
#include "watch/weights.def"
#undef WEIGHT
};

const char *weight_word(enum weight weight)
{
    return weights[weight].word;
}

int weight_points(enum weight weight)
{
    return weights[weight].points;
}

static void add_part(struct judgement *out, enum weight weight, int points)
{
    if (points == 0)
        return;
    out->parts[out->part_count++] = (struct part){weight, points};
    out->score += points;
}

/* ---- names ---- */
enum verdict { VERDICT_NO, VERDICT_WEAK, VERDICT_HIT };

/* What an agreement of names is worth beside this relation of birth dates. */
static enum verdict verdict(const struct alignment *names, enum watch_quality quality,
                            enum relation relation)
{
    bool whole = names->person_whole && names->entry_whole;
    if (!names->fits || relation == RELATION_CONTRADICTS)
        return VERDICT_NO;
    if (quality == WATCH_QUALITY_LOW && relation != RELATION_EXACT)
        return VERDICT_NO;
    if (names->single)
        return relation >= RELATION_OTHER  ? VERDICT_HIT
               : relation == RELATION_NONE ? VERDICT_NO
                                           : VERDICT_WEAK;
    if (relation == RELATION_NONE || relation == RELATION_JANUARY)
        return whole ? VERDICT_HIT : VERDICT_WEAK;
    return VERDICT_HIT;
}

struct name_choice {
    enum verdict verdict;
    int points;
};

static int name_points(const struct alignment *names)
{
    return (weights[WEIGHT_NAME].points * (int)names->share + 500) / 1000;
}

static bool is_better(struct name_choice a, struct name_choice b)
{
    return a.verdict != b.verdict ? a.verdict > b.verdict : a.points > b.points;
}

/* The best of all readings and names; `best` starts as nothing. */
static struct name_choice choose_name(const struct subject *subject, const struct set_entry *entry,
                                      struct judgement *out)
{
    struct name_choice best = {VERDICT_NO, 0};
    struct alignment names;
    for (uint32_t i = 0; i < entry->entry->names; i++)
        for (size_t r = 0; r < subject->count; r++) {
            enum watch_quality quality = (enum watch_quality)entry->names[i].name->quality;
            align(&subject->readings[r], &entry->names[i].reading, out->relation == RELATION_EXACT,
                  &names);
            if (!names.fits)
                continue;
            struct name_choice choice = {verdict(&names, quality, out->relation),
                                         name_points(&names)};
            if (quality == WATCH_QUALITY_LOW)
                choice.points += weights[WEIGHT_ALIAS_LOW].points;
            if (out->name && !is_better(choice, best))
                continue;
            best = choice;
            out->name = &entry->names[i];
            out->reading = r;
            out->alignment = names;
        }
    return best;
}

static void add_name_parts(struct judgement *out, enum verdict verdict)
{
    if (!out->name)
        return;
    add_part(out, WEIGHT_NAME, name_points(&out->alignment));
    if (out->name->name->quality == WATCH_QUALITY_LOW)
        add_part(out, WEIGHT_ALIAS_LOW, weights[WEIGHT_ALIAS_LOW].points);
    if (verdict == VERDICT_WEAK)
        add_part(out, WEIGHT_WEAK, weights[WEIGHT_WEAK].points);
}

/* ---- documents ---- */
enum { NUMBER_LEAST = 5 }; /* shorter ones without a state agree by chance */

/* WATCH_BY_DOCUMENT, WATCH_BY_NUMBER or 0. */
static unsigned compare_documents(const struct watch_list *list, const struct watch_document *entry,
                                  struct span number, const char *state)
{
    if (!number.size || !span_equal(watch_list_text(list, entry->number), number))
        return 0;
    if (*state && *entry->state)
        return strcmp(state, entry->state) == 0 ? WATCH_BY_DOCUMENT : 0;
    return number.size >= NUMBER_LEAST ? WATCH_BY_NUMBER : 0;
}

static unsigned choose_document(const struct subject *subject, const struct watch_list *list,
                                const struct watch_entry *entry, struct judgement *out)
{
    unsigned best = 0;
    for (size_t i = 0; i < subject->person->document_count; i++)
        for (uint32_t j = 0; j < entry->documents; j++) {
            const struct watch_document *document = &list->documents[entry->first_document + j];
            unsigned how =
                compare_documents(list, document, subject->numbers[i], subject->states[i]);
            if (how == 0 || best == WATCH_BY_DOCUMENT || how == best)
                continue;
            best = how;
            out->document = document;
            out->person_document = i;
        }
    return best;
}

/* ---- nationality and sex ---- */
static bool nation_among(const struct watch_list *list, const struct watch_entry *entry,
                         const char *code)
{
    for (uint32_t i = 0; i < entry->states; i++)
        if (strcmp(list->states[entry->first_state + i].code, code) == 0)
            return true;
    return false;
}

static void add_nation(const struct subject *subject, const struct watch_list *list,
                       const struct watch_entry *entry, struct judgement *out)
{
    bool known = false;
    for (size_t i = 0; i < subject->person->nationality_count; i++) {
        if (!*subject->nations[i])
            continue;
        known = true;
        if (nation_among(list, entry, subject->nations[i])) {
            out->person_nation = i;
            break;
        }
    }
    if (!known || !entry->states)
        return;
    enum weight weight =
        out->person_nation == SIZE_MAX ? WEIGHT_NATION_DIFFERS : WEIGHT_NATION_SAME;
    add_part(out, weight, weights[weight].points);
}

static void add_sex(const struct watch_person *person, const struct watch_entry *entry,
                    struct judgement *out)
{
    bool known = person->sex.text.size && entry->sex &&
                 (person->sex.text.at[0] == 'M' || person->sex.text.at[0] == 'F');
    if (known && person->sex.text.at[0] != (char)entry->sex)
        add_part(out, WEIGHT_SEX_DIFFERS, weights[WEIGHT_SEX_DIFFERS].points);
}

static int within(int score)
{
    return score < 0 ? 0 : score > 100 ? 100 : score;
}

bool judge(const struct watch *watch, const struct subject *subject, uint32_t entry,
           struct judgement *out)
{
    const struct set_entry *candidate = &watch->entries[entry];
    const struct watch_list *list = &watch->lists[candidate->source];
    *out = (struct judgement){.person_nation = SIZE_MAX};
    relate_births(subject->person, list, candidate->entry, out);
    unsigned by_document = choose_document(subject, list, candidate->entry, out);
    if (!by_document && out->relation == RELATION_CONTRADICTS)
        return false;
    struct name_choice choice = choose_name(subject, candidate, out);
    if (!by_document && choice.verdict == VERDICT_NO)
        return false;
    add_name_parts(out, choice.verdict);
    enum weight birth = relation_weight(out->relation);
    add_part(out, birth, weights[birth].points);
    add_nation(subject, list, candidate->entry, out);
    add_sex(subject->person, candidate->entry, out);
    if (choice.verdict != VERDICT_NO && within(out->score) >= watch->threshold)
        out->how |= WATCH_BY_NAME;
    if (by_document) {
        enum weight weight = by_document == WATCH_BY_DOCUMENT ? WEIGHT_DOCUMENT : WEIGHT_NUMBER;
        add_part(out, weight, weights[weight].points);
        out->how |= by_document;
    }
    out->score = within(out->score);
    return out->how != 0;
}
