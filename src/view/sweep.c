/* The mark "swept" of a flight. */
#include <inttypes.h>
#include <stdio.h>

#include "view/row.h"

enum status sweep_read(struct view *view, struct span key, struct desk_sweep *out)
{
    struct desk *desk;
    *out = (struct desk_sweep){0};
    enum status status = view_desk(view, &desk);
    return status == STATUS_OK && desk ? desk_sweep_of(desk, key, &view->arena, out) : status;
}

void sweep_write(struct json *json, const struct desk_sweep *sweep)
{
    json_key(json, "swept");
    if (!sweep->id || sweep->withdrawn) {
        json_nothing(json);
        return;
    }
    json_begin(json);
    write_instant(json, "at", sweep->at);
    json_put_span(json, "by", sweep->by);
    json_end(json);
}

void sweep_etag(const struct desk_sweep *sweep, char out[VIEW_ETAG])
{
    snprintf(out, VIEW_ETAG, "\"s%" PRIx64 "%s\"", (uint64_t)sweep->id,
             sweep->withdrawn ? "w" : "");
}

enum status view_sweep(struct view *view, int64_t flight, char etag[VIEW_ETAG], struct buffer *out)
{
    struct json json = {out, false};
    struct store_flight found;
    struct desk_sweep sweep;
    enum status status = flight_find(view, flight, &found);
    if (status == STATUS_OK)
        status = sweep_read(view, found.key, &sweep);
    if (status != STATUS_OK)
        return status;
    json_begin(&json);
    write_id(&json, "flight", ID_FLIGHT, flight);
    sweep_write(&json, &sweep);
    sweep_etag(&sweep, etag);
    json_put_text(&json, "etag", etag);
    json_end(&json);
    return STATUS_OK;
}
