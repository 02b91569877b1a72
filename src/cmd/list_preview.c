/* `portolan list import --preview`: what an import would change, and whom it would have found. Changes nothing; prints
 * figures and ids of entries. */
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cmd/command.h"
#include "cmd/list.h"
#include "pipeline/preview.h"
#include "roles/listorder.h"
#include "sys/files.h"

/* ---- progress ---- */

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
    (void)signal;
    stopped = 1;
}

struct telling {
    int64_t next; /* when to tell again */
    bool told;
};

static bool tell(void *context, const struct preview_progress *progress)
{
    struct telling *telling = context;
    int64_t now = clock_monotonic();
    if (stopped || !isatty(STDERR_FILENO) || now < telling->next)
        return !stopped;
    telling->next = now + MICROS_PER_SECOND / 5;
    telling->told = true;
    fprintf(stderr, "\r%u of %u flights, %u travellers", progress->flights_done, progress->flights,
            progress->travellers);
    return true;
}

/* ---- printing ---- */

static void print_examples(struct buffer *out, const char *word, uint32_t count,
                           const struct preview_example *examples)
{
    if (!count)
        return;
    buffer_format(out, "  %-8s", word);
    for (size_t i = 0; i < preview_shown(count); i++) {
        buffer_text(out, i ? ", " : " ");
        print_harmless(out, examples[i].entry);
        const char *mark = " (";
        for (unsigned f = 0; f < WATCH_DIFFERENCES; f++)
            if (examples[i].fields & 1U << f) {
                buffer_format(out, "%s%s", mark, watch_difference_word((enum watch_difference)f));
                mark = ", ";
            }
        buffer_text(out, examples[i].fields ? ")" : "");
    }
    buffer_format(out, count > PREVIEW_EXAMPLES ? ", and %u more\n" : "\n",
                  count - PREVIEW_EXAMPLES);
}

static void print_changes(struct buffer *out, const struct preview *preview)
{
    const struct desk_list_outcome *outcome = &preview->list.outcome;
    const struct watch_import *report = &outcome->report;
    buffer_format(
        out, "%u entries, %u names, %u documents, %u contacts; %u entries are no persons.\n",
        report->entries, report->names, report->documents, report->contacts, report->skipped);
    if (preview->list.version_before)
        buffer_format(out, "Against version %u: %u added, %u changed, %u removed.\n",
                      preview->list.version_before, outcome->added, outcome->changed,
                      outcome->removed);
    else
        buffer_text(out, "There is no such list yet.\n");
    if (preview->list.version_before)
        print_examples(out, "added", outcome->added, preview->added);
    print_examples(out, "changed", outcome->changed, preview->changed);
    print_examples(out, "removed", outcome->removed, preview->removed);
    if (outcome->ended)
        buffer_format(out, "%u entries have come to their end and count no longer.\n",
                      outcome->ended);
}

static void print_setting(struct buffer *out, const struct preview *preview)
{
    const struct desk_list_setting *was = &preview->list.was, *will = &preview->list.will;
    const struct desk_tenancy *tenancy = &preview->list.tenancy;
    buffer_format(out, "Severity %s", watch_severity_word(will->severity));
    if (was->severity != will->severity && was->severity != WATCH_NONE)
        buffer_format(out, " (now %s)", watch_severity_word(was->severity));
    buffer_text(out, ", routing ");
    print_harmless(out, will->routing.size ? will->routing : SPAN("none"));
    if (!span_equal(was->routing, will->routing) && preview->list.version_before) {
        buffer_text(out, " (now ");
        print_harmless(out, was->routing.size ? was->routing : SPAN("none"));
        buffer_char(out, ')');
    }
    buffer_text(out, ", agency ");
    print_harmless(out, tenancy->agency.size ? tenancy->agency : SPAN("none"));
    list_print_until(out, ", ", will->valid_until);
    buffer_text(out, ".\n");
}

static void print_passed(struct buffer *out, const struct watch_import *report)
{
    for (uint32_t i = 0; i < report->passed_shown; i++) {
        buffer_format(out, "  passed over: line %u, ", report->passed[i].line);
        print_harmless(out, report->passed[i].entry);
        buffer_format(out, ": %s\n", report->passed[i].reason);
    }
    if (report->passed_count > report->passed_shown)
        buffer_format(out, "  passed over: %u more\n", report->passed_count - report->passed_shown);
}

