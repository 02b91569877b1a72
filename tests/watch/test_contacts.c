/* Phones, e-mail and postal addresses and cards: how they are compared, who is found by them, what is kept of them. */
#include <stdlib.h>

#include "lists.h"

#include "watch/contact.h"

static const char list_text[] =
    "id,full_name,birth,phone,email,card,address,severity\n"
    "reach,Ivan Petrovich Fictional,1970-02-03,+998 90 123 45 67,Ivan@Example.org,4111 1111 1111 1111,"
    "\"12 Invented Street, 100000 Tashkent, Uzbekistan\",critical\n"
    "national,Boris Karl Dateless,,(090) 765-43-21,,,,low\n"
    "hash,Anna Hashed,,,,sha256:db3912d77ffa433c9629aea6151a98b30130f30c438d8da32bd704f27e6bee19,,\n"
    "many,Carl Several,,+1 202 555 0101;+1 202 555 0102,carl@example.net|carl@example.com,,,\n"
    "without,Dora Nothing,1980-03-04,,,,,\n";

static struct watch *watch;
static struct watch_exhaustive *all;
static struct arena list_arena;

static int set_up(void **state)
{
    (void)state;
    watch = build_list(span_of(list_text), &list_arena);
    all = watch_exhaustive_new(watch);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    watch_exhaustive_free(all);
    watch_release(watch);
    arena_free(&list_arena);
    return 0;
}

/* ---- as they are compared ---- */

#define EMAIL WATCH_CONTACT_EMAIL
#define CARD WATCH_CONTACT_CARD
#define PHONE WATCH_CONTACT_PHONE
#define ADDRESS WATCH_CONTACT_ADDRESS

static void what_is_written_is_made_one(void **state)
{
    (void)state;
    static const struct {
        enum watch_contact_kind kind;
        const char *text, *normal;
    } rows[] = {
        {PHONE, "+998 90 123-45-67", "+998901234567"},
        {PHONE, "00998 (90) 1234567", "+998901234567"},
        {PHONE, "998901234567", "998901234567"},
        {PHONE, "0 90 123 45 67", "901234567"},
        {PHONE, "+44 (0)20 7946 0000", "+442079460000"},
        {PHONE, "GB447700900000", "447700900000"},
        {PHONE, "TAS 71 +998711234567 EXT 89", "+998711234567"},
        {PHONE, "8 (916) 123-45-67", "89161234567"},
        {PHONE, "+998901234567 / 937654321", "+998901234567"},
        {PHONE, "030/1234567", "301234567"},
        {PHONE, "+49 30 12345/678", "+493012345678"},
        {PHONE, "12345678", ""},
        {PHONE, "1234567890123456", ""},
        {PHONE, "000000000000", ""},
        {PHONE, "REFUSED", ""},
        {EMAIL, " Ivan@Example.ORG ", "ivan@example.org"},
        {EMAIL, "ivan@example", ""},
        {EMAIL, "@example.org", ""},
        {EMAIL, "a b@example.org", ""},
        {EMAIL, "a@b@example.org", ""},
        {CARD, "411111XXXXXX1111", ""},
        {CARD, "4111111111111112", ""}, /* its check digit is 1 */
        {CARD, "123456789", ""},
        {CARD, "41111111111111111111111111111111", ""},
        {ADDRESS, "12 Invented Street, Tashkent, Uzbekistan", "12 INVENTED TASHKENT UZB"},
        {ADDRESS, "INVENTED ST 12,TASHKENT,,,UZB,", "12 INVENTED TASHKENT UZB"},
        {ADDRESS, "Invented Street, Tashkent, Uzbekistan", ""}, /* no house */
        {ADDRESS, "12, Uzbekistan", ""},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct span normal = contact_normal(rows[i].kind, span_of(rows[i].text), &arena);
        if (!span_is(normal, rows[i].normal))
            fail_msg("%s is %.*s", rows[i].text, (int)normal.size, normal.at);
        if (normal.size)
            assert_true(span_equal(contact_normal(rows[i].kind, normal, &arena), normal));
    }
    arena_free(&arena);
}

