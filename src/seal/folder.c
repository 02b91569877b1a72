#include "seal/folder.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "seal/internal.h"
#include "sys/files.h"

enum { NAME_SIZE = 32, MOST_MONTH = 10000 * 12 };

static void month_name(int32_t month, enum kind kind, char out[NAME_SIZE])
{
    char text[8];
    snprintf(out, NAME_SIZE, "%s.%s", month_format(month, text), kind == KIND_API ? "api" : "pnr");
}

static void installation_name(enum installation_key key, char out[NAME_SIZE])
{
    snprintf(out, NAME_SIZE, "%s.key", installation_key_word(key));
}

/* Whether `name` is a month's secret, and which. */
static bool parse_month_name(const char *name, int32_t *month, enum kind *kind)
{
    struct span text = span_of(name);
    *kind = span_is(span_part(text, 7, 8), ".api") ? KIND_API : KIND_PNR;
    return text.size == 11 && month_parse(span_part(text, 0, 7), month) &&
           (*kind == KIND_API || span_is(span_part(text, 7, 8), ".pnr"));
}

static bool parse_installation_name(const char *name, enum installation_key *key)
{
    char known[NAME_SIZE];
    for (*key = 0; *key < INSTALLATION_KEYS; (*key)++) {
        installation_name(*key, known);
        if (strcmp(name, known) == 0)
            return true;
    }
    return false;
}

/* ---- opening ---- */

static int is_month(const struct dirent *entry)
{
    int32_t month;
    enum kind kind;
    return parse_month_name(entry->d_name, &month, &kind);
}

