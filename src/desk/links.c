/* Upload links: a secret that lets its holder hand in something for one source, once. */
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "desk/internal.h"

enum { SECRET_SIZE = 32, BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING };
_Static_assert(DESK_LINK_TEXT == sodium_base64_ENCODED_LEN(SECRET_SIZE, BASE64),
               "the size of a secret as text");

/* ---- secrets ---- */

void desk_link_secret(char out[DESK_LINK_TEXT])
{
    unsigned char secret[SECRET_SIZE];
    randombytes_buf(secret, sizeof secret);
    sodium_bin2base64(out, DESK_LINK_TEXT, secret, sizeof secret, BASE64);
    seal_wipe(secret, sizeof secret);
}

bool desk_link_hash(struct span secret, unsigned char out[DESK_LINK_HASH])
{
    unsigned char bytes[SECRET_SIZE] = {0};
    size_t size = 0;
    bool valid = secret.size && sodium_base642bin(bytes, sizeof bytes, secret.at, secret.size, NULL,
                                                  &size, NULL, BASE64) == 0;
    crypto_generichash(out, DESK_LINK_HASH, bytes, sizeof bytes, NULL, 0);
    seal_wipe(bytes, sizeof bytes);
    return valid && size == sizeof bytes;
}

enum desk_link_state desk_link_state(const struct desk_link *link, int64_t now)
{
    return link->used            ? LINK_USED
           : link->revoked       ? LINK_REVOKED
           : now > link->expires ? LINK_EXPIRED
                                 : LINK_OPEN;
}

const char *desk_link_word(enum desk_link_state state)
{
    static const char *const words[] = {"open", "used", "revoked", "expired"};
    return words[state];
}

static struct span hash_span(const unsigned char hash[DESK_LINK_HASH])
{
    return (struct span){(const char *)hash, DESK_LINK_HASH};
}

/* ---- flights ---- */

enum { MOST_DESIGNATOR = 12, DAY_TEXT = 10 };

/* The designator in capitals, without blanks: of a flight, a voyage, or an aircraft's registration. */
static bool add_designator(struct buffer *out, struct span text)
{
    size_t before = out->size;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if (c == ' ')
            continue;
        bool small = c >= 'a' && c <= 'z';
        if (!small && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '-')
            return false;
        buffer_char(out, small ? (char)(c - 'a' + 'A') : c);
    }
    return out->size > before && out->size - before <= MOST_DESIGNATOR;
}

/* "HY 271 2026-11-22" as "HY271 2026-11-22" into `out`; nothing for nothing. */
static enum status read_flight(struct span text, struct buffer *out)
{
    struct date date;
    text = span_trim(text);
    if (text.size == 0)
        return STATUS_OK;
    size_t at = text.size > DAY_TEXT ? text.size - DAY_TEXT : 0;
    struct span day = span_part(text, at, text.size);
    if (at && text.at[at - 1] == ' ' && date_parse(day, &date) &&
        add_designator(out, span_part(text, 0, at))) {
        buffer_format(out, " %.*s", (int)day.size, day.at);
        return STATUS_OK;
    }
    return status_fail(STATUS_INPUT,
                       "A link's flight is a designator and the local day of departure, as in "
                       "HY9271 2026-11-22.");
}

/* ---- rows ---- */

static void copy_hash(struct query *query, int column, unsigned char out[DESK_LINK_HASH])
{
    struct span hash = query_column(query, column);
    if (hash.size == DESK_LINK_HASH)
        memcpy(out, hash.at, hash.size);
}

/* In the order of the SELECTs in queries.def. */
static void read_row(struct query *query, struct arena *arena, void *row)
{
    struct desk_link *out = row;
    *out = (struct desk_link){
        .id = query_column_int(query, 0),
        .source = column_text(query, 1, arena),
        .flight = column_text(query, 2, arena),
        .made = query_column_int(query, 3),
        .expires = query_column_int(query, 4),
        .by = column_text(query, 5, arena),
        .tenancy = {.agency = column_text(query, 6, arena), .site = column_text(query, 7, arena)},
        .revoked = query_column_int(query, 10), /* NULL is 0 */
        .revoked_by = column_text(query, 11, arena),
        .used = query_column_int(query, 12),
        .used_key = column_text(query, 13, arena),
        .messages = column_text(query, 14, arena),
    };
    copy_hash(query, 8, out->secret);
    copy_hash(query, 9, out->credential);
}

