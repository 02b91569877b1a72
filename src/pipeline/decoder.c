#include "pipeline/decoder.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "decode/dialect.h"
#include "decode/survey.h"
#include "profile/profile.h"
#include "profile/shipped.h"
#include "sys/channel.h"
#include "sys/sandbox.h"

enum {
    SEND_MILLISECONDS = 10000,
    START_MILLISECONDS = 30000,
    READY_LIMIT = 64,
    FRAME_LIMIT = 1024 * 1024 * 1024 /* an image is larger than its body of at most 64 MiB */
};

void decoder_close(struct decoder *decoder)
{
    answers_end(decoder->answers);
    decoder->answers = NULL;
    if (decoder->socket >= 0)
        close(decoder->socket);
    decoder->socket = -1;
}

static enum status lost(struct decoder *decoder, enum status status)
{
    if (status != STATUS_OK)
        decoder_close(decoder);
    return status;
}

struct decode_options decoder_options(const struct config *config)
{
    const char *home = config_text(config, SETTING_HOME);
    struct decode_options options = {.home = span_of(strcmp(home, "XX") == 0 ? "" : home)};
    options.sensitive_count =
        config_codes(config, SETTING_PROFILE_SENSITIVE_SERVICES, &options.sensitive);
    if (options.sensitive_count == 0)
        options.sensitive = NULL;
    return options;
}

/* Options as text: memory in MiB, the home country, then one sensitive code a line. */
static enum status send_options(struct decoder *decoder)
{
    struct buffer text = {0};
    struct decode_options options = decoder_options(decoder->config);
    buffer_format(&text, "%lld\n%s",
                  (long long)config_count(decoder->config, SETTING_SCREEN_DECODE_MEMORY),
                  options.home.at);
    for (size_t i = 0; i < options.sensitive_count; i++)
        buffer_format(&text, "\n%.*s", (int)options.sensitive[i].size, options.sensitive[i].at);
    enum status status = channel_send(decoder->socket, buffer_span(&text), -1, SEND_MILLISECONDS);
    buffer_free(&text);
    return status;
}

static enum status wait_ready(struct decoder *decoder)
{
    struct buffer word = {0};
    enum status status =
        channel_receive(decoder->socket, &word, READY_LIMIT, NULL, START_MILLISECONDS);
    buffer_free(&word);
    return status;
}

enum status decoder_ready(struct decoder *decoder)
{
    if (decoder->socket >= 0)
        return STATUS_OK;
    enum status status = decoder->fresh(decoder->context, &decoder->socket, &decoder->killed);
    if (status != STATUS_OK)
        return status;
    status = send_options(decoder);
    if (status == STATUS_OK)
        status = wait_ready(decoder);
    if (status == STATUS_OK && decoder->ahead &&
        !(decoder->answers = answers_start(decoder->socket)))
        status = STATUS_IO;
    if (status == STATUS_OK)
        return STATUS_OK;
    decoder_close(decoder);
    return status_fail(STATUS_IO, "A decoder was started and ended before it was ready: the log of "
                                  "the role decode says why. Messages wait meanwhile.");
}

static enum status send_request(struct decoder *decoder, struct decoder_request request,
                                struct span body, struct decoder_source source)
{
    struct buffer frame = {0};
    if (decoder->socket < 0)
        return status_fail(STATUS_CLOSED, "There is no decoder to send to.");
    request.profile = (uint32_t)source.profile.size;
    request.file = (uint32_t)source.file.size;
    buffer_append(&frame, &request, sizeof request);
    buffer_append(&frame, source.profile.at, source.profile.size);
    buffer_append(&frame, source.file.at, source.file.size);
    buffer_append(&frame, body.at, body.size);
    enum status status = channel_send(decoder->socket, buffer_span(&frame), -1, SEND_MILLISECONDS);
    buffer_free(&frame);
    return lost(decoder, status);
}

enum status decoder_send(struct decoder *decoder, int64_t received, struct span body,
                         struct decoder_source source)
{
    struct decoder_request request = {.received = received, .wanted = DECODER_IMAGE};
    return send_request(decoder, request, body, source);
}

