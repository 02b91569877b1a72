/* The index loses nobody: persons of many kinds, most made from a large list's names and bent in many ways, get the
 * same bytes from the index as from trying every name, and the same hits at other thresholds.
 *
 *   watch_test_large [ENTRIES PERSONS [FOUND]]      40,000 (50,000 names) and 1,000
 *
 * FOUND keeps what trying every name finds: written when there is no such file, else read. tests/watch/mutants.py has
 * it fail. */
#include "base/hash.h"
#include "crowd.h"

static uint32_t entries = 40000, persons = 1000;
static const char *path;

/* ---- names, bent ---- */

/* As Uzbek and Russian write one name. */
static void read_o_as_a(char *text)
{
    for (; *text; text++)
        *text = *text == 'O' ? 'A' : *text;
}

static void bend_sound(char *text, struct dice *dice)
{
    static const struct {
        const char *sound, *other;
    } sounds[] = {{"KH", "H"}, {"SH", "SCH"}, {"O", "A"},  {"U", "OO"}, {"V", "W"},
                  {"X", "KS"}, {"K", "Q"},    {"I", "EE"}, {"J", "Y"}};
    enum { SOUNDS = sizeof sounds / sizeof *sounds };
    uint32_t first = roll(dice, SOUNDS);
    for (uint32_t s = first; s < first + SOUNDS; s++) {
        char *found = strstr(text, sounds[s % SOUNDS].sound), rest[WORD];
        if (!found)
            continue;
        snprintf(rest, sizeof rest, "%s", found + strlen(sounds[s % SOUNDS].sound));
        snprintf(found, WORD - (size_t)(found - text), "%s%s", sounds[s % SOUNDS].other, rest);
        return;
    }
}

/* A letter too many, too few, another, two exchanged; a spelling of the same sound. */
static void bend_word(char *text, struct dice *dice)
{
    size_t size = strlen(text), at = size ? roll(dice, (uint32_t)size) : 0;
    if (size < 2 || size > WORD - 4 || (unsigned char)text[at] >= 0x80)
        return;
    uint32_t how = roll(dice, 7);
    if (how == 6)
        read_o_as_a(text);
    else if (how == 0)
        memmove(text + at, text + at + 1, size - at);
    else if (how == 1)
        memmove(text + at + 1, text + at, size - at + 1);
    else if (how == 2)
        text[at] = (char)('A' + roll(dice, 26));
    else if (how == 3 && at + 1 < size) {
        char c = text[at];
        text[at] = text[at + 1];
        text[at + 1] = c;
    } else {
        bend_sound(text, dice);
    }
}

static struct span bend(struct span name, struct dice *dice, struct arena *arena)
{
    struct buffer out = {0};
    struct span rest = name;
    uint32_t how = roll(dice, 10), bent = roll(dice, 3);
    for (uint32_t i = 0; rest.size && i < 6; i++) {
        char one[WORD];
        struct span part = span_cut(rest, ' ', &rest);
        snprintf(one, sizeof one, "%.*s", (int)part.size, part.at);
        if (how == 0 && i == bent)
            continue; /* left out */
        if (how == 1 && i == bent)
            one[(unsigned char)one[0] < 0x80] = 0; /* a letter alone */
        for (uint32_t times = roll(dice, 3) + (how == 2);
             (how > 3 || how == 2) && i == bent && times; times--)
            bend_word(one, dice);
        buffer_format(&out, "%s%s", out.size && how != 2 ? " " : "", one);
    }
    struct span copy = arena_copy(arena, buffer_span(&out));
    buffer_free(&out);
    return copy;
}

/* ---- births ---- */

static void bend_birth(struct date *day, struct dice *dice)
{
    switch (roll(dice, 7)) {
    case 0: day->year += roll(dice, 2) ? 1 : -1; break;
    case 1: day->year = day->year / 100 * 100 + (day->year + 10 * (int)roll(dice, 10)) % 100; break;
    case 2:
        if (day->day <= 12) {
            int month = day->month;
            day->month = day->day;
            day->day = month;
        }
        break;
    case 3: day->month = day->day = 1; break;
    case 4: day->year -= 100; break;
    default: break;
    }
}

enum { MANY = 48 }; /* births: as many as a hostile message might have */

