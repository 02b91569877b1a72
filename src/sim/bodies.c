/* What is sent: a file each, and its line in messages.jsonl. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "sim/internal.h"
#include "sys/files.h"

enum { SECONDS_OF_DAY = 86400, NAME_SIZE = 160 };

/* The folder of the day on which it is sent; days only ascend. */
static enum status open_day(struct run *run, int32_t day, const char *name)
{
    if (run->day_folder >= 0 && run->day == day)
        return STATUS_OK;
    if (run->day_folder >= 0)
        close(run->day_folder);
    run->day_folder = -1;
    run->day = day;
    if (mkdirat(run->place.descriptor, name, 0700) != 0 && errno != EEXIST)
        return status_errno("make the folder", name);
    run->day_folder = openat(run->place.descriptor, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return run->day_folder < 0 ? status_errno("open the folder", name) : STATUS_OK;
}

/* "messages/2026-11-22/0000017-amber-pnr-72.edi" into `out`; returns where its own name begins. */
static size_t write_name(const struct sending_message *message, char out[NAME_SIZE])
{
    char date[DATE_TEXT];
    int32_t day = (int32_t)(message->when / SECONDS_OF_DAY);
    int folder = snprintf(out, NAME_SIZE, "messages/%s/", date_format(date_from_day(day), date));
    snprintf(out + folder, NAME_SIZE - (size_t)folder, "%07llu-%s-%s.%s",
             (unsigned long long)message->number, message->source, sending_kind_word(message->kind),
             message->extension);
    return (size_t)folder;
}

static enum status write_body(struct run *run, const struct sending_message *message,
                              const char *name, size_t folder)
{
    char above[NAME_SIZE];
    if (!run->place.path)
        return STATUS_OK;
    snprintf(above, sizeof above, "%.*s", (int)folder - 1, name);
    enum status status = open_day(run, (int32_t)(message->when / SECONDS_OF_DAY), above);
    return status == STATUS_OK ? output_body(run->day_folder, name, name + folder, message->body)
                               : status;
}

static void write_line(struct line *line, const struct sending_message *message, const char *name,
                       const char *hash)
{
    line_begin(line, NULL);
    line_int(line, "n", (int64_t)message->number);
    line_second(line, "when", message->when);
    line_second(line, "due", message->due);
    line_text(line, "source", message->source);
    line_text(line, "kind", sending_kind_word(message->kind));
    line_text(line, "fault", sending_fault_word(message->fault));
    line_int(line, "part", message->part);
    line_int(line, "parts", message->parts);
    line_int(line, "flight", message->flight);
    line_text(line, "file", name);
    line_int(line, "bytes", hash[0] ? (int64_t)message->body.size : 0);
    line_text(line, "hash", hash);
    line_int(line, "persons", message->persons);
    line_close(line);
}

enum status sim_message_write(struct run *run, const struct sending_message *message)
{
    char name[NAME_SIZE] = "", hash[SIM_HASH_TEXT] = "";
    unsigned char digest[SIM_HASH];
    struct sim_counts *counts = &run->manifest->counts;
    struct line line = {&run->messages.buffer, false};
    enum status status = STATUS_OK;
    counts->messages++;
    counts->kinds[message->kind]++;
    counts->faults[message->fault]++;
    if (message->fault != SENDING_MISSING) {
        size_t folder = write_name(message, name);
        crypto_generichash(digest, sizeof digest, (const unsigned char *)message->body.at,
                           message->body.size, NULL, 0);
        sim_hash_text(digest, hash);
        counts->bytes += message->body.size;
        counts->records += message->persons;
        status = write_body(run, message, name, folder);
    }
    write_line(&line, message, name, hash);
    return status == STATUS_OK ? output_turn(run, &run->messages) : status;
}
