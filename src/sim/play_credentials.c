#include "sim/play_credentials.h"

#include <sodium.h>

#include "base/buffer.h"
#include "sys/files.h"

enum { MOST_BYTES = 1024 * 1024 };

static char *keep(struct play_credentials *credentials, struct span text)
{
    return arena_format(&credentials->arena, "%.*s", (int)text.size, text.at);
}

static void wipe(struct play_credential *item)
{
    char *token = (char *)(uintptr_t)item->token;
    sodium_memzero(token, strlen(token));
}

static void put(struct play_credentials *credentials, struct span source, struct span token)
{
    struct play_credential item = {keep(credentials, source), keep(credentials, token)};
    for (size_t i = 0; i < credentials->count; i++)
        if (strcmp(credentials->items[i].source, item.source) == 0) {
            wipe(&credentials->items[i]);
            credentials->items[i] = item;
            return;
        }
    credentials->items = arena_more(&credentials->arena, credentials->items, credentials->count,
                                    &credentials->room, sizeof *credentials->items);
    credentials->items[credentials->count++] = item;
}

void play_credentials_put(struct play_credentials *credentials, const char *source,
                          const char *token)
{
    put(credentials, span_of(source), span_of(token));
}

/* A token that could not stand in a header: it would end the line. */
static bool is_token(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] <= ' ' || text.at[i] > '~')
            return false;
    return text.size > 0;
}

static enum status read_lines(struct play_credentials *credentials, const char *path,
                              struct span rest)
{
    for (unsigned number = 1; rest.size; number++) {
        struct span line = span_trim(span_cut(rest, '\n', &rest)), token;
        if (line.size == 0 || line.at[0] == '#')
            continue;
        struct span source = span_cut(line, ' ', &token);
        token = span_trim(token);
        if (!is_token(source) || !is_token(token))
            return status_fail(STATUS_INPUT,
                               "Line %u of %s is not as it should be: SOURCE TOKEN, with a blank "
                               "between.",
                               number, path);
        put(credentials, source, token);
    }
    return STATUS_OK;
}

enum status play_credentials_read(struct play_credentials *credentials, const char *path)
{
    struct buffer text = {0};
    buffer_reserve(&text, MOST_BYTES + 1); /* it does not move, and leaves no copy */
    enum status status = file_read(path, MOST_BYTES, &text);
    if (status == STATUS_OK)
        status = read_lines(credentials, path, buffer_span(&text));
    if (text.at)
        sodium_memzero(text.at, text.room);
    buffer_free(&text);
    return status;
}

const char *play_credentials_find(const struct play_credentials *credentials, const char *source)
{
    for (size_t i = 0; i < credentials->count; i++)
        if (strcmp(credentials->items[i].source, source) == 0)
            return credentials->items[i].token;
    return NULL;
}

enum status play_credentials_write(const struct play_credentials *credentials, const char *path)
{
    struct buffer text = {0};
    size_t size = 128;
    for (size_t i = 0; i < credentials->count; i++)
        size += strlen(credentials->items[i].source) + strlen(credentials->items[i].token) + 2;
    buffer_reserve(&text, size); /* it does not move, and leaves no copy */
    buffer_text(&text, "# With what the senders of a simulated world send here (portolan play).\n");
    for (size_t i = 0; i < credentials->count; i++)
        buffer_format(&text, "%s %s\n", credentials->items[i].source, credentials->items[i].token);
    enum status status = file_write(path, buffer_span(&text), 0600);
    sodium_memzero(text.at, text.room);
    buffer_free(&text);
    return status;
}

void play_credentials_free(struct play_credentials *credentials)
{
    for (size_t i = 0; i < credentials->count; i++)
        wipe(&credentials->items[i]);
    arena_free(&credentials->arena);
    *credentials = (struct play_credentials){0};
}
