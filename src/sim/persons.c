/* The truth about each person of a flight of which nothing more comes. */
#include "sim/internal.h"

static const char *const kind_words[] = {
    [KIND_ADULT] = "adult",        [KIND_CHILD] = "child",
    [KIND_INFANT_LAP] = "infant",  [KIND_ALONE] = "unaccompanied",
    [KIND_STAFF_TRAVEL] = "staff", [KIND_COCKPIT] = "cockpit",
    [KIND_CABIN] = "cabin",        [KIND_POSITIONING] = "positioning",
};
static const char *const fate_words[] = {
    [FATE_FLOWN] = "flown",
    [FATE_NO_SHOW] = "no-show",
    [FATE_CANCELLED] = "cancelled",
    [FATE_OFFLOADED] = "offloaded",
};
static const char *const payment_words[] = {
    [PAYMENT_CARD] = "card",
    [PAYMENT_CASH] = "cash",
    [PAYMENT_INVOICE] = "invoice",
    [PAYMENT_MILES] = "miles",
};

/* ---- words of bits ---- */

const char *sim_sign_word(unsigned bit)
{
    return world_sign_word((enum world_sign)bit);
}

static const char *told_word(unsigned bit)
{
    return sending_kind_word((enum sending_kind)bit);
}

void sim_words_write(struct line *line, const char *key, uint32_t bits, unsigned count,
                     const char *(*word)(unsigned bit))
{
    line_begin_array(line, key);
    for (unsigned bit = 0; bit < count; bit++)
        if (bits & UINT32_C(1) << bit)
            line_text(line, NULL, word(bit));
    line_end_array(line);
}

/* ---- the person ---- */

static void span_or_null(struct line *line, const char *key, struct span text)
{
    if (text.size)
        line_span(line, key, text);
    else
        line_null(line, key);
}

static void write_identity(struct line *line, const struct world_person *person)
{
    span_or_null(line, "name", person->native);
    line_span(line, "surname", person->surname);
    line_span(line, "given", person->given);
    span_or_null(line, "patronymic", person->patronymic);
    line_text(line, "culture", world_culture_word(person->culture));
    line_text(line, "script", world_culture_script(person->culture));
    line_span(line, "sex", (struct span){&person->sex, 1});
    line_day(line, "birth", person->birth);
    line_text(line, "nationality", person->nationality);
    line_text(line, "residence", person->residence);
    line_text(line, "segment", world_segment_word(world_person_segment(person->id)));
}

static void write_document(struct line *line, const char *key,
                           const struct world_document *document)
{
    if (!document->number[0]) {
        line_null(line, key);
        return;
    }
    line_begin(line, key);
    line_text(line, "type", document->type);
    line_text(line, "number", document->number);
    line_text(line, "state", document->state);
    line_day(line, "issued", document->issued);
    line_day(line, "expires", document->expires);
    line_end(line);
}

/* ---- the journey ---- */

/* Whole days between the two flights of a journey that lie farthest apart, when it leads back to where it
 * began or waits a day or more; -1: one way. */
static int32_t days_of_stay(const struct world_booking *booking)
{
    int32_t longest = -1;
    for (unsigned i = 1; i < booking->leg_count; i++) {
        int32_t wait = booking->legs[i].departs - booking->legs[i - 1].arrives;
        longest = wait > longest ? wait : longest;
    }
    bool back = booking->leg_count > 1 &&
                strcmp(booking->legs[0].board, booking->legs[booking->leg_count - 1].off) == 0;
    return longest >= 0 && (back || longest >= MINUTES_PER_DAY) ? longest / MINUTES_PER_DAY : -1;
}

static bool is_parted(const struct world_booking *booking, uint32_t index)
{
    return booking->split_at && index >= booking->first + booking->count - booking->split_off;
}

static void write_booking(struct line *line, const struct world_load *load, uint32_t index)
{
    const struct world_booking *booking = &load->bookings[load->passengers[index].booking];
    int32_t stay = days_of_stay(booking);
    line_begin_array(line, "locators");
    line_text(line, NULL, booking->locator);
    if (is_parted(booking, index))
        line_text(line, NULL, booking->split_locator);
    line_end_array(line);
    line_int(line, "party", booking->count);
    line_bool(line, "group", booking->group);
    line_minute(line, "booked", booking->created);
    line_minute(line, "booking_cancelled", booking->cancelled);
    line_int(line, "lead_days", (load->flight.departs - booking->created) / MINUTES_PER_DAY);
    if (stay >= 0)
        line_int(line, "stay_days", stay);
    else
        line_null(line, "stay_days");
    line_text(line, "payment", payment_words[booking->payment]);
    span_or_null(line, "payer", booking->payer);
    line_text(line, "card", booking->card);
    line_text(line, "agency", booking->agency);
    span_or_null(line, "phone", booking->phone);
    span_or_null(line, "email", booking->email);
}

