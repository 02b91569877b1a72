/* Repairs: one character put for another that looks like it, so that every check digit holds that
 * covers it. Nothing is changed; what was found is offered, and who reads it decides. */
#include "mrz/internal.h"

static const struct {
    char digit;
    const char *letters;
} confusables[] = {
#define CONFUSABLE(digit, letters) {digit, letters},
#include "mrz/confusable.def"
#undef CONFUSABLE
};

/* A character at a place for the one that stands there. */
struct fix {
    enum mrz_field field; /* among whose repairs it stands */
    uint8_t place;
    char to;
};
struct fixes {
    struct fix at[2 * MRZ_CELLS];
    unsigned count;
};

struct repairing {
    struct zone zone; /* changed while a fix is tried, and put back */
    const struct checks *checks;
    int32_t day;
    struct arena *arena;
};

static const struct check *composite_of(const struct checks *checks)
{
    return checks->composite ? &checks->at[checks->count - 1] : NULL;
}

static bool composite_holds(const struct repairing *repairing)
{
    const struct check *composite = composite_of(repairing->checks);
    return !composite || check_holds(&repairing->zone, composite);
}

/* The n-th character that looks like `c`; 0 when there are fewer. */
static char look_alike(char c, unsigned n)
{
    for (size_t i = 0; i < sizeof confusables / sizeof *confusables; i++) {
        const char *letters = confusables[i].letters;
        if (c == confusables[i].digit)
            return n < strlen(letters) ? letters[n] : 0;
        if (strchr(letters, c) && n-- == 0)
            return confusables[i].digit;
    }
    return 0;
}

/* Puts the fix in place; returns what stood there. */
static char apply(struct repairing *repairing, uint8_t place, char to)
{
    char was = repairing->zone.at[place];
    repairing->zone.at[place] = to;
    return was;
}

static bool is_sound(struct repairing *repairing, enum mrz_field field)
{
    struct mrz_value value;
    field_read(&repairing->zone, repairing->checks, field, repairing->day, repairing->arena,
               &value);
    return value_is_sound(&value);
}

/* Adds the look-alikes of one place with which the check digit holds and the field is one. */
static void try_place(struct repairing *repairing, const struct check *check, uint8_t place,
                      struct fixes *out)
{
    char c = repairing->zone.at[place], to;
    for (unsigned n = 0; (to = look_alike(c, n)) != 0; n++) {
        apply(repairing, place, to);
        if (check_holds(&repairing->zone, check) && is_sound(repairing, check->field))
            out->at[out->count++] = (struct fix){check->field, place, to};
        apply(repairing, place, c);
    }
}

static struct fixes fixes_of(struct repairing *repairing, const struct check *check)
{
    struct fixes fixes = {.count = 0};
    for (unsigned i = 0; i < check->over.count; i++)
        try_place(repairing, check, check->over.at[i], &fixes);
    try_place(repairing, check, check->digit, &fixes);
    return fixes;
}

/* Whether a check digit of a field covers the place, too. */
static bool is_covered(const struct checks *checks, uint8_t place)
{
    for (unsigned i = 0; i + checks->composite < checks->count; i++)
        if (checks->at[i].digit == place ||
            memchr(checks->at[i].over.at, place, checks->at[i].over.count))
            return true;
    return false;
}

/* Those of the composite check digit alone: it, and the optional data that nothing else covers. */
static struct fixes fixes_of_composite(struct repairing *repairing)
{
    struct check own = *composite_of(repairing->checks);
    struct fixes fixes = {.count = 0};
    for (unsigned i = 0; i < own.over.count; i++)
        if (!is_covered(repairing->checks, own.over.at[i]))
            try_place(repairing, &own, own.over.at[i], &fixes);
    try_place(repairing, &own, own.digit, &fixes);
    return fixes;
}