static void of_a_card_its_hash_is_kept(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct span normal = contact_normal(CARD, SPAN("VI 4111-1111-1111-1111"), &arena);
    assert_true(span_is(normal,
                        "sha256:"
                        "9bbef19476623ca56c17da75fd57734dbf82530686043a6e491c6d71befe8f6e"));
    assert_true(span_equal(contact_normal(CARD, SPAN("4111111111111111"), &arena), normal));
    assert_true(span_equal(
        contact_normal(
            CARD, SPAN("9BBEF19476623CA56C17DA75FD57734DBF82530686043A6E491C6D71BEFE8F6E"), &arena),
        normal));
    assert_true(span_is(contact_shown(CARD, normal, &arena), "sha256:9bbe.."));
    const struct watch_list *list = &watch->lists[0];
    assert_null(memmem(list->bytes.at, list->bytes.size, "4111", 4));
    arena_free(&arena);
}

static bool holds(const struct arena *arena, const char *text)
{
    const char *bytes = (const char *)arena->blocks;
    size_t most = 2000; /* of the only block, which is larger */
    return memmem(bytes, most, text, strlen(text)) != NULL;
}

/* Neither of one that is none nor of one with a stranger in it. */
static void of_a_card_no_copy_is_made(void **state)
{
    (void)state;
    static const char *const cards[] = {"4111111111111111", "4111111111111112", "4111111111111111X",
                                        "VI4111111111111111"};
    for (size_t i = 0; i < sizeof cards / sizeof *cards; i++) {
        struct arena arena = {0};
        arena_alloc(&arena, 1);
        contact_normal(CARD, span_of(cards[i]), &arena);
        assert_false(holds(&arena, "411111111111"));
        arena_free(&arena);
    }
}

static void phones_agree_with_and_without_their_country(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        enum contact_agreement agreement;
    } rows[] = {
        {"+998901234567", "+998901234567", CONTACT_SAME},
        {"+998901234567", "998901234567", CONTACT_SAME},
        {"998901234567", "998901234567", CONTACT_SAME},
        {"+998901234567", "901234567", CONTACT_NATIONAL},
        {"901234567", "901234567", CONTACT_NATIONAL},
        {"+998901234567", "+79901234567", CONTACT_DIFFERS}, /* the last nine are equal */
        {"+998901234567", "79901234567", CONTACT_DIFFERS},
        {"+901234567", "998901234567", CONTACT_DIFFERS}, /* the country is 90 */
        {"+998901234567", "+998901234568", CONTACT_DIFFERS},
        {"+4930901234567", "901234567", CONTACT_DIFFERS}, /* no country has four digits */
        /* as it is dialled in Russia and Kazakhstan */
        {"+79161234567", "89161234567", CONTACT_NATIONAL},
        {"79161234567", "89161234567", CONTACT_NATIONAL},
        {"9161234567", "89161234567", CONTACT_NATIONAL},
        {"+77011234567", "87011234567", CONTACT_NATIONAL},
        {"+74951234567", "84951234567", CONTACT_NATIONAL},
        {"+79161234567", "+89161234567", CONTACT_DIFFERS},
        {"+74951234567", "+84951234567", CONTACT_DIFFERS}, /* Vietnam */
        {"+75212345678", "85212345678", CONTACT_DIFFERS},  /* Hong Kong */
        {"+71312345678", "81312345678", CONTACT_DIFFERS},  /* Japan */
        {"+99879161234567", "89161234567", CONTACT_DIFFERS},
        {"+19161234567", "89161234567", CONTACT_DIFFERS},
        {"+79161234568", "89161234567", CONTACT_DIFFERS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct span a = span_of(rows[i].a), b = span_of(rows[i].b);
        assert_int_equal(contacts_agree(PHONE, a, b), rows[i].agreement);
        assert_int_equal(contacts_agree(PHONE, b, a), rows[i].agreement);
        if (rows[i].agreement != CONTACT_DIFFERS)
            assert_true(contact_hash(PHONE, a) == contact_hash(PHONE, b));
    }
}

