/* What an import would do, without doing it. Nothing here writes, so a reader may ask. */
#include "desk/internal.h"

enum desk_list_refusal list_refusal(uint32_t before, uint32_t entries)
{
    if (entries == 0)
        return DESK_LIST_EMPTY;
    return (uint64_t)entries * 100 < (uint64_t)before * LIST_SHRUNKEN ? DESK_LIST_SHRUNKEN
                                                                      : DESK_LIST_TAKEN;
}

/* The latest version of the list of that name, numbered or not. */
static enum status find_latest(struct desk *desk, struct span name, struct arena *arena,
                               struct desk_activation *out, bool *found)
{
    struct desk_activation *all = NULL;
    size_t count = 0;
    enum status status = desk_list_activations(desk, arena, &all, &count);
    *found = false;
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (span_equal(all[i].name, name) && (!*found || all[i].version > out->version)) {
            *out = all[i];
            *found = true;
        }
    return status;
}

enum status desk_list_read(struct desk *desk, int64_t list, uint32_t version, struct arena *arena,
                           struct watch_list *out)
{
    struct buffer bytes = {0};
    enum status status = desk_list_bytes(desk, list, version, &bytes);
    if (status == STATUS_OK)
        status = watch_list_open(arena_copy(arena, buffer_span(&bytes)), out);
    if (bytes.at)
        seal_wipe(bytes.at, bytes.size);
    buffer_free(&bytes);
    return status;
}

static bool is_unchanged(const struct desk_list_trial *trial, const struct desk_list_order *order)
{
    const struct desk_activation *latest = &trial->latest;
    return trial->compared && span_equal(trial->before.bytes, trial->now.bytes) &&
           (order->severity == WATCH_NONE || order->severity == latest->severity) &&
           (order->routing.size == 0 || span_equal(order->routing, latest->routing));
}

enum status desk_list_try(struct desk *desk, const struct desk_list_order *order,
                          struct arena *arena, struct desk_list_trial *out)
{
    struct desk_list_trial trial = {0};
    enum status status = list_check_name(order->name);
    if (status == STATUS_OK)
        status = find_latest(desk, order->name, arena, &trial.latest, &trial.known);
    if (status == STATUS_OK && trial.known) {
        status =
            desk_list_read(desk, trial.latest.list, trial.latest.version, arena, &trial.before);
        trial.compared = status == STATUS_OK;
        if (status == STATUS_DAMAGED || status == STATUS_MISSING)
            status = STATUS_OK; /* all entries are new, and importing again is the remedy */
    }
    struct watch_import_order import = {order->bytes, order->format,
                                        trial.compared ? &trial.before : NULL};
    if (status == STATUS_OK)
        status = watch_import_parse(&import, arena, &trial.now, &trial.report);
    if (status != STATUS_OK)
        return status;
    trial.unchanged = is_unchanged(&trial, order);
    trial.refusal = trial.unchanged ? DESK_LIST_TAKEN
                                    : list_refusal(trial.known ? trial.latest.entries : 0,
                                                   trial.now.header->entries);
    *out = trial;
    return STATUS_OK;
}
