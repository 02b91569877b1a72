#include "sys/sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "sys/files.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* One allowed call; with `mask`, only when argument `argument` & mask == value. */
struct call {
    int number;
    unsigned argument;
    scmp_datum_t mask, value;
};
/* clang-format off */
#define CALL(name) {SCMP_SYS(name), 0, 0, 0}
#define CALL_IF(name, argument, mask, value) {SCMP_SYS(name), argument, mask, value}

static const struct call decode_calls[] = {
    CALL(read), CALL(write), CALL(readv), CALL(writev),
    CALL(recvfrom), CALL(recvmsg), CALL(sendto), CALL(sendmsg),
    CALL(poll), CALL(ppoll), CALL(shutdown), CALL(close),
    CALL(brk), CALL(munmap), CALL(mremap), CALL(madvise),
    CALL_IF(mprotect, 2, PROT_EXEC, 0), /* nothing that can be run */
    CALL(futex), CALL(restart_syscall), CALL(rt_sigreturn),
    CALL(clock_gettime), CALL(clock_gettime64),
    CALL(sysinfo), /* qsort looks how much memory there is */
    CALL(exit), CALL(exit_group),
};
/* clang-format on */

static const struct profile {
    const struct call *calls;
    size_t count;
} profiles[SANDBOX_PROFILES] = {
    [SANDBOX_DECODE] = {decode_calls, sizeof decode_calls / sizeof decode_calls[0]},
};

bool sandbox_enforced(void)
{
    return !SANITIZED;
}

enum status sandbox_harden(void)
{
    struct rlimit none = {0, 0};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return status_errno("give up", "new privileges");
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return status_errno("protect", "the memory of this process");
    if (setrlimit(RLIMIT_CORE, &none) != 0)
        return status_errno("forbid", "core files");
    return STATUS_OK;
}

static enum status limit_memory(unsigned mebibytes)
{
    /* Sanitizers reserve terabytes of addresses. */
    if (mebibytes == 0 || SANITIZED)
        return STATUS_OK;
    rlim_t bytes = (rlim_t)mebibytes << 20;
    struct rlimit limit = {bytes, bytes};
    return setrlimit(RLIMIT_AS, &limit) == 0 ? STATUS_OK
                                             : status_errno("limit", "the memory of this process");
}

static int add_call(scmp_filter_ctx filter, const struct call *call)
{
    if (!call->mask)
        return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call->number, 0);
    return seccomp_rule_add(
        filter, SCMP_ACT_ALLOW, call->number, 1,
        SCMP_CMP64(call->argument, SCMP_CMP_MASKED_EQ, call->mask, call->value));
}

/* mmap has two conditions: of no file, and nothing that can be run. */
static int add_anonymous_memory(scmp_filter_ctx filter)
{
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
                            SCMP_CMP64(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                            SCMP_CMP64(3, SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
}

static enum status install(const struct profile *profile)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    int failure = filter ? 0 : -ENOMEM;
    for (size_t i = 0; failure == 0 && i < profile->count; i++)
        failure = add_call(filter, &profile->calls[i]);
    if (failure == 0)
        failure = add_anonymous_memory(filter);
    if (failure == 0)
        failure = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    if (failure == 0)
        failure = seccomp_load(filter);
    if (filter)
        seccomp_release(filter);
    if (failure == 0)
        return STATUS_OK;
    errno = -failure;
    return status_errno("install", "the filter of system calls");
}

enum status sandbox_enter(enum sandbox_profile profile, unsigned mebibytes)
{
    enum status status = sandbox_harden();
    if (status == STATUS_OK)
        status = limit_memory(mebibytes);
    if (status == STATUS_OK && !SANITIZED)
        status = install(&profiles[profile]);
    return status;
}
