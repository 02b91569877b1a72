/* What the journal's tests share: a folder of their own and keys made from a word. */
#ifndef TESTS_JOURNAL_FIXTURE_H
#define TESTS_JOURNAL_FIXTURE_H

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "journal/journal.h"

#define ok(call) assert_int_equal((call), STATUS_OK)

/* Keys made from a word: the same word gives the same keys in every process. */
static inline enum status word_secret(void *context, int32_t month, enum kind kind,
                                      struct seal_key *out)
{
    struct seal_key root = {{0}};
    strncpy((char *)root.bytes, context, sizeof root.bytes - 1);
    seal_derive(out, &root, "testmnth", (uint64_t)month * 4 + kind);
    return STATUS_OK;
}

static inline enum status word_public(void *context, int32_t month, enum kind kind,
                                      struct public_key *out)
{
    struct seal_key secret;
    word_secret(context, month, kind, &secret);
    month_public_key(&secret, out);
    return STATUS_OK;
}

static inline enum status word_installation(void *context, enum installation_key key,
                                            struct seal_key *out)
{
    return word_secret(context, 1, (enum kind)key, out);
}

static inline enum status denied_secret(void *context, int32_t month, enum kind kind,
                                        struct seal_key *out)
{
    (void)context, (void)month, (void)kind, (void)out;
    return status_fail(STATUS_DENIED, "This process may not have the secrets of months.");
}

/* As `receive` has it: public keys alone. */
static inline struct keyring *writer_keys(char *word)
{
    return keyring_new(
        (struct keyring_source){word, denied_secret, word_public, word_installation});
}

static inline struct keyring *reader_keys(char *word)
{
    return keyring_new((struct keyring_source){word, word_secret, word_public, word_installation});
}

static inline int remove_one(const char *path, const struct stat *about, int type, struct FTW *at)
{
    (void)about, (void)type, (void)at;
    return remove(path);
}

static inline void remove_tree(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline char *new_folder(void)
{
    char *path = memory_text("/tmp/portolan-test-XXXXXX");
    assert_non_null(mkdtemp(path));
    return path;
}

static inline void drop_folder(char *path)
{
    remove_tree(path);
    free(path);
}

static inline int64_t at_time(const char *text)
{
    int64_t micros;
    assert_true(time_parse(span_of(text), &micros));
    return micros;
}

static inline struct journal_item item_of(const char *source, struct span body, int64_t received)
{
    return (struct journal_item){.source = span_of(source),
                                 .body = body,
                                 .kind = KIND_PNR,
                                 .transport = TRANSPORT_HTTP,
                                 .received = received};
}

/* Appends one text and returns its sequence. */
static inline int64_t append_text(struct journal *journal, const char *text, int64_t received)
{
    struct journal_item item = item_of("carrier-a", span_of(text), received);
    ok(journal_append(journal, &item, 1));
    return item.sequence;
}

#endif
