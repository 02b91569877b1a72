#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "cmd/incoming.h"
#include "cmd/person.h"

enum { LOOK_MILLISECONDS = 200 };

struct ids {
    struct arena *arena;
    int64_t *ids;
    size_t count, room;
    bool all;
};

static void add_id(struct ids *list, int64_t id)
{
    list->ids = arena_more(list->arena, list->ids, list->count, &list->room, sizeof *list->ids);
    list->ids[list->count++] = id;
}

static bool add_alert(void *context, const struct store_alert *alert)
{
    struct ids *list = context;
    if (list->all || !alert->withdrawn_seq)
        add_id(list, alert->traveller);
    return true;
}

static int by_id(const void *a, const void *b)
{
    const int64_t *one = a, *other = b;
    return *one < *other ? -1 : *one > *other;
}

/* Cards that were merged had alerts of their own: each person is listed once. */
static enum status only_persons(struct console *console, struct ids *list)
{
    enum status status = STATUS_OK;
    size_t kept = 0;
    for (size_t i = 0; i < list->count && status == STATUS_OK; i++) {
        struct store_traveller root;
        status = store_traveller(console->store, list->ids[i], &console->arena, &root);
        if (status == STATUS_OK)
            list->ids[i] = root.id;
        arena_reset(&console->arena);
    }
    if (list->count)
        qsort(list->ids, list->count, sizeof *list->ids, by_id);
    for (size_t i = 0; i < list->count; i++)
        if (i == 0 || list->ids[i] != list->ids[kept - 1])
            list->ids[kept++] = list->ids[i];
    list->count = kept;
    return status;
}

/* `news` NULL: what it is now. */
static enum status print_alert(struct console *console, int64_t id, const char *news,
                               const struct words *words, struct buffer *out)
{
    struct person_view person;
    char text[ID_TEXT];
    enum status status = console_access(console, "alerts", id_format(ID_TRAVELLER, id, text));
    if (status == STATUS_OK)
        status = person_load(console->view, id, true, &console->arena, &person);
    if (status != STATUS_OK)
        return status;
    if (!news)
        news = person.alert.withdrawn_seq && person.alert.quiet ? "QUIET" : "ALERT";
    if (words->json) {
        person_print_json(console, &person, news, out);
    } else {
        buffer_format(out, "%s ", news);
        person_print_head(&person, out);
    }
    return print_out(out);
}

static enum status show_all(struct console *console, const struct words *words, struct buffer *out)
{
    struct arena arena = {0}; /* the console's is emptied after every alert: bodies are large */
    struct ids list = {.arena = &arena, .all = words->all};
    enum status status = STATUS_OK;
    if (console->store)
        status = store_alerts(console->store, ID_DAY_FIRST, ID_DAY_LAST, add_alert, &list);
    if (status == STATUS_OK)
        status = only_persons(console, &list);
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++) {
        status = print_alert(console, list.ids[i], NULL, words, out);
        arena_reset(&console->arena);
    }
    if (status == STATUS_OK && list.count == 0 && !words->json)
        puts("There is no alert.");
    arena_free(&arena);
    return status;
}

/* ---- following ---- */

struct follower {
    const struct words *words;
    struct buffer out;
    struct incoming incoming;
    int64_t feed; /* what was shown last */
    bool shown;
};

struct news_list {
    struct arena *arena;
    struct store_feed *news;
    size_t count, room;
};

static bool add_news(void *context, const struct store_feed *news)
{
    struct news_list *list = context;
    list->news = arena_more(list->arena, list->news, list->count, &list->room, sizeof *list->news);
    list->news[list->count++] = *news;
    return true;
}

/* The alert of a card that was merged ends with it, that of the person does not. */
static enum status is_over(struct console *console, const struct store_feed *news, bool *over)
{
    struct store_traveller root;
    struct store_alert alert = {0};
    enum status status = store_traveller(console->store, news->traveller, &console->arena, &root);
    if (status == STATUS_OK && root.id != news->traveller)
        status = store_alert(console->store, root.id, &alert);
    *over = !alert.traveller || alert.withdrawn_seq;
    return status == STATUS_MISSING ? STATUS_OK : status;
}

static enum status print_one(struct console *console, struct follower *follower,
                             const struct store_feed *news)
{
    static const char *const words[] = {"ALERT", "CHANGED", "WITHDRAWN", "QUIET"};
    bool tell = true;
    enum status status = news->news == NEWS_WITHDRAWN ? is_over(console, news, &tell) : STATUS_OK;
    if (status != STATUS_OK || !tell)
        return status;
    follower->shown = true;
    return print_alert(console, news->traveller, words[news->news], follower->words,
                       &follower->out);
}

static enum status print_news(struct console *console, struct follower *follower)
{
    struct news_list list = {.arena = &console->arena};
    enum status status = store_feed(console->store, follower->feed, add_news, &list);
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++) {
        status = print_one(console, follower, &list.news[i]);
        follower->feed = list.news[i].n;
        if (status == STATUS_OK && follower->words->once && follower->shown)
            break;
    }
    return status;
}

/* Opens the folder anew at each look while there is nothing yet: the system may just be starting. */
static enum status look(const struct words *words, struct console *console,
                        struct follower *follower)
{
    enum status status = STATUS_OK;
    if (!console->store) {
        console_close(console);
        status = console_open(words, console);
    }
    if (status != STATUS_OK || !console->store)
        return status == STATUS_MISSING ? STATUS_OK : status;
    if (words->flights)
        status = incoming_look(console, &follower->incoming, &follower->out);
    if (status == STATUS_OK)
        status = print_news(console, follower);
    arena_reset(&console->arena);
    return status;
}

static enum status follow(struct console *console, const struct words *words)
{
    struct follower follower = {.words = words};
    enum status status = STATUS_OK;
    if (console->store && !words->all) {
        status = store_feed_last(console->store, &follower.feed);
        follower.incoming.progress = store_progress(console->store);
    }
    while (status == STATUS_OK && !(words->once && follower.shown)) {
        struct pollfd gone = {STDOUT_FILENO, 0, 0};
        if (poll(&gone, 1, LOOK_MILLISECONDS) > 0 && gone.revents & (POLLERR | POLLHUP))
            break;
        status = look(words, console, &follower);
        if (status == STATUS_LOCKED)
            status = STATUS_OK;
    }
    buffer_free(&follower.out);
    return status;
}

int command_alerts(const struct words *words)
{
    struct console console = {0};
    struct buffer out = {0};
    enum status status = console_open(words, &console);
    if (status == STATUS_MISSING && words->follow)
        status = STATUS_OK;
    if (status == STATUS_OK)
        status = words->follow ? follow(&console, words) : show_all(&console, words, &out);
    buffer_free(&out);
    console_close(&console);
    return status == STATUS_OK || status == STATUS_CLOSED ? EXIT_DONE : command_fail(status);
}
