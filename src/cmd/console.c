#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cmd/command.h"
#include "guard/mask.h"
#include "roles/ledger.h"
#include "sys/files.h"

enum status system_open(const struct words *words, struct system *out)
{
    *out = (struct system){.folder = folder_open(words->data)};
    const char *settings = access(out->folder.settings, F_OK) == 0 ? out->folder.settings : NULL;
    enum status status = config_load(settings, &out->config);
    if (status != STATUS_OK)
        folder_free(&out->folder);
    return status;
}

void system_close(struct system *system)
{
    config_free(system->config);
    folder_free(&system->folder);
}

static enum status open_view(struct console *console)
{
    const struct folder *folder = &console->system.folder;
    struct view_options options = {.config = console->system.config,
                                   .derived = folder->derived,
                                   .journal = folder->journal,
                                   .authored = folder->authored,
                                   .keyring = console->keyring};
    console->view = view_open(&options);
    enum status status = view_store(console->view, &console->store);
    if (status == STATUS_OK)
        status = view_journal(console->view, &console->journal);
    return status == STATUS_OK ? view_desk(console->view, &console->desk) : status;
}

enum status console_open(const struct words *words, struct console *out)
{
    *out = (struct console){0};
    enum status status = system_open(words, &out->system);
    if (status != STATUS_OK)
        return status;
    const struct folder *folder = &out->system.folder;
    if (access(folder->secrets, F_OK) < 0 && errno == ENOENT)
        status = status_fail(STATUS_MISSING,
                             "There is no data in %s. `portolan run` makes a folder; --data "
                             "names another.",
                             folder->data);
    else
        status = secrets_folder_open(folder->secrets, false, &out->secrets);
    if (status == STATUS_OK)
        status = ledger_check(folder, out->secrets, false);
    if (status == STATUS_OK) {
        out->keyring = keyring_new(secrets_folder_source(out->secrets));
        status = open_view(out);
    }
    if (status != STATUS_OK)
        console_close(out);
    return status;
}

void console_close(struct console *console)
{
    view_close(console->view);
    if (console->keyring)
        keyring_free(console->keyring);
    secrets_folder_close(console->secrets);
    arena_free(&console->arena);
    system_close(&console->system);
    *console = (struct console){0};
}

enum status console_access(const struct console *console, const char *what, const char *subject)
{
    char time[TIME_TEXT];
    struct passwd *user = getpwuid(getuid());
    struct buffer line = {0};
    buffer_format(&line, "time=%s user=%s uid=%u action=%s subject=%s\n",
                  time_format(clock_now(), time), user ? user->pw_name : "unknown",
                  (unsigned)getuid(), what, subject);
    enum status status = file_append(console->system.folder.access, buffer_span(&line));
    buffer_free(&line);
    return status;
}

enum status command_read(const char *path, size_t most, struct buffer *body)
{
    return file_read(strcmp(path, "-") == 0 ? "/dev/stdin" : path, most, body);
}

enum status print_out(struct buffer *out)
{
    size_t done = out->size ? fwrite(out->at, 1, out->size, stdout) : 0;
    bool whole = done == out->size && fflush(stdout) == 0;
    out->size = 0;
    return whole ? STATUS_OK
                 : status_fail(STATUS_CLOSED, "Standard output cannot be written: %s.",
                               strerror(errno));
}

void print_flight(struct buffer *out, const struct store_flight *flight)
{
    char date[DATE_TEXT];
    buffer_format(out, "%.*s%.*s %.*s-%.*s %s", (int)flight->carrier.size, flight->carrier.at,
                  (int)flight->number.size, flight->number.at, (int)flight->board.size,
                  flight->board.at, (int)flight->off.size, flight->off.at,
                  date_format(date_from_day(flight->day), date));
}

/* How many bytes at `at` are a character that steers a terminal: C0, DEL and C1 controls, and those
 * that turn the direction of writing (U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069). */
static size_t steering(const char *at, size_t size)
{
    const unsigned char *c = (const unsigned char *)at;
    if (c[0] < 0x20 || c[0] == 0x7F)
        return 1;
    if (size >= 2 && c[0] == 0xC2 && c[1] < 0xA0)
        return 2;
    if (size < 3 || c[0] != 0xE2)
        return 0;
    bool turns = c[1] == 0x80 ? c[2] == 0x8E || c[2] == 0x8F || (c[2] >= 0xAA && c[2] <= 0xAE)
                              : c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9;
    return turns ? 3 : 0;
}

void print_harmless(struct buffer *out, struct span text)
{
    size_t at = out->size;
    json_utf8(out, text);
    while (at < out->size) {
        size_t size = steering(out->at + at, out->size - at);
        memset(out->at + at, ' ', size);
        at += size ? size : 1;
    }
}

void print_excerpt(struct buffer *out, struct span body, size_t begin, size_t size)
{
    enum { AROUND = 24 };
    size_t from = begin > AROUND ? begin - AROUND : 0;
    struct buffer shown = {0}, plain = {0};
    struct span bytes = span_part(body, from, size + AROUND + (begin - from));
    buffer_append(&shown, bytes.at, bytes.size);
    guard_redact_cards(shown.at, shown.size);
    for (size_t i = 0; i < shown.size; i++) {
        if (from + i == begin)
            buffer_text(&plain, "\xC2\xBB"); /* » */
        if (from + i == begin + size)
            buffer_text(&plain, "\xC2\xAB"); /* « */
        buffer_char(&plain, shown.at[i]);
    }
    if (begin + size == from + shown.size)
        buffer_text(&plain, "\xC2\xAB");
    print_harmless(out, buffer_span(&plain));
    buffer_free(&shown);
    buffer_free(&plain);
}
