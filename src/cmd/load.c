#include <curl/curl.h>
#include <jansson.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "api/parcel.h"
#include "base/memory.h"
#include "cmd/command.h"
#include "decode/decode.h"
#include "roles/authoring.h"
#include "roles/spawn.h"
#include "roles/upload.h"
#include "sys/files.h"

enum { ISSUES_SHOWN = 5 };

/* What is understood of one file. */
struct preview {
    struct decode_counts counts;
    struct buffer messages, issues; /* JSON, as in the contract */
};

static void preview_free(struct preview *preview)
{
    buffer_free(&preview->messages);
    buffer_free(&preview->issues);
}

static enum status look(struct console *console, const struct parcel_file *file,
                        struct span profile, struct preview *out)
{
    struct buffer bytes = {0};
    struct decoder_source source = {profile, file->name};
    struct image image;
    *out = (struct preview){.counts.status = OUTCOME_QUARANTINED};
    enum status status = own_decoder_read(console->system.config, 0, buffer_span(&file->bytes),
                                          source, &bytes, &image);
    if (status == STATUS_OK) {
        decode_summary(&image, &out->counts);
        view_trial_messages(&image, &out->messages);
        view_trial_issues(&image, &out->issues);
    } else if (status == STATUS_INPUT) {
        buffer_text(&out->messages, "[]");
        buffer_text(&out->issues, "[]");
        status = STATUS_OK;
    }
    buffer_free(&bytes);
    return status;
}

/* ---- printing ---- */

static void print_object(const struct parcel_file *file, const struct preview *preview,
                         struct buffer *out)
{
    struct json json = {.out = out};
    json_begin(&json);
    json_put_span(&json, "name", file->name);
    json_put_int(&json, "size", (int64_t)file->bytes.size);
    json_put_text(&json, "outcome", outcome_word(preview->counts.status));
    json_key(&json, "messages");
    buffer_append(out, preview->messages.at, preview->messages.size);
    json.comma = true;
    json_key(&json, "issues");
    buffer_append(out, preview->issues.at, preview->issues.size);
    json.comma = true;
    json_end(&json);
    buffer_char(out, '\n');
}

static void print_issues(const struct preview *preview, struct buffer *out)
{
    json_t *issues = json_loadb(preview->issues.at, preview->issues.size, 0, NULL);
    size_t count = json_array_size(issues);
    for (size_t i = 0; i < count && i < ISSUES_SHOWN; i++) {
        const json_t *issue = json_array_get(issues, i);
        buffer_format(out, "    %s, byte %lld: ", command_text(issue, "severity"),
                      (long long)json_integer_value(json_object_get(issue, "begin")));
        print_harmless(out, span_of(command_text(issue, "text")));
        buffer_char(out, '\n');
    }
    if (count > ISSUES_SHOWN)
        buffer_format(out, "    and %zu more\n", count - ISSUES_SHOWN);
    json_decref(issues);
}

static void print_flights(const struct preview *preview, struct buffer *out)
{
    json_t *messages = json_loadb(preview->messages.at, preview->messages.size, 0, NULL);
    for (size_t i = 0; i < json_array_size(messages); i++) {
        const json_t *message = json_array_get(messages, i);
        buffer_text(out, i ? ", " : "  ");
        print_harmless(out, span_of(command_text(message, "flight")));
        buffer_char(out, ' ');
        print_harmless(out, span_of(command_text(message, "departure")));
    }
    json_decref(messages);
}

static void print_row(const struct parcel_file *file, const struct preview *preview,
                      struct buffer *out)
{
    const struct decode_counts *counts = &preview->counts;
    struct buffer name = {0};
    print_harmless(&name, file->name);
    buffer_format(out, "%-30s %9zu  %-11s %8lu %8lu %7lu", buffer_string(&name), file->bytes.size,
                  outcome_word(counts->status), counts->travellers + counts->infants,
                  counts->bookings, counts->issues);
    print_flights(preview, out);
    buffer_char(out, '\n');
    print_issues(preview, out);
    buffer_free(&name);
}

