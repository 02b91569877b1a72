/* A message: its segments as a tree, its text, what was noted. */
#include <stdlib.h>

#include "view/internal.h"
#include "view/redact.h"

struct noted {
    enum issue issue;
    char segment[4];
    int64_t begin, size;
    bool whole; /* of the body as a whole */
};

struct showing {
    struct view *view;
    struct json json;
    struct journal_entry entry;
    struct store_processed processed;
    bool known; /* it was worked through */
    struct image image;
    struct survey survey;
    bool read; /* image and survey are there */
    struct redacted part;
    struct noted *issues; /* by begin */
    size_t issue_count, issue_room;
    size_t next_issue; /* that no segment has yet */
};

/* ---- issues ---- */

static bool touches(const struct showing *showing, int64_t begin, int64_t size)
{
    int64_t from = (int64_t)showing->part.begin, to = from + (int64_t)showing->part.size;
    return begin < to && begin + (size ? size : 1) > from;
}

static void note(struct showing *showing, enum issue issue, struct span segment, int64_t begin,
                 int64_t size, bool whole)
{
    if (!whole && !touches(showing, begin, size))
        return;
    showing->issues = arena_more(&showing->view->arena, showing->issues, showing->issue_count,
                                 &showing->issue_room, sizeof *showing->issues);
    struct noted *noted = &showing->issues[showing->issue_count++];
    *noted = (struct noted){.issue = issue, .begin = begin, .size = size, .whole = whole};
    for (size_t i = 0; i < segment.size && i < 3; i++)
        noted->segment[i] = segment.at[i];
}

static bool note_stored(void *context, const struct store_issue *issue)
{
    note(context, issue->issue, issue->segment, issue->begin, issue->size, issue->message < 0);
    return true;
}

static int by_begin(const void *a, const void *b)
{
    const struct noted *x = a, *y = b;
    return x->begin < y->begin ? -1 : x->begin > y->begin;
}

static enum status gather_issues(struct showing *showing)
{
    enum status status = STATUS_OK;
    if (showing->known)
        status = store_issues(showing->view->store, showing->entry.sequence, note_stored, showing);
    for (uint32_t i = 0; !showing->known && showing->read && i < showing->image.header->issues;
         i++) {
        const struct image_issue *issue = &showing->image.issues[i];
        note(showing, (enum issue)issue->issue, span_of(issue->segment), issue->begin, issue->size,
             issue->node == IMAGE_NONE);
    }
    if (showing->issue_count)
        qsort(showing->issues, showing->issue_count, sizeof *showing->issues, by_begin);
    return status;
}

static void write_issue(struct json *json, enum issue issue, struct span segment, int64_t begin,
                        int64_t size)
{
    const struct issue_info *info = issue_info(issue);
    json_begin(json);
    json_put_text(json, "code", info->code);
    json_put_text(json, "severity", severity_word(info->severity));
    json_put_span(json, "segment", segment);
    json_put_int(json, "begin", begin);
    json_put_int(json, "size", size);
    json_put_text(json, "text", info->sentence);
    json_end(json);
}

static void write_issues(struct showing *showing)
{
    struct json *json = &showing->json;
    json_key(json, "issues");
    json_begin_array(json);
    for (size_t i = 0; i < showing->issue_count; i++) {
        const struct noted *noted = &showing->issues[i];
        write_issue(json, noted->issue, span_of(noted->segment), noted->begin, noted->size);
    }
    json_end_array(json);
}

/* ---- text ---- */

/* Of a body that is no UTF-8 one byte is one character. */
static void write_bytes(struct showing *showing, const char *key, size_t from, size_t size)
{
    struct json *json = &showing->json;
    struct span bytes = {showing->part.text + from, size};
    struct buffer wide = {0};
    json_key(json, key);
    if (showing->part.utf8) {
        json_span(json, bytes);
        return;
    }
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)bytes.at[i];
        if (c >= 0x80)
            buffer_char(&wide, (char)(0xC0 | c >> 6));
        buffer_char(&wide, (char)(c >= 0x80 ? 0x80 | (c & 0x3F) : c));
    }
    json_span(json, buffer_span(&wide));
    buffer_free(&wide);
}