/* None, one, or several; more than the search looks for one by one, too. */
static void set_births(struct watch_person *person, const struct watch_list *list,
                       const struct watch_entry *entry, struct dice *dice, struct arena *arena)
{
    const uint32_t counts[] = {0, 0, 1, 1, 1, MANY, 2, 2 + roll(dice, 4)};
    uint32_t count = counts[roll(dice, 8)];
    person->births = arena_array(arena, struct watch_person_birth, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        struct date day = any_day(dice);
        if (count == MANY) /* whose years leave the entry's alone */
            day.year = 1950 + day.year % 10;
        if (entry->births && i == count - 1)
            day = date_from_day(list->births[entry->first_birth + entry->births - 1].from);
        bend_birth(&day, dice);
        struct watch_person_birth *birth = &person->births[person->birth_count];
        *birth = (struct watch_person_birth){.other = roll(dice, 9) == 0, .value = 20 + i};
        person->birth_count +=
            watch_birth_parse(span_of(birth_text(day, dice, arena)), &birth->day);
    }
}

/* ---- persons ---- */

struct drawing {
    const struct watch_list *list;
    const struct watch_entry *entry; /* any one */
    struct watch_person *person;
    struct dice *dice;
    struct arena *arena;
};

static struct span name_at(const struct drawing *drawing, uint32_t number)
{
    const struct watch_list *list = drawing->list;
    const struct watch_entry_name *name = &list->names[drawing->entry->first_name + number];
    struct span surname = watch_list_text(list, name->surname);
    struct span given = watch_list_text(list, name->given);
    return span_trim(span_of(arena_format(drawing->arena, "%.*s %.*s", (int)given.size, given.at,
                                          (int)surname.size, surname.at)));
}

static struct span name_of(const struct drawing *drawing)
{
    return name_at(drawing, roll(drawing->dice, drawing->entry->names));
}

static void set_name(const struct drawing *drawing, struct span surname, struct span given)
{
    drawing->person->names[0].surname.text = surname;
    drawing->person->names[0].given.text = given;
}

static void listed(const struct drawing *drawing)
{
    set_name(drawing, SPAN(""), bend(name_of(drawing), drawing->dice, drawing->arena));
}

static void of_world(const struct drawing *drawing)
{
    struct world_person person;
    draw_person(drawing->dice, drawing->arena, &person);
    set_name(drawing, person.surname, person.given);
}

static void one_name(const struct drawing *drawing)
{
    struct span rest;
    set_name(drawing, span_cut(name_of(drawing), ' ', &rest), SPAN(""));
}

static void frequent_names(const struct drawing *drawing)
{
    struct buffer text = {0};
    uint32_t words[5];
    for (int w = 0; w < 5; w++)
        words[w] = roll(drawing->dice, FREQUENT);
    add_words(&text, words, 2 + (int)roll(drawing->dice, 4), 0);
    set_name(drawing, SPAN(""), arena_copy(drawing->arena, buffer_span(&text)));
    buffer_free(&text);
}

static void two_letters(const struct drawing *drawing)
{
    static const char letters[] = "AEIOUKLMNSTYX";
    char *text = arena_format(drawing->arena, "%c%c", letters[roll(drawing->dice, 13)],
                              letters[roll(drawing->dice, 13)]);
    set_name(drawing, span_of(text), SPAN(""));
}

static void many_words(const struct drawing *drawing)
{
    struct buffer text = {0};
    uint32_t words[64];
    for (int w = 0; w < 64; w++)
        words[w] = any_word(drawing->dice);
    add_words(&text, words, 64, 0);
    set_name(drawing, SPAN(""), arena_copy(drawing->arena, buffer_span(&text)));
    buffer_free(&text);
}

static void nothing(const struct drawing *drawing)
{
    static const char *const texts[] = {"", "...", "FNU", "-", "XXX LNU", "\xE2\x80\x8F"};
    set_name(drawing, SPAN(""), span_of(texts[roll(drawing->dice, 6)]));
}

static void name_and_initial(const struct drawing *drawing)
{
    struct span rest, first = span_cut(name_of(drawing), ' ', &rest);
    char *initial = arena_format(drawing->arena, "%c", 'A' + (int)roll(drawing->dice, 26));
    set_name(drawing, first, span_of(initial));
}