static int answer_milliseconds(const struct decoder *decoder)
{
    return (int)config_count(decoder->config, SETTING_SCREEN_DECODE_SECONDS) * 1000;
}

/* Behind the image; it is dropped when nobody wants it. */
static enum status take_dialect(struct decoder *decoder, struct buffer *dialect)
{
    struct buffer dropped = {0}, *into = dialect ? dialect : &dropped;
    into->size = 0;
    enum status status =
        channel_receive(decoder->socket, into, FRAME_LIMIT, NULL, answer_milliseconds(decoder));
    buffer_free(&dropped);
    return status;
}

enum status decoder_answer(struct decoder *decoder, struct buffer *image, struct buffer *dialect)
{
    if (decoder->socket < 0)
        return status_fail(STATUS_CLOSED, "There is no decoder to answer.");
    if (decoder->answers)
        return lost(decoder,
                    answers_take(decoder->answers, image, dialect, answer_milliseconds(decoder)));
    struct image checked;
    image->size = 0;
    enum status status =
        channel_receive(decoder->socket, image, FRAME_LIMIT, NULL, answer_milliseconds(decoder));
    if (status == STATUS_OK && image_open(buffer_span(image), &checked) != STATUS_OK)
        status = status_fail(STATUS_INPUT, "The decoder's answer is no image.");
    if (status == STATUS_OK)
        status = take_dialect(decoder, dialect);
    return lost(decoder, status);
}

enum status decoder_survey(struct decoder *decoder, struct span body, struct buffer *survey)
{
    struct survey checked;
    survey->size = 0;
    struct decoder_request request = {.wanted = DECODER_SURVEY};
    enum status status = send_request(decoder, request, body, (struct decoder_source){0});
    if (status == STATUS_OK)
        status = channel_receive(decoder->socket, survey, FRAME_LIMIT, NULL,
                                 answer_milliseconds(decoder));
    if (status == STATUS_OK && survey_open(buffer_span(survey), body.size, &checked) != STATUS_OK)
        status = status_fail(STATUS_CLOSED, "The decoder's answer is no survey.");
    return lost(decoder, status);
}

enum status decoder_propose(struct decoder *decoder, enum decoder_wanted wanted, struct span body,
                            struct span file, struct buffer *profile)
{
    profile->size = 0;
    struct decoder_request request = {.wanted = wanted};
    enum status status =
        send_request(decoder, request, body, (struct decoder_source){.file = file});
    if (status == STATUS_OK)
        status = channel_receive(decoder->socket, profile, FRAME_LIMIT, NULL,
                                 answer_milliseconds(decoder));
    status = lost(decoder, status);
    if (status == STATUS_OK && profile->size == 0)
        status = status_fail(STATUS_MISSING, "No table can be read from the file.");
    return status;
}

/* ---- inside the sandbox ---- */

struct sandboxed {
    int socket; /* to the screening role */
    struct decode_options options;
    unsigned mebibytes; /* of address space */
    struct arena kept, body;
    struct arena profile; /* the one used last: senders send several messages */
    struct span profile_text;
    const struct profile *profile_read; /* NULL: it cannot be read */
};

static enum status read_options(struct sandboxed *decoder, struct span text)
{
    struct span rest;
    int64_t mebibytes;
    text = arena_copy(&decoder->kept, text);
    if (!span_number(span_cut(text, '\n', &rest), &mebibytes))
        return status_fail(STATUS_INPUT, "The decoder's options do not begin with a number.");
    decoder->mebibytes = (unsigned)mebibytes;
    decoder->options.home = span_cut(rest, '\n', &rest);
    struct span *codes = arena_array(&decoder->kept, struct span, rest.size + 1);
    while (rest.size)
        codes[decoder->options.sensitive_count++] = span_cut(rest, '\n', &rest);
    if (decoder->options.sensitive_count)
        decoder->options.sensitive = codes;
    return STATUS_OK;
}

/* The profile, read anew when its text is another than the last one's. */
static const struct profile *profile_of(struct sandboxed *decoder, struct span text)
{
    struct profile *read = NULL;
    if (text.size == 0)
        return NULL;
    if (span_equal(text, decoder->profile_text))
        return decoder->profile_read;
    arena_reset(&decoder->profile);
    decoder->profile_text = arena_copy(&decoder->profile, text);
    if (profile_parse(decoder->profile_text, "profile", &decoder->profile, &read) != STATUS_OK)
        read = NULL;
    return decoder->profile_read = read;
}