static void write_no_booking(struct line *line)
{
    static const char *const keys[] = {"party", "lead_days", "stay_days", "payment", "agency"};
    line_begin_array(line, "locators");
    line_end_array(line);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        line_null(line, keys[i]);
}

static void write_luggage(struct line *line, const struct world_passenger *passenger)
{
    line_text(line, "seat", passenger->seat);
    line_int(line, "bags", passenger->bags);
    line_int(line, "weight", passenger->bag_weight);
    line_minute(line, "checked_in", passenger->checked_in);
    line_text(line, "ticket", passenger->ticket);
    line_text(line, "from", passenger->first_board);
    line_text(line, "to", passenger->last_off);
}

/* ---- what was told of it ---- */

struct telling {
    const char *key;
    struct span surname, given;
    enum world_spelling spelling;
    int32_t birth;
    const struct world_document *document; /* NULL: none was told */
};

static void write_telling(struct line *line, const struct telling *telling)
{
    line_begin(line, telling->key);
    line_span(line, "surname", telling->surname);
    line_span(line, "given", telling->given);
    line_text(line, "spelling", world_spelling_word(telling->spelling));
    line_day(line, "birth", telling->birth);
    if (telling->document)
        write_document(line, "document", telling->document);
    else
        line_null(line, "document");
    line_end(line);
}

static void write_tellings(struct run *run, struct line *line,
                           const struct world_passenger *passenger)
{
    const struct telling pnr = {"pnr",
                                passenger->pnr_surname,
                                passenger->pnr_given,
                                passenger->pnr_spelling,
                                passenger->pnr_birth,
                                passenger->docs_added ? &passenger->pnr_document : NULL};
    const struct telling api = {"api",
                                passenger->api_surname,
                                passenger->api_given,
                                passenger->api_spelling,
                                passenger->api_birth,
                                &passenger->api_document};
    write_telling(line, &pnr);
    write_telling(line, &api);
    line_minute(line, "docs_added", passenger->docs_added);
    line_span(line, "mrz", world_person_mrz(&passenger->person, &run->arena));
}

static void write_plant(struct line *line, const struct world_passenger *passenger)
{
    char entry[SIM_ENTRY_TEXT];
    sim_words_write(line, "signs", passenger->signs, WORLD_SIGNS, sim_sign_word);
    if (passenger->plant) {
        line_begin(line, "plant");
        line_hex(line, "case", passenger->plant);
        line_text(line, "kind", world_plant_word(passenger->plant_kind));
        line_text(line, "spelling", world_spelling_word(passenger->plant_spelling));
        line_end(line);
    } else {
        line_null(line, "plant");
    }
    line_text(line, "list_entry",
              passenger->list_entry == UINT32_MAX ? ""
                                                  : sim_entry_id(passenger->list_entry, entry));
}

static void write_person(struct run *run, struct line *line, const struct sending_closed *closed,
                         uint32_t index)
{
    const struct world_load *load = closed->load;
    const struct world_passenger *passenger = &load->passengers[index];
    line_begin(line, NULL);
    line_int(line, "flight", load->flight.index);
    line_hex(line, "person", passenger->person.id);
    line_text(line, "kind", kind_words[passenger->kind]);
    line_text(line, "fate", fate_words[passenger->fate]);
    write_identity(line, &passenger->person);
    if (passenger->booking != UINT32_MAX)
        write_booking(line, load, index);
    else
        write_no_booking(line);
    write_luggage(line, passenger);
    write_tellings(run, line, passenger);
    write_plant(line, passenger);
    sim_words_write(line, "told", closed->told[index], SENDING_KINDS, told_word);
    line_close(line);
}

static void count_signs(struct sim_counts *counts, const struct world_passenger *passenger)
{
    uint64_t *count = passenger->plant ? counts->planted : counts->innocent;
    for (int sign = 0; sign < WORLD_SIGNS; sign++)
        count[sign] += passenger->signs >> sign & 1;
}

enum status sim_persons_write(struct run *run, const struct sending_closed *closed)
{
    const struct world_load *load = closed->load;
    struct line line = {&run->persons.buffer, false};
    enum status status = STATUS_OK;
    for (uint32_t i = 0; i < load->passenger_count + load->crew_count && status == STATUS_OK; i++) {
        const struct world_passenger *passenger = &load->passengers[i];
        write_person(run, &line, closed, i);
        count_signs(&run->manifest->counts, passenger);
        if (passenger->plant)
            cases_add(&run->cases, load, passenger);
        arena_reset(&run->arena);
        status = output_turn(run, &run->persons);
    }
    return status;
}
