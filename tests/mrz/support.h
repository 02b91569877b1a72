/* What the tests of mrz/ share: a zone as lines of text.
 *
 * "TD3", "holds" or "fails", "note CODE"; then for each field "KEY=TEXT", "KEY.other=TEXT",
 * "KEY.digit=SAID WANTED", "KEY.remark=CODE", and "KEY.repair=LINE:COLUMN FROM>TO TEXT". */
#ifndef TESTS_MRZ_SUPPORT_H
#define TESTS_MRZ_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../files.h"
#include "mrz/mrz.h"

static inline void dump_line(struct buffer *out, const char *key, const char *what,
                             struct span text)
{
    buffer_format(out, "%s%s%.*s\n", key, what, (int)text.size, text.at ? text.at : "");
}

static inline void dump_value(const struct mrz *mrz, enum mrz_field field, struct buffer *out)
{
    const struct mrz_value *value = &mrz->values[field];
    const char *key = mrz_field_info(field)->word;
    if (field != MRZ_COMPOSITE)
        dump_line(out, key, "=", value->text);
    if (value->other.size)
        dump_line(out, key, ".other=", value->other);
    if (value->said)
        buffer_format(out, "%s.digit=%c %c\n", key, value->said, value->wanted);
    for (unsigned i = 0; i < MRZ_REMARKS; i++)
        if (value->remarks >> i & 1)
            buffer_format(out, "%s.remark=%s\n", key, mrz_remark_info((enum mrz_remark)i)->word);
    for (uint32_t i = 0; i < value->repair_count; i++) {
        const struct mrz_repair *repair = &mrz->repairs[value->repair + i];
        buffer_format(out, "%s.repair=%u:%u %c>%c %.*s\n", key, repair->line + 1,
                      repair->column + 1, repair->from, repair->to, (int)repair->text.size,
                      repair->text.at ? repair->text.at : "");
    }
}

static inline void dump_mrz(const struct mrz *mrz, struct buffer *out)
{
    buffer_format(out, "%s\n%s\n", mrz_format_info(mrz->format)->word,
                  mrz->holds ? "holds" : "fails");
    for (unsigned i = 0; i < MRZ_NOTES; i++)
        if (mrz->notes >> i & 1)
            buffer_format(out, "note %s\n", mrz_note_info((enum mrz_note)i)->word);
    dump_line(out, "surname", "=", mrz->surname);
    dump_line(out, "given", "=", mrz->given);
    for (int f = 0; f < MRZ_FIELDS; f++)
        if (mrz->values[f].there)
            dump_value(mrz, (enum mrz_field)f, out);
}

static inline uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static inline int32_t day_of(const char *text)
{
    struct date date;
    assert_true(date_parse(span_of(text), &date));
    return date_to_day(date);
}

#endif
