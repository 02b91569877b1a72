/* `portolan check FILE..`: the linter. What was read is looked into in the sandbox: all files are read
 * first, then the process takes everything from itself but its memory and its open descriptors. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "check/check.h"
#include "cmd/command.h"
#include "sys/sandbox.h"

enum { MOST_BYTES = 64 * 1024 * 1024 };
enum { EXIT_CONFORMS = 0, EXIT_WARNINGS = 1, EXIT_ERRORS = 2 };

/* Standard output without stdio, which asks the system more than the sandbox allows. */
static enum status write_out(struct buffer *out)
{
    size_t done = 0;
    while (done < out->size) {
        ssize_t size = write(STDOUT_FILENO, out->at + done, out->size - done);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return status_fail(STATUS_CLOSED, "Standard output cannot be written: %s.",
                               strerror(errno));
        done += (size_t)size;
    }
    out->size = 0;
    return STATUS_OK;
}

static int check_one(const struct words *words, const char *file, struct span body,
                     struct buffer *out)
{
    struct arena arena = {0};
    struct check_report report;
    check_body(body, &arena, &report);
    if (words->json) {
        check_write_json(&report, body, file, out);
        buffer_char(out, '\n');
    } else if (words->html) {
        check_write_html(&report, body, file, out);
    } else {
        check_write_text(&report, body, file, out);
    }
    int code = report.errors ? EXIT_ERRORS : report.warnings ? EXIT_WARNINGS : EXIT_CONFORMS;
    arena_free(&arena);
    return code;
}

static int check_all(const struct words *words, const struct buffer *bodies)
{
    struct buffer out = {0};
    int code = EXIT_CONFORMS;
    enum status status = STATUS_OK;
    if (words->html)
        check_html_begin(&out);
    for (int i = 0; i < words->count && status == STATUS_OK; i++) {
        int one = check_one(words, words->plain[i], buffer_span(&bodies[i]), &out);
        code = one > code ? one : code;
        status = write_out(&out);
    }
    if (words->html)
        check_html_end(&out);
    if (status == STATUS_OK)
        status = write_out(&out);
    buffer_free(&out);
    return status == STATUS_OK ? code : command_fail(status);
}

static int print_rules(void)
{
    struct buffer out = {0};
    check_write_rules(&out);
    enum status status = write_out(&out);
    buffer_free(&out);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}

int command_check(const struct words *words)
{
    if (words->rules)
        return print_rules();
    if (words->count == 0)
        return command_usage("Usage: portolan check FILE... `portolan check --help` tells more.");
    struct buffer *bodies = memory_alloc((size_t)words->count * sizeof *bodies);
    enum status status = STATUS_OK;
    for (int i = 0; i < words->count && status == STATUS_OK; i++)
        status = command_read(words->plain[i], MOST_BYTES, &bodies[i]);
    if (status == STATUS_OK)
        status = sandbox_enter(SANDBOX_DECODE, 0);
    int code = status == STATUS_OK ? check_all(words, bodies) : command_fail(status);
    for (int i = 0; i < words->count; i++)
        buffer_free(&bodies[i]);
    free(bodies);
    return code;
}
