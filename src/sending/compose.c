/* Interchanges: what stands around a message. */
#include "sending/internal.h"

/* ---- the flight as it is known ---- */

static int32_t shift(const struct composer *composer)
{
    const struct world_flight *flight = composer->flight;
    return sending_known(flight->retimed_at, composer->task->minute) ? flight->retimed_by : 0;
}

int32_t sending_departs(const struct composer *composer)
{
    return composer->flight->departs + shift(composer) + composer->flight->board_offset;
}

int32_t sending_arrives(const struct composer *composer)
{
    return composer->flight->arrives + shift(composer) + composer->flight->off_offset;
}

/* ---- around a message ---- */

/* One number for each message of the world. */
static struct span reference(struct composer *composer)
{
    const struct sending_task *task = composer->task;
    uint64_t number =
        ((uint64_t)composer->flight->index * SENDING_KINDS + task->kind) * 32 + task->part;
    return sending_digits(composer, number, 9);
}

static bool is_pnr(const struct composer *composer)
{
    return sending_is_pnr(composer->task->kind);
}

/* Sender, recipient, day and time of preparation, as UNB and UNG have them. */
static void put_parties(struct composer *composer)
{
    const struct dialect *dialect = composer->dialect;
    struct span kind = is_pnr(composer) ? SPAN("PNRGOV") : SPAN("API");
    sending_put_word(composer, 2, 0, dialect->system);
    if (!is_pnr(composer))
        sending_put_word(composer, 2, 1, "ZZ");
    sending_put(composer, 3, 0,
                SENDING_JOIN(composer, span_of(composer->task->profile->home), kind));
    if (!is_pnr(composer))
        sending_put_word(composer, 3, 1, "ZZ");
}

static void put_prepared(struct composer *composer, enum day_form form)
{
    sending_put_day(composer, 4, 0, sending_day_of(composer->task->minute), form);
    sending_put_clock(composer, 4, 1, composer->task->minute);
}

static void write_unb(struct composer *composer)
{
    const struct dialect *dialect = composer->dialect;
    sending_open_segment(composer, "UNB");
    sending_put_word(composer, 1, 0, is_pnr(composer) ? "IATA" : "UNOA");
    sending_put_word(composer, 1, 1, is_pnr(composer) ? "1" : "4");
    put_parties(composer);
    put_prepared(composer, dialect->long_year ? DAY_CYMD : DAY_YMD);
    sending_put(composer, 5, 0, reference(composer));
    sending_put_word(composer, 7, 0, is_pnr(composer) ? "PNRGOV" : "APIS");
    sending_close_segment(composer);
}

static bool has_group(const struct composer *composer)
{
    return is_pnr(composer) ? composer->dialect->pnr_group : composer->dialect->api_group;
}

/* Version, release and agency stand in UNH and, if there is one, in UNG: here from a position on. */
static void write_ung(struct composer *composer)
{
    const struct dialect *dialect = composer->dialect;
    bool pnr = is_pnr(composer);
    sending_open_segment(composer, "UNG");
    sending_put_word(composer, 1, 0, pnr ? "PNRGOV" : "PAXLST");
    put_parties(composer);
    put_prepared(composer, DAY_YMD);
    sending_put(composer, 5, 0, reference(composer));
    sending_put_word(composer, 6, 0, pnr ? "IA" : "UN");
    sending_put_word(composer, 7, 0, pnr ? dialect->pnr_version : "D");
    sending_put_word(composer, 7, 1, pnr ? "1" : dialect->api_release);
    sending_close_segment(composer);
}

/* The day in it stays that of the first announcement: by it a flight that is moved past midnight is
 * known. */
static struct span access_reference(struct composer *composer)
{
    const struct world_flight *flight = composer->flight;
    return SENDING_JOIN(composer, span_of(flight->carrier), span_of(flight->number), SPAN("/"),
                        sending_day_text(composer, flight->day, composer->dialect->access),
                        SPAN("/"),
                        sending_clock_text(composer, flight->departs + flight->board_offset));
}

static void put_part(struct composer *composer)
{
    const struct sending_task *task = composer->task;
    if (task->parts < 2)
        return;
    sending_put(composer, 4, 0, sending_digits(composer, task->part + 1, 2));
    sending_put_word(composer, 4, 1,
                     task->part == 0                 ? "C"
                     : task->part + 1 == task->parts ? "F"
                                                     : "");
}

static void write_unh(struct composer *composer)
{
    const struct dialect *dialect = composer->dialect;
    bool pnr = is_pnr(composer);
    composer->writer.segments = 0;
    sending_open_segment(composer, "UNH");
    sending_put(composer, 1, 0, reference(composer));
    sending_put_word(composer, 2, 0, pnr ? "PNRGOV" : "PAXLST");
    sending_put_word(composer, 2, 1, pnr ? dialect->pnr_version : "D");
    sending_put_word(composer, 2, 2, pnr ? "1" : dialect->api_release);
    sending_put_word(composer, 2, 3, pnr ? "IA" : "UN");
    if (!pnr)
        sending_put_word(composer, 2, 4, "IATA");
    sending_put(composer, 3, 0, access_reference(composer));
    put_part(composer);
    sending_close_segment(composer);
}

