/* The index loses nothing: thousands of seeded persons, made from the list's own names and bent in
 * the ways in which carriers bend them, get the same bytes from the index as from trying every
 * entry. The UN list when it is beside the source, an invented one always. */
#include "../slower.h"
#include "crowd.h"
#include "watch/folded.h"

static const char *const givens[] = {
    "IVAN",      "ABDUL RAHMAN", "JÜRGEN",     "MUHAMMAD", "MOKHAMED ALI",
    "XIAO MING", "Ғуломжон",     "ANNA MARIA", "J",        "YONG CHOL",
    "QODIR",     "ABD AL-AZIZ",  "JEAN-PAUL",  "O'LIM",    "FNU"};
static const char *const surnames[] = {
    "TESTOV",     "AL INVENTED",      "MUELLER",       "KHODZHAEV", "DE LA PRUEBA",
    "SAMPLEOGLU", "BIN MADEUP",       "ABDURRAHMANOV", "KIM",       "Хўжаев",
    "XO'JAYEV",   "VAN DER BEISPIEL", "GARCIA LOPEZ",  "LI"};

static const char *invented_list(struct arena *arena, struct dice *dice)
{
    struct buffer text = {0};
    buffer_text(&text, "id,surname,given,aliases,weak_aliases,birth,sex,nationality,"
                       "document_number,document_state\n");
    for (int i = 0; i < 400; i++)
        buffer_format(&text, "%d,%s,%s,%s %s;%s,%s %s,%04u-%02u-%02u,%s,%s,%c%05u,%s\n", i,
                      surnames[roll(dice, 14)], givens[roll(dice, 15)], givens[roll(dice, 15)],
                      surnames[roll(dice, 14)], givens[roll(dice, 15)], givens[roll(dice, 15)],
                      givens[roll(dice, 15)], 1960 + roll(dice, 6), roll(dice, 13),
                      1 + roll(dice, 12), roll(dice, 2) ? "M" : "", roll(dice, 2) ? "UZ" : "FR",
                      'A' + (int)roll(dice, 3), roll(dice, 500), roll(dice, 2) ? "UZB" : "");
    const char *copy = arena_copy(arena, buffer_span(&text)).at;
    buffer_free(&text);
    return copy;
}

/* A name bent: a letter gone or exchanged, blanks gone, a title, a word gone. */
static struct span bend(struct span name, struct dice *dice, struct arena *arena)
{
    struct buffer out = {0};
    uint32_t how = roll(dice, 8), at = name.size ? roll(dice, (uint32_t)name.size) : 0;
    for (size_t i = 0; i < name.size; i++)
        if (!(how == 0 && i == at) && !(how == 1 && name.at[i] == ' ') && !(how == 2 && i > at))
            buffer_char(&out, name.at[i]);
    if (how == 3)
        buffer_text(&out, "MR");
    if (how == 4)
        buffer_text(&out, " DR");
    if (how == 5 && at + 1 < out.size && (signed char)out.at[at] > 0 &&
        (signed char)out.at[at + 1] > 0) {
        char c = out.at[at];
        out.at[at] = out.at[at + 1];
        out.at[at + 1] = c;
    }
    struct span copy = arena_copy(arena, buffer_span(&out));
    buffer_free(&out);
    return copy;
}

static void set_name(struct watch_person *person, struct span whole, struct dice *dice,
                     struct arena *arena)
{
    struct span rest, first = span_cut(bend(whole, dice, arena), ' ', &rest);
    bool around = roll(dice, 2);
    person->names[0].surname.text = around ? first : rest;
    person->names[0].given.text = around ? rest : first;
}

