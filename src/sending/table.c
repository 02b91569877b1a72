/* Tables of a small carrier: semicolons, titles in Russian, windows-1251, the flight above the persons.
 * What they mean says the source profile below. */
#include "sending/internal.h"

static const char profile[] =
    "name: Списки пассажиров\n"
    "table: {kind: delimited, delimiter: \";\", encoding: windows-1251}\n"
    "rows: {header: find, end: Итого}\n"
    "message:\n"
    "  role:\n"
    "    label: Список\n"
    "    values: {Регистрация: manifest, На борту: close-onboard, Экипаж: crew}\n"
    "leg:\n"
    "  number: {label: Рейс}\n"
    "  board: {label: Откуда}\n"
    "  \"off\": {label: Куда}\n"
    "  departure: {label: Вылет}\n"
    "  arrival: {label: Прилёт}\n"
    "traveller:\n"
    "  surname: Фамилия\n"
    "  given: Имя\n"
    "  kind: {column: Категория, values: {Пасс: passenger, Экипаж: crew, Транзит: transit, Младенец: "
    "infant}}\n"
    "  sex: {column: Пол, values: {М: M, Ж: F, Х: X}}\n"
    "  birth: {column: Дата рождения, date: dmy}\n"
    "  nationality: Гражданство\n"
    "  locator: {column: Бронь, optional: yes}\n"
    "  bag_count: {column: Багаж мест, optional: yes}\n"
    "document:\n"
    "  - {type: Вид документа, number: Номер документа, state: Кем выдан,\n"
    "     expiry: {column: Действителен до, date: dmy}}\n"
    "seat: {number: {column: Место, optional: yes}}\n";

struct span sending_source_profile(enum world_dialect dialect)
{
    return dialect == DIALECT_TABLE ? (struct span){profile, sizeof profile - 1}
                                    : (struct span){"", 0};
}

/* UTF-8 of Russian letters and of ASCII into windows-1251. */
static void put_text(struct buffer *out, struct span text)
{
    enum {
        UPPER_A = 0x410,
        SMALL_YA = 0x44F,
        IN_1251 = 0x350,
        UPPER_IO = 0x401,
        SMALL_IO = 0x451,
        IO = 0xA8,
        IO_SMALL = 0xB8
    };
    while (text.size) {
        size_t size;
        uint32_t code = span_code_point(text, &size);
        if (code >= UPPER_A && code <= SMALL_YA)
            code -= IN_1251;
        else if (code == UPPER_IO || code == SMALL_IO)
            code = code == UPPER_IO ? IO : IO_SMALL;
        else if (code == ';' || code >= 0x80)
            code = ' ';
        buffer_char(out, (char)code);
        text = span_part(text, size, text.size);
    }
}

static void put_cell(struct buffer *out, struct span text)
{
    put_text(out, text);
    buffer_char(out, ';');
}

static char *put_two(char *at, int number)
{
    *at++ = (char)('0' + number / 10 % 10);
    *at++ = (char)('0' + number % 10);
    return at;
}

/* 20.11.2026 */
static size_t write_day(char *out, int32_t day)
{
    struct date date = date_from_day(day);
    char *at = put_two(out, date.day);
    *at++ = '.';
    at = put_two(at, date.month);
    *at++ = '.';
    at = put_two(at, date.year / 100);
    return (size_t)(put_two(at, date.year % 100) - out);
}

static void put_day(struct buffer *out, int32_t day)
{
    char text[10];
    if (day != DAY_UNKNOWN)
        buffer_append(out, text, write_day(text, day));
    buffer_char(out, ';');
}

static void put_number(struct buffer *out, uint32_t number)
{
    char text[12], *at = text + sizeof text;
    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    buffer_append(out, at, (size_t)(text + sizeof text - at));
    buffer_char(out, ';');
}

/* ---- above the persons ---- */

static void end_row(struct buffer *out)
{
    buffer_text(out, "\r\n");
}

static void write_note(struct buffer *out, struct span label, const char *text)
{
    put_cell(out, label);
    put_text(out, span_of(text));
    end_row(out);
}