/* ---- who is found ---- */

static void add(struct watch_person *person, enum watch_contact_kind kind, const char *text,
                bool own, struct arena *arena)
{
    if (!person->contacts)
        person->contacts = arena_array(arena, struct watch_person_contact, 8);
    uint32_t value = 30 + (uint32_t)person->contact_count;
    person->contacts[person->contact_count++] =
        (struct watch_person_contact){kind, own, {span_of(text), value}};
}

struct row {
    enum watch_contact_kind kind;
    const char *text;
    bool own;
    const char *name, *birth; /* NULL: nothing is said of the person */
    const char *entry;        /* "" none */
    unsigned how;
    int score;
};

static void check(const struct row *row)
{
    struct arena arena = {0};
    struct watch_hit *hits;
    struct watch_person person =
        make_person(&arena, "", row->name ? row->name : "", row->birth, NULL, NULL, NULL);
    person.name_count = row->name != NULL;
    add(&person, row->kind, row->text, row->own, &arena);
    size_t count = screen_both(watch, all, &person, &arena, &hits);
    if (count != (size_t)(*row->entry != 0) ||
        (count && (!span_is(hits[0].entry, row->entry) || hits[0].how != row->how ||
                   hits[0].score != row->score)))
        fail_msg("%s: %zu hits, %.*s", row->text, count, count ? (int)hits[0].explanation.size : 0,
                 count ? hits[0].explanation.at : "");
    arena_free(&arena);
}

static void one_contact_is_a_reason(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {PHONE, "998 90 1234567", true, "ANY BODY", NULL, "reach", WATCH_BY_PHONE, 50},
        {PHONE, "998 90 1234567", false, NULL, NULL, "reach", WATCH_BY_PHONE, 40},
        {PHONE, "90 1234567", true, NULL, NULL, "reach", WATCH_BY_PHONE, 35},
        {PHONE, "+998907654321", true, NULL, NULL, "national", WATCH_BY_PHONE, 35},
        {PHONE, "+12025550102", true, NULL, NULL, "many", WATCH_BY_PHONE, 50},
        {PHONE, "90 1234567", false, "ANY BODY", NULL, "reach", WATCH_BY_PHONE, 25},
        {EMAIL, "IVAN@EXAMPLE.ORG", true, NULL, NULL, "reach", WATCH_BY_EMAIL, 55},
        {EMAIL, "CARL@EXAMPLE.COM", false, NULL, NULL, "many", WATCH_BY_EMAIL, 45},
        {CARD, "4111111111111111", false, NULL, NULL, "reach", WATCH_BY_CARD, 45},
        {CARD, "5500 0055 5555 5559", true, NULL, NULL, "hash", WATCH_BY_CARD, 55},
        /* what contradicts counts */
        {EMAIL, "IVAN@EXAMPLE.ORG", true, "ANY BODY", "1999-09-09", "reach", WATCH_BY_EMAIL, 35},
        {PHONE, "998 90 1234567", true, "ANY BODY", "1999-09-09", "reach", WATCH_BY_PHONE, 30},
        {CARD, "4111111111111111", false, "ANY BODY", "1999-09-09", "reach", WATCH_BY_CARD, 25},
        /* with the name it is more */
        {PHONE, "90 1234567", false, "FICTIONAL IVAN PETROVICH", NULL, "reach",
         WATCH_BY_NAME | WATCH_BY_PHONE, 100},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(&rows[i]);
}

