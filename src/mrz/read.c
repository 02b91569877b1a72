/* A zone read and judged. */
#include "mrz/internal.h"

static struct span copy_line(const struct zone *zone, unsigned line, struct arena *arena)
{
    return arena_copy(arena, (struct span){zone->at + place_of(line, 0), mrz_width(zone->format)});
}

/* The primary identifier ends at the first two fillers. */
static void split_name(struct mrz *mrz, struct arena *arena)
{
    struct span raw = mrz->values[MRZ_NAME].raw;
    size_t end = 0;
    while (end < raw.size && !span_starts(span_part(raw, end, 2), "<<"))
        end++;
    mrz->surname = field_words(span_part(raw, 0, end), arena);
    mrz->given = field_words(span_part(raw, end, raw.size), arena);
}

static void judge(const struct zone *zone, const struct check *check, struct mrz_value *value)
{
    value->said = zone->at[check->digit];
    value->wanted = check_wanted(zone, &check->over);
    if (check_holds(zone, check))
        return;
    value->remarks |= 1u << (value->said == FILLER ? MRZ_REMARK_CHECK_MISSING : MRZ_REMARK_CHECK);
}

static void read_fields(const struct zone *zone, const struct checks *checks, int32_t day,
                        struct arena *arena, struct mrz *out)
{
    for (int f = 0; f < MRZ_FIELDS; f++)
        if (mrz_part(zone->format, (enum mrz_field)f))
            field_read(zone, checks, (enum mrz_field)f, day, arena, &out->values[f]);
    for (unsigned i = 0; i < checks->count; i++)
        judge(zone, &checks->at[i], &out->values[checks->at[i].field]);
    out->holds = true;
    for (int f = 0; f < MRZ_FIELDS; f++) {
        out->values[f].holds = value_is_sound(&out->values[f]);
        out->holds &= out->values[f].holds;
    }
}

enum status mrz_read(struct span text, int32_t day, struct arena *arena, struct mrz *out)
{
    struct zone *zone = arena_new(arena, struct zone);
    struct checks checks;
    enum status status = zone_find(text, arena, zone);
    if (status != STATUS_OK)
        return status;
    *out = (struct mrz){.format = zone->format, .notes = zone->notes};
    for (unsigned i = 0; i < mrz_lines(zone->format); i++)
        out->lines[i] = copy_line(zone, i, arena);
    checks_of(zone, &checks);
    read_fields(zone, &checks, day, arena, out);
    split_name(out, arena);
    if (!out->holds)
        zone_repair(zone, &checks, day, arena, out);
    return STATUS_OK;
}
