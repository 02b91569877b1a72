#include "view/outside.h"

#include "view/internal.h"
#include "watch/watch.h"

enum { NUMBER_LEAST = 5 }; /* of a document without a state, as for lists */

/* ---- documents ---- */

/* What is asked about a reading of its number. False: there is none, or it is too short to say anything without a
 * state. */
static bool read_document(const struct image *content, uint32_t node, enum field field,
                          struct arena *arena, struct lookup_question *out)
{
    char state[4];
    watch_state_code(image_text(content, node, FIELD_DOCUMENT_STATE), state);
    struct span kept = arena_copy(arena, span_of(state));
    struct span document = lookup_document(image_text(content, node, field), kept, arena);
    *out = (struct lookup_question){
        .number = span_part(document, kept.size + 1, document.size),
        .state = kept,
        .type = arena_copy(arena, image_text(content, node, FIELD_DOCUMENT_TYPE))};
    return document.size > 0 && (kept.size > 0 || out->number.size >= NUMBER_LEAST);
}

/* Of a number that was copied out of a zone with its check digit there are two readings (decision 7). */
static bool each_of_content(const struct image *content, struct arena *arena, outside_each *each,
                            void *context)
{
    static const enum field readings[] = {FIELD_DOCUMENT_NUMBER, FIELD_DOCUMENT_NUMBER_OTHER};
    struct lookup_question question;
    for (uint32_t d = image_child(content, 0, NODE_DOCUMENT); d != IMAGE_NONE;
         d = image_sibling(content, d, NODE_DOCUMENT))
        for (size_t i = 0; i < sizeof readings / sizeof readings[0]; i++)
            if (read_document(content, d, readings[i], arena, &question) &&
                !each(context, &question))
                return false;
    return true;
}

bool outside_documents(const struct store_traveller *card, struct arena *arena, outside_each *each,
                       void *context)
{
    for (int part = PART_API; part <= PART_PNR; part++) {
        struct image content;
        struct span bytes = card->content[part].bytes;
        if (bytes.size && image_open(bytes, &content) == STATUS_OK &&
            !each_of_content(&content, arena, each, context))
            return false;
    }
    return true;
}

/* ---- whether it was asked ---- */

struct checking {
    struct lookup_book *book;
    struct seal_key key;
    struct arena arena;
    int64_t now;
};

static bool is_checked(void *context, const struct lookup_question *question)
{
    struct checking *checking = context;
    struct seal_digest key = lookup_question_key(&checking->key, question, &checking->arena);
    struct lookup_known known;
    return lookup_book_find(checking->book, &key, checking->now, &known) == STATUS_OK;
}

/* What cannot be looked up counts as not checked. */
static bool are_checked(struct view *view, const struct person_view *person, int64_t now)
{
    struct checking checking = {.now = now};
    bool all = lookup_key(view->keyring, &checking.key) == STATUS_OK &&
               lookup_book_open(view->authored, LOOKUP_READ, &checking.book) == STATUS_OK;
    for (size_t i = 0; i < person->row_count && all; i++)
        all = outside_documents(&person->rows[i], &checking.arena, is_checked, &checking);
    lookup_book_close(checking.book);
    seal_wipe(&checking.key, sizeof checking.key);
    arena_free(&checking.arena);
    return all;
}

const char *outside_unchecked(struct view *view, const struct person_view *person, int64_t now)
{
    bool asks = lookup_is_set(view->config) && flight_is_open(view, &person->flight, now);
    return asks && !are_checked(view, person, now) ? config_text(view->config, SETTING_LOOKUP_NAME)
                                                   : NULL;
}
