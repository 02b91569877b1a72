/* The bodies of tests/vectors/decode, and what transport makes of them: cut, damaged. */
#ifndef TESTS_DECODE_BODIES_H
#define TESTS_DECODE_BODIES_H

#include <dirent.h>

#include "support.h"

typedef void check_body(struct span body);

static inline void each_vector(check_body *check)
{
    DIR *folder = opendir(PORTOLAN_SOURCE "/tests/vectors/decode");
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        char path[512];
        struct buffer body = {0};
        size_t length = strlen(entry->d_name);
        if (length < 4 || (strcmp(entry->d_name + length - 4, ".edi") != 0 &&
                           strcmp(entry->d_name + length - 4, ".xml") != 0))
            continue;
        snprintf(path, sizeof path, PORTOLAN_SOURCE "/tests/vectors/decode/%s", entry->d_name);
        assert_true(read_file(path, &body));
        check(buffer_span(&body));
        buffer_free(&body);
    }
    closedir(folder);
}

/* Prefixes, each a copy that ends where it ends, so that sanitizers see every step beyond: all of them,
 * and of long bodies, where all would take the square of their size, about a thousand. */
static inline void cut_everywhere(struct span body, check_body *check)
{
    enum { ABOUT = 1000 };
    for (size_t size = 0; size <= body.size; size += 1 + body.size / ABOUT) {
        char *copy = malloc(size ? size : 1);
        assert_non_null(copy);
        if (size)
            memcpy(copy, body.at, size);
        check((struct span){copy, size});
        free(copy);
    }
}

static inline uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

/* `rounds` copies, each with up to eight bytes changed; the same in every run. */
static inline void damage(struct span body, int rounds, check_body *check)
{
    static const char bytes[] = "'+:?*/\r\n \0\x7f\xff"
                                "AU19";
    uint64_t seed = body.size;
    char *copy = malloc(body.size);
    assert_non_null(copy);
    for (int round = 0; round < rounds; round++) {
        memcpy(copy, body.at, body.size);
        for (uint64_t n = next_random(&seed) % 8 + 1; n > 0; n--)
            copy[next_random(&seed) % body.size] = bytes[next_random(&seed) % sizeof bytes];
        check((struct span){copy, body.size});
    }
    free(copy);
}

#endif