/* In Hangul or Arabic: surname and given name, or all in one word, as it is written there. */
static void other_script(const struct drawing *drawing)
{
    int script = roll(drawing->dice, 4) ? 3 : 2;
    struct buffer text = {0};
    uint32_t words[3];
    for (int w = 0; w < 3; w++)
        words[w] = roll(drawing->dice, 4) ? roll(drawing->dice, FREQUENT) : any_word(drawing->dice);
    bool parted = roll(drawing->dice, 2);
    add_words(&text, words, parted ? 1 : 2 + (int)roll(drawing->dice, 2), script);
    struct span first = arena_copy(drawing->arena, buffer_span(&text));
    text.size = 0;
    add_words(&text, words + 1, parted, script);
    set_name(drawing, first, arena_copy(drawing->arena, buffer_span(&text)));
    buffer_free(&text);
}

/* Under two names, as who has two passports. */
static void two_names(const struct drawing *drawing)
{
    struct watch_person_name *names = arena_array(drawing->arena, struct watch_person_name, 2);
    of_world(drawing);
    names[0] = drawing->person->names[0];
    listed(drawing);
    names[1] = drawing->person->names[0];
    drawing->person->names = names;
    drawing->person->name_count = 2;
}

static void with_document(const struct drawing *drawing)
{
    of_world(drawing);
    drawing->person->document_count = 1;
    drawing->person->documents[0].number.text =
        span_of(arena_format(drawing->arena, "aa-%05u", roll(drawing->dice, 3000)));
    static const char *const states[] = {"UZB", "FRA", ""};
    drawing->person->documents[0].state.text = span_of(states[roll(drawing->dice, 3)]);
}

/* The document of a listed one, one character wrong, mostly with one name of several in common: the name alone would not
 * find them, and none in common would be no hit. */
static void near_document(const struct drawing *drawing)
{
    const struct watch_document *document =
        &drawing->list->documents[drawing->entry->first_document];
    if (roll(drawing->dice, 4) == 0) {
        listed(drawing);
    } else {
        struct span rest;
        of_world(drawing);
        set_name(drawing, span_cut(name_at(drawing, 0), ' ', &rest),
                 drawing->person->names[0].given.text);
    }
    drawing->person->document_count = 1;
    drawing->person->documents[0].number.text = bend_number(
        watch_list_text(drawing->list, document->number), drawing->dice, drawing->arena);
    drawing->person->documents[0].state.text = span_of(roll(drawing->dice, 8) ? "UZB" : "FRA");
}

/* Contacts of the booking, mostly of somebody else than the one of the name. */
static void with_contacts(const struct drawing *drawing)
{
    struct watch_person *person = drawing->person;
    person->contacts = arena_array(drawing->arena, struct watch_person_contact, 3);
    if (roll(drawing->dice, 3))
        of_world(drawing);
    else
        listed(drawing);
    for (uint32_t count = 1 + roll(drawing->dice, 2); count; count--) {
        struct buffer text = {0};
        enum watch_contact_kind kind =
            roll(drawing->dice, 3) ? WATCH_CONTACT_PHONE : WATCH_CONTACT_EMAIL;
        if (kind == WATCH_CONTACT_PHONE)
            add_phone(&text, drawing->dice);
        else
            buffer_format(&text, "P%u@EXAMPLE.ORG", roll(drawing->dice, 5000));
        person->contacts[person->contact_count++] = (struct watch_person_contact){
            kind,
            roll(drawing->dice, 2),
            {arena_copy(drawing->arena, buffer_span(&text)), 90 + count}};
        buffer_free(&text);
    }
}

enum { ALL = 110 };
static const struct {
    uint32_t share; /* of ALL */
    void (*draw)(const struct drawing *drawing);
} kinds[] = {{40, listed},      {20, of_world},  {6, one_name},      {6, frequent_names},
             {4, two_letters},  {2, many_words}, {2, nothing},       {6, name_and_initial},
             {4, other_script}, {4, two_names},  {6, with_document}, {6, near_document},
             {4, with_contacts}};

/* Of a state that it names. */
static bool has_paper(const struct watch *watch, const struct set_entry *it)
{
    const struct watch_list *list = &watch->lists[it->source];
    return it->entry->documents && *list->documents[it->entry->first_document].state;
}