static void print_count(struct buffer *out, const char *label, const struct preview_count *count)
{
    buffer_format(out, "  %-12s %9u %9u %9u %9u %9u\n", label, count->travellers, count->found,
                  count->added, count->alerts, count->gone);
}

static void print_traffic(struct buffer *out, const struct preview *preview)
{
    char day[DATE_TEXT];
    double days = preview->day_count ? (double)preview->day_count : 1;
    buffer_format(out, "\nOn stored traffic, flights of the last %d days:\n", preview->days);
    buffer_format(out, "  %-12s %9s %9s %9s %9s %9s\n", "day", "persons", "found", "new", "alerts",
                  "withdrawn");
    for (size_t i = 0; i < preview->day_count; i++)
        print_count(out, date_format(date_from_day(preview->by_day[i].day), day),
                    &preview->by_day[i].count);
    print_count(out, "together", &preview->past);
    print_count(out, "later", &preview->ahead);
    buffer_format(
        out,
        "That is %.1f hits a day, %.1f of them new against what is in force (%zu days with "
        "travellers).\n",
        preview->past.found / days, preview->past.added / days, preview->day_count);
    buffer_text(out,
                "new: not found by the list as it is; alerts: of these, without any alert now; "
                "withdrawn: found now, and no longer; later: flights of days to come.\n");
}

static void print_preview(struct buffer *out, const struct preview *preview)
{
    buffer_text(out, "The list ");
    print_harmless(out, preview->name);
    if (preview->list.refused)
        buffer_format(out, " would be refused: %s\n", preview->list.refused);
    else if (preview->list.outcome.unchanged)
        buffer_format(out, " is unchanged: this is version %u%s.\n", preview->list.outcome.version,
                      preview->list.retired ? ", which would be in force again" : "");
    else
        buffer_format(out, " would become version %u. Nothing was changed.\n",
                      preview->list.outcome.version);
    print_changes(out, preview);
    print_setting(out, preview);
    print_passed(out, &preview->list.outcome.report);
    print_traffic(out, preview);
}

/* ---- the command ---- */

static enum status print(const struct words *words, const struct preview *preview)
{
    struct buffer out = {0};
    struct json json = {&out, false};
    if (words->json) {
        json_begin(&json);
        preview_write(preview, &json);
        json_end(&json);
        buffer_char(&out, '\n');
    } else {
        print_preview(&out, preview);
    }
    enum status status = print_out(&out);
    buffer_free(&out);
    return status;
}

static enum status read_days(const struct words *words, int *out)
{
    int64_t days = PREVIEW_DAYS;
    if (words->days &&
        (!span_number(span_of(words->days), &days) || days < 1 || days > PREVIEW_DAYS_MOST))
        return status_fail(STATUS_USAGE, "--days %s is no number from 1 to %d.", words->days,
                           PREVIEW_DAYS_MOST);
    *out = (int)days;
    return STATUS_OK;
}

static enum status run(const struct words *words, struct console *console,
                       struct preview_order *order, const char *name)
{
    struct telling telling = {0};
    struct preview preview;
    order->config = console->system.config;
    order->desk = console->desk;
    order->store = console->store;
    order->progress = tell;
    order->context = &telling;
    enum status status = console_access(console, "list-preview", name);
    if (status == STATUS_OK)
        status = preview_run(order, &console->arena, &preview);
    if (telling.told)
        fprintf(stderr, "\r%*s\r", 60, "");
    return status == STATUS_OK ? print(words, &preview) : status;
}

int command_list_preview(const struct words *words)
{
    struct console console;
    struct buffer file = {0};
    struct preview_order order = {.days = 0};
    char *name = list_name(words);
    json_t *request = list_request(words, name);
    struct sigaction once = {.sa_handler = stop, .sa_flags = (int)SA_RESETHAND};
    enum status status = read_days(words, &order.days);
    if (status == STATUS_OK)
        status = file_read(words->plain[0], LIST_FILE_MOST, &file);
    if (status == STATUS_OK)
        status = listorder_read(request, buffer_span(&file), clock_now(), &order.import);
    if (status == STATUS_OK)
        status = console_open(words, &console);
    if (status == STATUS_OK) {
        sigaction(SIGINT, &once, NULL); /* a second time it ends the command where it is */
        order.import.tenancy = list_tenancy(words, console.system.config);
        status = run(words, &console, &order, name);
        console_close(&console);
    }
    json_decref(request);
    free(name);
    buffer_free(&file);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}
