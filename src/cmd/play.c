#include "cmd/play.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "sim/play_progress.h"

/* ---- the words ---- */

static enum status read_pace(const struct words *words, struct sim_play_options *options)
{
    if ((words->speed != NULL) + words->live + words->at_once > 1)
        return status_fail(STATUS_USAGE,
                           "One of --speed, --live and --as-fast-as-possible is enough.");
    options->pace = words->live ? PLAY_LIVE : words->speed ? PLAY_SPEED : PLAY_AT_ONCE;
    if (words->speed && !play_pace_read(span_of(words->speed), &options->thousandths))
        return status_fail(STATUS_USAGE,
                           "--speed %s is no number above 0 and up to 1000000, as 60 or 0.5 are.",
                           words->speed);
    if (words->with_list && words->to)
        return status_fail(STATUS_USAGE,
                           "--with-list is for the system of --data; where --to leads, "
                           "`portolan list import` takes in watchlist.csv.");
    return STATUS_OK;
}

/* ---- the end ---- */

static void print_json(const struct sim_play_result *result, struct buffer *out)
{
    struct json json = {.out = out};
    json_begin(&json);
    json_put_int(&json, "messages", (int64_t)result->messages);
    json_put_int(&json, "persons", (int64_t)result->persons);
    json_put_int(&json, "bytes", (int64_t)result->bytes);
    json_put_int(&json, "duplicates", (int64_t)result->duplicates);
    json_put_int(&json, "earlier", (int64_t)result->earlier);
    json_put_int(&json, "left", (int64_t)result->left);
    json_put_int(&json, "milliseconds", result->micros / 1000);
    json_key(&json, "refused");
    json_begin(&json);
    for (unsigned i = 0; i < result->refusal_count; i++)
        json_put_int(&json, result->refusals[i].code, (int64_t)result->refusals[i].count);
    json_end(&json);
    json_end(&json);
    buffer_char(out, '\n');
}

static void print_refusals(const struct sim_play_result *result, struct buffer *out)
{
    for (unsigned i = 0; i < result->refusal_count; i++) {
        buffer_text(out, "  refused, ");
        buffer_format(out, "%s: ", result->refusals[i].code);
        play_print_count(out, result->refusals[i].count);
        buffer_char(out, '\n');
    }
}

static void print_sent(const struct sim_play_result *result, struct buffer *out)
{
    uint64_t milliseconds = (uint64_t)result->micros / 1000 + 1;
    if (result->messages == 0) {
        buffer_text(out, "Nothing was sent.\n");
        return;
    }
    play_print_count(out, result->messages);
    buffer_text(out, " messages with ");
    play_print_count(out, result->persons);
    buffer_text(out, " persons sent in ");
    play_print_time(out, result->micros / 1000000);
    buffer_text(out, ": ");
    play_print_count(out, result->messages * 1000 / milliseconds);
    buffer_text(out, " messages and ");
    play_print_count(out, result->persons * 1000 / milliseconds);
    buffer_text(out, " persons a second.\n");
}

static void print_words(const struct sim_play_result *result, struct buffer *out)
{
    print_sent(result, out);
    if (result->duplicates) {
        buffer_text(out, "  which it had already: ");
        play_print_count(out, result->duplicates);
        buffer_char(out, '\n');
    }
    print_refusals(result, out);
    if (result->left) {
        buffer_text(out, "  still to be sent: ");
        play_print_count(out, result->left);
        buffer_text(out, "; the same command goes on\n");
    }
}

static enum status tell(const struct words *words, const struct sim_play_result *result)
{
    struct buffer out = {0};
    if (words->json)
        print_json(result, &out);
    else
        print_words(result, &out);
    enum status status = print_out(&out);
    buffer_free(&out);
    return status;
}

/* ---- the run ---- */

static enum status play(const struct words *words, struct sim_folder *folder,
                        struct play_target *target, struct sim_play_options *options)
{
    struct sim_play_result result;
    options->url = buffer_string(&target->url);
    options->certificate = target->certificate.size ? buffer_string(&target->certificate) : NULL;
    options->system = target->system;
    options->credentials = &target->credentials;
    options->again = words->again;
    options->progress = stderr;
    options->stop = role_stop_signals();
    curl_global_init(CURL_GLOBAL_DEFAULT);
    enum status status = sim_play(folder, options, &result);
    curl_global_cleanup();
    close(options->stop);
    if (status == STATUS_OK || result.messages || result.refusal_count) {
        struct buffer sentence = {0};
        buffer_text(&sentence, status_sentence());
        enum status told = tell(words, &result);
        status = status == STATUS_OK ? told : status_fail(status, "%s", buffer_string(&sentence));
        buffer_free(&sentence);
    }
    if (status == STATUS_OK && result.stopped && result.left)
        status = status_fail(STATUS_LATER, "It was stopped before the end.");
    return status;
}

int command_play(const struct words *words)
{
    struct sim_folder *folder = NULL;
    struct play_target target = {0};
    struct sim_play_options options = {0};
    enum status status = read_pace(words, &options);
    if (status == STATUS_OK)
        status = sim_folder_open(words->plain[0], &folder);
    if (status == STATUS_OK)
        status = play_target_open(words, folder, &target);
    if (status == STATUS_OK)
        status = play_list(words, folder);
    if (status == STATUS_OK)
        status = play(words, folder, &target, &options);
    play_target_close(&target);
    sim_folder_close(folder);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}
