/* decode(encode(decode(x))) is decode(x): the vectors, and the shared corpus where it is. */
#include <dirent.h>
#include <sys/stat.h>

#include "../decode/support.h"
#include "encode/encode.h"
#include "telling.h"

#define VECTORS PORTOLAN_SOURCE "/tests/vectors/decode"
#define CORPUS PORTOLAN_SOURCE "/../shared/corpus/messages"

static const struct decode_options options = {.home = {"UZ", 2}};

/* A message that has lost its UNH gets a reference when it is written. */
static bool has_references(const struct image *image)
{
    for (uint32_t i = 0; i < image->header->nodes; i++)
        if (image->nodes[i].type == NODE_MESSAGE && !image_find(image, i, FIELD_MESSAGE_REFERENCE))
            return false;
    return true;
}

static bool has_request(const struct image *image, uint32_t booking, const char *code)
{
    for (uint32_t child = image_child(image, booking, NODE_SERVICE); child != IMAGE_NONE;
         child = image_sibling(image, child, NODE_SERVICE))
        if (span_is(image_text(image, child, FIELD_SERVICE_CODE), code))
            return true;
    return false;
}

/* Why an image has more than can be written (encode/encode.h); NULL when it has not. */
static const char *unwritable(const struct image *image)
{
    for (uint32_t i = 0; i < image->header->nodes; i++) {
        const struct image_node *node = &image->nodes[i];
        bool message = node->type == NODE_MESSAGE, booking = node->type == NODE_BOOKING;
        if (message && span_is(image_text(image, i, FIELD_MESSAGE_TYPE), "CUSRES"))
            return "CUSRES";
        if (node->type == NODE_LEG && node->kind == KIND_API &&
            !image_find(image, i, FIELD_LEG_QUALIFIERS))
            return "the list of old";
        if (booking && image_find(image, i, FIELD_BOOKING_GROUP_SIZE) &&
            !image_find(image, i, FIELD_BOOKING_GROUP) && !has_request(image, i, "GRPS"))
            return "the size of a group whose name was dropped";
    }
    return NULL;
}

static bool comes_back(const char *name, struct span body)
{
    struct decoded before, after;
    struct buffer written = {0}, want = {0}, got = {0};
    decode_for_test(body, &options, &before);
    assert_int_equal(encode_image(&before.image, NULL, &written), STATUS_OK);
    decode_for_test(buffer_span(&written), &options, &after);
    tell_image(&before.image, &want);
    tell_image(&after.image, &got);
    bool same =
        strcmp(buffer_string(&want), buffer_string(&got)) == 0 || !has_references(&before.image);
    const char *reason = unwritable(&before.image);
    if (!same && reason) {
        print_message("%s cannot be written: %s\n", name, reason);
        same = true;
    }
    if (!same)
        show_difference(name, buffer_string(&want), buffer_string(&got));
    forget(&before);
    forget(&after);
    buffer_free(&written);
    buffer_free(&want);
    buffer_free(&got);
    return same;
}

static void check_folder(const char *folder, unsigned *count, unsigned *bad)
{
    DIR *listing = opendir(folder);
    assert_non_null(listing);
    for (struct dirent *entry; (entry = readdir(listing));) {
        char path[1024];
        struct buffer body = {0};
        struct stat found;
        size_t length = strlen(entry->d_name);
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || stat(path, &found) != 0)
            continue;
        if (S_ISDIR(found.st_mode)) {
            check_folder(path, count, bad);
            continue;
        }
        if (length < 4 || strcmp(entry->d_name + length - 3, ".md") == 0 ||
            (strcmp(folder, VECTORS) == 0 && strcmp(entry->d_name + length - 4, ".edi") != 0))
            continue;
        assert_true(read_file(path, &body));
        *count += 1;
        *bad += !comes_back(entry->d_name, buffer_span(&body));
        buffer_free(&body);
    }
    closedir(listing);
}

static void test_vectors(void **state)
{
    (void)state;
    unsigned count = 0, bad = 0;
    check_folder(VECTORS, &count, &bad);
    print_message("%u of %u vectors come back\n", count - bad, count);
    assert_true(count >= 20);
    assert_int_equal(bad, 0);
}

static void test_corpus(void **state)
{
    (void)state;
    unsigned count = 0, bad = 0;
    struct stat found;
    if (stat(CORPUS, &found) != 0) {
        print_message("no corpus beside the checkout\n");
        skip();
    }
    check_folder(CORPUS, &count, &bad);
    print_message("%u of %u bodies come back\n", count - bad, count);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_vectors),
                                       cmocka_unit_test(test_corpus)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
