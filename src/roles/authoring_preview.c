/* What an import of a list would change and find, as a request: the answer is that of preview_write. */
#include "base/clock.h"
#include "pipeline/preview.h"
#include "roles/authors.h"
#include "roles/listorder.h"
#include "sys/files.h"

/* One line, as for every look at people's data; ids and figures alone come back. */
static enum status note_access(const struct request *request, struct span name)
{
    char time[TIME_TEXT];
    struct buffer line = {0};
    buffer_format(&line, "time=%s user=%s action=list-preview subject=%.*s\n",
                  time_format(clock_now(), time), request->by, (int)name.size, name.at);
    enum status status = file_append(request->authoring->system->folder.access, buffer_span(&line));
    buffer_free(&line);
    return status;
}

static enum status open_readers(const struct folder *folder, struct keyring *keyring,
                                struct preview_order *order)
{
    enum status status = desk_open(folder->authored, DESK_READ, keyring, &order->desk);
    if (status == STATUS_OK)
        status = store_open(folder->derived, STORE_READ, keyring, &order->store);
    return status == STATUS_MISSING ? STATUS_OK : status; /* nothing was derived yet */
}

static enum status read_days(const struct request *request, int *out)
{
    const json_t *days = json_object_get(request->members, "days");
    int64_t number = days ? json_integer_value(days) : PREVIEW_DAYS;
    if (number < 1 || number > PREVIEW_DAYS_MOST)
        return status_fail(STATUS_USAGE, "`days` is no number from 1 to %d.", PREVIEW_DAYS_MOST);
    *out = (int)number;
    return STATUS_OK;
}

static uint32_t read_most(const struct request *request)
{
    int64_t most = author_number(request, "flights_most");
    return most > 0 && most < UINT32_MAX ? (uint32_t)most : 0;
}

static void put_answer(struct request *request, const struct preview *preview)
{
    struct buffer text = {0};
    struct json json = {&text, false};
    json_begin(&json);
    preview_write(preview, &json);
    json_end(&json);
    json_t *members = json_loadb(text.at, text.size, 0, NULL);
    json_object_update(request->answer, members);
    json_decref(members);
    buffer_free(&text);
}

enum status author_list_preview(struct request *request)
{
    const struct system *system = request->authoring->system;
    struct preview_order order = {.config = system->config};
    struct keyring *keyring = keyring_another(request->authoring->keyring);
    struct preview preview;
    enum status status =
        listorder_read(request->members, request->bytes, clock_now(), &order.import);
    order.import.tenancy = author_tenancy(request);
    order.flights_most = read_most(request);
    if (status == STATUS_OK)
        status = read_days(request, &order.days);
    if (status == STATUS_OK)
        status = note_access(request, order.import.name);
    if (status == STATUS_OK)
        status = open_readers(&system->folder, keyring, &order);
    if (status == STATUS_OK)
        status = preview_run(&order, &request->arena, &preview);
    if (status == STATUS_OK)
        put_answer(request, &preview);
    store_close(order.store);
    desk_close(order.desk);
    keyring_free(keyring);
    return status;
}
