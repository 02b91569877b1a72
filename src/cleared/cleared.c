/* What is remembered, and whether somebody is the one. */
#include "cleared/cleared.h"

#include <string.h>

#include "cleared/internal.h"

enum { VERSION = 1, HEAD = 4 };

bool cleared_can(const struct cleared_facts *facts)
{
    bool named = false;
    for (uint8_t i = 0; i < facts->document_count; i++)
        named |= facts->documents[i].full[0] || facts->documents[i].full[1];
    return named && facts->name_count && !facts->beyond;
}

/* ---- writing ---- */

static void put(struct buffer *out, uint64_t value)
{
    buffer_append(out, (const char *)&value, sizeof value);
}

static uint64_t hash_birth(const struct seal_key *key, int32_t day)
{
    return seal_index(key, CLEARED_KIND_BIRTH, (struct span){(const char *)&day, sizeof day});
}

static void put_documents(struct buffer *out, const struct cleared_facts *facts, uint8_t *count)
{
    for (uint8_t i = 0; i < facts->document_count; i++)
        for (int reading = 0; reading < 2; reading++) {
            if (!facts->documents[i].number[reading])
                continue;
            put(out, facts->documents[i].full[reading]);
            put(out, facts->documents[i].number[reading]);
            ++*count;
        }
}

static void put_births(struct buffer *out, const struct seal_key *key,
                       const struct cleared_facts *facts, uint8_t *count)
{
    for (uint8_t i = 0; i < facts->birth_count; i++)
        for (int reading = 0; reading < 2; reading++) {
            const int32_t *days = facts->births[i].days;
            if (reading && days[1] == days[0])
                continue;
            put(out, hash_birth(key, days[reading]));
            ++*count;
        }
}

static void put_names(struct buffer *out, const struct seal_key *key,
                      const struct cleared_facts *facts)
{
    for (uint8_t i = 0; i < facts->name_count; i++) {
        const struct cleared_name *name = &facts->names[i];
        buffer_char(out, (char)name->count);
        put(out, seal_index(key, CLEARED_KIND_NAME, name->whole));
        for (uint8_t t = 0; t < name->count; t++)
            put(out, seal_index(key, CLEARED_KIND_TOKEN, name->tokens[t]));
    }
}

void cleared_remember(const struct seal_key *index, const struct cleared_facts *facts,
                      uint64_t salt, struct buffer *out)
{
    struct seal_key key;
    uint8_t counts[HEAD] = {VERSION, 0, 0, facts->name_count};
    size_t begin = out->size;
    salt = salt ? salt : 1;
    cleared_key(&key, index, salt);
    buffer_append(out, (const char *)counts, HEAD);
    put(out, salt);
    put_documents(out, facts, &counts[1]);
    put_births(out, &key, facts, &counts[2]);
    put_names(out, &key, facts);
    memcpy(out->at + begin, counts, HEAD);
    seal_wipe(&key, sizeof key);
}

/* ---- reading ---- */

/* What is remembered, taken apart; borrows the bytes. */
struct row {
    uint8_t documents, births, names;
    uint64_t salt;
    const char *at_documents, *at_births, *at_names, *end;
};

