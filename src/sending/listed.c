/* A person of a PAXLST (guide, group 4): NAD and what follows it. */
#include "sending/internal.h"

/* ---- who ---- */

static bool is_crew(const struct world_passenger *person)
{
    return person->kind == KIND_COCKPIT || person->kind == KIND_CABIN ||
           person->kind == KIND_POSITIONING;
}

static enum world_segment segment_of(const struct composer *composer,
                                     const struct world_passenger *person)
{
    if (person->booking < composer->load->booking_count)
        return composer->load->bookings[person->booking].segment;
    return world_person_segment(person->person.id);
}

static bool is_transit(const struct composer *composer, const struct world_passenger *person)
{
    return !is_crew(person) && segment_of(composer, person) == SEGMENT_TRANSIT;
}

static struct span given_of(struct composer *composer, const struct world_passenger *person)
{
    bool glued = composer->dialect->title == TITLE_GLUED && person->title[0] && !is_crew(person) &&
                 person->api_spelling != SPELLING_TITLED && person->api_given.size;
    return glued ? SENDING_JOIN(composer, person->api_given, span_of(person->title))
                 : person->api_given;
}

static void write_name(struct composer *composer, const struct world_passenger *person)
{
    struct span given = given_of(composer, person), surname = person->api_surname;
    sending_open_segment(composer, "NAD");
    sending_put_word(composer, 1, 0,
                     is_crew(person)                ? "FM"
                     : is_transit(composer, person) ? "DDU"
                                                    : "FL");
    if (composer->dialect->name_slash && given.size)
        surname = SENDING_JOIN(composer, surname, SPAN("/"), given);
    sending_put_name(composer, 4, 0, surname);
    if (!composer->dialect->name_slash)
        sending_put_name(composer, 4, 1, given);
    sending_close_segment(composer);
}

static void write_sex(struct composer *composer, const struct world_passenger *person)
{
    char sex[2] = {person->person.sex, '\0'};
    sending_open_segment(composer, "ATT");
    sending_put_word(composer, 1, 0, "2");
    sending_put_word(composer, 3, 0, sex);
    sending_close_segment(composer);
}

static void write_day(struct composer *composer, const char *qualifier, int32_t day)
{
    const struct dialect *dialect = composer->dialect;
    bool birth = strcmp(qualifier, "329") == 0;
    bool turned = dialect->births_day_first && birth;
    sending_open_segment(composer, "DTM");
    sending_put_word(composer, 1, 0, qualifier);
    sending_put_day(composer, 1, 1, day,
                    turned                ? DAY_DMY
                    : dialect->long_dates ? DAY_CYMD
                                          : DAY_YMD);
    if (turned || dialect->long_dates)
        sending_put_word(composer, 1, 2, turned ? "2" : "102");
    sending_close_segment(composer);
}

static void write_birth(struct composer *composer, const struct world_passenger *person)
{
    if (person->api_birth != DAY_UNKNOWN)
        write_day(composer, "329", person->api_birth);
}

/* ---- bags ---- */

static void write_measure(struct composer *composer, const char *kind, const char *unit,
                          uint32_t number)
{
    sending_open_segment(composer, "MEA");
    sending_put_word(composer, 1, 0, kind);
    sending_put_word(composer, 3, 0, unit);
    sending_put_number(composer, 3, 1, number);
    sending_close_segment(composer);
}

/* The last six digits of a tag count; 0: it has none. */
static uint32_t serial_of(const char *tag)
{
    uint32_t serial = 0;
    for (; *tag; tag++)
        serial = (serial * 10 + (uint32_t)(*tag - '0')) % 1000000;
    return serial;
}

/* FTX+BAG+++tag:count: tags that follow each other are told as one with their count. */
static void write_tags(struct composer *composer, const struct world_passenger *person)
{
    for (unsigned i = 0, next; i < person->bags && i < WORLD_BAGS; i = next) {
        const char *first = person->bag_tags[i];
        for (next = i + 1; next < person->bags && next < WORLD_BAGS &&
                           serial_of(person->bag_tags[next]) == serial_of(first) + next - i;)
            next++;
        if (!first[0])
            continue;
        sending_open_segment(composer, "FTX");
        sending_put_word(composer, 1, 0, "BAG");
        sending_put_word(composer, 4, 0, first);
        sending_put_number(composer, 4, 1, next - i);
        sending_close_segment(composer);
    }
}

static void write_bags(struct composer *composer, const struct world_passenger *person)
{
    write_measure(composer, "CT", "", person->bags);
    if (composer->dialect->weights && person->bags)
        write_measure(composer, "WT", "KGM", person->bag_weight);
    if (composer->dialect->verified) {
        sending_open_segment(composer, "GEI");
        sending_put_word(composer, 1, 0, "4");
        sending_put_word(composer, 2, 0, "173");
        sending_close_segment(composer);
    }
    if (composer->dialect->tags)
        write_tags(composer, person);
}

