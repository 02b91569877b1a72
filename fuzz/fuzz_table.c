/* module: decode */
/* Any bytes as a table (delimited, fixed, JSON), read by profiles of several kinds, the first byte says
 * which; or the proposal for it, which must be a profile itself unless it found no name. */
#include <stdlib.h>

#include "decode/decode.h"
#include "profile/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const profiles[] = {
    "rows: {sections: {crew: crew}, skip: ['*'], end: total, footer: 1}\n"
    "leg: {number: {column: flight, label: flight}, departure: {label: date}}\n"
    "traveller: {surname: [surname, name], given: {join: [first, middle]}, birth: {column: born, "
    "date: mdy}, sex: sex, nationality: nat, kind: {column: kind, values: {c: crew, '*': "
    "passenger}}}\ndocument: [{number: passport, expiry: expiry, state: state}]\n"
    "contact: {phone: phone}\n",
    "table: {delimiter: ',', encoding: windows-1251}\nrows: {header: none, only: {column: 1, is: "
    "[p]}}\nleg: {number: 2, board: 3}\ntraveller: {surname: {column: 4, split: /, take: first}, "
    "given: {column: 4, split: /, take: rest}, birth: 5}\n",
    "table: {kind: fixed, columns: {a: 1-5, b: 6-13, c: 14-}}\ntraveller: {surname: a, birth: b}\n"
    "remark: {text: c}\n",
    "table: {kind: json, path: p}\nleg: {number: {label: f.n}}\n"
    "traveller: {surname: a, given: b.c, birth: d}\n",
    "table: {encoding: utf-16}\nrows: {header: find, header-lines: 2}\n"
    "traveller: {surname: a, given: b}\n"};

enum { PROFILES = sizeof profiles / sizeof *profiles };

/* Read once: a profile costs more than the small tables that are tried by it. */
static const struct profile *profile_at(size_t which)
{
    static struct arena kept;
    static struct profile *read[PROFILES];
    if (!read[which] &&
        profile_parse(span_of(profiles[which]), "p", &kept, &read[which]) != STATUS_OK)
        abort();
    return read[which];
}

static void read_by(const struct profile *profile, struct span body)
{
    struct arena arena = {0};
    struct span bytes;
    struct image image;
    struct decode_options options = {.profile = profile, .received_day = 20780};
    decode_body(body, &options, &arena, &bytes);
    if (image_open(bytes, &image) != STATUS_OK)
        abort();
    for (uint32_t i = 0; i < image.header->values; i++)
        if ((size_t)image.values[i].begin + image.values[i].size > body.size)
            abort();
    arena_free(&arena);
}

static void propose(struct span body)
{
    struct arena arena = {0};
    struct buffer text = {0};
    struct profile *profile;
    if (profile_propose(body, SPAN("f"), &text) == STATUS_OK &&
        strstr(buffer_string(&text), "\n  surname: ") &&
        profile_parse(buffer_span(&text), "p", &arena, &profile) != STATUS_OK)
        abort();
    text.size = 0;
    profile_columns(body, &text);
    buffer_free(&text);
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct span body = {(const char *)data + 1, size - 1};
    if (table_sniff(body) == TABLE_XLSX) /* fuzz_xlsx.c */
        return 0;
    if (data[0] >= 0xE0)
        propose(body);
    else
        read_by(profile_at(data[0] % PROFILES), body);
    return 0;
}