static void free_names(struct dirent **names, int count)
{
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

static enum status has_months(const struct secrets_folder *folder, bool *out)
{
    struct dirent **names;
    int count = scandir(folder->path, &names, is_month, NULL);
    if (count < 0)
        return status_errno("read the folder", folder->path);
    free_names(names, count);
    *out = count > 0;
    return STATUS_OK;
}

/* ".NAME.PROCESS.NUMBER.tmp" of sys/files.c, whose process is no more. */
static int is_leftover(const struct dirent *entry)
{
    static const char tail[] = ".tmp";
    struct span name = span_of(entry->d_name), rest;
    int64_t process = 0, field;
    if (name.size <= sizeof tail || name.at[0] != '.' ||
        !span_is(span_part(name, name.size - 4, 4), tail))
        return 0;
    for (rest = span_part(name, 1, name.size - 5); rest.size;) {
        struct span part = span_cut(rest, '.', &rest);
        if (rest.size && !memchr(rest.at, '.', rest.size) && span_number(part, &field))
            process = field;
    }
    return process > 0 && process <= INT32_MAX && kill((pid_t)process, 0) < 0 && errno == ESRCH;
}

/* A crash while a secret was made may leave a second name of it, which would outlive its
 * destruction. */
static enum status remove_leftovers(const struct secrets_folder *folder)
{
    struct dirent **names;
    int count = scandir(folder->path, &names, is_leftover, NULL);
    if (count < 0)
        return status_errno("read the folder", folder->path);
    for (int i = 0; i < count; i++) {
        char *path = secrets_path(folder, names[i]->d_name);
        unlink(path);
        free(path);
    }
    free_names(names, count);
    return count ? file_sync_folder(folder->path) : STATUS_OK;
}

static enum status lost(const struct secrets_folder *folder, const char *name)
{
    return status_fail(STATUS_SECRET,
                       "The secret %s is missing from %s. Restore it from your backup of the "
                       "secrets folder; without it what was sealed stays unreadable.",
                       name, folder->path);
}

/* A key is made only for a new installation: where months have secrets already, a missing key was
 * lost, and a new one in its place would hide that. */
static enum status ensure_installation(const struct secrets_folder *folder, bool may_make)
{
    for (enum installation_key key = 0; key < INSTALLATION_KEYS; key++) {
        char name[NAME_SIZE];
        struct secret secret = {.kind = KIND_OTHER};
        installation_name(key, name);
        enum status status = secret_read(folder, name, &secret);
        if (status == STATUS_MISSING)
            status = may_make ? secret_make(folder, name, &secret) : lost(folder, name);
        seal_wipe(&secret, sizeof secret);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static enum status check_mode(const char *path)
{
    struct stat there;
    if (stat(path, &there) != 0)
        return errno == ENOENT ? status_fail(STATUS_SECRET,
                                             "The secrets folder %s is missing. Restore it "
                                             "from your backup, or start a new installation.",
                                             path)
                               : status_errno("look at", path);
    if (there.st_mode & 077)
        return status_fail(STATUS_DENIED,
                           "The secrets folder %s can be entered by others: chmod 700 it.", path);
    return STATUS_OK;
}

enum status secrets_folder_open(const char *path, bool make, struct secrets_folder **out)
{
    bool months = true;
    enum status status = seal_start();
    if (status == STATUS_OK && make)
        status = file_make_folder(path);
    if (status == STATUS_OK)
        status = check_mode(path);
    if (status != STATUS_OK)
        return status;
    struct secrets_folder *folder = memory_alloc(sizeof *folder);
    folder->path = memory_text(path);
    folder->make = make;
    if (make)
        status = remove_leftovers(folder);
    if (status == STATUS_OK)
        status = has_months(folder, &months);
    if (status == STATUS_OK)
        status = ensure_installation(folder, make && !months);
    if (status == STATUS_OK)
        *out = folder;
    else
        secrets_folder_close(folder);
    return status;
}

void secrets_folder_close(struct secrets_folder *folder)
{
    if (!folder)
        return;
    free(folder->path);
    free(folder);
}

/* ---- the source of a keyring ---- */

static enum status month_secret(void *context, int32_t month, enum kind kind, struct seal_key *out)
{
    const struct secrets_folder *folder = context;
    char name[NAME_SIZE];
    if (month < 12 || month >= MOST_MONTH)
        return status_fail(STATUS_INPUT, "There is no month number %d.", (int)month);
    struct secret secret = {.of_month = true, .kind = kind == KIND_API ? KIND_API : KIND_PNR};
    month_name(month, kind, name);
    enum status status = secret_read(folder, name, &secret);
    if (status == STATUS_MISSING)
        status = folder->make ? secret_make(folder, name, &secret) : lost(folder, name);
    else if (status == STATUS_OK && folder->make)
        status = file_sync_folder(folder->path); /* of one that another process just made */
    if (status == STATUS_OK)
        *out = secret.key;
    seal_wipe(&secret, sizeof secret);
    return status;
}

static enum status month_public(void *context, int32_t month, enum kind kind,
                                struct public_key *out)
{
    struct seal_key secret;
    enum status status = month_secret(context, month, kind, &secret);
    if (status != STATUS_OK)
        return status;
    month_public_key(&secret, out);
    seal_wipe(&secret, sizeof secret);
    return STATUS_OK;
}

static enum status installation(void *context, enum installation_key key, struct seal_key *out)
{
    const struct secrets_folder *folder = context;
    char name[NAME_SIZE];
    struct secret secret;
    if ((unsigned)key >= INSTALLATION_KEYS)
        return status_fail(STATUS_INPUT, "There is no installation key number %d.", (int)key);
    installation_name(key, name);
    enum status status = secret_read(folder, name, &secret);
    if (status == STATUS_MISSING)
        return lost(folder, name);
    if (status == STATUS_OK)
        *out = secret.key;
    seal_wipe(&secret, sizeof secret);
    return status;
}

struct keyring_source secrets_folder_source(struct secrets_folder *folder)
{
    return (struct keyring_source){folder, month_secret, month_public, installation};
}

/* ---- listing ---- */

static int is_secret(const struct dirent *entry)
{
    enum installation_key key;
    return is_month(entry) || parse_installation_name(entry->d_name, &key);
}

/* Of the public key, or of the key itself: a digest of 32 random bytes tells nothing about them. */
static void fingerprint(const struct secret *secret, char out[17])
{
    struct public_key public;
    unsigned char digest[32];
    month_public_key(&secret->key, &public);
    const unsigned char *bytes = secret->of_month ? public.bytes : secret->key.bytes;
    crypto_generichash(digest, sizeof digest, bytes, 32, NULL, 0);
    sodium_bin2hex(out, 17, digest, 8);
    seal_wipe(digest, sizeof digest);
}

static enum status list_one(const struct secrets_folder *folder, const char *name,
                            struct secret_entry *entry, char shown[NAME_SIZE])
{
    struct secret secret;
    enum installation_key key;
    enum status status = secret_read(folder, name, &secret);
    if (status != STATUS_OK)
        return status;
    *entry = (struct secret_entry){
        .kind = KIND_OTHER, .name = shown, .state = "open", .made = secret.made};
    if (parse_month_name(name, &entry->month, &entry->kind))
        snprintf(shown, NAME_SIZE, "%.7s %s", name, entry->kind == KIND_API ? "API" : "PNR");
    else if (parse_installation_name(name, &key))
        snprintf(shown, NAME_SIZE, "%s", installation_key_word(key));
    fingerprint(&secret, entry->fingerprint);
    seal_wipe(&secret, sizeof secret);
    return STATUS_OK;
}

enum status secrets_folder_list(struct secrets_folder *folder,
                                void (*each)(void *context, const struct secret_entry *entry),
                                void *context)
{
    struct dirent **names;
    int count = scandir(folder->path, &names, is_secret, alphasort);
    if (count < 0)
        return status_errno("read the folder", folder->path);
    enum status status = STATUS_OK;
    for (int i = 0; i < count && status == STATUS_OK; i++) {
        struct secret_entry entry;
        char shown[NAME_SIZE];
        status = list_one(folder, names[i]->d_name, &entry, shown);
        if (status == STATUS_OK)
            each(context, &entry);
    }
    free_names(names, count);
    return status;
}