/* ---- places, nationality, references ---- */

static void write_places(struct composer *composer, const struct world_passenger *person)
{
    const struct world_flight *flight = composer->flight;
    const char *end = person->last_off[0] ? person->last_off : flight->off;
    bool transit = is_transit(composer, person);
    bool journey = (composer->dialect->journeys || transit) && !is_crew(person);
    if (journey)
        sending_write_port(composer, "22", transit ? end : flight->off);
    if (composer->dialect->residences && person->person.residence[0])
        sending_write_port(composer, "174", person->person.residence);
    if (journey) {
        sending_write_port(composer, "178",
                           person->first_board[0] ? person->first_board : flight->board);
        sending_write_port(composer, "179", end);
    }
}

static void write_duty(struct composer *composer, const struct world_passenger *person)
{
    sending_open_segment(composer, "EMP");
    sending_put_word(composer, 1, 0, "1");
    sending_put_word(composer, 2, 0,
                     person->kind == KIND_COCKPIT ? "CR1"
                     : person->kind == KIND_CABIN ? "CR2"
                                                  : "CR5");
    if (composer->dialect->agencies) {
        sending_put_word(composer, 2, 1, "110");
        sending_put_word(composer, 2, 2, "111");
    }
    sending_close_segment(composer);
}

static void write_nationality(struct composer *composer, const struct world_passenger *person)
{
    const char *state =
        person->nationality_told[0] ? person->nationality_told : person->person.nationality;
    if (!state[0])
        return;
    sending_open_segment(composer, "NAT");
    sending_put_word(composer, 1, 0, "2");
    sending_put_word(composer, 2, 0, state);
    sending_close_segment(composer);
}

static void write_reference(struct composer *composer, const char *kind, struct span text)
{
    if (text.size == 0)
        return;
    sending_open_segment(composer, "RFF");
    sending_put_word(composer, 1, 0, kind);
    sending_put(composer, 1, 1, text);
    sending_close_segment(composer);
}

/* ABO is the same in each message of the flight and of no other person of it. */
static void write_references(struct composer *composer, uint32_t index)
{
    const struct world_passenger *person = &composer->load->passengers[index];
    const struct world_flight *flight = composer->flight;
    write_reference(composer, "AVF", span_of(sending_locator(composer->task, person, index)));
    write_reference(
        composer, "ABO",
        SENDING_JOIN(composer, span_of(flight->carrier),
                     sending_digits(composer, (uint64_t)flight->index * 1000 + index, 9)));
    write_reference(composer, "SEA", span_of(person->seat));
    if (composer->dialect->loyalty)
        write_reference(composer, "CR", span_of(person->person.loyalty));
}

static void write_document(struct composer *composer, const struct world_passenger *person)
{
    const struct world_document *document = &person->api_document;
    if (!document->number[0])
        return;
    sending_open_segment(composer, "DOC");
    sending_put_word(composer, 1, 0, document->type);
    if (composer->dialect->agencies) {
        sending_put_word(composer, 1, 1, "110");
        sending_put_word(composer, 1, 2, "111");
    }
    sending_put_word(composer, 2, 0, document->number);
    sending_close_segment(composer);
    if (document->expires)
        write_day(composer, "36", document->expires);
    if (composer->dialect->issued && document->issued)
        write_day(composer, "182", document->issued);
    sending_write_port(composer, "91", document->state);
}

/* In the order of the guide. */
static void write_person(struct composer *composer, uint32_t index)
{
    const struct world_passenger *person = &composer->load->passengers[index];
    write_name(composer, person);
    write_sex(composer, person);
    write_birth(composer, person);
    if (!is_crew(person))
        write_bags(composer, person);
    write_places(composer, person);
    if (is_crew(person))
        write_duty(composer, person);
    write_nationality(composer, person);
    if (!is_crew(person))
        write_references(composer, index);
    write_document(composer, person);
}

/* In an order that no guide has; inside of a group all of them can be read. */
static void write_shuffled(struct composer *composer, uint32_t index)
{
    const struct world_passenger *person = &composer->load->passengers[index];
    write_name(composer, person);
    write_nationality(composer, person);
    if (!is_crew(person))
        write_references(composer, index);
    write_document(composer, person);
    write_birth(composer, person);
    write_sex(composer, person);
    if (is_crew(person)) {
        write_duty(composer, person);
        return;
    }
    write_places(composer, person);
    write_bags(composer, person);
}

void sending_write_listed(struct composer *composer, uint32_t person)
{
    if (composer->dialect->shuffled)
        write_shuffled(composer, person);
    else
        write_person(composer, person);
    sending_name(composer, person);
}
