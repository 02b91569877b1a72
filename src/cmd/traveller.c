#include "cmd/person.h"

#include "base/clock.h"
#include "view/baggage.h"
#include "view/outside.h"

/* ---- what one source says ---- */

static void print_content(struct buffer *out, const struct store_content *content,
                          const char *title)
{
    struct image image;
    if (content->version == 0 || image_open(content->bytes, &image) != STATUS_OK)
        return;
    buffer_format(out, "\n%s, message %lld, version %d\n", title, (long long)content->seq,
                  content->version);
    for (uint32_t n = 0; n < image.header->nodes; n++) {
        const struct image_node *node = &image.nodes[n];
        if (n)
            buffer_format(out, "  %s\n", node_info((enum node_type)node->type)->key);
        for (uint32_t v = 0; v < node->values; v++) {
            const struct image_value *value = &image.values[node->first_value + v];
            buffer_format(out, "    %-28s ", field_info((enum field)value->field)->words);
            print_harmless(out, image_value_text(&image, value));
            buffer_format(out, "   bytes %u..%u\n", value->begin, value->begin + value->size);
        }
    }
}

/* ---- where API and PNR disagree ---- */

static struct span one_text(const struct store_content *content, enum field field)
{
    struct image image;
    if (content->version == 0 || image_open(content->bytes, &image) != STATUS_OK)
        return (struct span){NULL, 0};
    for (uint32_t n = 0; n < image.header->nodes; n++)
        if (image.nodes[n].type == field_info(field)->node && image_text(&image, n, field).size)
            return image_text(&image, n, field);
    return (struct span){NULL, 0};
}

static void print_disagreements(struct buffer *out, const struct person_view *person)
{
    static const enum field compared[] = {FIELD_TRAVELLER_SURNAME, FIELD_TRAVELLER_BIRTH,
                                          FIELD_TRAVELLER_SEX,     FIELD_TRAVELLER_NATIONALITY,
                                          FIELD_DOCUMENT_NUMBER,   FIELD_DOCUMENT_STATE,
                                          FIELD_DOCUMENT_EXPIRY};
    for (size_t f = 0; f < sizeof compared / sizeof compared[0]; f++)
        for (size_t i = 0; i < person->row_count; i++)
            for (size_t k = 0; k < person->row_count; k++) {
                struct span api = one_text(&person->rows[i].content[PART_API], compared[f]);
                struct span pnr = one_text(&person->rows[k].content[PART_PNR], compared[f]);
                if (!api.size || !pnr.size || span_equal(api, pnr))
                    continue;
                buffer_format(out, "    disagreement: %s is ", field_info(compared[f])->words);
                print_harmless(out, api);
                buffer_text(out, " by API and ");
                print_harmless(out, pnr);
                buffer_text(out, " by PNR\n");
            }
}

/* ---- decisions, versions ---- */

static void print_decisions(struct buffer *out, const struct person_view *person)
{
    for (size_t i = 0; i < person->decision_count; i++) {
        const struct desk_decision *decision = &person->decisions[i];
        char time[TIME_TEXT];
        buffer_format(out, "    decided %.19sZ by %.*s: %s%s  ", time_format(decision->at, time),
                      (int)decision->by.size, decision->by.at, decision_info(decision->code)->code,
                      decision->withdrawn ? " (withdrawn)" : "");
        print_harmless(out, decision->note);
        buffer_char(out, '\n');
    }
}

struct version_print {
    struct buffer *out;
    const char *title;
};

static bool print_version(void *context, const struct store_content *content)
{
    struct version_print *print = context;
    print_content(print->out, content, print->title);
    return true;
}

/* ---- bags ---- */

static void print_bag(struct buffer *out, const struct baggage_bag *bag)
{
    struct view_sight sight = view_sight_of_all();
    buffer_text(out, "    bag ");
    print_harmless(out, baggage_tag(bag, &sight));
    buffer_format(out, " %s, by its %s;", bag_text(bag->state), bag_join_text(bag->bag.how));
    for (size_t i = 0; i < bag->count; i++)
        buffer_format(out, "%s message %lld, bytes %lld..%lld", i ? "," : "",
                      (long long)bag->said[i].said.seq, (long long)bag->said[i].said.begin,
                      (long long)(bag->said[i].said.begin + bag->said[i].said.size));
    buffer_char(out, '\n');
}

static enum status print_bags(struct console *console, const struct person_view *person,
                              struct buffer *out)
{
    struct baggage_bag *bags;
    size_t count;
    enum status status = baggage_of(console->view, person, &console->arena, &bags, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        print_bag(out, &bags[i]);
    return status;
}

/* Of a service that is asked outside. */
static void print_unchecked(struct console *console, const struct person_view *person,
                            struct buffer *out)
{
    const char *service = outside_unchecked(console->view, person, clock_now());
    if (service)
        buffer_format(out, "    not yet checked with %s\n", service);
}

static enum status print_all(struct console *console, const struct person_view *person,
                             struct buffer *out)
{
    person_print_head(person, out);
    print_disagreements(out, person);
    print_decisions(out, person);
    print_unchecked(console, person, out);
    enum status status = print_bags(console, person, out);
    for (size_t i = 0; i < person->row_count && status == STATUS_OK; i++) {
        const struct store_traveller *row = &person->rows[i];
        struct store_booking booking;
        struct version_print former = {out, "Formerly, passport data (API)"};
        print_content(out, &row->content[PART_API], "Passport data (API)");
        print_content(out, &row->content[PART_PNR], "Traveller of the booking (PNR)");
        if (row->booking) {
            status = store_booking(console->store, row->booking, &console->arena, &booking);
            if (status == STATUS_OK)
                print_content(out, &booking.content, "Booking (PNR)");
        }
        if (status == STATUS_OK)
            status = store_versions(console->store, PART_API, row->id, print_version, &former);
        former.title = "Formerly, traveller of the booking (PNR)";
        if (status == STATUS_OK)
            status = store_versions(console->store, PART_PNR, row->id, print_version, &former);
    }
    return status;
}

int command_traveller(const struct words *words)
{
    struct console console;
    struct person_view person;
    struct buffer out = {0};
    int64_t id;
    char text[ID_TEXT];
    if (!id_parse(span_of(words->plain[0]), ID_TRAVELLER, &id))
        return command_usage("%s is not a traveller's id, which looks like T261122-17.",
                             words->plain[0]);
    enum status status = console_open(words, &console);
    if (status != STATUS_OK)
        return command_fail(status);
    status = console_access(&console, "traveller", id_format(ID_TRAVELLER, id, text));
    if (status == STATUS_OK)
        status = person_load(console.view, id, true, &console.arena, &person);
    if (status == STATUS_OK && words->json)
        person_print_json(&console, &person, NULL, &out);
    else if (status == STATUS_OK)
        status = print_all(&console, &person, &out);
    if (status == STATUS_OK)
        status = print_out(&out);
    buffer_free(&out);
    console_close(&console);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}