static uint64_t get(const char *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

/* False when the bytes are none that cleared_remember wrote. */
static bool open_row(struct span bytes, struct row *out)
{
    size_t head = HEAD + sizeof out->salt;
    if (bytes.size < head || bytes.at[0] != VERSION)
        return false;
    *out = (struct row){.documents = (uint8_t)bytes.at[1],
                        .births = (uint8_t)bytes.at[2],
                        .names = (uint8_t)bytes.at[3],
                        .salt = get(bytes.at + HEAD),
                        .at_documents = bytes.at + head,
                        .end = bytes.at + bytes.size};
    if (bytes.size - head < 8u * (2u * out->documents + out->births))
        return false;
    out->at_births = out->at_documents + 16u * out->documents;
    out->at_names = out->at_births + 8u * out->births;
    return true;
}

/* ---- documents ---- */

static bool has_document(const struct row *row, uint64_t hash, size_t at)
{
    for (uint8_t i = 0; hash && i < row->documents; i++)
        if (get(row->at_documents + 16u * i + at) == hash)
            return true;
    return false;
}

/* One is the same; where a state is missing the number must be one that is known. */
static bool documents_fit(const struct row *row, const struct cleared_facts *facts)
{
    bool same = false;
    for (uint8_t i = 0; i < facts->document_count; i++) {
        const struct cleared_document *document = &facts->documents[i];
        bool full =
            has_document(row, document->full[0], 0) || has_document(row, document->full[1], 0);
        bool stateless = !document->full[0] && !document->full[1];
        if (!full && !(stateless && (has_document(row, document->number[0], 8) ||
                                     has_document(row, document->number[1], 8))))
            return false;
        same |= full;
    }
    return same;
}

/* ---- birth dates ---- */

static bool has_birth(const struct row *row, uint64_t hash)
{
    for (uint8_t i = 0; i < row->births; i++)
        if (get(row->at_births + 8u * i) == hash)
            return true;
    return false;
}

/* Whoever cleared him knew of the date, or of none. */
static bool births_fit(const struct row *row, const struct seal_key *key,
                       const struct cleared_facts *facts)
{
    for (uint8_t i = 0; i < facts->birth_count; i++)
        if (!has_birth(row, hash_birth(key, facts->births[i].days[0])) &&
            !has_birth(row, hash_birth(key, facts->births[i].days[1])))
            return false;
    return (facts->birth_count != 0) == (row->births != 0);
}

/* ---- names ---- */

static bool has_token(const char *tokens, uint8_t count, uint64_t hash)
{
    for (uint8_t i = 0; i < count; i++)
        if (get(tokens + 8u * i) == hash)
            return true;
    return false;
}

/* The same letters; or all names of the side that has fewer, two at least, stand on the other. */
static bool name_fits(const struct seal_key *key, const struct cleared_name *name,
                      const char *tokens, uint8_t count, uint64_t whole)
{
    uint8_t common = 0, fewer = name->count < count ? name->count : count;
    if (seal_index(key, CLEARED_KIND_NAME, name->whole) == whole)
        return true;
    for (uint8_t i = 0; i < name->count; i++)
        common += has_token(tokens, count, seal_index(key, CLEARED_KIND_TOKEN, name->tokens[i]));
    return common >= fewer && (fewer > 1 || (common == 1 && name->count == count));
}

static bool is_known_name(const struct row *row, const struct seal_key *key,
                          const struct cleared_name *name)
{
    const char *at = row->at_names;
    for (uint8_t i = 0; i < row->names && row->end - at >= 9; i++) {
        uint8_t count = (uint8_t)*at;
        const char *tokens = at + 9;
        if ((size_t)(row->end - tokens) < 8u * count)
            return false;
        if (name_fits(key, name, tokens, count, get(at + 1)))
            return true;
        at = tokens + 8u * count;
    }
    return false;
}

static bool names_fit(const struct row *row, const struct seal_key *key,
                      const struct cleared_facts *facts)
{
    for (uint8_t i = 0; i < facts->name_count; i++)
        if (!is_known_name(row, key, &facts->names[i]))
            return false;
    return facts->name_count != 0;
}

bool cleared_is(const struct seal_key *index, struct span remembered,
                const struct cleared_facts *facts)
{
    struct row row;
    struct seal_key key;
    if (facts->beyond || !open_row(remembered, &row) || !documents_fit(&row, facts))
        return false;
    cleared_key(&key, index, row.salt);
    bool is = births_fit(&row, &key, facts) && names_fit(&row, &key, facts);
    seal_wipe(&key, sizeof key);
    return is;
}

/* ---- entries ---- */

static void put_text(struct buffer *out, const struct watch_list *list, struct watch_text text)
{
    struct span span = watch_list_text(list, text);
    put(out, span.size);
    buffer_append(out, span.at, span.size);
}

struct seal_digest cleared_entry(const struct seal_key *index, const struct watch_list *list,
                                 const struct watch_entry *entry)
{
    struct seal_key key;
    struct buffer all = {0};
    put(&all, entry->names);
    for (uint32_t i = 0; i < entry->names; i++) {
        const struct watch_entry_name *name = &list->names[entry->first_name + i];
        put_text(&all, list, name->surname);
        put_text(&all, list, name->given);
        put(&all, name->quality);
    }
    put(&all, entry->births);
    for (uint32_t i = 0; i < entry->births; i++) {
        const struct watch_birth *birth = &list->births[entry->first_birth + i];
        put(&all, (uint64_t)(int64_t)birth->from);
        put(&all, (uint64_t)(int64_t)birth->to);
        put(&all, birth->precision);
    }
    put(&all, entry->documents);
    for (uint32_t i = 0; i < entry->documents; i++) {
        const struct watch_document *document = &list->documents[entry->first_document + i];
        put_text(&all, list, document->number);
        buffer_append(&all, document->state, strnlen(document->state, sizeof document->state));
        buffer_char(&all, '/');
    }
    put(&all, entry->sex);
    put(&all, entry->states);
    for (uint32_t i = 0; i < entry->states; i++)
        buffer_append(&all, list->states[entry->first_state + i].code, 3);
    seal_derive(&key, index, "clearent", 0);
    struct seal_digest digest = seal_digest(&key, buffer_span(&all));
    seal_wipe(&key, sizeof key);
    buffer_free(&all);
    return digest;
}
