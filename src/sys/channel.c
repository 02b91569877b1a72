#include "sys/channel.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "sys/files.h"

enum { HEADER_SIZE = 4, MOST_DESCRIPTORS = 8, LONGEST_WAIT = 1000000 };

static const char other_end[] = "the process at the other end";

enum status channel_pair(int ends[2])
{
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return status_errno("make", "a pair of sockets");
    return STATUS_OK;
}

static int64_t deadline_in(int milliseconds)
{
    return milliseconds < 0 ? INT64_MAX : clock_monotonic() + INT64_C(1000) * milliseconds;
}

static enum status gone(void)
{
    return status_fail(STATUS_CLOSED, "The connection to %s has ended.", other_end);
}

/* What a failed call on the socket means. */
static enum status failed(const char *doing)
{
    return errno == EPIPE || errno == ECONNRESET ? gone() : status_errno(doing, other_end);
}

/* Nothing that comes now could be understood: both ends are told, and what had come already is
 * thrown away. */
static enum status give_up(int socket, enum status status)
{
    char rest[4096];
    shutdown(socket, SHUT_RDWR);
    while (recv(socket, rest, sizeof rest, MSG_DONTWAIT) > 0)
        continue;
    return status;
}

static int poll_time(int64_t deadline)
{
    if (deadline == INT64_MAX)
        return -1;
    int64_t left = deadline - clock_monotonic();
    /* rounded up, so that the last wait does not become many of no time */
    return left <= 0 ? 0 : left / 1000 >= LONGEST_WAIT ? LONGEST_WAIT : (int)(left / 1000) + 1;
}

/* Until the socket is ready for `events`. */
static enum status wait_for(int socket, short events, int64_t deadline)
{
    struct pollfd ready = {.fd = socket, .events = events};
    for (;;) {
        int count = poll(&ready, 1, poll_time(deadline));
        if (count > 0)
            return STATUS_OK;
        if (count < 0 && errno != EINTR && errno != EAGAIN)
            return status_errno("wait for", other_end);
        if (deadline != INT64_MAX && clock_monotonic() >= deadline)
            return status_fail(STATUS_TIMEOUT, "Waited too long for %s.", other_end);
    }
}

/* After a call that returned -1: waits where that helps. */
static enum status again(int socket, short events, int64_t deadline, const char *doing)
{
    if (errno == EINTR)
        return STATUS_OK;
    if (errno == EAGAIN || errno == EWOULDBLOCK)
        return wait_for(socket, events, deadline);
    return failed(doing);
}

static void attach(struct msghdr *message, void *room, size_t size, int descriptor)
{
    memset(room, 0, size);
    message->msg_control = room;
    message->msg_controllen = size;
    struct cmsghdr *control = CMSG_FIRSTHDR(message);
    control->cmsg_level = SOL_SOCKET;
    control->cmsg_type = SCM_RIGHTS;
    control->cmsg_len = CMSG_LEN(sizeof descriptor);
    memcpy(CMSG_DATA(control), &descriptor, sizeof descriptor);
}

static void advance(struct iovec *part, size_t *size)
{
    size_t step = *size < part->iov_len ? *size : part->iov_len;
    part->iov_base = (char *)part->iov_base + step;
    part->iov_len -= step;
    *size -= step;
}

/* Sends header and body as one; the descriptor goes with the first byte only. */
static enum status send_parts(int socket, struct iovec parts[2], int descriptor, int64_t deadline)
{
    _Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof(int))];
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    bool started = false;
    if (descriptor >= 0)
        attach(&message, room, sizeof room, descriptor);
    while (parts[0].iov_len + parts[1].iov_len) {
        ssize_t result = sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (result < 0) {
            enum status status = again(socket, POLLOUT, deadline, "send to");
            if (status != STATUS_OK)
                return started ? give_up(socket, status) : status;
            continue;
        }
        started = true;
        message.msg_control = NULL;
        message.msg_controllen = 0;
        size_t size = (size_t)result;
        advance(&parts[0], &size);
        advance(&parts[1], &size);
    }
    return STATUS_OK;
}

enum status channel_send(int socket, struct span bytes, int descriptor, int milliseconds)
{
    unsigned char header[HEADER_SIZE];
    if (bytes.size > UINT32_MAX)
        return status_fail(STATUS_INPUT, "%zu bytes are too many for one message.", bytes.size);
    for (size_t i = 0; i < HEADER_SIZE; i++)
        header[i] = (unsigned char)(bytes.size >> (8 * i));
    /* sendmsg does not write through iov_base; POSIX just has no const there. */
    struct iovec parts[2] = {{header, sizeof header}, {(void *)(uintptr_t)bytes.at, bytes.size}};
    return send_parts(socket, parts, descriptor, deadline_in(milliseconds));
}

/* Keeps the first descriptor that came, if one is wanted, and closes all others. */
static void take_descriptors(struct msghdr *message, int *wanted)
{
    for (struct cmsghdr *control = CMSG_FIRSTHDR(message); control;
         control = CMSG_NXTHDR(message, control)) {
        if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS)
            continue;
        size_t count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(control) + i * sizeof descriptor, sizeof descriptor);
            if (wanted && *wanted < 0)
                *wanted = descriptor;
            else
                close(descriptor);
        }
    }
}

/* Receives exactly `size` bytes; `*got` counts them, also on failure. */
static enum status receive_exactly(int socket, char *at, size_t size, size_t *got, int *descriptor,
                                   int64_t deadline)
{
    _Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof(int) * MOST_DESCRIPTORS)];
    *got = 0;
    while (*got < size) {
        struct iovec part = {at + *got, size - *got};
        struct msghdr message = {
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
        ssize_t result = recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        if (result < 0) {
            enum status status = again(socket, POLLIN, deadline, "receive from");
            if (status != STATUS_OK)
                return status;
            continue;
        }
        take_descriptors(&message, descriptor);
        if (result == 0)
            return gone();
        *got += (size_t)result;
    }
    return STATUS_OK;
}

static enum status receive_body(int socket, struct buffer *out, size_t size, size_t most,
                                int *descriptor, int64_t deadline)
{
    size_t got;
    if (size > most)
        return status_fail(STATUS_INPUT, "A message of %zu bytes came; at most %zu are allowed.",
                           size, most);
    enum status status =
        receive_exactly(socket, buffer_reserve(out, size), size, &got, descriptor, deadline);
    if (status == STATUS_OK)
        out->size += size;
    return status;
}

static enum status receive(int socket, struct buffer *out, size_t most, int *descriptor,
                           int64_t deadline)
{
    unsigned char header[HEADER_SIZE];
    size_t got, size = 0;
    enum status status =
        receive_exactly(socket, (char *)header, sizeof header, &got, descriptor, deadline);
    if (status != STATUS_OK)
        return got ? give_up(socket, status) : status;
    for (size_t i = 0; i < HEADER_SIZE; i++)
        size |= (size_t)header[i] << (8 * i);
    status = receive_body(socket, out, size, most, descriptor, deadline);
    return status == STATUS_OK ? status : give_up(socket, status);
}

enum status channel_receive(int socket, struct buffer *out, size_t most, int *descriptor,
                            int milliseconds)
{
    int came = -1;
    enum status status =
        receive(socket, out, most, descriptor ? &came : NULL, deadline_in(milliseconds));
    if (status == STATUS_OK && descriptor)
        *descriptor = came;
    else if (came >= 0)
        close(came);
    return status;
}
