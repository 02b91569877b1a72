#include <stdlib.h>

#include "base/memory.h"
#include "view/internal.h"

struct view *view_open(const struct view_options *options)
{
    struct view *view = memory_alloc(sizeof *view);
    view->derived = memory_text(options->derived);
    view->journal_folder = memory_text(options->journal);
    view->authored = memory_text(options->authored);
    view->zones_folder = memory_text(options->zones ? options->zones : ZONE_FOLDER);
    view->keyring = options->keyring;
    view->decoder = options->decoder;
    view->config = options->config;
    view->tallies = memory_alloc(sizeof *view->tallies * TALLIES);
    return view;
}

void view_close(struct view *view)
{
    if (!view)
        return;
    desk_close(view->desk);
    journal_reader_close(view->journal);
    store_close(view->store);
    for (int i = 0; i < view->zone_count; i++)
        zone_close(view->zones[i].zone);
    free(view->derived);
    free(view->journal_folder);
    free(view->authored);
    free(view->zones_folder);
    free(view->tallies);
    arena_free(&view->arena);
    free(view);
}

void view_rest(struct view *view)
{
    if (view->store)
        store_let_go(view->store);
}

/* What is not there yet is no failure: a fresh folder has nothing to show. */
static enum status unless_missing(enum status status)
{
    return status == STATUS_MISSING ? STATUS_OK : status;
}

enum status view_store(struct view *view, struct store **out)
{
    enum status status = STATUS_OK;
    if (!view->store)
        status = unless_missing(store_open(view->derived, STORE_READ, view->keyring, &view->store));
    *out = view->store;
    return status;
}

enum status view_journal(struct view *view, struct journal_reader **out)
{
    enum status status = STATUS_OK;
    if (!view->journal)
        status = unless_missing(
            journal_reader_open(view->journal_folder, view->keyring, &view->journal));
    *out = view->journal;
    return status;
}

enum status view_desk(struct view *view, struct desk **out)
{
    enum status status = STATUS_OK;
    if (!view->desk)
        status = unless_missing(desk_open(view->authored, DESK_READ, view->keyring, &view->desk));
    *out = view->desk;
    return status;
}

struct view_sight view_sight_of_all(void)
{
    struct view_sight sight = {.mask.protect = true, .protect = true};
    for (enum field_class class = CLASS_OPEN; class <= CLASS_FREE; class ++)
        field_mask_show_class(&sight.mask, class);
    return sight;
}

static bool parse(struct span word, const char *const *words, int count, int *out)
{
    for (int i = 0; i < count; i++)
        if (words[i] && span_is(word, words[i])) {
            *out = i;
            return true;
        }
    return false;
}

#define PARSE(name, type, ...)                                                                     \
    bool name(struct span word, enum type *out)                                                    \
    {                                                                                              \
        static const char *const words[] = {__VA_ARGS__};                                          \
        int found;                                                                                 \
        if (!parse(word, words, (int)(sizeof words / sizeof *words), &found))                      \
            return false;                                                                          \
        *out = (enum type)found;                                                                   \
        return true;                                                                               \
    }

PARSE(view_when_parse, view_when, "ahead", "past", "all")
PARSE(view_order_parse, view_order, "deadline", "flight", "persons", "alerts")
PARSE(view_alert_filter_parse, view_alert_filter, NULL, "any", "open", "protect")
PARSE(view_alert_state_parse, view_alert_state, "waiting", "closed", "withdrawn", "all", "landed",
      "known")
