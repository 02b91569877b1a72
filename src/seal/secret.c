/* One secret, one file:
 *
 *    0   8  magic "PORTSEC\n"
 *    8   4  version of this layout, 1, little-endian
 *   12   4  what it is: 0 installation key, 1 secret of a month for API, 2 for PNR
 *   16   8  when it was made: microseconds UTC
 *   24  32  the secret
 *   56  32  BLAKE2b-256 of the file's name, a NUL, and bytes 0..55
 *
 * The check tells a damaged, foreign or renamed file from a wrong key. */
#include <sodium.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "seal/internal.h"
#include "sys/files.h"

enum { VERSION = 1, AT_VERSION = 8, AT_WHAT = 12, AT_MADE = 16, AT_KEY = 24, AT_CHECK = 56 };
enum what { WHAT_INSTALLATION, WHAT_API, WHAT_PNR, WHATS };

static const char magic[] = "PORTSEC\n";

_Static_assert(AT_CHECK + 32 == SECRET_FILE_SIZE, "the layout above");

static void put_number(unsigned char *at, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        at[i] = (unsigned char)(value >> (8 * i));
}

static uint64_t get_number(const unsigned char *at, size_t size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++)
        value |= (uint64_t)at[i] << (8 * i);
    return value;
}

static void check_sum(unsigned char out[32], const char *name, const unsigned char *file)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, 32);
    crypto_generichash_update(&state, (const unsigned char *)name, strlen(name) + 1);
    crypto_generichash_update(&state, file, AT_CHECK);
    crypto_generichash_final(&state, out, 32);
}

char *secrets_path(const struct secrets_folder *folder, const char *name)
{
    size_t size = strlen(folder->path) + strlen(name) + 2;
    char *path = memory_alloc(size);
    snprintf(path, size, "%s/%s", folder->path, name);
    return path;
}

static enum status parse(const char *path, const char *name, const unsigned char *file, size_t size,
                         struct secret *out)
{
    unsigned char sum[32];
    if (size < AT_WHAT || memcmp(file, magic, AT_VERSION) != 0)
        return status_fail(STATUS_SECRET,
                           "%s is no secret of portolan: another file lies under "
                           "its name. Restore it from your backup of the secrets.",
                           path);
    uint64_t version = get_number(file + AT_VERSION, 4);
    if (version > VERSION)
        return status_fail(STATUS_NEWER,
                           "%s was written by a newer version of portolan; use that "
                           "version.",
                           path);
    if (size == SECRET_FILE_SIZE)
        check_sum(sum, name, file);
    uint64_t what = size == SECRET_FILE_SIZE ? get_number(file + AT_WHAT, 4) : WHATS;
    if (version != VERSION || what >= WHATS || sodium_memcmp(sum, file + AT_CHECK, 32) != 0)
        return status_fail(STATUS_SECRET,
                           "%s is damaged, cut off, or was renamed. Restore it "
                           "from your backup of the secrets.",
                           path);
    out->of_month = what != WHAT_INSTALLATION;
    out->kind = what == WHAT_API ? KIND_API : what == WHAT_PNR ? KIND_PNR : KIND_OTHER;
    out->made = (int64_t)get_number(file + AT_MADE, 8);
    memcpy(out->key.bytes, file + AT_KEY, SEAL_KEY_SIZE);
    return STATUS_OK;
}

enum status secret_read(const struct secrets_folder *folder, const char *name, struct secret *out)
{
    char *path = secrets_path(folder, name);
    struct buffer bytes = {0};
    buffer_reserve(&bytes, 4096); /* so that the buffer never moves and leaves a copy behind */
    enum status status = file_read(path, 2048, &bytes);
    if (status == STATUS_OK)
        status = parse(path, name, (const unsigned char *)bytes.at, bytes.size, out);
    else if (status == STATUS_INPUT)
        status = status_fail(STATUS_SECRET,
                             "%s is no secret of portolan: it is far too large. "
                             "Restore it from your backup of the secrets.",
                             path);
    seal_wipe(bytes.at, bytes.room);
    buffer_free(&bytes);
    free(path);
    return status;
}

/* Another process may have linked the file and not yet synced its name. */
static enum status read_synced(const struct secrets_folder *folder, const char *name,
                               struct secret *out)
{
    enum status status = secret_read(folder, name, out);
    return status == STATUS_OK ? file_sync_folder(folder->path) : status;
}

enum status secret_make(const struct secrets_folder *folder, const char *name,
                        struct secret *secret)
{
    unsigned char file[SECRET_FILE_SIZE] = {0};
    enum what what = !secret->of_month          ? WHAT_INSTALLATION
                     : secret->kind == KIND_API ? WHAT_API
                                                : WHAT_PNR;
    secret->made = clock_now();
    randombytes_buf(secret->key.bytes, SEAL_KEY_SIZE);
    memcpy(file, magic, AT_VERSION);
    put_number(file + AT_VERSION, VERSION, 4);
    put_number(file + AT_WHAT, what, 4);
    put_number(file + AT_MADE, (uint64_t)secret->made, 8);
    memcpy(file + AT_KEY, secret->key.bytes, SEAL_KEY_SIZE);
    check_sum(file + AT_CHECK, name, file);
    char *path = secrets_path(folder, name);
    enum status status = file_create(path, (struct span){(const char *)file, sizeof file}, 0600);
    seal_wipe(file, sizeof file);
    free(path);
    if (status == STATUS_EXISTS)
        return read_synced(folder, name, secret);
    if (status == STATUS_OK)
        log_write(LOG_INFO, EVENT_SECRET_MADE, "name=%s", name);
    return status;
}