static enum status show(const struct words *words, struct console *console,
                        const struct parcel *parcel, struct span profile)
{
    struct buffer out = {0};
    enum status status = STATUS_OK;
    if (!words->json)
        buffer_format(&out, "%-30s %9s  %-11s %8s %8s %7s  %s\n", "FILE", "BYTES", "UNDERSTOOD",
                      "PERSONS", "BOOKINGS", "ISSUES", "FLIGHT");
    for (size_t i = 0; i < parcel->count && status == STATUS_OK; i++) {
        struct preview preview;
        status = look(console, &parcel->files[i], profile, &preview);
        if (status == STATUS_OK && words->json)
            print_object(&parcel->files[i], &preview, &out);
        else if (status == STATUS_OK)
            print_row(&parcel->files[i], &preview, &out);
        preview_free(&preview);
    }
    if (status == STATUS_OK)
        status = print_out(&out);
    buffer_free(&out);
    return status;
}

/* ---- keeping ---- */

static bool wants_to_keep(const struct words *words)
{
    char answer[16] = "";
    if (words->keep || words->json || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return words->keep;
    printf("Nothing is stored yet. Keep it? [y/N] ");
    fflush(stdout);
    return fgets(answer, sizeof answer, stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}

/* Who keeps is a sender like any other; made the first time. */
static enum status make_source(struct console *console, const char *door)
{
    struct buffer request = {0}, answer = {0};
    enum status status = upload_request(console->keyring, door, &request);
    if (status == STATUS_OK)
        status = authoring_ask(&console->system, buffer_span(&request), &answer);
    buffer_free(&request);
    buffer_free(&answer);
    return status == STATUS_EXISTS ? STATUS_OK : status;
}

static char *read_certificate(const struct folder *folder)
{
    struct buffer pem = {0};
    char path[4200];
    snprintf(path, sizeof path, "%s/tls.crt", folder->secrets);
    char *text =
        file_read(path, 65536, &pem) == STATUS_OK ? memory_text(buffer_string(&pem)) : NULL;
    buffer_free(&pem);
    return text;
}

static enum status keep(struct console *console, const struct parcel *parcel)
{
    const struct folder *folder = &console->system.folder;
    const struct passwd *user = getpwuid(getuid());
    char door[UPLOAD_DOOR];
    char *certificate = read_certificate(folder);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    enum status status = upload_person(user ? user->pw_name : "owner", door);
    if (status == STATUS_OK)
        status = make_source(console, door);
    for (size_t i = 0; i < parcel->count && status == STATUS_OK; i++) {
        struct api_receipt receipt;
        const struct parcel_file *file = &parcel->files[i];
        if (file->bytes.size == 0)
            continue;
        status = upload_send(folder, console->keyring, door, certificate, buffer_span(&file->bytes),
                             &receipt);
        if (status == STATUS_OK)
            printf("%.*s is message %lld.\n", (int)file->name.size, file->name.at,
                   (long long)receipt.message);
    }
    curl_global_cleanup();
    free(certificate);
    return status;
}

static enum status read_files(const struct words *words, struct parcel *parcel, struct arena *arena)
{
    enum status status = STATUS_OK;
    for (int i = 0; i < words->count && status == STATUS_OK; i++) {
        struct buffer body = {0};
        const char *path = words->plain[i];
        status = command_read(path, PARCEL_MOST_BYTES, &body);
        if (status == STATUS_OK)
            status = parcel_add(parcel, span_of(path), buffer_span(&body), arena);
        buffer_free(&body);
    }
    return status;
}

int command_load(const struct words *words)
{
    struct console console;
    struct arena arena = {0};
    struct buffer profile = {0};
    struct parcel *parcel = memory_alloc(sizeof *parcel);
    enum status status = command_profile_text(words->profile, &profile);
    if (status == STATUS_OK && profile.size && words->keep)
        status =
            status_fail(STATUS_USAGE, "A profile given here is for a trial. What is kept is read "
                                      "by the profile of its source: `portolan source set`.");
    if (status == STATUS_OK)
        status = console_open(words, &console);
    if (status == STATUS_OK) {
        status = read_files(words, parcel, &arena);
        if (status == STATUS_OK)
            status = show(words, &console, parcel, buffer_span(&profile));
        if (status == STATUS_OK && !profile.size && wants_to_keep(words))
            status = keep(&console, parcel);
        console_close(&console);
    }
    parcel_free(parcel);
    free(parcel);
    buffer_free(&profile);
    arena_free(&arena);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}
