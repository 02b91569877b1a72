/* Checks of what comes with a request, as tables that api/generate.mjs makes of the contract, and the
 * one interpreter of them. Faults are collected as {pointer, code, detail}. */
#ifndef API_CHECK_H
#define API_CHECK_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"

enum check_kind {
    CHECK_ANY,
    CHECK_STRING,
    CHECK_INTEGER,
    CHECK_NUMBER,
    CHECK_BOOLEAN,
    CHECK_OBJECT,
    CHECK_ARRAY
};

/* One part of a pattern: at least `least` and at most `most` characters out of a set of ASCII. */
struct check_step {
    uint64_t set[2];
    unsigned char least, most; /* most 0: the end */
};

struct check;
struct check_member {
    const char *name;
    bool required;
    const struct check *check;
};

struct check {
    enum check_kind kind;
    bool nullable;
    int64_t least, most;              /* of a number, characters of a string, items of an array */
    const char *const *words;         /* NULL-terminated; or NULL: any */
    const struct check_step *pattern; /* or NULL */
    const struct check_member *members;
    size_t member_count;
    bool open; /* other members are fine */
    const struct check *items;
};

enum fault {
#define FAULT(name, code, sentence) FAULT_##name,
#include "api/faults.def"
#undef FAULT
    FAULTS
};

enum { CHECK_MOST_FAULTS = 20 };
struct check_faults {
    struct arena *arena;
    struct check_fault {
        const char *pointer, *code, *detail;
    } list[CHECK_MOST_FAULTS];
    size_t count;
};

/* Adds a fault; those beyond CHECK_MOST_FAULTS are passed over. Without a detail the sentence of the
 * table stands. */
void check_fault(struct check_faults *faults, const char *pointer, enum fault fault,
                 const char *detail);

/* Adds a fault that has its code from another table. */
void check_fault_coded(struct check_faults *faults, const char *pointer, const char *code,
                       const char *detail);

/* A body's value at `pointer` ("" is the whole). */
void check_value(const struct check *check, const json_t *value, const char *pointer,
                 struct check_faults *faults);

/* A parameter's text, which stands for a string, an integer or a boolean. */
void check_text(const struct check *check, struct span text, const char *name,
                struct check_faults *faults);

#endif
