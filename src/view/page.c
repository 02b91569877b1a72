/* Sorted lists in pages. A cursor names the last item of a page by its keys and id, so that it
 * holds while others come and go. */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "view/internal.h"

static int compare(const void *a, const void *b)
{
    const struct page_item *x = a, *y = b;
    for (int i = 0; i < PAGE_KEYS; i++)
        if (x->keys[i] != y->keys[i])
            return x->keys[i] < y->keys[i] ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

void page_sort(struct page_item *items, size_t count)
{
    if (count)
        qsort(items, count, sizeof *items, compare);
}

/* "k1_k2_k3_id" */
static bool parse_cursor(struct span text, struct page_item *out)
{
    char copy[128], end;
    if (text.size >= sizeof copy)
        return false;
    snprintf(copy, sizeof copy, "%.*s", (int)text.size, text.at);
    return sscanf(copy, "%" SCNd64 "_%" SCNd64 "_%" SCNd64 "_%" SCNd64 "%c", &out->keys[0],
                  &out->keys[1], &out->keys[2], &out->id, &end) == 4;
}

enum status page_find(const struct page_item *items, size_t count, const struct view_page *page,
                      size_t *from, size_t *to)
{
    struct page_item last = {0};
    size_t begin = 0;
    if (page->cursor.size) {
        if (!parse_cursor(page->cursor, &last))
            return status_fail(STATUS_INPUT, "The cursor is none that this list gave.");
        while (begin < count && items[begin].id != last.id)
            begin++;
        if (begin < count)
            begin++;
        else /* it has gone: what would come after it */
            for (begin = 0; begin < count && compare(&items[begin], &last) <= 0;)
                begin++;
    }
    *from = begin;
    *to = count - begin > page->limit ? begin + page->limit : count;
    return STATUS_OK;
}

void page_seal(struct json *json, const struct view_page *page, const char *clear)
{
    struct buffer sealed = {0};
    if (page->seal)
        page->seal(page->context, span_of(clear), &sealed);
    else
        buffer_text(&sealed, clear);
    json_put_span(json, "next", buffer_span(&sealed));
    buffer_free(&sealed);
}

void page_next(struct json *json, const struct view_page *page, const struct page_item *items,
               size_t count, size_t to)
{
    char clear[128];
    if (to == 0 || to >= count) {
        json_put_text(json, "next", NULL);
        return;
    }
    const struct page_item *last = &items[to - 1];
    snprintf(clear, sizeof clear, "%" PRId64 "_%" PRId64 "_%" PRId64 "_%" PRId64, last->keys[0],
             last->keys[1], last->keys[2], last->id);
    page_seal(json, page, clear);
}

/* ---- rows of the store ---- */

_Static_assert(offsetof(struct store_traveller, id) == 0 && offsetof(struct store_head, id) == 0 &&
                   offsetof(struct store_booking, id) == 0 &&
                   offsetof(struct store_alert, traveller) == 0 &&
                   offsetof(struct store_standing, traveller) == 0,
               "what id_find reads");

void *find_by_id(const void *rows, size_t count, size_t size, int64_t id)
{
    uint32_t at = id_find(rows, (uint32_t)count, size, id);
    return at == UINT32_MAX ? NULL : (char *)(uintptr_t)rows + at * size;
}
