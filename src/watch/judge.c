/* The one judge of a person and an entry: a pure function, whatever way the entry was found. */
#include "watch/contact.h"
#include "watch/near.h"

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

bool fits(const struct names_match *match)
{
    return match->names > 0 && !match->one;
}

static const struct watch_entry_name *name_of(const struct watch *watch, const struct fit *fit)
{
    const struct set_entry *entry = &watch->entries[fit->entry];
    return &watch->lists[entry->source].names[entry->entry->first_name + fit->number];
}

/* What names that fit are worth beside this relation of birth dates. Who has one name alone has it with many: then it
 * is the very same, or something else speaks for it. */
static enum verdict verdict(const struct fit *fit, uint8_t quality, const struct judgement *out)
{
    if (out->relation == RELATION_CONTRADICTS)
        return VERDICT_NO;
    if (quality == WATCH_QUALITY_LOW && out->relation != RELATION_EXACT)
        return VERDICT_NO;
    if (fit->match.names > 1)
        return VERDICT_HIT;
    if (out->relation >= RELATION_OTHER)
        return VERDICT_HIT;
    bool other = out->relation != RELATION_NONE || out->person_nation != SIZE_MAX;
    return other || fit->match.score == 1000 ? VERDICT_WEAK : VERDICT_NO;
}

static int name_points(const struct fit *fit)
{
    return (weights[WEIGHT_NAME].points * (int)fit->match.score + 500) / 1000;
}

/* The best of the entry's names; the first of equals. */
static enum verdict choose_name(const struct watch *watch, const struct fit *fit, size_t count,
                                struct judgement *out)
{
    enum verdict best = VERDICT_NO;
    int most = 0;
    for (size_t i = 0; i < count; i++) {
        uint8_t quality = name_of(watch, &fit[i])->quality;
        enum verdict one = verdict(&fit[i], quality, out);
        int points = name_points(&fit[i]);
        if (quality == WATCH_QUALITY_LOW)
            points += weights[WEIGHT_ALIAS_LOW].points;
        if (out->fit && (one < best || (one == best && points <= most)))
            continue;
        best = one;
        most = points;
        out->fit = &fit[i];
    }
    return best;
}

static void add_name_parts(const struct watch *watch, struct judgement *out, enum verdict verdict)
{
    if (!out->fit)
        return;
    add_part(out, WEIGHT_NAME, name_points(out->fit));
    if (name_of(watch, out->fit)->quality == WATCH_QUALITY_LOW)
        add_part(out, WEIGHT_ALIAS_LOW, weights[WEIGHT_ALIAS_LOW].points);
    if (verdict == VERDICT_WEAK)
        add_part(out, WEIGHT_WEAK, weights[WEIGHT_WEAK].points);
}

/* ---- documents ---- */

/* Of the names at least half must agree beside a number that is not the same. */
enum { NEAR_NAMES = 500 };

/* Pairs of names beyond which nobody looks for one that is shared: who has so many is taken to share one. */
enum { NEAR_PAIRS = 4096 };

static void look_for_name(void *context, const struct fit *fit)
{
    bool *shared = context;
    *shared = *shared || fit->match.names > fit->match.initials;
}

/* One name of several is enough, a letter is not. Names that fit share more; all others are compared here, whatever way
 * the entry was found. */
static bool share_name(const struct watch *watch, const struct subject *subject, uint32_t entry,
                       const struct judgement *out)
{
    struct arena scratch = {0};
    bool shared =
        out->fit || watch->entries[entry].entry->names > NEAR_PAIRS / (subject->count + 1);
    if (!shared)
        entry_compare(watch, subject, entry, &scratch, look_for_name, &shared);
    arena_free(&scratch);
    return shared;
}

/* A number one character from a listed one is some innocent person's, who has it by the order in which passports are
 * issued, unless the person fits as well. */
static bool is_supported(const struct watch *watch, const struct subject *subject, uint32_t entry,
                         const struct judgement *out, enum verdict verdict)
{
    return (verdict != VERDICT_NO && out->fit->match.score >= NEAR_NAMES) ||
           (births_are_one_day(out) && share_name(watch, subject, entry, out));
}

static void look_at_documents(const struct watch *watch, const struct subject *subject,
                              uint32_t entry, enum verdict verdict, struct judgement *out)
{
    const struct set_entry *it = &watch->entries[entry];
    choose_document(subject, &watch->lists[it->source], it->entry, out);
    if (out->agreement == AGREEMENT_NEAR && !is_supported(watch, subject, entry, out, verdict)) {
        out->agreement = AGREEMENT_NONE;
        out->document = NULL;
    }
}

static void add_document(struct judgement *out)
{
    const struct agreement_info *info = agreement_info(out->agreement);
    if (out->agreement == AGREEMENT_NONE)
        return;
    add_part(out, info->weight, weights[info->weight].points);
    out->how |= info->how;
}

/* ---- contacts ---- */

/* The most telling counts, others a little: who has one of somebody mostly has the others. An address is looked at where
 * something else speaks for the entry. */
