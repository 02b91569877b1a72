#include "cmd/command.h"
#include "guard/audit.h"

static enum status verify(const struct console *console, struct guard_audit_report *report)
{
    struct guard *guard;
    enum status status =
        guard_open(console->system.folder.authored, GUARD_READ, console->keyring, NULL, &guard);
    if (status == STATUS_OK) {
        status = guard_audit_verify(guard, report);
        guard_close(guard);
    }
    return status;
}

static void print(const struct words *words, const struct guard_audit_report *report)
{
    long long rows = report->rows, bad = report->first_bad;
    if (!words->json)
        printf("%lld rows are as they were written.\n", rows);
    else if (bad)
        printf("{\"rows\":%lld,\"first_bad\":%lld}\n", rows, bad);
    else
        printf("{\"rows\":%lld,\"first_bad\":null}\n", rows);
}

int command_audit(const struct words *words)
{
    struct console console;
    struct guard_audit_report report = {0};
    enum status status = console_open(words, &console);
    if (status != STATUS_OK)
        return command_fail(status);
    status = verify(&console, &report);
    console_close(&console);
    if (status == STATUS_OK || report.first_bad)
        print(words, &report);
    if (status == STATUS_OK)
        return EXIT_DONE;
    int code = command_fail(status);
    return status == STATUS_DAMAGED ? EXIT_NO : code;
}