static void write_trailer(struct composer *composer, const char *tag, int64_t count)
{
    sending_open_segment(composer, tag);
    sending_put_number(composer, 1, 0, count > 0 ? (uint64_t)count : 0);
    sending_put(composer, 2, 0, reference(composer));
    sending_close_segment(composer);
}

static void write_interchange(struct composer *composer)
{
    const struct dialect *dialect = composer->dialect;
    const char *una = is_pnr(composer) ? dialect->una_pnr : dialect->una_api;
    if (una) {
        buffer_text(composer->writer.out, una);
        buffer_text(composer->writer.out, dialect->line_end);
    }
    write_unb(composer);
    if (has_group(composer))
        write_ung(composer);
    write_unh(composer);
    if (is_pnr(composer))
        sending_write_pnrgov(composer);
    else
        sending_write_paxlst(composer);
    write_trailer(composer, "UNT", (int64_t)composer->writer.segments + 1 + dialect->segments_off);
    if (has_group(composer))
        write_trailer(composer, "UNE", 1 + dialect->group_off);
    write_trailer(composer, "UNZ", 1);
}

/* ---- around an interchange ---- */

/* Priority and addresses, then where it comes from and when: LLLDDCC, DDHHMM. */
static void write_telegram_head(struct composer *composer, struct buffer *out)
{
    const struct world_profile *profile = composer->task->profile;
    int32_t minute = composer->task->minute;
    struct span day = sending_day_text(composer, sending_day_of(minute), DAY_DMY);
    struct span clock = sending_clock_text(composer, minute);
    buffer_text(out, "QU ");
    buffer_text(out, profile->route_count ? profile->routes[0].home : "AAA");
    buffer_text(out, "GV");
    buffer_text(out, profile->home);
    buffer_text(out, "\r\n.");
    buffer_text(out, composer->dialect->place);
    buffer_text(out, "HQ");
    buffer_text(out, composer->dialect->system);
    buffer_char(out, ' ');
    buffer_append(out, day.at, 2);
    buffer_append(out, clock.at, clock.size);
    buffer_text(out, "\r\n");
}

static void wrap_telegram(struct composer *composer, struct span body, struct buffer *out)
{
    enum { COLUMNS = 69 };
    write_telegram_head(composer, out);
    for (; body.size; body = span_part(body, COLUMNS, body.size)) {
        struct span line = span_part(body, 0, COLUMNS);
        buffer_append(out, line.at, line.size);
        buffer_text(out, "\r\n");
    }
}

static void wrap_mail(const struct composer *composer, struct span body, struct buffer *out)
{
    const struct world_flight *flight = composer->flight;
    char day[DATE_TEXT];
    date_format(date_from_day(flight->day), day);
    buffer_text(out,
                "From: Check-in <dcs@rural.example>\r\nTo: <lists@border.example>\r\nSubject: ");
    buffer_text(out, flight->carrier);
    buffer_text(out, flight->number);
    buffer_char(out, ' ');
    buffer_text(out, day);
    buffer_text(out, "\r\n\r\n");
    buffer_append(out, body.at, body.size);
    buffer_text(out, "-- \r\nThis message is for its recipient alone. If you are somebody else,"
                     " please tell us.\r\n");
}

/* ---- the whole ---- */

static struct edifact_marks marks_of(const struct dialect *dialect, bool pnr)
{
    struct edifact_marks marks = dialect->marks;
    if (!pnr)
        marks.repeat = 0;
    return marks;
}

static uint32_t compose(const struct sending_task *task, const struct sending_items *items,
                        struct arena *arena, struct buffer *out, uint8_t *named)
{
    struct composer composer = {.task = task,
                                .items = items,
                                .load = task->load,
                                .flight = &task->load->flight,
                                .dialect = sending_dialect(task->dialect),
                                .arena = arena,
                                .named = named};
    const struct dialect *dialect = composer.dialect;
    struct edifact_marks marks = marks_of(dialect, sending_is_pnr(task->kind));
    struct buffer plain = {0}, *to = dialect->wrapping == WRAP_NONE ? out : &plain;
    if (edifact_write_start(&composer.writer, to, &marks, dialect->line_end) != STATUS_OK)
        return 0; /* marks are constant and good */
    composer.count = sending_slice(task, items, &composer.from);
    write_interchange(&composer);
    if (dialect->wrapping == WRAP_TELEGRAM)
        wrap_telegram(&composer, buffer_span(&plain), out);
    else if (dialect->wrapping == WRAP_MAIL)
        wrap_mail(&composer, buffer_span(&plain), out);
    buffer_free(&plain);
    return composer.persons;
}

uint32_t sending_compose(const struct sending_task *task, const struct sending_items *items,
                         struct arena *arena, struct buffer *out, uint8_t *named)
{
    if (sending_dialect(task->dialect))
        return compose(task, items, arena, out, named);
    sending_write_table(task, items, out, named);
    return items->count;
}

uint32_t sending_slice(const struct sending_task *task, const struct sending_items *items,
                       uint32_t *from)
{
    uint32_t size = items->count / task->parts, more = items->count % task->parts;
    *from = task->part * size + (task->part < more ? task->part : more);
    return size + (task->part < more);
}