static enum status answer_proposal(struct sandboxed *decoder, int64_t wanted, struct span body)
{
    struct buffer text = {0};
    enum status proposed = wanted == DECODER_COLUMNS
                               ? profile_columns(body, &text)
                               : profile_propose(body, decoder->options.file, &text);
    if (proposed != STATUS_OK)
        text.size = 0;
    enum status status = channel_send(decoder->socket, buffer_span(&text), -1, SEND_MILLISECONDS);
    buffer_free(&text);
    return status;
}

static enum status answer_image(struct sandboxed *decoder, struct span body)
{
    struct span bytes;
    struct image image;
    struct buffer dialect = {0};
    decode_body(body, &decoder->options, &decoder->body, &bytes);
    /* Both are made before the first is sent: a large image stays in the socket until it is asked
     * for, and then nobody is to wait for the rest. */
    enum status status = image_open(bytes, &image);
    if (status == STATUS_OK)
        decode_dialect(body, &decoder->options, &image, &decoder->body, &dialect);
    if (status == STATUS_OK)
        status = channel_send(decoder->socket, bytes, -1, SEND_MILLISECONDS);
    if (status == STATUS_OK)
        status =
            channel_send(decoder->socket, span_of(buffer_string(&dialect)), -1, SEND_MILLISECONDS);
    buffer_free(&dialect);
    return status;
}

static enum status answer_survey(struct sandboxed *decoder, struct span body)
{
    struct span survey;
    decode_survey(body, &decoder->options, &decoder->body, &survey);
    return channel_send(decoder->socket, survey, -1, SEND_MILLISECONDS);
}

static enum status answer_one(struct sandboxed *decoder, struct span frame)
{
    struct decoder_request request;
    if (frame.size < sizeof request)
        return status_fail(STATUS_INPUT, "A request is shorter than its header.");
    memcpy(&request, frame.at, sizeof request);
    struct span rest = span_part(frame, sizeof request, frame.size);
    struct span body = span_part(rest, (size_t)request.profile + request.file, rest.size);
    decoder->options.received_day = (int32_t)(request.received / MICROS_PER_DAY);
    decoder->options.profile =
        profile_of(decoder, profile_is_template(body) ? profile_generic()
                                                      : span_part(rest, 0, request.profile));
    decoder->options.file = span_part(rest, request.profile, request.file);
    if (request.wanted == DECODER_PROPOSE || request.wanted == DECODER_COLUMNS)
        return answer_proposal(decoder, request.wanted, body);
    return request.wanted == DECODER_SURVEY ? answer_survey(decoder, body)
                                            : answer_image(decoder, body);
}

static enum status answer_all(struct sandboxed *decoder)
{
    struct buffer frame = {0};
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        frame.size = 0;
        status = channel_receive(decoder->socket, &frame, FRAME_LIMIT, NULL, -1);
        if (status == STATUS_OK)
            status = answer_one(decoder, buffer_span(&frame));
        arena_reset(&decoder->body);
    }
    buffer_free(&frame);
    return status == STATUS_CLOSED ? STATUS_OK : status;
}

enum status decoder_serve(int socket)
{
    struct sandboxed decoder = {.socket = socket};
    struct buffer options = {0};
    enum status status = channel_receive(socket, &options, FRAME_LIMIT, NULL, -1);
    if (status == STATUS_OK)
        status = read_options(&decoder, buffer_span(&options));
    decode_prepare();
    table_prepare();
    if (status == STATUS_OK)
        status = sandbox_enter(SANDBOX_DECODE, decoder.mebibytes);
    if (status == STATUS_OK)
        status = channel_send(socket, SPAN("ready"), -1, SEND_MILLISECONDS);
    if (status == STATUS_OK)
        status = answer_all(&decoder);
    buffer_free(&options);
    arena_free(&decoder.body);
    arena_free(&decoder.kept);
    arena_free(&decoder.profile);
    return status;
}