static void write_moment(struct buffer *out, struct span label, int32_t local)
{
    char text[17];
    int32_t day = sending_day_of(local), within = local - day * MINUTES_PER_DAY;
    char *at = text + write_day(text, day);
    *at++ = ' ';
    at = put_two(at, within / 60);
    *at++ = ':';
    at = put_two(at, within % 60);
    *at = '\0';
    write_note(out, label, text);
}

static void write_flight(const struct sending_task *task, struct buffer *out)
{
    const struct world_flight *flight = &task->load->flight;
    int32_t shift = sending_known(flight->retimed_at, task->minute) ? flight->retimed_by : 0;
    bool left = task->kind == SENDING_API_CLOSEOUT && flight->diverted[0];
    write_note(out, SPAN("Список"),
               task->kind == SENDING_CREW           ? "Экипаж"
               : task->kind == SENDING_API_CLOSEOUT ? "На борту"
                                                    : "Регистрация");
    put_cell(out, SPAN("Рейс"));
    put_text(out, span_of(flight->carrier));
    put_text(out, span_of(flight->number));
    end_row(out);
    write_note(out, SPAN("Откуда"), flight->board);
    write_note(out, SPAN("Куда"), left ? flight->diverted : flight->off);
    write_moment(out, SPAN("Вылет"), flight->departs + shift + flight->board_offset);
    write_moment(out, SPAN("Прилёт"), flight->arrives + shift + flight->off_offset);
}

static void write_titles(struct buffer *out)
{
    static const char *const titles[] = {"П/п",
                                         "Категория",
                                         "Фамилия",
                                         "Имя",
                                         "Пол",
                                         "Дата рождения",
                                         "Гражданство",
                                         "Вид документа",
                                         "Номер документа",
                                         "Кем выдан",
                                         "Действителен до",
                                         "Место",
                                         "Багаж мест",
                                         "Бронь"};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        put_cell(out, span_of(titles[i]));
    out->size--; /* no semicolon at the end */
    end_row(out);
}

/* ---- persons ---- */

static struct span category(const struct sending_task *task, const struct world_passenger *person)
{
    const struct world_load *load = task->load;
    bool booked = person->booking < load->booking_count;
    if (person->kind == KIND_COCKPIT || person->kind == KIND_CABIN ||
        person->kind == KIND_POSITIONING)
        return SPAN("Экипаж");
    if (person->kind == KIND_INFANT_LAP)
        return SPAN("Младенец");
    return booked && load->bookings[person->booking].segment == SEGMENT_TRANSIT ? SPAN("Транзит")
                                                                                : SPAN("Пасс");
}

static void write_person(const struct sending_task *task, uint32_t row, uint32_t index,
                         struct buffer *out)
{
    const struct world_passenger *person = &task->load->passengers[index];
    const struct world_document *document = &person->api_document;
    put_number(out, row);
    put_cell(out, category(task, person));
    put_cell(out, person->api_surname);
    put_cell(out, person->api_given);
    put_cell(out, person->person.sex == 'M'   ? SPAN("М")
                  : person->person.sex == 'F' ? SPAN("Ж")
                                              : SPAN("Х"));
    put_day(out, person->api_birth);
    put_cell(out, span_of(person->nationality_told[0] ? person->nationality_told
                                                      : person->person.nationality));
    put_cell(out, span_of(document->type));
    put_cell(out, span_of(document->number));
    put_cell(out, span_of(document->state));
    put_day(out, document->expires ? document->expires : DAY_UNKNOWN);
    put_cell(out, span_of(person->seat));
    put_number(out, person->bags);
    put_text(out, span_of(sending_locator(task, person, index)));
    end_row(out);
}

void sending_write_table(const struct sending_task *task, const struct sending_items *items,
                         struct buffer *out, uint8_t *named)
{
    write_flight(task, out);
    write_titles(out);
    for (uint32_t i = 0; i < items->count; i++) {
        write_person(task, i + 1, items->at[i], out);
        named[items->at[i]] = 1;
    }
    put_cell(out, SPAN("Итого"));
    put_number(out, items->count);
    out->size--;
    end_row(out);
}
