#include "roles/ledger.h"

#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "sys/files.h"

enum { MOST_BYTES = 1024 * 1024, MOST_SECRETS = 8192, FINGERPRINT = 16 };

struct known {
    char name[32];
    char fingerprint[FINGERPRINT + 1];
};

struct ledger {
    struct arena arena;
    bool cut_off;        /* the last line has no end: a crash or a full disk broke it off */
    struct known *known; /* as written */
    size_t known_count;
    struct known *here; /* as the folder holds them */
    size_t here_count;
};

static bool is_fingerprint(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!text.at[i] || !strchr("0123456789abcdef", text.at[i]))
            return false;
    return text.size == FINGERPRINT;
}

/* "2026-11 API 0123456789abcdef": names may hold a blank, fingerprints do not. What was broken off
 * is no line: the secret that it should have named was never handed out. */
static void keep_line(struct ledger *ledger, struct span line)
{
    if (line.size < FINGERPRINT + 2 || ledger->known_count == MOST_SECRETS)
        return;
    struct span name = span_part(line, 0, line.size - FINGERPRINT - 1);
    struct span mark = span_part(line, line.size - FINGERPRINT, FINGERPRINT);
    struct known *known = &ledger->known[ledger->known_count];
    if (name.size >= sizeof known->name || line.at[name.size] != ' ' || !is_fingerprint(mark))
        return;
    memcpy(known->name, name.at, name.size);
    memcpy(known->fingerprint, mark.at, mark.size);
    ledger->known_count++;
}

static enum status read_ledger(struct ledger *ledger, const char *path)
{
    struct buffer text = {0};
    ledger->known = arena_array(&ledger->arena, struct known, MOST_SECRETS);
    if (access(path, F_OK) < 0)
        return STATUS_OK;
    enum status status = file_read(path, MOST_BYTES, &text);
    struct span rest = status == STATUS_OK ? buffer_span(&text) : (struct span){NULL, 0};
    ledger->cut_off = rest.size && rest.at[rest.size - 1] != '\n';
    while (rest.size)
        keep_line(ledger, span_cut(rest, '\n', &rest));
    buffer_free(&text);
    return status;
}

static void keep_secret(void *context, const struct secret_entry *entry)
{
    struct ledger *ledger = context;
    if (ledger->here_count == MOST_SECRETS || strlen(entry->name) >= sizeof ledger->here->name)
        return;
    struct known *here = &ledger->here[ledger->here_count++];
    strcpy(here->name, entry->name);
    memcpy(here->fingerprint, entry->fingerprint, sizeof here->fingerprint);
}

static const struct known *find(const struct known *list, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i].name, name) == 0)
            return &list[i];
    return NULL;
}

static enum status compare(const struct ledger *ledger, const struct folder *folder)
{
    for (size_t i = 0; i < ledger->known_count; i++) {
        const struct known *known = &ledger->known[i];
        const struct known *here = find(ledger->here, ledger->here_count, known->name);
        if (!here)
            return status_fail(STATUS_SECRET,
                               "The secret \"%s\" is missing from %s, and sealed data needs it. "
                               "Restore the secrets folder from its backup.",
                               known->name, folder->secrets);
        if (strcmp(here->fingerprint, known->fingerprint) != 0)
            return status_fail(STATUS_SECRET,
                               "The secret \"%s\" in %s is not the one that this data was sealed "
                               "with. Restore the secrets folder that belongs to this data.",
                               known->name, folder->secrets);
    }
    return STATUS_OK;
}

static enum status note_new(const struct ledger *ledger, const char *path)
{
    struct buffer lines = {0};
    enum status status = STATUS_OK;
    if (ledger->cut_off)
        buffer_char(&lines, '\n');
    for (size_t i = 0; i < ledger->here_count; i++)
        if (!find(ledger->known, ledger->known_count, ledger->here[i].name))
            buffer_format(&lines, "%s %s\n", ledger->here[i].name, ledger->here[i].fingerprint);
    if (lines.size)
        status = file_append(path, buffer_span(&lines));
    buffer_free(&lines);
    return status;
}

enum status ledger_check(const struct folder *folder, struct secrets_folder *secrets, bool note)
{
    struct ledger ledger = {0};
    enum status status = read_ledger(&ledger, folder->ledger);
    ledger.here = arena_array(&ledger.arena, struct known, MOST_SECRETS);
    if (status == STATUS_OK)
        status = secrets_folder_list(secrets, keep_secret, &ledger);
    if (status == STATUS_OK)
        status = compare(&ledger, folder);
    if (status == STATUS_OK && note)
        status = note_new(&ledger, folder->ledger);
    arena_free(&ledger.arena);
    return status;
}

/* Whether there is a ledger, and what it knows is there. */
static enum status check_before(const struct folder *folder)
{
    struct secrets_folder *secrets;
    if (access(folder->ledger, F_OK) < 0)
        return STATUS_OK;
    enum status status = secrets_folder_open(folder->secrets, false, &secrets);
    if (status != STATUS_OK)
        return status;
    status = ledger_check(folder, secrets, false);
    secrets_folder_close(secrets);
    return status;
}

enum status ledger_open(const struct folder *folder, struct secrets_folder **out)
{
    struct secrets_folder *secrets;
    enum status status = file_make_folder(folder->authored);
    if (status == STATUS_OK)
        status = check_before(folder);
    if (status == STATUS_OK)
        status = secrets_folder_open(folder->secrets, true, &secrets);
    if (status != STATUS_OK)
        return status;
    status = ledger_check(folder, secrets, true);
    if (status == STATUS_OK)
        *out = secrets;
    else
        secrets_folder_close(secrets);
    return status;
}