/* Keeps the fixes with which, alone or with one of `others` (may be NULL), the composite holds. */
static void keep_composed(struct repairing *repairing, struct fixes *fixes,
                          const struct fixes *others)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < fixes->count; i++) {
        char was = apply(repairing, fixes->at[i].place, fixes->at[i].to);
        bool holds = !others && composite_holds(repairing);
        for (unsigned k = 0; others && k < others->count && !holds; k++) {
            char other = apply(repairing, others->at[k].place, others->at[k].to);
            holds = composite_holds(repairing);
            apply(repairing, others->at[k].place, other);
        }
        apply(repairing, fixes->at[i].place, was);
        if (holds)
            fixes->at[kept++] = fixes->at[i];
    }
    fixes->count = kept;
}

/* ---- what was found ---- */

/* The field in which the place stands, or whose check digit it is. */
static enum mrz_field field_at(const struct repairing *repairing, uint8_t place)
{
    for (unsigned i = 0; i < repairing->checks->count; i++)
        if (repairing->checks->at[i].digit == place)
            return repairing->checks->at[i].field;
    for (int f = 0; f < MRZ_FIELDS; f++) {
        if (!mrz_part(repairing->zone.format, (enum mrz_field)f))
            continue;
        struct places places = field_places(&repairing->zone, repairing->checks, (enum mrz_field)f);
        if (memchr(places.at, place, places.count))
            return (enum mrz_field)f;
    }
    return MRZ_COMPOSITE;
}

static struct mrz_repair describe(struct repairing *repairing, const struct fix *fix)
{
    struct mrz_value value;
    struct mrz_repair repair = {.field = field_at(repairing, fix->place),
                                .line = fix->place / MRZ_WIDTH,
                                .column = fix->place % MRZ_WIDTH,
                                .to = fix->to,
                                .begin = repairing->zone.begin[fix->place],
                                .size = repairing->zone.size[fix->place]};
    repair.from = apply(repairing, fix->place, fix->to);
    field_read(&repairing->zone, repairing->checks, repair.field, repairing->day, repairing->arena,
               &value);
    apply(repairing, fix->place, repair.from);
    repair.text = value.text;
    return repair;
}

static void offer(struct repairing *repairing, const struct fixes *fixes, uint32_t *count,
                  struct mrz *mrz)
{
    if (fixes->count == 0)
        return;
    struct mrz_value *value = &mrz->values[fixes->at[0].field];
    value->repair = *count;
    value->repair_count = fixes->count;
    for (unsigned i = 0; i < fixes->count; i++)
        mrz->repairs[(*count)++] = describe(repairing, &fixes->at[i]);
}

/* The checked fields that do not hold: their check digits. */
static unsigned failing(const struct mrz *mrz, const struct checks *checks,
                        const struct check **out)
{
    unsigned count = 0;
    for (unsigned i = 0; i + checks->composite < checks->count; i++)
        if (!mrz->values[checks->at[i].field].holds)
            out[count++] = &checks->at[i];
    return count;
}

void zone_repair(const struct zone *zone, const struct checks *checks, int32_t day,
                 struct arena *arena, struct mrz *mrz)
{
    enum { MOST_TOGETHER = 2 }; /* fields that one composite check digit can tell together */
    struct repairing repairing = {*zone, checks, day, arena};
    const struct check *wrong[MOST_CHECKS];
    struct fixes fixes[MOST_CHECKS];
    unsigned count = failing(mrz, checks, wrong);
    uint32_t offered = 0;
    bool composed = checks->composite;
    if (composed && (count > MOST_TOGETHER || (count == 0 && composite_holds(&repairing))))
        return;
    for (unsigned i = 0; i < count; i++)
        fixes[i] = fixes_of(&repairing, wrong[i]);
    if (composed && count == 0) {
        fixes[count++] = fixes_of_composite(&repairing);
    } else if (composed && count == 1) {
        keep_composed(&repairing, &fixes[0], NULL);
    } else if (composed) {
        keep_composed(&repairing, &fixes[0], &fixes[1]);
        keep_composed(&repairing, &fixes[1], &fixes[0]);
    }
    size_t all = 0;
    for (unsigned i = 0; i < count; i++)
        all += fixes[i].count;
    mrz->repairs = arena_array(arena, struct mrz_repair, all + 1);
    for (unsigned i = 0; i < count; i++)
        offer(&repairing, &fixes[i], &offered, mrz);
}