static struct watch_person random_person(const struct watch *watch, struct dice *dice,
                                         struct arena *arena)
{
    struct watch_person person = make_person(arena, "", "", "1960", "UZB", "A00001", "UZB");
    const struct set_entry *entry = &watch->entries[roll(dice, watch->entry_count)];
    const struct watch_list *list = &watch->lists[entry->source];
    const struct watch_entry_name *name =
        &list->names[entry->entry->first_name + roll(dice, entry->entry->names)];
    struct span surname = watch_list_text(list, name->surname);
    struct span given = watch_list_text(list, name->given);
    set_name(&person,
             span_of(arena_format(arena, "%.*s %.*s", (int)given.size, given.at, (int)surname.size,
                                  surname.at)),
             dice, arena);
    person.birth_count = roll(dice, 4) != 0;
    if (entry->entry->births && roll(dice, 8))
        person.births[0].day = list->births[entry->entry->first_birth];
    person.births[0].day.to = person.births[0].day.from;
    person.births[0].day.precision = WATCH_PRECISION_DAY;
    if (entry->entry->documents && roll(dice, 2))
        person.documents[0].number.text =
            watch_list_text(list, list->documents[entry->entry->first_document].number);
    if (roll(dice, 3) == 0)
        person.documents[0].number.text = bend_number(person.documents[0].number.text, dice, arena);
    if (roll(dice, 2))
        person.documents[0].state.text = (struct span){"", 0};
    return person;
}

static void compare_many(const struct watch *watch, int persons, uint64_t seed)
{
    struct dice dice = {seed};
    struct arena arena = {0};
    struct watch_exhaustive *all = watch_exhaustive_new(watch);
    size_t hits = 0;
    for (int i = 0; i < persons; i++) {
        struct watch_person person = random_person(watch, &dice, &arena);
        hits += screen_both(watch, all, &person, &arena, NULL);
        arena_reset(&arena);
    }
    watch_exhaustive_free(all);
    arena_free(&arena);
    print_message("%d persons, %zu hits, the same both ways\n", persons, hits);
    assert_true(hits > (size_t)persons / 4); /* else nothing was tried */
}

static void test_invented(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct dice dice = {1};
    struct watch *watch = build_list(span_of(invented_list(&arena, &dice)), &arena);
    compare_many(watch, 1000 / SLOWER, 2);
    watch_release(watch);
    arena_free(&arena);
}

static void test_un(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct span un = read_file(CORPUS "lists/UN_consolidated.full.xml", &arena);
    if (!un.size)
        skip();
    struct watch *watch = build_list(un, &arena);
    compare_many(watch, 2000 / SLOWER, 3);
    watch_release(watch);
    arena_free(&arena);
}

/* ---- the short cut of trying every name ---- */

static bool share_code(const struct names_token *one, const struct names_token *other)
{
    uint64_t a[FOLDED_CODES], b[FOLDED_CODES];
    size_t a_count = folded_codes(one, a), b_count = folded_codes(other, b);
    for (size_t i = 0; i < a_count; i++)
        for (size_t j = 0; j < b_count; j++)
            if (a[i] == b[j])
                return true;
    return false;
}

static struct names_token any_token(struct dice *dice, int script, struct arena *arena)
{
    char text[WORD];
    struct names names;
    word(any_word(dice), script, text);
    names_fold(span_of(text), arena, &names);
    return names.tokens[0];
}

/* Words of two scripts that share no code are as alike as if both were Latin. */
static void who_shares_no_code_is_not_alike_across(void **state)
{
    (void)state;
    struct dice dice = {5};
    struct arena arena = {0};
    size_t sharing = 0, across = 0;
    for (int i = 0; i < 100000 / SLOWER; i++) {
        struct names_token one = any_token(&dice, 0, &arena);
        struct names_token other = any_token(&dice, 1 + (int)roll(&dice, 3), &arena);
        struct names_alike alike = names_alike(&one, &other), back = names_alike(&other, &one);
        across += alike.alike && alike.rule == NAMES_ACROSS_RULE;
        if (share_code(&one, &other)) {
            sharing++;
        } else {
            one.script = other.script = NAMES_LATIN;
            struct names_alike plain = names_alike(&one, &other);
            assert_int_equal(alike.alike, plain.alike);
            assert_int_equal(back.alike, names_alike(&other, &one).alike);
        }
        arena_reset(&arena);
    }
    assert_true(across > 100 / SLOWER && sharing > across);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_invented),
        cmocka_unit_test(test_un),
        cmocka_unit_test(who_shares_no_code_is_not_alike_across),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
