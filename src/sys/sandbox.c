#include "sys/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

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

/* A call that is allowed or refused; with `compare`, only when argument `argument` compares so. */
struct call {
    int number;
    unsigned argument;
    enum scmp_compare compare;
    scmp_datum_t a, b;
    int error; /* it fails with; 0: it is allowed */
};
/* clang-format off */
#define CALL(name) {.number = SCMP_SYS(name)}
#define CALL_IF(name, argument, mask, value) {SCMP_SYS(name), argument, SCMP_CMP_MASKED_EQ, mask, value, 0}
#define REFUSE(name) {.number = SCMP_SYS(name), .error = EPERM}
/* Of an int the kernel reads 32 bits, whatever stands above them. */
#define REFUSE_IF(name, argument, mask, value, error) \
    {SCMP_SYS(name), argument, SCMP_CMP_MASKED_EQ, mask, value, error}
#define REFUSE_BUT(name, argument, value) {SCMP_SYS(name), argument, SCMP_CMP_NE, value, 0, EPERM}
#define OWN_PROCESS UINT64_MAX /* stands for its id */
#define INT_BITS UINT64_C(0xFFFFFFFF)
#define TYPE_BITS UINT64_C(0xF)

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

/* Landlock does not ask who connects to a socket in a folder, nor who signals whom. Threads may signal each other, and
 * have pairs of streams: resolvers of names do. io_uring does calls that no filter sees. */
static const struct call outside_refused[] = {
    REFUSE_IF(socket, 0, INT_BITS, AF_UNIX, EAFNOSUPPORT),
    REFUSE_IF(socketpair, 1, TYPE_BITS, SOCK_DGRAM, EAFNOSUPPORT), /* these can be sent elsewhere */
    REFUSE_IF(socketpair, 1, TYPE_BITS, SOCK_RAW, EAFNOSUPPORT),
    REFUSE(io_uring_setup), REFUSE(io_uring_enter), REFUSE(io_uring_register),
    REFUSE(kill), REFUSE(tkill), REFUSE_BUT(tgkill, 0, OWN_PROCESS),
    REFUSE_IF(fcntl, 1, INT_BITS, F_SETOWN, EPERM), /* who is signalled when something can be read */
    REFUSE_IF(fcntl, 1, INT_BITS, F_SETOWN_EX, EPERM),
    REFUSE_IF(ioctl, 1, INT_BITS, FIOSETOWN, EPERM), REFUSE_IF(ioctl, 1, INT_BITS, SIOCSPGRP, EPERM),
    REFUSE(rt_sigqueueinfo), REFUSE(rt_tgsigqueueinfo),
    REFUSE(pidfd_open), REFUSE(pidfd_send_signal), REFUSE(pidfd_getfd),
    REFUSE(ptrace), REFUSE(process_vm_readv), REFUSE(process_vm_writev),
    REFUSE_BUT(prlimit64, 0, 0),
    REFUSE(execve), REFUSE(execveat),
};
/* clang-format on */

static const struct profile {
    const struct call *calls;
    size_t count;
    bool allows; /* what is not in the table; else it kills */
} profiles[SANDBOX_PROFILES] = {
    [SANDBOX_DECODE] = {decode_calls, sizeof decode_calls / sizeof decode_calls[0], false},
    [SANDBOX_OUTSIDE] = {outside_refused, sizeof outside_refused / sizeof outside_refused[0], true},
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
    uint32_t action = call->error ? SCMP_ACT_ERRNO((uint16_t)call->error) : SCMP_ACT_ALLOW;
    scmp_datum_t a = call->a == OWN_PROCESS ? (scmp_datum_t)getpid() : call->a;
    struct scmp_arg_cmp condition = {call->argument, call->compare, a, call->b};
    return seccomp_rule_add_array(filter, action, call->number, call->compare ? 1 : 0, &condition);
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
    scmp_filter_ctx filter = seccomp_init(profile->allows ? SCMP_ACT_ALLOW : SCMP_ACT_KILL_PROCESS);
    int failure = filter ? 0 : -ENOMEM;
    for (size_t i = 0; failure == 0 && i < profile->count; i++)
        failure = add_call(filter, &profile->calls[i]);
    if (failure == 0 && !profile->allows)
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
