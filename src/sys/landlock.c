/* Which files a process can still open, by Landlock: the C library has no functions for it. */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/files.h"
#include "sys/sandbox.h"

/* Everything that each version of Landlock knows of files; older headers have not all of the names. */
static const uint64_t rights_of[] = {0, (UINT64_C(1) << 13) - 1, (UINT64_C(1) << 14) - 1,
                                     (UINT64_C(1) << 15) - 1};
enum { LATEST = sizeof rights_of / sizeof rights_of[0] - 1 };

static int open_rules(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
        return -1;
    struct landlock_ruleset_attr rules = {.handled_access_fs =
                                              rights_of[version > LATEST ? LATEST : version]};
    return (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
}

static enum status allow(int rules, const char *folder)
{
    struct landlock_path_beneath_attr below = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE |
                                                                 LANDLOCK_ACCESS_FS_READ_DIR,
                                               .parent_fd = open(folder, O_PATH | O_CLOEXEC)};
    if (below.parent_fd < 0)
        return STATUS_OK;
    long failure = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &below, 0);
    enum status status = failure ? status_errno("keep readable", folder) : STATUS_OK;
    close(below.parent_fd);
    return status;
}

enum status sandbox_files(const char *const *readable, size_t count, bool *enforced)
{
    int rules = sandbox_enforced() ? open_rules() : -1; /* sanitizers read what they like */
    enum status status = STATUS_OK;
    *enforced = rules >= 0;
    if (rules < 0)
        return STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = allow(rules, readable[i]);
    if (status == STATUS_OK && syscall(SYS_landlock_restrict_self, rules, 0) != 0)
        status = status_errno("shut off", "the files of this machine");
    close(rules);
    return status;
}