static void write_redacted(struct showing *showing)
{
    struct json *json = &showing->json;
    const struct redacted *part = &showing->part;
    json_key(json, "redacted");
    json_begin_array(json);
    for (size_t i = 0; i < part->size;) {
        size_t end = i + 1;
        while (end < part->size && part->why[end] == part->why[i])
            end++;
        if (part->why[i]) {
            json_begin(json);
            json_put_int(json, "begin", (int64_t)(part->begin + i));
            json_put_int(json, "size", (int64_t)(end - i));
            json_put_text(json, "why", redact_word((enum redact_why)part->why[i]));
            json_end(json);
        }
        i = end;
    }
    json_end_array(json);
}

static void write_segment(struct showing *showing, const struct survey_segment *segment)
{
    struct json *json = &showing->json;
    const struct redacted *part = &showing->part;
    size_t from = segment->begin > part->begin ? segment->begin - part->begin : 0;
    size_t to = segment->end - part->begin < part->size ? segment->end - part->begin : part->size;
    json_begin(json);
    bool named = !part->careful || redact_tag_known(segment->tag);
    json_put_text(json, "tag", named ? segment->tag : "");
    json_put_int(json, "begin", segment->begin);
    json_put_int(json, "end", segment->end);
    json_put_int(json, "depth", segment->depth);
    write_bytes(showing, "text", from, to > from ? to - from : 0);
    json_key(json, "issues");
    json_begin_array(json);
    while (showing->next_issue < showing->issue_count &&
           showing->issues[showing->next_issue].begin < segment->begin)
        showing->next_issue++;
    while (showing->next_issue < showing->issue_count &&
           showing->issues[showing->next_issue].begin < segment->end)
        json_int(json, (int64_t)showing->next_issue++);
    json_end_array(json);
    json_end(json);
}

static void write_segments(struct showing *showing)
{
    struct json *json = &showing->json;
    json_key(json, "segments");
    json_begin_array(json);
    for (uint32_t i = 0; showing->read && i < showing->survey.header->segments; i++) {
        const struct survey_segment *segment = &showing->survey.segments[i];
        if (segment->end > showing->part.begin &&
            segment->begin < showing->part.begin + showing->part.size)
            write_segment(showing, segment);
    }
    json_end_array(json);
}

/* ---- the message ---- */

static enum status write_head(struct showing *showing)
{
    struct json *json = &showing->json;
    const struct journal_entry *entry = &showing->entry;
    json_put_int(json, "id", entry->sequence);
    write_instant(json, "received_at", entry->received);
    json_put_span(json, "source", entry->source);
    json_put_text(json, "transport", transport_word(entry->transport));
    json_put_text(json, "kind", kind_word(entry->kind));
    json_put_text(json, "outcome",
                  showing->known ? outcome_word(showing->processed.outcome) : "waiting");
    json_put_text(json, "reason",
                  store_reason_word(showing->known ? showing->processed.reason : REASON_NONE));
    json_put_int(json, "size", entry->size);
    json_key(json, "duplicate_of");
    if (entry->duplicate_of)
        json_int(json, entry->duplicate_of);
    else
        json_nothing(json);
    return write_landings(showing->view, json, entry->sequence, showing->known);
}

static enum status write_message(struct showing *showing)
{
    struct json *json = &showing->json;
    enum status status = gather_issues(showing);
    json_begin(json);
    if (status == STATUS_OK)
        status = write_head(showing);
    json_put_int(json, "begin", (int64_t)showing->part.begin);
    json_put_text(json, "encoding", showing->part.utf8 ? "utf-8" : "latin-1");
    write_bytes(showing, "raw", 0, showing->part.size);
    write_redacted(showing);
    write_segments(showing);
    write_issues(showing);
    json_end(json);
    return status;
}

static enum status read_entry(struct showing *showing, int64_t seq)
{
    struct view *view = showing->view;
    struct journal_reader *journal;
    struct store *store;
    enum status status = view_journal(view, &journal);
    if (status == STATUS_OK)
        status = view_store(view, &store);
    if (status == STATUS_OK && !journal)
        status = status_fail(STATUS_MISSING, "There is no message %lld.", (long long)seq);
    if (status == STATUS_OK)
        status = journal_get(journal, seq, &view->arena, &showing->entry);
    if (status == STATUS_OK)
        status = showing->entry.status;
    if (status != STATUS_OK || !store)
        return status;
    status = store_processed(store, seq, &showing->processed);
    showing->known = status == STATUS_OK;
    return status == STATUS_MISSING ? STATUS_OK : status;
}

/* That by which the message was read when it came. */
static enum status find_profile(struct showing *showing, struct span *profile)
{
    struct desk *desk;
    const struct journal_entry *entry = &showing->entry;
    *profile = (struct span){NULL, 0};
    enum status status = view_desk(showing->view, &desk);
    return status == STATUS_OK && desk ? desk_profile_at(desk, entry->source, entry->sequence,
                                                         &showing->view->arena, profile)
                                       : status;
}

