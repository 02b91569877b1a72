#include "roles/listorder.h"

#include "base/clock.h"

static struct span member(const json_t *members, const char *name)
{
    const json_t *value = json_object_get(members, name);
    return json_is_string(value)
               ? (struct span){json_string_value(value), json_string_length(value)}
               : (struct span){"", 0};
}

static enum desk_wish wish(const json_t *members, const char *name)
{
    const json_t *value = json_object_get(members, name);
    if (!json_is_boolean(value))
        return WISH_UNSAID;
    return json_is_true(value) ? WISH_YES : WISH_NO;
}

enum status listorder_read(const json_t *members, struct span bytes, int64_t now,
                           struct desk_list_order *out)
{
    struct span format = member(members, "format"), until = member(members, "valid_until");
    *out = (struct desk_list_order){.name = member(members, "name"),
                                    .file_name = member(members, "file"),
                                    .bytes = bytes,
                                    .by = {"", 0},
                                    .routing = member(members, "routing"),
                                    .now = now,
                                    .force = json_is_true(json_object_get(members, "force")),
                                    .second_approval = wish(members, "second_approval")};
    const json_t *seen = json_object_get(members, "seen");
    out->seen.said = json_is_object(seen);
    out->seen.version = (uint32_t)json_integer_value(json_object_get(seen, "version"));
    out->seen.changed = json_integer_value(json_object_get(seen, "changed"));
    if (format.size && !watch_format_parse(format, &out->format))
        return status_fail(STATUS_USAGE, "The format %.*s is not known; docs/lists.md names them.",
                           (int)format.size, format.at);
    if (!watch_severity_parse(member(members, "severity"), &out->severity))
        return status_fail(STATUS_USAGE, "The severity is not known.");
    if (until.size && !desk_list_until(until, &out->valid_until))
        return status_fail(STATUS_USAGE,
                           "%.*s is no day (YYYY-MM-DD) or time (YYYY-MM-DDThh:mm:ssZ) until which "
                           "a list is valid, nor none.",
                           (int)until.size, until.at);
    return desk_list_check_name(out->name);
}

static void report_passed(json_t *answer, const struct watch_import *report)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < report->passed_shown; i++) {
        const struct watch_passed *passed = &report->passed[i];
        json_array_append_new(list, json_pack("{s:i, s:s%, s:s}", "line", (int)passed->line,
                                              "entry", passed->entry.at ? passed->entry.at : "",
                                              passed->entry.size, "reason", passed->reason));
    }
    json_object_set_new(answer, "passed_over", list);
}

void listorder_report(json_t *answer, const struct desk_list_outcome *outcome)
{
    json_t *figures = json_pack(
        "{s:I, s:b, s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "version",
        (json_int_t)outcome->version, "unchanged", outcome->unchanged, "restored",
        outcome->restored, "entries", (json_int_t)outcome->report.entries, "names",
        (json_int_t)outcome->report.names, "documents", (json_int_t)outcome->report.documents,
        "contacts", (json_int_t)outcome->report.contacts, "skipped",
        (json_int_t)outcome->report.skipped, "added", (json_int_t)outcome->added, "changed",
        (json_int_t)outcome->changed, "removed", (json_int_t)outcome->removed, "ended",
        (json_int_t)outcome->ended);
    json_object_update(answer, figures);
    json_decref(figures);
    report_passed(answer, &outcome->report);
}
