/* Bare HTTP over loopback, for tests: what a client really sends and what really comes back. */
#ifndef TESTS_HTTP_WIRE_H
#define TESTS_HTTP_WIRE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/buffer.h"

enum { PATIENCE = 20 }; /* seconds that anything may take before a test fails */

static inline int dial(uint16_t port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    struct timeval patience = {PATIENCE, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
}

static inline void say(int fd, struct span bytes)
{
    while (bytes.size) {
        ssize_t size = send(fd, bytes.at, bytes.size, MSG_NOSIGNAL);
        if (size <= 0)
            return; /* the answer tells why */
        bytes = span_part(bytes, (size_t)size, bytes.size);
    }
}

/* Reads one answer: status line, headers, and as many bytes as Content-Length says. */
static inline int hear(int fd, struct buffer *out)
{
    buffer_free(out);
    size_t want = SIZE_MAX;
    int status = 0;
    while (out->size < want) {
        char *room = buffer_reserve(out, 4096);
        ssize_t size = recv(fd, room, want - out->size < 4096 ? want - out->size : 1, 0);
        if (size <= 0)
            break;
        out->size += (size_t)size;
        char *end = want == SIZE_MAX ? memmem(out->at, out->size, "\r\n\r\n", 4) : NULL;
        if (!end)
            continue;
        char *length = strcasestr(buffer_string(out), "Content-Length:");
        want = (size_t)(end + 4 - out->at) + (length ? strtoul(length + 15, NULL, 10) : 0);
    }
    if (out->size)
        sscanf(buffer_string(out), "HTTP/1.1 %d", &status);
    return status;
}

static inline bool says(const struct buffer *answer, const char *text)
{
    return answer->at && memmem(answer->at, answer->size, text, strlen(text)) != NULL;
}

#endif