static void draw(const struct watch *watch, struct dice *dice, struct arena *arena,
                 struct watch_person *out)
{
    *out = make_person(arena, "", "", NULL, "", "", "UZB");
    out->document_count = 0;
    uint32_t number = roll(dice, watch->entry_count), at = roll(dice, ALL), kind = 0;
    for (; at >= kinds[kind].share; kind++)
        at -= kinds[kind].share;
    while (kinds[kind].draw == near_document && !has_paper(watch, &watch->entries[number]))
        number = (number + 1) % watch->entry_count;
    const struct set_entry *entry = &watch->entries[number];
    struct drawing drawing = {&watch->lists[entry->source], entry->entry, out, dice, arena};
    kinds[kind].draw(&drawing);
    set_births(out, drawing.list, entry->entry, dice, arena);
}

/* ---- both ways ---- */

enum { LEAST = 60, STEP = 10, THRESHOLDS = 3 };

/* What trying every name finds of a person, by threshold. */
struct found {
    uint64_t hits[THRESHOLDS];
};

/* Of hits from that score on. `whole`: with all that is said of them, the threshold, too. */
static uint64_t digest(const struct watch_hit *hits, size_t count, int from, bool whole)
{
    uint64_t out = 0;
    for (size_t i = 0; i < count; i++) {
        if (hits[i].score < from)
            continue;
        out = hash_mix(hash_mix(out, hits[i].score), hash_bytes(hits[i].entry));
        if (whole)
            out = hash_mix(out, hash_bytes(hits[i].explanation));
    }
    return out;
}

/* A listed document or contact is a hit at any threshold: its score is not what makes it one. */
static int thresholds_of(const struct watch_person *person)
{
    return person->document_count || person->contact_count ? 1 : THRESHOLDS;
}

static size_t try_all(const struct watch *watch, struct watch_exhaustive *all,
                      const struct watch_person *person, struct arena *arena, struct found *out)
{
    struct watch_hit *hits;
    size_t count = screen_both(watch, all, person, arena, &hits);
    for (int t = 0; t < thresholds_of(person); t++)
        out->hits[t] = digest(hits, count, t ? LEAST + t * STEP : 0, t == 0);
    return count;
}

/* At the least threshold, or at all of them, that one last. */
static size_t check(const struct watch *watch, const struct watch_person *person, int thresholds,
                    const struct found *found, struct arena *arena)
{
    struct watch_hit *hits;
    size_t count = 0;
    for (int t = thresholds - 1; t >= 0; t--) {
        struct watch at = *watch;
        at.threshold = LEAST + t * STEP;
        count = watch_screen(&at, worker(), person, arena, &hits);
        if (digest(hits, count, 0, t == 0) != found->hits[t])
            fail_msg("by index other hits at %d than by all", at.threshold);
    }
    return count;
}

/* With a file of what was found before, names are not tried again, and the least threshold is enough. */
static void nobody_is_lost(void **state)
{
    (void)state;
    struct arena arena = {0}, scratch = {0};
    struct dice dice = {1};
    struct watch *watch = build_list(span_of(invent_list(entries, &dice, &arena)), &arena);
    FILE *file = path ? fopen(path, "rb") : NULL, *out = path && !file ? fopen(path, "wb") : NULL;
    struct watch_exhaustive *all = file ? NULL : watch_exhaustive_new(watch);
    size_t hits = 0;
    watch->threshold = LEAST;
    for (uint32_t i = 0; i < persons; i++) {
        struct watch_person person;
        struct found found = {{0}};
        draw(watch, &dice, &scratch, &person);
        if (file)
            assert_int_equal(fread(&found, sizeof found, 1, file), 1);
        else
            try_all(watch, all, &person, &scratch, &found);
        if (out)
            assert_int_equal(fwrite(&found, sizeof found, 1, out), 1);
        hits += check(watch, &person, file ? 1 : thresholds_of(&person), &found, &scratch);
        arena_reset(&scratch);
    }
    print_message("%u persons, %u names, %zu hits, the same both ways\n", persons,
                  watch_names(watch), hits);
    assert_true(hits > persons / 3); /* else nothing was tried */
    if (file || out)
        assert_int_equal(fclose(file ? file : out), 0);
    watch_exhaustive_free(all);
    watch_release(watch);
    arena_free(&arena);
    arena_free(&scratch);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nobody_is_lost)};
    if (argc >= 3) {
        entries = (uint32_t)strtoul(argv[1], NULL, 10);
        persons = (uint32_t)strtoul(argv[2], NULL, 10);
    }
    path = argc == 4 ? argv[3] : NULL;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
