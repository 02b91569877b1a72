/* `portolan mrz`: a machine-readable zone, judged. Its exit codes are its own: 0 all holds, 1 something
 * does not, 2 there is no zone. */
#include "cmd/command.h"
#include "model/ports.h"
#include "mrz/mrz.h"

enum { EXIT_HOLDS = 0, EXIT_DOES_NOT_HOLD = 1, EXIT_NO_ZONE = 2 };

static void print_repair(struct buffer *out, const struct mrz_repair *repair)
{
    buffer_format(out, "in line %u, column %u, %c instead of %c", repair->line + 1,
                  repair->column + 1, repair->to, repair->from);
    if (repair->text.size)
        buffer_format(out, "; the %s is then %.*s", mrz_field_info(repair->field)->sentence,
                      (int)repair->text.size, repair->text.at);
    buffer_char(out, '\n');
}

/* One is an offer; of several nobody can say which. */
static void print_repairs(struct buffer *out, const struct mrz *mrz, const struct mrz_value *value)
{
    if (value->repair_count == 1)
        buffer_text(out, "      Repair with which all of it holds: ");
    else if (value->repair_count)
        buffer_format(out, "      Ambiguous: all of it holds with each of %u repairs:\n",
                      (unsigned)value->repair_count);
    for (uint32_t i = 0; i < value->repair_count; i++) {
        if (value->repair_count > 1)
            buffer_text(out, "        ");
        print_repair(out, &mrz->repairs[value->repair + i]);
    }
}

static void print_text(struct buffer *out, const struct mrz *mrz, enum mrz_field field)
{
    const struct mrz_value *value = &mrz->values[field];
    const struct country *country = NULL;
    if (field == MRZ_STATE || field == MRZ_NATIONALITY)
        country = country_find(value->text);
    if (field == MRZ_NAME)
        buffer_format(out, "%.*s, %.*s", (int)mrz->surname.size, mrz->surname.at,
                      (int)mrz->given.size, mrz->given.at);
    else if (value->text.size || value->holds)
        buffer_format(out, "%.*s", (int)value->text.size, value->text.at);
    else
        buffer_format(out, "%.*s", (int)value->raw.size, value->raw.at);
    if (value->other.size)
        buffer_format(out, " or %.*s", (int)value->other.size, value->other.at);
    if (country)
        buffer_format(out, " (%s)", country->name);
}

static void print_value(struct buffer *out, const struct mrz *mrz, enum mrz_field field)
{
    const struct mrz_value *value = &mrz->values[field];
    buffer_format(out, "  %-28s ", mrz_field_info(field)->sentence);
    print_text(out, mrz, field);
    if (value->said && value->said == value->wanted)
        buffer_format(out, "  [check digit %c holds]", value->said);
    else if (value->said && value->holds)
        buffer_text(out, "  [empty, no check digit]");
    else if (value->said)
        buffer_format(out, "  [check digit %c: would have to be %c]", value->said, value->wanted);
    buffer_char(out, '\n');
    for (unsigned i = 0; i < MRZ_REMARKS; i++)
        if (value->remarks >> i & 1)
            buffer_format(out, "      %s\n", mrz_remark_info((enum mrz_remark)i)->sentence);
    print_repairs(out, mrz, value);
}

static void print_report(struct buffer *out, const struct mrz *mrz)
{
    buffer_format(out, "%s: %s\n", mrz_format_info(mrz->format)->word,
                  mrz->holds ? "all holds" : "something does not hold");
    for (unsigned i = 0; i < MRZ_LINES && mrz->lines[i].size; i++)
        buffer_format(out, "    %.*s\n", (int)mrz->lines[i].size, mrz->lines[i].at);
    for (unsigned i = 0; i < MRZ_NOTES; i++)
        if (mrz->notes >> i & 1)
            buffer_format(out, "  %s\n", mrz_note_info((enum mrz_note)i)->sentence);
    for (int f = 0; f < MRZ_FIELDS; f++)
        if (mrz->values[f].there)
            print_value(out, mrz, (enum mrz_field)f);
}

static enum status print_mrz(const struct mrz *mrz, bool as_json)
{
    struct buffer out = {0};
    struct json json = {.out = &out};
    if (as_json) {
        mrz_json(mrz, &json);
        buffer_char(&out, '\n');
    } else {
        print_report(&out, mrz);
    }
    enum status status = print_out(&out);
    buffer_free(&out);
    return status;
}

int command_mrz(const struct words *words)
{
    struct buffer text = {0};
    struct arena arena = {0};
    struct mrz mrz;
    struct date date;
    int32_t day = MRZ_NO_DAY;
    if (words->date && !date_parse(span_of(words->date), &date))
        return command_usage("--date is a day as YYYY-MM-DD, not \"%s\".", words->date);
    if (words->date)
        day = date_to_day(date);
    enum status status = command_read(words->count ? words->plain[0] : "-", MRZ_MOST_TEXT, &text);
    int code = EXIT_HOLDS;
    if (status != STATUS_OK) {
        code = command_fail(status);
    } else if ((status = mrz_read(buffer_span(&text), day, &arena, &mrz)) != STATUS_OK) {
        command_fail(status);
        code = EXIT_NO_ZONE;
    } else {
        status = print_mrz(&mrz, words->json);
        code = status != STATUS_OK ? command_fail(status)
               : mrz.holds         ? EXIT_HOLDS
                                   : EXIT_DOES_NOT_HOLD;
    }
    arena_free(&arena);
    buffer_free(&text);
    return code;
}