static enum status insert(struct desk *desk, const struct desk_link *link, struct span flight,
                          int64_t *id)
{
    struct query query = desk_query(desk, SLOT_LINK_ADD);
    query_text(&query, 1, link->source);
    query_text(&query, 2, flight);
    query_int(&query, 3, link->made);
    query_int(&query, 4, link->expires);
    query_text(&query, 5, link->by);
    query_text(&query, 6, link->tenancy.agency);
    query_text(&query, 7, link->tenancy.site);
    query_blob(&query, 8, hash_span(link->secret));
    query_blob(&query, 9, hash_span(link->credential));
    enum status status = query_run(&query);
    if (status == STATUS_OK)
        *id = database_last_id(desk->database);
    return status;
}

static enum status check_source(struct desk *desk, struct span name)
{
    struct arena arena = {0};
    struct desk_source source;
    enum status status = desk_source_find(desk, name, &arena, &source);
    if (status == STATUS_OK && source.disabled)
        status = status_fail(STATUS_DENIED, "The source %.*s may not send any more.",
                             (int)name.size, name.at);
    arena_free(&arena);
    return status;
}

enum status desk_link_add(struct desk *desk, const struct desk_link *link, int64_t *id)
{
    struct buffer flight = {0};
    enum status status = check_source(desk, link->source);
    if (status == STATUS_OK && link->expires <= link->made)
        status = status_fail(STATUS_INPUT, "A link must be good for a while.");
    if (status == STATUS_OK)
        status = read_flight(link->flight, &flight);
    if (status == STATUS_OK)
        status = insert(desk, link, span_of(buffer_string(&flight)), id);
    buffer_free(&flight);
    return status;
}

static enum status read_one(struct query *query, struct arena *arena, struct desk_link *out)
{
    bool found = query_next(query);
    if (found)
        read_row(query, arena, out);
    enum status status = query_end(query);
    if (status != STATUS_OK || found)
        return status;
    return status_fail(STATUS_MISSING, "There is no such link.");
}

enum status desk_link_find(struct desk *desk, int64_t id, struct arena *arena,
                           struct desk_link *out)
{
    struct query query = desk_query(desk, SLOT_LINK_ONE);
    query_int(&query, 1, id);
    return read_one(&query, arena, out);
}

enum status desk_link_by_secret(struct desk *desk, const unsigned char hash[DESK_LINK_HASH],
                                struct arena *arena, struct desk_link *out)
{
    struct query query = desk_query(desk, SLOT_LINK_BY_SECRET);
    query_blob(&query, 1, hash_span(hash));
    return read_one(&query, arena, out);
}

enum status desk_link_list(struct desk *desk, struct arena *arena, struct desk_link **out,
                           size_t *count)
{
    struct query query = desk_query(desk, SLOT_LINKS);
    void *rows = NULL;
    enum status status = rows_read(&query, arena, sizeof **out, read_row, &rows, count);
    if (status == STATUS_OK)
        *out = rows;
    return status;
}

/* ---- the end of a link ---- */

/* Why an update changed nothing: there is no such link, or it had ended before. */
static enum status ended_before(struct desk *desk, int64_t id, bool revoked_is_fine)
{
    struct arena arena = {0};
    struct desk_link link = {0};
    enum status status = desk_link_find(desk, id, &arena, &link);
    if (status == STATUS_OK && link.used)
        status = status_fail(STATUS_EXISTS, "Link %" PRId64 " was used already.", id);
    else if (status == STATUS_OK && !revoked_is_fine)
        status = status_fail(STATUS_EXISTS, "Link %" PRId64 " was revoked.", id);
    arena_free(&arena);
    return status;
}

enum status desk_link_revoke(struct desk *desk, int64_t id, struct span by, int64_t now)
{
    struct query query = desk_query(desk, SLOT_LINK_REVOKE);
    query_int(&query, 1, id);
    query_int(&query, 2, now);
    query_text(&query, 3, by);
    enum status status = query_run(&query);
    return status || database_changes(desk->database) ? status : ended_before(desk, id, true);
}

enum status desk_link_use(struct desk *desk, int64_t id, struct span key, struct span messages,
                          int64_t now)
{
    struct query query = desk_query(desk, SLOT_LINK_USE);
    query_int(&query, 1, id);
    query_int(&query, 2, now);
    query_text(&query, 3, key);
    query_text(&query, 4, messages);
    enum status status = query_run(&query);
    return status || database_changes(desk->database) ? status : ended_before(desk, id, false);
}
