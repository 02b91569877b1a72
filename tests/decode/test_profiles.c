/* Tables by source profiles. Each tests/vectors/profiles/NAME.txt begins with "#profile PATH" and
 * "#body PATH" (of the repository) and goes on as the vectors of messages do (test_vectors.c). */
#include <dirent.h>

#include "profile/profile.h"
#include "support.h"

static const struct decode_options plain_options = {.home = {"UZ", 2}, .received_day = 20780};

static void read_source(const char *path, struct buffer *out)
{
    char whole[600];
    snprintf(whole, sizeof whole, PORTOLAN_SOURCE "/%s", path);
    if (!read_file(whole, out))
        fail_msg("there is no %s", path);
}

static const struct profile *read_profile(struct span text, struct arena *arena)
{
    struct profile *profile;
    if (profile_parse(text, "profile", arena, &profile) != STATUS_OK)
        fail_msg("%s", status_sentence());
    return profile;
}

/* The path behind `word` in the vector's next line. */
static const char *path_behind(char **rest, const char *word)
{
    char *line = next_line(rest);
    size_t size = strlen(word);
    assert_true(line && strncmp(line, word, size) == 0);
    return line + size;
}

static const char *file_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool check_vector(const char *name)
{
    char path[512];
    struct buffer expected = {0}, text = {0}, body = {0}, dump = {0}, json = {0};
    struct arena arena = {0};
    struct decoded decoded;
    snprintf(path, sizeof path, "tests/vectors/profiles/%s.txt", name);
    read_source(path, &expected);
    buffer_char(&expected, '\0');
    char *rest = expected.at;
    read_source(path_behind(&rest, "#profile "), &text);
    const char *file = path_behind(&rest, "#body ");
    read_source(file, &body);
    struct decode_options options = plain_options;
    options.profile = read_profile(buffer_span(&text), &arena);
    options.file = span_of(file_of(file));
    decode_for_test(buffer_span(&body), &options, &decoded);
    dump_image(&decoded.image, &dump);
    decode_json(&decoded.image, buffer_span(&body), "\n", &json);
    bool good = check_lines(name, rest, buffer_string(&dump), buffer_string(&json));
    if (!good)
        print_message("%s", buffer_string(&dump));
    forget(&decoded);
    arena_free(&arena);
    buffer_free(&expected);
    buffer_free(&text);
    buffer_free(&body);
    buffer_free(&dump);
    buffer_free(&json);
    return good;
}

static void test_vectors(void **state)
{
    (void)state;
    DIR *folder = opendir(PORTOLAN_SOURCE "/tests/vectors/profiles");
    int count = 0, bad = 0;
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        char *dot = strrchr(entry->d_name, '.');
        if (!dot || strcmp(dot, ".txt") != 0)
            continue;
        *dot = '\0';
        bad += !check_vector(entry->d_name);
        count++;
    }
    closedir(folder);
    assert_true(count >= 12);
    assert_int_equal(bad, 0);
}

/* ---- what a vector cannot hold: encodings, sizes, places ---- */

static const char simple[] =
    "traveller: {surname: Surname, given: {column: Given, optional: yes},\n"
    "            birth: {column: Born, optional: yes}}\n"
    "document: {number: {column: Passport, optional: yes}}\n"
    "leg: {number: {constant: HY272}, board: {constant: TAS}, off: {constant: IST},\n"
    "      departure: {constant: 2026-11-22}}\n";

struct read {
    struct arena arena;
    struct decoded decoded;
};

static void read_with(const char *profile, struct span body, struct read *out)
{
    struct decode_options options = plain_options;
    *out = (struct read){0};
    options.profile = read_profile(span_of(profile), &out->arena);
    decode_for_test(body, &options, &out->decoded);
}

static void done(struct read *read)
{
    forget(&read->decoded);
    arena_free(&read->arena);
}

/* Each value's bytes say the value: the surname in UTF-16 as in Latin-1. */
static void utf16_and_latin1(void **state)
{
    (void)state;
    static const char latin1[] = "Surname,Born\nM\xDCLLER,01.02.1980\n";
    struct buffer wide = {0};
    struct read read;
    read_with(simple, (struct span){latin1, sizeof latin1 - 1}, &read);
    assert_span(nth_value(&read.decoded.image, FIELD_TRAVELLER_SURNAME, 0), "M\xC3\x9CLLER");
    done(&read);
    buffer_append(&wide, "\xFF\xFE", 2);
    for (size_t i = 0; i < sizeof latin1 - 1; i++) {
        buffer_char(&wide, latin1[i]);
        buffer_char(&wide, '\0');
    }
    read_with(simple, buffer_span(&wide), &read);
    const struct image *image = &read.decoded.image;
    assert_span(nth_value(image, FIELD_TRAVELLER_SURNAME, 0), "M\xC3\x9CLLER");
    for (uint32_t i = 0; i < image->header->values; i++)
        if (image->values[i].field == FIELD_TRAVELLER_SURNAME) {
            assert_int_equal(image->values[i].size, 12);
            assert_memory_equal(wide.at + image->values[i].begin, "M\0\xDC\0L\0L\0E\0R\0", 12);
        }
    done(&read);
    buffer_free(&wide);
}

