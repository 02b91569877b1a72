#include "base/clock.h"
#include "base/hash.h"
#include "score/internal.h"

static void add_number(uint64_t *list, unsigned *count, unsigned most, uint64_t number)
{
    for (unsigned i = 0; i < *count; i++)
        if (list[i] == number)
            return;
    if (*count < most)
        list[(*count)++] = number;
}

/* Capitals of A-Z (and 0-9 where `digits`) of `text` into `out`; all else is left out, but what is not ASCII
 * stays as it is. */
static size_t letters(struct span text, bool digits, char *out)
{
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c >= 'a' && c <= 'z')
            c = (unsigned char)(c - 32);
        if ((c >= 'A' && c <= 'Z') || c >= 0x80 || (digits && c >= '0' && c <= '9'))
            out[size++] = (char)c;
    }
    return size;
}

void score_traits_add_name(struct traits *traits, struct arena *arena, struct span surname,
                           struct span given)
{
    char *text = arena_raw(arena, surname.size + given.size + 1);
    size_t size = letters(surname, false, text);
    size += letters(given, false, text + size);
    struct span name = {text, size};
    for (unsigned i = 0; i < traits->name_count; i++)
        if (span_equal(traits->names[i], name))
            return;
    if (size && traits->name_count < TRAITS_NAMES)
        traits->names[traits->name_count++] = name;
}

static uint64_t code_hash(struct span text)
{
    char code[64];
    size_t size = letters(span_part(text, 0, sizeof code), true, code);
    return size ? hash_bytes((struct span){code, size}) : 0;
}

void score_traits_add_document(struct traits *traits, struct span number)
{
    uint64_t hash = code_hash(number);
    if (hash)
        add_number(traits->documents, &traits->document_count, TRAITS_DOCUMENTS, hash);
}

void score_traits_add_locator(struct traits *traits, struct span locator)
{
    uint64_t hash = code_hash(locator);
    if (hash)
        add_number(traits->locators, &traits->locator_count, TRAITS_LOCATORS, hash);
}

void score_traits_add_birth(struct traits *traits, struct span text)
{
    struct date date;
    if (!date_parse(text, &date))
        return;
    int32_t day = date_to_day(date);
    for (unsigned i = 0; i < traits->birth_count; i++)
        if (traits->births[i] == day)
            return;
    if (traits->birth_count < TRAITS_BIRTHS)
        traits->births[traits->birth_count++] = day;
}