/* A body that ends the sandbox is shown all the same, as far as it is harmless without being read. */
static enum status look(struct showing *showing, struct buffer *image, struct buffer *survey)
{
    const struct view_decoder *decoder = &showing->view->decoder;
    struct span body = showing->entry.body;
    if (!decoder->look)
        return STATUS_OK;
    struct span profile;
    enum status status = find_profile(showing, &profile);
    if (status == STATUS_OK)
        status =
            decoder->look(decoder->context, showing->entry.received, body, profile, image, survey);
    if (status == STATUS_INPUT)
        return STATUS_OK;
    if (status == STATUS_OK)
        status = image_open(buffer_span(image), &showing->image);
    if (status == STATUS_OK)
        status = survey_open(buffer_span(survey), body.size, &showing->survey);
    showing->read = status == STATUS_OK;
    return status;
}

enum status view_message(struct view *view, int64_t seq, const struct view_sight *sight,
                         size_t begin, size_t size, struct buffer *out)
{
    struct showing showing = {.view = view, .json = {out, false}};
    struct buffer image = {0}, survey = {0};
    arena_reset(&view->arena);
    enum status status = read_entry(&showing, seq);
    if (status == STATUS_OK)
        status = look(&showing, &image, &survey);
    if (status == STATUS_OK) {
        redact(showing.entry.body, begin, size, sight, showing.read ? &showing.image : NULL,
               showing.read ? &showing.survey : NULL, &view->arena, &showing.part);
        status = write_message(&showing);
    }
    buffer_free(&image);
    buffer_free(&survey);
    return status;
}

/* ---- trials ---- */

static void write_trial_flight(struct json *json, const struct image *image, uint32_t message)
{
    struct arena arena = {0};
    uint32_t leg = image_child(image, message, NODE_LEG);
    struct span carrier = {"", 0}, number = carrier, board = carrier, off = carrier;
    struct span departure = carrier;
    if (leg != IMAGE_NONE) {
        carrier = image_text(image, leg, FIELD_LEG_CARRIER);
        number = image_text(image, leg, FIELD_LEG_NUMBER);
        board = image_text(image, leg, FIELD_LEG_BOARD);
        off = image_text(image, leg, FIELD_LEG_OFF);
        departure = image_text(image, leg, FIELD_LEG_DEPARTURE);
    }
    json_put_span(json, "flight",
                  leg == IMAGE_NONE
                      ? (struct span){"", 0}
                      : span_of(arena_format(&arena, "%.*s%.*s %.*s-%.*s", (int)carrier.size,
                                             carrier.at, (int)number.size, number.at,
                                             (int)board.size, board.at, (int)off.size, off.at)));
    json_put_span(json, "departure", departure);
    arena_free(&arena);
}

static int64_t count_under(const struct image *image, uint32_t root, enum node_type type)
{
    int64_t count = 0;
    for (uint32_t n = root; n != IMAGE_NONE; n = image_next_under(image, root, n))
        count += image->nodes[n].type == type;
    return count;
}

void view_trial_messages(const struct image *image, struct buffer *out)
{
    struct json json = {out, false};
    json_begin_array(&json);
    for (uint32_t n = 0; n < image->header->nodes; n++) {
        const struct image_node *node = &image->nodes[n];
        if (node->type != NODE_MESSAGE)
            continue;
        json_begin(&json);
        json_put_span(&json, "type", image_text(image, n, FIELD_MESSAGE_TYPE));
        json_put_text(&json, "kind", kind_word((enum kind)node->kind));
        json_put_text(&json, "outcome", outcome_word((enum outcome)node->outcome));
        write_trial_flight(&json, image, n);
        json_put_int(&json, "travellers", count_under(image, n, NODE_TRAVELLER));
        json_put_int(&json, "bookings", count_under(image, n, NODE_BOOKING));
        json_end(&json);
    }
    json_end_array(&json);
}

void view_trial_issues(const struct image *image, struct buffer *out)
{
    struct json json = {out, false};
    json_begin_array(&json);
    for (uint32_t i = 0; i < image->header->issues; i++) {
        const struct image_issue *issue = &image->issues[i];
        write_issue(&json, (enum issue)issue->issue, span_of(issue->segment), issue->begin,
                    issue->size);
    }
    json_end_array(&json);
}