static void add_contacts(const struct subject *subject, struct judgement *out)
{
    bool first = true;
    for (unsigned k = 0; k < WATCH_CONTACT_KINDS; k++) {
        enum watch_contact_kind kind = (enum watch_contact_kind)k;
        if (!out->reached[k].contact)
            continue;
        enum weight weight = first ? contact_weight(out, kind) : WEIGHT_CONTACT_ALSO;
        add_part(out, weight, weights[weight].points);
        out->how |= contact_info(kind)->how;
        first = false;
    }
    if (!first && !contacts_are_own(subject, out))
        add_part(out, WEIGHT_CONTACT_SHARED, weights[WEIGHT_CONTACT_SHARED].points);
}

/* Where nothing but contacts speaks for the entry: a phone of a booking without its country, and nothing that
 * contradicts; or an e-mail address or a card of a booking beside a birth date that does. */
enum { CONTACTS_LEAST = 25 };

static bool is_hit(const struct judgement *judged)
{
    return judged->how & ~(unsigned)CONTACT_HOWS ||
           (judged->how && judged->score >= CONTACTS_LEAST);
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

/* SIZE_MAX when none agrees; `*differs` when both are known and none does. */
static size_t choose_nation(const struct subject *subject, const struct watch_list *list,
                            const struct watch_entry *entry, bool *differs)
{
    bool known = false;
    *differs = false;
    for (size_t i = 0; i < subject->person->nationality_count; i++) {
        if (!*subject->nations[i])
            continue;
        known = true;
        if (nation_among(list, entry, subject->nations[i]))
            return i;
    }
    *differs = known && entry->states;
    return SIZE_MAX;
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

/* What adds up whether it is a hit or not; documents are added by who found them. */
static void add_parts(const struct watch *watch, const struct subject *subject,
                      const struct watch_entry *entry, enum verdict verdict, bool other_nation,
                      struct judgement *out)
{
    enum weight birth = relation_weight(out->relation);
    add_name_parts(watch, out, verdict);
    add_part(out, birth, weights[birth].points);
    if (out->person_nation != SIZE_MAX)
        add_part(out, WEIGHT_NATION_SAME, weights[WEIGHT_NATION_SAME].points);
    else if (other_nation)
        add_part(out, WEIGHT_NATION_DIFFERS, weights[WEIGHT_NATION_DIFFERS].points);
    add_sex(subject->person, entry, out);
}

/* Its list does not count, or it has come to its end. */
static bool is_out(const struct watch *watch, const struct set_entry *entry)
{
    return (watch->out && watch->out[entry->source]) || watch_entry_ended(entry->entry, watch->day);
}

bool judge(const struct watch *watch, const struct subject *subject, uint32_t entry,
           const struct fit *fit, size_t count, struct judgement *out)
{
    const struct set_entry *candidate = &watch->entries[entry];
    const struct watch_list *list = &watch->lists[candidate->source];
    bool other_nation;
    if (is_out(watch, candidate))
        return false;
    *out = (struct judgement){.person_nation =
                                  choose_nation(subject, list, candidate->entry, &other_nation)};
    relate_births(subject->person, list, candidate->entry, out);
    enum verdict verdict = choose_name(watch, fit, count, out);
    look_at_documents(watch, subject, entry, verdict, out);
    bool reached = choose_contacts(subject, list, candidate->entry, out);
    if (!out->agreement && !reached && verdict == VERDICT_NO)
        return false;
    add_parts(watch, subject, candidate->entry, verdict, other_nation, out);
    if (verdict != VERDICT_NO && within(out->score) >= watch->threshold)
        out->how |= WATCH_BY_NAME;
    add_document(out);
    if (out->how || reached)
        add_contacts(subject, out);
    out->score = within(out->score);
    return is_hit(out);
}

static unsigned reasons(const struct watch *watch, const struct judgement *judged,
                        enum verdict verdict)
{
    bool weak_alias = name_of(watch, judged->fit)->quality == WATCH_QUALITY_LOW;
    unsigned why = 0;
    if (judged->relation == RELATION_CONTRADICTS)
        why |= 1U << NEAR_BIRTH;
    if (weak_alias && judged->relation != RELATION_EXACT)
        why |= 1U << NEAR_ALIAS;
    if (judged->fit->match.one)
        why |= 1U << NEAR_ONE_OF_SEVERAL;
    else if (verdict == VERDICT_NO && !why)
        why |= 1U << NEAR_ALONE;
    if (judged->score < watch->threshold)
        why |= 1U << NEAR_SCORE;
    return why;
}

unsigned judge_near(const struct watch *watch, const struct subject *subject, uint32_t entry,
                    const struct fit *fit, size_t count, struct judgement *out)
{
    const struct set_entry *candidate = &watch->entries[entry];
    const struct watch_list *list = &watch->lists[candidate->source];
    bool other_nation;
    *out = (struct judgement){0};
    if (is_out(watch, candidate))
        return 0;
    *out = (struct judgement){.person_nation =
                                  choose_nation(subject, list, candidate->entry, &other_nation)};
    relate_births(subject->person, list, candidate->entry, out);
    enum verdict verdict = choose_name(watch, fit, count, out);
    add_parts(watch, subject, candidate->entry, verdict, other_nation, out);
    out->score = within(out->score);
    return reasons(watch, out, verdict);
}