static void what_is_like_it_is_none(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {PHONE, "+998 90 123 45 68", true, NULL, NULL, "", 0, 0},
        {PHONE, "+7 990 123 45 67", true, NULL, NULL, "", 0, 0},
        {PHONE, "1234567", true, NULL, NULL, "", 0, 0},
        {EMAIL, "ivan@example.com", true, NULL, NULL, "", 0, 0},
        {EMAIL, "ivan.@example.org", true, NULL, NULL, "", 0, 0},
        {CARD, "411111XXXXXX1111", true, NULL, NULL, "", 0, 0},
        {CARD, "4012888888881881", true, NULL, NULL, "", 0, 0},
        {PHONE, "", true, NULL, NULL, "", 0, 0},
        /* too little is left */
        {PHONE, "90 1234567", false, "ANY BODY", "1999-09-09", "", 0, 0},
        {PHONE, "90 1234567", true, "ANY BODY", "1999-09-09", "", 0, 0},
        {PHONE, "998 90 1234567", false, "ANY BODY", "1999-09-09", "", 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(&rows[i]);
}

/* An address is many people's: it says something beside a name alone. */
static void an_address_only_supports(void **state)
{
    (void)state;
    static const char address[] = "12 INVENTED ST,TASHKENT,,100000,UZB,";
    static const struct row rows[] = {
        {ADDRESS, address, true, NULL, NULL, "", 0, 0},
        {ADDRESS, address, true, "ANY BODY", "1970-02-03", "", 0, 0},
        {ADDRESS, address, true, "FICTIONAL IVAN PETROVICH", NULL, "reach",
         WATCH_BY_NAME | WATCH_BY_ADDRESS, 98},
        {ADDRESS, "13 INVENTED ST,TASHKENT,,100000,UZB,", true, "FICTIONAL IVAN PETROVICH", NULL,
         "reach", WATCH_BY_NAME, 88},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(&rows[i]);
}

static long sum_of_parts(const char *why)
{
    long sum = 0;
    for (const char *at = strstr(why, "\"points\":"); at; at = strstr(at + 1, "\"points\":"))
        sum += strtol(at + strlen("\"points\":"), NULL, 10);
    return sum;
}

static void what_the_hit_says(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch_hit *hits;
    struct watch_person person = make_person(&arena, "", "", NULL, NULL, NULL, NULL);
    person.name_count = 0;
    add(&person, PHONE, "0901234567", true, &arena);
    add(&person, CARD, "VI4111111111111111", false, &arena);
    add(&person, EMAIL, "ivan@example.org", false, &arena);
    assert_int_equal(screen_both(watch, all, &person, &arena, &hits), 1);
    const char *why = hits[0].explanation.at; /* arena_copy ends it in a NUL */
    assert_int_equal(hits[0].how, WATCH_BY_EMAIL | WATCH_BY_CARD | WATCH_BY_PHONE);
    assert_int_equal(hits[0].severity, WATCH_CRITICAL);
    assert_int_equal(hits[0].score, 75);
    assert_int_equal(sum_of_parts(why), 75);
    assert_int_equal(hits[0].value_count, 3);
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(hits[0].values[i], 30 + i);
    assert_non_null(strstr(why,
                           "{\"kind\":\"phone\",\"relation\":\"without country\",\"of\":\"person\","
                           "\"person\":\"901234567\",\"entry\":\"+998901234567\"}"));
    assert_non_null(strstr(why, "{\"kind\":\"card\",\"relation\":\"same\",\"of\":\"booking\","
                                "\"person\":\"sha256:9bbe..\",\"entry\":\"sha256:9bbe..\"}"));
    assert_null(strstr(why, "4111"));
    arena_free(&arena);
}

/* ---- from the image ---- */

static uint32_t add_contact(struct image_builder *builder, uint32_t parent, enum field field,
                            const char *text, const char *purpose)
{
    uint32_t node = image_add_node(builder, NODE_CONTACT, KIND_PNR, parent, 0);
    image_add_value(builder, node, field, span_of(text), 100, (uint32_t)strlen(text));
    if (purpose)
        image_add_value(builder, node, FIELD_CONTACT_PURPOSE, span_of(purpose), 100, 1);
    return node;
}

static void of_a_booking_its_contacts_count(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct image image;
    struct watch_person person;
    struct image_builder *builder = image_builder_new(&arena, 0);
    uint32_t booking = image_add_node(builder, NODE_BOOKING, KIND_PNR, IMAGE_NONE, 0);
    image_add_value(builder, booking, FIELD_BOOKING_LOCATOR, SPAN("ABC123"), 10, 6);
    add_contact(builder, booking, FIELD_CONTACT_PHONE, "998901234567/998937654321", NULL);
    add_contact(builder, booking, FIELD_CONTACT_PHONE, "998711112233", "agency");
    uint32_t agency = image_add_node(builder, NODE_AGENCY, KIND_PNR, booking, 0);
    add_contact(builder, agency, FIELD_CONTACT_EMAIL, "agency@example.org", NULL);
    uint32_t payment = image_add_node(builder, NODE_PAYMENT, KIND_PNR, booking, 0);
    image_add_value(builder, payment, FIELD_PAYMENT_ACCOUNT, SPAN("4111111111111111"), 200, 16);
    assert_int_equal(image_open(image_finish(builder), &image), STATUS_OK);
    watch_person_from_image(&image, 0, &arena, &person);
    assert_int_equal(person.name_count, 0);
    assert_int_equal(person.contact_count, 3);
    assert_int_equal(person.contacts[0].kind, PHONE);
    assert_true(span_is(person.contacts[1].said.text, "998937654321"));
    assert_int_equal(person.contacts[1].said.value, person.contacts[0].said.value);
    assert_int_equal(person.contacts[2].kind, CARD);
    assert_false(person.contacts[0].own || person.contacts[2].own);
    assert_int_equal(image.values[person.contacts[2].said.value].begin, 200);
    assert_false(watch_person_is_nobody(&person));
    arena_free(&arena);
}

static void of_a_group_they_do_not(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct image image;
    struct watch_person person;
    struct image_builder *builder = image_builder_new(&arena, 0);
    uint32_t booking = image_add_node(builder, NODE_BOOKING, KIND_PNR, IMAGE_NONE, 0);
    image_add_value(builder, booking, FIELD_BOOKING_GROUP, SPAN("PILGRIMS"), 10, 6);
    add_contact(builder, booking, FIELD_CONTACT_PHONE, "998901234567", NULL);
    assert_int_equal(image_open(image_finish(builder), &image), STATUS_OK);
    watch_person_from_image(&image, 0, &arena, &person);
    assert_true(watch_person_is_nobody(&person));
    arena_free(&arena);
}

static void of_a_traveller_they_are_its_own(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct image image;
    struct watch_person person;
    struct image_builder *builder = image_builder_new(&arena, 0);
    uint32_t node = image_add_node(builder, NODE_TRAVELLER, KIND_PNR, IMAGE_NONE, 0);
    image_add_value(builder, node, FIELD_TRAVELLER_SURNAME, SPAN("FICTIONAL"), 10, 9);
    add_contact(builder, node, FIELD_CONTACT_EMAIL, "ivan@example.org", NULL);
    add_contact(builder, node, FIELD_CONTACT_PHONE, "998901234567", "emergency");
    uint32_t ticket = image_add_node(builder, NODE_TICKET, KIND_PNR, node, 0);
    uint32_t payment = image_add_node(builder, NODE_PAYMENT, KIND_PNR, ticket, 0);
    image_add_value(builder, payment, FIELD_PAYMENT_ACCOUNT, SPAN("4111111111111111"), 200, 16);
    uint32_t address = image_add_node(builder, NODE_ADDRESS, KIND_PNR, node, 0);
    image_add_value(builder, address, FIELD_ADDRESS_STREET, SPAN("12 INVENTED ST"), 300, 14);
    image_add_value(builder, address, FIELD_ADDRESS_CITY, SPAN("TASHKENT"), 320, 8);
    assert_int_equal(image_open(image_finish(builder), &image), STATUS_OK);
    watch_person_from_image(&image, 0, &arena, &person);
    assert_int_equal(person.name_count, 1);
    assert_int_equal(person.contact_count, 4);
    assert_true(person.contacts[0].own);
    assert_false(person.contacts[1].own); /* whom to call is somebody else */
    assert_false(person.contacts[2].own); /* and who pays may be */
    assert_int_equal(person.contacts[2].kind, CARD);
    assert_true(person.contacts[3].own && person.contacts[3].kind == ADDRESS);
    assert_int_equal(image.values[person.contacts[3].said.value].begin, 300);
    arena_free(&arena);
}

/* A message that says one phone for each of a hundred segments has one. */
static void said_again_a_contact_is_one(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct image image;
    struct watch_person person;
    struct image_builder *builder = image_builder_new(&arena, 0);
    uint32_t node = image_add_node(builder, NODE_TRAVELLER, KIND_PNR, IMAGE_NONE, 0);
    add_contact(builder, node, FIELD_CONTACT_PHONE, "998901234567", "emergency");
    for (int i = 0; i < 100; i++)
        add_contact(builder, node, FIELD_CONTACT_PHONE, "998901234567", NULL);
    add_contact(builder, node, FIELD_CONTACT_PHONE, "998901234567", "emergency");
    add_contact(builder, node, FIELD_CONTACT_EMAIL, "ivan@example.org", NULL);
    assert_int_equal(image_open(image_finish(builder), &image), STATUS_OK);
    watch_person_from_image(&image, 0, &arena, &person);
    assert_int_equal(person.contact_count, 2);
    assert_true(person.contacts[0].own);
    assert_int_equal(person.contacts[1].kind, EMAIL);
    assert_false(person.cut || person.contacts_cut);
    arena_free(&arena);
}

/* Who is compared by all names and documents is fully screened. */
static void too_many_contacts_are_not_too_many_names(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct image image;
    struct watch_person person;
    struct image_builder *builder = image_builder_new(&arena, 0);
    uint32_t node = image_add_node(builder, NODE_TRAVELLER, KIND_PNR, IMAGE_NONE, 0);
    for (int i = 0; i <= WATCH_PERSON_OTHERS; i++)
        add_contact(builder, node, FIELD_CONTACT_PHONE, arena_format(&arena, "9989012345%02d", i),
                    NULL);
    assert_int_equal(image_open(image_finish(builder), &image), STATUS_OK);
    watch_person_from_image(&image, 0, &arena, &person);
    assert_int_equal(person.contact_count, WATCH_PERSON_OTHERS);
    assert_true(person.contacts_cut);
    assert_false(person.cut);
    arena_free(&arena);
}

static void hostile_contacts_are_nobodys(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch_hit *hits;
    char text[10001];
    memset(text, '7', sizeof text - 1);
    text[sizeof text - 1] = 0;
    struct watch_person person = make_person(&arena, "", "", NULL, NULL, NULL, NULL);
    for (unsigned kind = 0; kind < WATCH_CONTACT_KINDS; kind++)
        add(&person, (enum watch_contact_kind)kind, text, true, &arena);
    add(&person, EMAIL, "@.", true, &arena);
    add(&person, PHONE, "+", true, &arena);
    assert_int_equal(screen_both(watch, all, &person, &arena, &hits), 0);
    arena_free(&arena);
}

/* ---- the list ---- */

static struct watch_list read_list(const char *text, const struct watch_list *before,
                                   struct watch_import *report, struct arena *arena)
{
    struct watch_list list;
    struct watch_import_order order = {.bytes = span_of(text), .before = before};
    assert_int_equal(watch_import_parse(&order, arena, &list, report), STATUS_OK);
    return list;
}

static void a_list_without_contacts_is_as_before(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch_import report;
    struct watch_list plain = read_list("id,full_name\n1,Some Body\n", NULL, &report, &arena);
    struct watch_list with =
        read_list("id,full_name,email\n1,Some Body,a@example.org\n", NULL, &report, &arena);
    assert_int_equal(plain.header->magic, WATCH_LIST_PLAIN);
    assert_int_equal(plain.header->size, sizeof(struct watch_list_header) +
                                             sizeof(struct watch_entry) +
                                             sizeof(struct watch_entry_name) + plain.header->heap);
    assert_int_equal(plain.contact_count, 0);
    assert_int_equal(with.header->magic, WATCH_LIST_CONTACTS);
    assert_int_equal(report.contacts, 1);
    assert_int_equal(watch_list_compare(&plain, &with).changed, 1);
    assert_int_equal(watch_list_compare(&with, &with).changed, 0);
    arena_free(&arena);
}

static void what_cannot_be_read_is_reported(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch_import report;
    struct watch_list list = read_list("id,full_name,phone,email,card,address\n"
                                       "1,Some Body,12345;+998901234567,nobody,4111,Tashkent\n",
                                       NULL, &report, &arena);
    assert_int_equal(list.contact_count, 1);
    assert_int_equal(report.passed_count, 4);
    arena_free(&arena);
}

/* As people fill a cell. */
static void two_phones_in_one_cell_are_two(void **state)
{
    (void)state;
    static const struct {
        const char *cell;
        size_t contacts, passed;
        const char *second;
    } rows[] = {{"+998901234567 / 937654321", 2, 0, "937654321"},
                {"\"8 916 123-45-67, +7 495 123 45 67\"", 2, 0, "+74951234567"},
                {"030/1234567;030/7654321", 2, 0, "307654321"},
                {"\"030/1234567, 030/7654321\"", 2, 0, "307654321"},
                {"+998901234567 / 12345", 1, 1, NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena = {0};
        struct watch_import report;
        struct watch_list list =
            read_list(arena_format(&arena, "id,full_name,phone\n1,Some Body,%s\n", rows[i].cell),
                      NULL, &report, &arena);
        assert_int_equal(list.contact_count, rows[i].contacts);
        assert_int_equal(report.passed_count, rows[i].passed);
        if (rows[i].second)
            assert_true(span_is(watch_list_text(&list, list.contacts[1].text), rows[i].second));
        arena_free(&arena);
    }
}

/* One entry with thousands of phones that end alike, and as many documents: what it costs grows as they do. Of what
 * stands twice the first stays. */
static void many_of_one_entry_cost_as_many(void **state)
{
    (void)state;
    enum { MANY = 20000, TWICE = 100 };
    struct arena arena = {0};
    struct buffer text = {0};
    struct watch_import report;
    struct watch_hit *hits;
    buffer_text(&text,
                "{\"id\":\"1\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Some Body\"]");
    buffer_text(&text, ",\"phone\":[\"+9999901234567\"");
    for (uint32_t i = 0; i < MANY + TWICE; i++)
        buffer_format(&text, ",\"+%u901234567\"", 10000 + i % MANY);
    buffer_text(&text, "],\"passportNumber\":[\"XX1\"");
    for (uint32_t i = 0; i < MANY + TWICE; i++)
        buffer_format(&text, ",\"AB%u\"", 1000000 + i % MANY);
    buffer_text(&text, "]}}\n");
    struct watch_list list = read_list(buffer_string(&text), NULL, &report, &arena);
    assert_int_equal(list.contact_count, MANY + 1);
    assert_int_equal(list.header->documents, MANY + 1);
    assert_true(span_is(watch_list_text(&list, list.contacts[MANY].text), "+29999901234567"));
    struct watch_source source = {1, "test", 3, WATCH_HIGH, list.bytes};
    struct watch *many;
    assert_int_equal(watch_build(&source, 1, WATCH_THRESHOLD, &many), STATUS_OK);
    struct watch_person person = make_person(&arena, "ANY", "BODY", NULL, "", "AB1000007", NULL);
    person.contacts = arena_array(&arena, struct watch_person_contact, WATCH_PERSON_OTHERS);
    for (uint32_t i = 0; i < WATCH_PERSON_OTHERS; i++)
        add(&person, PHONE, arena_format(&arena, "+%u901234567", 40000 + i), true, &arena);
    person.contacts[5].said.text = SPAN("+17000901234567");
    assert_int_equal(watch_screen(many, worker(), &person, &arena, &hits), 1);
    assert_int_equal(hits[0].how, WATCH_BY_NUMBER | WATCH_BY_PHONE);
    watch_release(many);
    buffer_free(&text);
    arena_free(&arena);
}

static void contacts_stay_with_their_entries(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch_import report;
    struct watch_list part, list = read_list("id,full_name,email\n"
                                             "a,First One,a@example.org\n"
                                             "b,Second One,\n"
                                             "c,Third One,c@example.org;d@example.org\n",
                                             NULL, &report, &arena);
    assert_int_equal(watch_list_contacts(&list, &list.entries[1]).count, 0);
    assert_int_equal(watch_list_contacts(&list, &list.entries[2]).count, 2);
    watch_list_part(&list, (const bool[]){false, true, true}, &arena, &part);
    assert_int_equal(part.contact_count, 2);
    struct watch_contacts contacts = watch_list_contacts(&part, &part.entries[1]);
    assert_int_equal(contacts.count, 2);
    assert_true(span_is(watch_list_text(&part, contacts.at[1].text), "d@example.org"));
    arena_free(&arena);
}

static void damaged_contacts_are_told(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch_import report;
    struct watch_list again,
        list = read_list("id,full_name,email\na,First One,a@example.org\n", NULL, &report, &arena);
    struct watch_contact *contact = (struct watch_contact *)(uintptr_t)list.contacts;
    struct watch_contact good = *contact;
    const struct watch_contact wrong[] = {{1, good.kind, good.text},
                                          {0, WATCH_CONTACT_KINDS, good.text},
                                          {0, good.kind, {1u << 30, 1}},
                                          {0, good.kind, {0, 0}}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        *contact = wrong[i];
        assert_int_equal(watch_list_open(list.bytes, &again), STATUS_DAMAGED);
    }
    *contact = good;
    assert_int_equal(watch_list_open(list.bytes, &again), STATUS_OK);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_made_one),
        cmocka_unit_test(of_a_card_its_hash_is_kept),
        cmocka_unit_test(of_a_card_no_copy_is_made),
        cmocka_unit_test(phones_agree_with_and_without_their_country),
        cmocka_unit_test(one_contact_is_a_reason),
        cmocka_unit_test(what_is_like_it_is_none),
        cmocka_unit_test(an_address_only_supports),
        cmocka_unit_test(what_the_hit_says),
        cmocka_unit_test(of_a_booking_its_contacts_count),
        cmocka_unit_test(of_a_group_they_do_not),
        cmocka_unit_test(of_a_traveller_they_are_its_own),
        cmocka_unit_test(said_again_a_contact_is_one),
        cmocka_unit_test(too_many_contacts_are_not_too_many_names),
        cmocka_unit_test(hostile_contacts_are_nobodys),
        cmocka_unit_test(a_list_without_contacts_is_as_before),
        cmocka_unit_test(what_cannot_be_read_is_reported),
        cmocka_unit_test(two_phones_in_one_cell_are_two),
        cmocka_unit_test(many_of_one_entry_cost_as_many),
        cmocka_unit_test(contacts_stay_with_their_entries),
        cmocka_unit_test(damaged_contacts_are_told),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