static void cyrillic_of_windows(void **state)
{
    (void)state;
    static const char body[] = "\xD4\xE0\xEC\xE8\xEB\xE8\xFF;\xCF\xEE\xEB\n"
                               "\xC8\xE2\xE0\xED\xEE\xE2;\xCC\n\xB8\xE6;\xC6\n";
    struct read read;
    read_with("table: {encoding: windows-1251}\n"
              "traveller: {surname: Фамилия, sex: Пол}\n",
              (struct span){body, sizeof body - 1}, &read);
    assert_span(nth_value(&read.decoded.image, FIELD_TRAVELLER_SURNAME, 0), "Иванов");
    assert_span(nth_value(&read.decoded.image, FIELD_TRAVELLER_SURNAME, 1), "ёж");
    assert_span(nth_value(&read.decoded.image, FIELD_TRAVELLER_SEX, 0), "M");
    assert_span(nth_value(&read.decoded.image, FIELD_TRAVELLER_SEX, 1), "F");
    done(&read);
}

static void a_hundred_thousand_rows(void **state)
{
    (void)state;
    enum { ROWS = 100000 };
    struct buffer body = {0};
    struct read read;
    buffer_text(&body, "Surname,Given,Born,Passport\r\n");
    for (int i = 0; i < ROWS; i++)
        buffer_format(&body, "NAME%c%c,ANNA,%02d.03.1975,AA%07d\r\n", 'A' + i % 26,
                      'A' + i / 26 % 26, 1 + i % 28, i);
    read_with(simple, buffer_span(&body), &read);
    assert_int_equal(read.decoded.counts.travellers, ROWS);
    assert_int_equal(read.decoded.counts.messages, 1);
    assert_int_equal(read.decoded.image.header->issues, 0);
    done(&read);
    buffer_free(&body);
}

/* Labels of a JSON text stand before its titles, however many. */
static void many_labels_before_the_persons(void **state)
{
    (void)state;
    struct buffer body = {0};
    struct read read;
    buffer_text(&body, "{\"notes\":{");
    for (int i = 0; i < 1000; i++)
        buffer_format(&body, "\"n%d\":%d,", i, i);
    buffer_text(&body, "\"last\":0},\"p\":[{\"Surname\":\"ADAMS\"},{\"Surname\":\"BROWN\"}]}");
    read_with("table: {path: p}\ntraveller: {surname: Surname}\n", buffer_span(&body), &read);
    assert_int_equal(read.decoded.counts.travellers, 2);
    done(&read);
    buffer_free(&body);
}

/* Decisions point at a byte: no two persons may begin at one. */
static void persons_begin_at_their_rows(void **state)
{
    (void)state;
    static const char body[] = "Surname\nADAMS\nBROWN\n\"CLARK\"\n";
    struct read read;
    read_with(simple, span_of(body), &read);
    const struct image *image = &read.decoded.image;
    static const uint32_t begins[] = {8, 14, 20};
    unsigned n = 0;
    for (uint32_t i = 0; i < image->header->nodes; i++)
        if (image->nodes[i].type == NODE_TRAVELLER)
            assert_int_equal(image->nodes[i].begin, begins[n++]);
    assert_int_equal(n, 3);
    done(&read);
}

/* Of a source with a profile, what is EDIFACT or XML is none of the profile's business. */
static void messages_are_read_as_messages(void **state)
{
    (void)state;
    struct buffer body = {0};
    struct read read;
    read_source("tests/vectors/decode/agent-within-leg.edi", &body);
    read_with(simple, buffer_span(&body), &read);
    assert_true(read.decoded.counts.travellers > 0);
    assert_int_equal(read.decoded.image.nodes[1].type, NODE_MESSAGE);
    assert_true(image_text(&read.decoded.image, 1, FIELD_MESSAGE_TYPE).size > 0);
    assert_span(image_text(&read.decoded.image, 1, FIELD_MESSAGE_TYPE), "PAXLST");
    done(&read);
    read_with(simple,
              SPAN("From: dcs@example.org\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                   "VU5CK1VOT0E6NCtIWStVWisyNjExMTk6MDkwMCtSMSdVTkgrMStQQVhMU1Q6\r\n"
                   "RDowNUI6VU4nTkFEK0ZMKysrQURBTVM6RVZBJ1VOVCszKzEnVU5aKzErUjEn\r\n"),
              &read);
    assert_span(nth_value(&read.decoded.image, FIELD_TRAVELLER_SURNAME, 0), "ADAMS");
    done(&read);
    read_with(simple, SPAN("  <a>Surname\nADAMS\n</a>"), &read);
    assert_int_equal(read.decoded.counts.travellers, 0);
    done(&read);
    buffer_free(&body);
}

/* Any bytes at all, cut anywhere: an image comes out. */
static void cut_anywhere(void **state)
{
    (void)state;
    static const char body[] = "\xEF\xBB\xBFSurname;Given;Born;Passport\r\n"
                               "\"A \"\"B\"\" C\";D;\"1.1.80\";X1\r\n\"OPEN;E;31.02.1980;X2\r\n";
    static const char json[] =
        "{\"flight\":{\"no\":\"A\\u00e9\\ud83d\\ude00\"},\"p\":[{\"Surname\":"
        "\"X\",\"d\":{\"n\":1}},{\"Surname\":null}]}";
    for (size_t size = 0; size <= sizeof body - 1; size++) {
        struct read read;
        read_with(simple, (struct span){body, size}, &read);
        done(&read);
    }
    for (size_t size = 0; size <= sizeof json - 1; size++) {
        struct read read;
        read_with(simple, (struct span){json, size}, &read);
        done(&read);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(utf16_and_latin1),
        cmocka_unit_test(cyrillic_of_windows),
        cmocka_unit_test(a_hundred_thousand_rows),
        cmocka_unit_test(many_labels_before_the_persons),
        cmocka_unit_test(persons_begin_at_their_rows),
        cmocka_unit_test(messages_are_read_as_messages),
        cmocka_unit_test(cut_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
