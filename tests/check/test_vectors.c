/* Each rule has a vector: tests/vectors/check/CODE.edi is a message with one fault, CODE.txt what must
 * be found in it, a line a finding: severity, rule, segment (- for none), offset, length. The first is
 * that of the rule. valid-*.edi conform. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../files.h"
#include "check/check.h"

#define VECTORS PORTOLAN_SOURCE "/tests/vectors/check/"
#define CORPUS PORTOLAN_SOURCE "/../shared/corpus/messages/"

static void read_vector(const char *name, const char *kind, struct buffer *out)
{
    char path[512];
    snprintf(path, sizeof path, VECTORS "%s.%s", name, kind);
    if (!read_file(path, out))
        fail_msg("%s cannot be read", path);
}

static void list_findings(const struct check_report *report, struct buffer *out)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct check_finding *finding = &report->findings[i];
        buffer_format(out, "%s %s %s %u %u\n", check_severity_word(finding->severity),
                      check_rule(finding->rule)->code, finding->tag[0] ? finding->tag : "-",
                      finding->offset, finding->length);
    }
}

static bool check_vector(const char *code)
{
    struct arena arena = {0};
    struct buffer body = {0}, expected = {0}, found = {0};
    struct check_report report;
    read_vector(code, "edi", &body);
    read_vector(code, "txt", &expected);
    check_body(buffer_span(&body), &arena, &report);
    list_findings(&report, &found);
    bool good = span_equal(buffer_span(&found), buffer_span(&expected)) && report.count > 0 &&
                strcmp(check_rule(report.findings[0].rule)->code, code) == 0;
    if (!good)
        print_message("%s\nfound:\n%sexpected:\n%s", code, buffer_string(&found),
                      buffer_string(&expected));
    buffer_free(&body);
    buffer_free(&expected);
    buffer_free(&found);
    arena_free(&arena);
    return good;
}

static void test_each_rule_has_its_vector(void **state)
{
    (void)state;
    int bad = 0;
    for (int rule = 0; rule < CHECK_RULES; rule++)
        bad += !check_vector(check_rule((enum check_rule)rule)->code);
    assert_int_equal(bad, 0);
    assert_true(CHECK_RULES >= 50);
}

/* Where the mending is known it mends. */
static void apply(const struct check_fix *fix, struct span body, struct buffer *out)
{
    buffer_append(out, body.at, fix->at);
    buffer_append(out, fix->insert.at, fix->insert.size);
    size_t rest = fix->at + fix->remove;
    buffer_append(out, body.at + rest, body.size - rest);
}

static void test_fixes_mend(void **state)
{
    (void)state;
    for (int rule = 0; rule < CHECK_RULES; rule++) {
        struct arena arena = {0};
        struct buffer body = {0}, mended = {0};
        struct check_report report, after;
        const char *code = check_rule((enum check_rule)rule)->code;
        read_vector(code, "edi", &body);
        check_body(buffer_span(&body), &arena, &report);
        if (report.findings[0].fix.known) {
            apply(&report.findings[0].fix, buffer_span(&body), &mended);
            check_body(buffer_span(&mended), &arena, &after);
            if (after.count >= report.count)
                fail_msg("%s: what is proposed does not mend it", code);
        }
        buffer_free(&body);
        buffer_free(&mended);
        arena_free(&arena);
    }
}

static void check_folder(const char *folder, const char *prefix, unsigned most_warnings)
{
    DIR *listing = opendir(folder);
    if (!listing)
        skip();
    for (struct dirent *entry; (entry = readdir(listing));) {
        char path[1024];
        struct arena arena = {0};
        struct buffer body = {0};
        struct check_report report;
        if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0 || entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        assert_true(read_file(path, &body));
        check_body(buffer_span(&body), &arena, &report);
        if (report.errors || report.warnings > most_warnings)
            fail_msg("%s: %u errors, %u warnings", path, report.errors, report.warnings);
        buffer_free(&body);
        arena_free(&arena);
    }
    closedir(listing);
}

static void test_valid_messages_conform(void **state)
{
    (void)state;
    check_folder(VECTORS, "valid-", 0);
}

static void test_guides_examples_have_no_error(void **state)
{
    (void)state;
    check_folder(CORPUS "wco-guide-v6", "", 1);
    check_folder(CORPUS "pnrgov-guide", "", 1);
}

static void test_page_of_rules_is_as_printed(void **state)
{
    (void)state;
    struct buffer page = {0}, printed = {0};
    assert_true(read_file(PORTOLAN_SOURCE "/docs/check-rules.md", &page));
    check_write_rules(&printed);
    assert_true(span_equal(buffer_span(&page), buffer_span(&printed)));
    buffer_free(&page);
    buffer_free(&printed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_rule_has_its_vector),
        cmocka_unit_test(test_fixes_mend),
        cmocka_unit_test(test_valid_messages_conform),
        cmocka_unit_test(test_guides_examples_have_no_error),
        cmocka_unit_test(test_page_of_rules_is_as_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
