/* A preview as JSON (docs/commands.md). */
#include "base/clock.h"
#include "pipeline/preview.h"

static void put_examples(struct json *json, const char *key, uint32_t count,
                         const struct preview_example *examples)
{
    json_key(json, key);
    json_begin(json);
    json_put_int(json, "count", count);
    json_key(json, "examples");
    json_begin_array(json);
    for (size_t i = 0; i < preview_shown(count); i++) {
        json_begin(json);
        json_put_span(json, "entry", examples[i].entry);
        if (examples[i].fields) {
            json_key(json, "fields");
            json_begin_array(json);
            for (unsigned f = 0; f < WATCH_DIFFERENCES; f++)
                if (examples[i].fields & 1U << f)
                    json_text(json, watch_difference_word((enum watch_difference)f));
            json_end_array(json);
        }
        json_end(json);
    }
    json_end_array(json);
    json_end(json);
}

static void put_setting(struct json *json, const char *key, const struct desk_list_setting *setting)
{
    char until[TIME_TEXT];
    json_key(json, key);
    json_begin(json);
    json_put_text(json, "severity", watch_severity_word(setting->severity));
    json_put_span(json, "routing", setting->routing);
    json_put_text(json, "valid_until",
                  setting->valid_until ? time_format(setting->valid_until, until) : NULL);
    json_end(json);
}

static void put_tenancy(struct json *json, const struct desk_tenancy *tenancy)
{
    json_put_span(json, "agency", tenancy->agency);
    json_put_span(json, "site", tenancy->site);
    json_put_span(json, "legal_basis", tenancy->legal_basis);
    json_put_span(json, "handling", tenancy->handling);
}

static void put_passed(struct json *json, const struct watch_import *report)
{
    json_put_int(json, "passed_over_count", report->passed_count);
    json_key(json, "passed_over");
    json_begin_array(json);
    for (uint32_t i = 0; i < report->passed_shown; i++) {
        json_begin(json);
        json_put_int(json, "line", report->passed[i].line);
        json_put_span(json, "entry", report->passed[i].entry);
        json_put_text(json, "reason", report->passed[i].reason);
        json_end(json);
    }
    json_end_array(json);
}

static void put_count(struct json *json, const struct preview_count *count)
{
    json_put_int(json, "travellers", count->travellers);
    json_put_int(json, "found", count->found);
    json_put_int(json, "new", count->added);
    json_put_int(json, "new_alerts", count->alerts);
    json_put_int(json, "withdrawn", count->gone);
}

static void put_traffic(struct json *json, const struct preview *preview)
{
    char day[DATE_TEXT];
    json_key(json, "traffic");
    json_begin(json);
    json_put_int(json, "days", preview->days);
    json_put_int(json, "days_with_travellers", (int64_t)preview->day_count);
    json_put_int(json, "flights", preview->flights);
    json_put_int(json, "flights_looked_at", preview->flights_looked);
    put_count(json, &preview->past);
    json_key(json, "by_day");
    json_begin_array(json);
    for (size_t i = 0; i < preview->day_count; i++) {
        json_begin(json);
        json_put_text(json, "day", date_format(date_from_day(preview->by_day[i].day), day));
        put_count(json, &preview->by_day[i].count);
        json_end(json);
    }
    json_end_array(json);
    json_key(json, "ahead");
    json_begin(json);
    put_count(json, &preview->ahead);
    json_end(json);
    json_end(json);
}

void preview_write(const struct preview *preview, struct json *json)
{
    const struct desk_list_outcome *outcome = &preview->list.outcome;
    const struct watch_import *report = &outcome->report;
    json_put_span(json, "list", preview->name);
    json_put_int(json, "version", outcome->version);
    json_put_int(json, "version_before", preview->list.version_before);
    json_put_text(json, "refused", preview->list.refused);
    json_put_bool(json, "unchanged", outcome->unchanged);
    json_put_bool(json, "retired", preview->list.retired);
    json_put_text(json, "format", watch_format_word(report->format));
    json_put_int(json, "entries", report->entries);
    json_put_int(json, "names", report->names);
    json_put_int(json, "documents", report->documents);
    json_put_int(json, "contacts", report->contacts);
    json_put_int(json, "skipped", report->skipped);
    json_put_int(json, "ended", outcome->ended);
    put_examples(json, "added", outcome->added, preview->added);
    put_examples(json, "changed", outcome->changed, preview->changed);
    put_examples(json, "removed", outcome->removed, preview->removed);
    put_setting(json, "before", &preview->list.was);
    put_setting(json, "after", &preview->list.will);
    put_tenancy(json, &preview->list.tenancy);
    put_passed(json, report);
    put_traffic(json, preview);
}
