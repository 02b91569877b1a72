#include "api/check.h"

#include <inttypes.h>

static const struct {
    const char *code, *sentence;
} table[FAULTS] = {
#define FAULT(name, code, sentence) {code, sentence},
#include "api/faults.def"
#undef FAULT
};

void check_fault(struct check_faults *faults, const char *pointer, enum fault fault,
                 const char *detail)
{
    check_fault_coded(faults, pointer, table[fault].code, detail ? detail : table[fault].sentence);
}

void check_fault_coded(struct check_faults *faults, const char *pointer, const char *code,
                       const char *detail)
{
    if (faults->count == CHECK_MOST_FAULTS)
        return;
    faults->list[faults->count++] =
        (struct check_fault){arena_copy(faults->arena, span_of(pointer)).at, code, detail};
}

/* ---- texts ---- */

static bool is_in(const uint64_t set[2], char c)
{
    unsigned char byte = (unsigned char)c;
    return byte < 128 && set[byte >> 6] >> (byte & 63) & 1;
}

/* One pass is enough: the generator takes no pattern that would need to go back. */
static bool fits_pattern(const struct check_step *step, struct span text)
{
    size_t at = 0;
    for (; step->most; step++) {
        size_t from = at;
        while (at < text.size && at - from < step->most && is_in(step->set, text.at[at]))
            at++;
        if (at - from < step->least)
            return false;
    }
    return at == text.size;
}

static bool is_word(const char *const *words, struct span text)
{
    for (; *words; words++)
        if (span_is(text, *words))
            return true;
    return false;
}

static int64_t characters(struct span text)
{
    int64_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    return count;
}

static void check_string(const struct check *check, struct span text, const char *pointer,
                         struct check_faults *faults)
{
    int64_t size = characters(text);
    const char *detail = NULL;
    if (check->words && !is_word(check->words, text)) {
        check_fault(faults, pointer, FAULT_WORD, NULL);
    } else if (check->pattern && !fits_pattern(check->pattern, text)) {
        check_fault(faults, pointer, FAULT_FORM, NULL);
    } else if (size < check->least) {
        detail = size == 0 ? "It is empty."
                           : arena_format(faults->arena,
                                          "It is too short: at least %" PRId64 " characters.",
                                          check->least);
        check_fault(faults, pointer, FAULT_SHORT, detail);
    } else if (size > check->most) {
        detail = arena_format(faults->arena, "It is too long: at most %" PRId64 " characters.",
                              check->most);
        check_fault(faults, pointer, FAULT_LONG, detail);
    }
}

static void check_number(const struct check *check, int64_t value, const char *pointer,
                         struct check_faults *faults)
{
    if (value < check->least)
        check_fault(
            faults, pointer, FAULT_SMALL,
            arena_format(faults->arena, "It is too small: at least %" PRId64 ".", check->least));
    else if (value > check->most)
        check_fault(
            faults, pointer, FAULT_LARGE,
            arena_format(faults->arena, "It is too large: at most %" PRId64 ".", check->most));
}

/* ---- JSON ---- */

/* A member's name in a pointer: RFC 6901 writes ~ as ~0 and / as ~1. */
static const char *below(struct check_faults *faults, const char *pointer, const char *name)
{
    size_t size = strlen(pointer), length = strlen(name);
    char *text = arena_alloc(faults->arena, size + 2 * length + 2), *to = text + size;
    memcpy(text, pointer, size);
    *to++ = '/';
    for (; *name; name++) {
        if (*name == '~' || *name == '/')
            *to++ = '~';
        *to++ = *name == '~' ? '0' : *name == '/' ? '1' : *name;
    }
    return text;
}

static const struct check_member *find_member(const struct check *check, const char *name)
{
    for (size_t i = 0; i < check->member_count; i++)
        if (strcmp(check->members[i].name, name) == 0)
            return &check->members[i];
    return NULL;
}

static void check_object(const struct check *check, const json_t *value, const char *pointer,
                         struct check_faults *faults)
{
    const char *name;
    json_t *member;
    json_object_foreach((json_t *)(uintptr_t)value, name, member)
    {
        const struct check_member *known = find_member(check, name);
        if (known)
            check_value(known->check, member, below(faults, pointer, name), faults);
        else if (!check->open)
            check_fault(faults, below(faults, pointer, name), FAULT_UNKNOWN, NULL);
    }
    for (size_t i = 0; i < check->member_count; i++)
        if (check->members[i].required && !json_object_get(value, check->members[i].name))
            check_fault(faults, below(faults, pointer, check->members[i].name), FAULT_MISSING,
                        NULL);
}

static void check_array(const struct check *check, const json_t *value, const char *pointer,
                        struct check_faults *faults)
{
    size_t i;
    json_t *item;
    check_number(check, (int64_t)json_array_size(value), pointer, faults);
    json_array_foreach(value, i, item) check_value(
        check->items, item, below(faults, pointer, arena_format(faults->arena, "%zu", i)), faults);
}

static bool is_kind(const struct check *check, const json_t *value)
{
    switch (check->kind) {
    case CHECK_ANY: return true;
    case CHECK_STRING: return json_is_string(value);
    case CHECK_INTEGER: return json_is_integer(value);
    case CHECK_NUMBER: return json_is_number(value);
    case CHECK_BOOLEAN: return json_is_boolean(value);
    case CHECK_OBJECT: return json_is_object(value);
    case CHECK_ARRAY: return json_is_array(value);
    }
    return false;
}

void check_value(const struct check *check, const json_t *value, const char *pointer,
                 struct check_faults *faults)
{
    if (check->nullable && json_is_null(value))
        return;
    if (!is_kind(check, value))
        check_fault(faults, pointer, FAULT_TYPE, NULL);
    else if (check->kind == CHECK_STRING)
        check_string(check, (struct span){json_string_value(value), json_string_length(value)},
                     pointer, faults);
    else if (check->kind == CHECK_INTEGER)
        check_number(check, json_integer_value(value), pointer, faults);
    else if (check->kind == CHECK_OBJECT)
        check_object(check, value, pointer, faults);
    else if (check->kind == CHECK_ARRAY)
        check_array(check, value, pointer, faults);
}

/* ---- parameters ---- */

void check_text(const struct check *check, struct span text, const char *name,
                struct check_faults *faults)
{
    int64_t value;
    if (check->kind == CHECK_INTEGER && span_number(text, &value))
        check_number(check, value, name, faults);
    else if (check->kind == CHECK_INTEGER)
        check_fault(faults, name, FAULT_TYPE, "It is no whole number.");
    else if (check->kind == CHECK_BOOLEAN && !span_is(text, "true") && !span_is(text, "false"))
        check_fault(faults, name, FAULT_TYPE, "It is neither true nor false.");
    else if (check->kind == CHECK_STRING)
        check_string(check, text, name, faults);
}
