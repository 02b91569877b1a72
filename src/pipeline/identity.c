#include "pipeline/identity.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/hash.h"
#include "model/plate.h"
#include "names/names.h"

static void add_hash(uint64_t *list, uint8_t *count, uint8_t most, uint64_t hash)
{
    for (uint8_t i = 0; i < *count; i++)
        if (list[i] == hash)
            return;
    if (*count < most)
        list[(*count)++] = hash;
}

static void add_birth(struct identity *identity, struct span text)
{
    struct date date;
    if (!date_parse(text, &date))
        return;
    int32_t day = date_to_day(date);
    for (uint8_t i = 0; i < identity->birth_count; i++)
        if (identity->births[i] == day)
            return;
    if (identity->birth_count < IDENTITY_BIRTHS)
        identity->births[identity->birth_count++] = day;
}

/* Folded tokens of `text`, blanks between, into `out` of `room` bytes; whole tokens only. Fillers
 * stand where there is no name. */
static void fold_into(struct span text, struct arena *scratch, char *out, size_t room)
{
    struct names folded;
    size_t used = 0;
    out[0] = '\0';
    names_tokens(text, scratch, &folded);
    for (size_t i = 0; i < folded.count; i++) {
        struct span token = folded.tokens[i].text;
        if (folded.tokens[i].class == NAMES_FILLER)
            continue;
        if (used + token.size + 2 > room)
            return;
        if (used)
            out[used++] = ' ';
        memcpy(out + used, token.at, token.size);
        used += token.size;
        out[used] = '\0';
    }
}

/* Without `scratch` names are left out. */
static void add_name(struct identity *identity, struct span surname, struct span given,
                     struct arena *scratch)
{
    if (!scratch || identity->name_count == IDENTITY_NAMES || (!surname.size && !given.size))
        return;
    struct identity_name *name = &identity->names[identity->name_count];
    fold_into(surname, scratch, name->surname, sizeof name->surname);
    fold_into(given, scratch, name->given, sizeof name->given);
    for (uint8_t i = 0; i < identity->name_count; i++)
        if (strcmp(identity->names[i].surname, name->surname) == 0 &&
            strcmp(identity->names[i].given, name->given) == 0)
            return;
    if (name->surname[0] || name->given[0])
        identity->name_count++;
}

/* Upper-case letters and digits only: blanks and hyphens in document numbers are not kept by all. */
static uint64_t document_hash(struct span state, struct span number)
{
    char clean[64];
    size_t used = 0;
    for (size_t i = 0; i < number.size && used < sizeof clean; i++) {
        char c = number.at[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
            clean[used++] = c;
    }
    return used ? hash_mix(hash_bytes(state), hash_bytes((struct span){clean, used})) | 1 : 0;
}

/* One visa may stand for a whole group. */
static bool is_visa(const struct image *image, uint32_t document)
{
    return span_is(image_text(image, document, FIELD_DOCUMENT_TYPE), "V");
}

static void add_number(const struct image *image, uint32_t document, enum field field,
                       struct identity *out)
{
    struct span state = image_text(image, document, FIELD_DOCUMENT_STATE);
    uint64_t hash = document_hash(state, image_text(image, document, field));
    if (hash && state.size && !is_visa(image, document))
        add_hash(out->documents, &out->document_count, IDENTITY_DOCUMENTS, hash);
}

/* Whether the document names somebody else than the traveller, who has no more names so far than his own. */
static bool is_of_another(const struct image *image, uint32_t document, struct arena *scratch,
                          const struct identity *traveller)
{
    struct identity named = {.name_count = 0};
    add_name(&named, image_text(image, document, FIELD_DOCUMENT_SURNAME),
             image_text(image, document, FIELD_DOCUMENT_GIVEN), scratch);
    return named.name_count && traveller->name_count && !identity_names_touch(&named, traveller);
}

/* Where a part of a message was lost, the document of one stands behind the name of another. Beside a document of
 * his own it is not the traveller's; alone it may be, and the name wrong. */
static uint64_t documents_of_others(const struct image *image, uint32_t node, struct arena *scratch,
                                    const struct identity *traveller)
{
    uint64_t others = 0, bit = 1;
    bool own = false;
    uint32_t first = image_child(image, node, NODE_DOCUMENT);
    if (first == IMAGE_NONE || image_sibling(image, first, NODE_DOCUMENT) == IMAGE_NONE)
        return 0; /* of one alone it cannot be told, and most have one */
    for (uint32_t d = first; d != IMAGE_NONE && bit;
         d = image_sibling(image, d, NODE_DOCUMENT), bit <<= 1) {
        bool other = is_of_another(image, d, scratch, traveller);
        others |= other ? bit : 0;
        own |= !other && image_text(image, d, FIELD_DOCUMENT_SURNAME).size;
    }
    return own ? others : 0;
}

static void add_documents(const struct image *image, uint32_t node, struct arena *scratch,
                          struct identity *out)
{
    uint64_t others = documents_of_others(image, node, scratch, out), bit = 1;
    for (uint32_t d = image_child(image, node, NODE_DOCUMENT); d != IMAGE_NONE;
         d = image_sibling(image, d, NODE_DOCUMENT), bit <<= 1) {
        if (others & bit)
            continue;
        add_number(image, d, FIELD_DOCUMENT_NUMBER, out);
        add_name(out, image_text(image, d, FIELD_DOCUMENT_SURNAME),
                 image_text(image, d, FIELD_DOCUMENT_GIVEN), scratch);
        add_birth(out, image_text(image, d, FIELD_DOCUMENT_BIRTH));
    }
    bit = 1;
    /* Second readings last: they take no room from what the message says. */
    for (uint32_t d = image_child(image, node, NODE_DOCUMENT); d != IMAGE_NONE;
         d = image_sibling(image, d, NODE_DOCUMENT), bit <<= 1)
        if (!(others & bit))
            add_number(image, d, FIELD_DOCUMENT_NUMBER_OTHER, out);
}

static void add_locator(struct identity *out, struct span locator)
{
    if (locator.size)
        add_hash(out->locators, &out->locator_count, IDENTITY_LOCATORS, hash_bytes(locator));
}

/* A bag may stand for several whose tags follow on. */
static void add_tags(struct identity *out, const struct image *image, uint32_t node)
{
    for (uint32_t b = image_child(image, node, NODE_BAG); b != IMAGE_NONE;
         b = image_sibling(image, b, NODE_BAG)) {
        int64_t count = 1;
        (void)span_number(image_text(image, b, FIELD_BAG_COUNT), &count);
        for (unsigned i = 0; (i == 0 || i < count) && out->tag_count < IDENTITY_TAGS; i++) {
            uint64_t key = plate_key(image_text(image, b, FIELD_BAG_TAG),
                                     image_text(image, b, FIELD_BAG_AIRLINE), i);
            if (key)
                add_hash(out->tags, &out->tag_count, IDENTITY_TAGS, key);
            else
                break;
        }
    }
}

static void add_seat(struct identity *out, struct identity_seat seat)
{
    for (uint8_t i = 0; i < out->seat_count; i++)
        if (out->seats[i].number == seat.number && out->seats[i].board == seat.board)
            return;
    if (out->seat_count < IDENTITY_SEATS)
        out->seats[out->seat_count++] = seat;
}

static uint32_t short_hash(struct span text)
{
    return text.size ? (uint32_t)hash_bytes(text) | 1 : 0;
}

/* 04F is 4F. */
static void add_seats(struct identity *out, const struct image *image, uint32_t node)
{
    for (uint32_t s = image_child(image, node, NODE_SEAT); s != IMAGE_NONE;
         s = image_sibling(image, s, NODE_SEAT)) {
        struct span number = image_text(image, s, FIELD_SEAT_NUMBER);
        while (number.size > 1 && number.at[0] == '0')
            number = span_part(number, 1, number.size);
        if (number.size)
            add_seat(out,
                     (struct identity_seat){short_hash(number),
                                            short_hash(image_text(image, s, FIELD_SEAT_BOARD))});
    }
}

void identity_add_booking(struct identity *out, const struct image *image, uint32_t booking,
                          struct span reference)
{
    struct span locator = image_text(image, booking, FIELD_BOOKING_LOCATOR);
    add_locator(out, locator);
    for (uint32_t l = image_child(image, booking, NODE_LOCATOR); l != IMAGE_NONE;
         l = image_sibling(image, l, NODE_LOCATOR))
        add_locator(out, image_text(image, l, FIELD_LOCATOR_LOCATOR));
    if (locator.size && reference.size)
        out->reference = hash_mix(hash_bytes(locator), hash_bytes(reference)) | 1;
}

void identity_from_image(const struct image *image, uint32_t node, struct arena *scratch,
                         struct identity *out)
{
    memset(out, 0, sizeof *out);
    struct span kind = image_text(image, node, FIELD_TRAVELLER_KIND);
    struct span unique = image_text(image, node, FIELD_TRAVELLER_UNIQUE);
    out->infant = span_is(kind, "infant");
    out->crew = span_is(kind, "crew") || span_is(kind, "transit-crew");
    add_name(out, image_text(image, node, FIELD_TRAVELLER_SURNAME),
             image_text(image, node, FIELD_TRAVELLER_GIVEN), scratch);
    add_birth(out, image_text(image, node, FIELD_TRAVELLER_BIRTH));
    add_birth(out, image_text(image, node, FIELD_TRAVELLER_BIRTH_OTHER));
    add_documents(image, node, scratch, out);
    add_locator(out, image_text(image, node, FIELD_TRAVELLER_LOCATOR));
    add_tags(out, image, node);
    add_seats(out, image, node);
    if (image->nodes[node].kind == KIND_API && unique.size)
        out->reference = hash_bytes(unique) | 1;
    uint32_t parent = image->nodes[node].parent;
    if (parent != IMAGE_NONE && image->nodes[parent].type == NODE_BOOKING)
        identity_add_booking(out, image, parent,
                             image_text(image, node, FIELD_TRAVELLER_REFERENCE));
}

void identity_without_names(const struct image *image, uint32_t node, struct identity *out)
{
    identity_from_image(image, node, NULL, out);
}

void identity_add(struct identity *into, const struct identity *more)
{
    for (uint8_t i = 0; i < more->document_count; i++)
        add_hash(into->documents, &into->document_count, IDENTITY_DOCUMENTS, more->documents[i]);
    for (uint8_t i = 0; i < more->locator_count; i++)
        add_hash(into->locators, &into->locator_count, IDENTITY_LOCATORS, more->locators[i]);
    for (uint8_t i = 0; i < more->tag_count; i++)
        add_hash(into->tags, &into->tag_count, IDENTITY_TAGS, more->tags[i]);
    for (uint8_t i = 0; i < more->seat_count; i++)
        add_seat(into, more->seats[i]);
    for (uint8_t i = 0; i < more->birth_count && into->birth_count < IDENTITY_BIRTHS; i++)
        if (into->birth_count == 0 || into->births[0] != more->births[i])
            into->births[into->birth_count++] = more->births[i];
    for (uint8_t i = 0; i < more->name_count && into->name_count < IDENTITY_NAMES; i++)
        into->names[into->name_count++] = more->names[i];
    into->infant |= more->infant;
    into->crew |= more->crew;
}

static bool share(const uint64_t *a, uint8_t a_count, const uint64_t *b, uint8_t b_count)
{
    for (uint8_t i = 0; i < a_count; i++)
        for (uint8_t j = 0; j < b_count; j++)
            if (a[i] == b[j])
                return true;
    return false;
}

bool identity_same_document(const struct identity *a, const struct identity *b)
{
    return share(a->documents, a->document_count, b->documents, b->document_count);
}

bool identity_same_tag(const struct identity *a, const struct identity *b)
{
    return share(a->tags, a->tag_count, b->tags, b->tag_count);
}

bool identity_same_seat(const struct identity *a, const struct identity *b)
{
    for (uint8_t i = 0; i < a->seat_count; i++)
        for (uint8_t j = 0; j < b->seat_count; j++)
            if (a->seats[i].number == b->seats[j].number &&
                (a->seats[i].board == b->seats[j].board || !a->seats[i].board ||
                 !b->seats[j].board))
                return true;
    return false;
}

bool identity_same_locator(const struct identity *a, const struct identity *b)
{
    return share(a->locators, a->locator_count, b->locators, b->locator_count);
}

bool identity_other_document(const struct identity *a, const struct identity *b)
{
    return a->document_count && b->document_count && !identity_same_document(a, b);
}

bool identity_same_birth(const struct identity *a, const struct identity *b)
{
    for (uint8_t i = 0; i < a->birth_count; i++)
        for (uint8_t j = 0; j < b->birth_count; j++)
            if (a->births[i] == b->births[j])
                return true;
    return false;
}

bool identity_contradicts(const struct identity *a, const struct identity *b)
{
    if (a->birth_count && b->birth_count)
        return !identity_same_birth(a, b);
    return a->infant != b->infant;
}

bool identity_born_apart(const struct identity *a, const struct identity *b, int days)
{
    for (uint8_t i = 0; i < a->birth_count; i++)
        for (uint8_t j = 0; j < b->birth_count; j++)
            if (abs(a->births[i] - b->births[j]) < days)
                return false;
    return a->birth_count && b->birth_count;
}

bool identity_generation_apart(const struct identity *a, const struct identity *b)
{
    enum { GENERATION = 12 * 365 };
    if (!a->birth_count || !b->birth_count)
        return a->infant != b->infant;
    return identity_born_apart(a, b, GENERATION);
}

bool identity_other_locator(const struct identity *a, const struct identity *b)
{
    return a->locator_count && b->locator_count && !identity_same_locator(a, b);
}

/* Letters without the blanks: DE LA CRUZ = DELACRUZ. */
static size_t joined(const char *text, char *out)
{
    size_t used = 0;
    for (; *text; text++)
        if (*text != ' ')
            out[used++] = *text;
    out[used] = '\0';
    return used;
}

static bool has_token(const char *text, const char *token, size_t size)
{
    while (*text) {
        size_t here = strcspn(text, " ");
        if (here == size && memcmp(text, token, size) == 0)
            return true;
        text += here + (text[here] == ' ');
    }
    return false;
}

/* Every token of `part` stands in `whole`. */
static bool tokens_within(const char *part, const char *whole)
{
    while (*part) {
        size_t here = strcspn(part, " ");
        if (!has_token(whole, part, here))
            return false;
        part += here + (part[here] == ' ');
    }
    return true;
}

static bool is_prefix(const char *a, size_t a_size, const char *b, size_t b_size, size_t least)
{
    size_t n = a_size < b_size ? a_size : b_size;
    return n >= least && memcmp(a, b, n) == 0;
}

static bool surnames_agree(const char *a, const char *b)
{
    char one[IDENTITY_SURNAME], other[IDENTITY_SURNAME];
    size_t n = joined(a, one), m = joined(b, other);
    enum { CUT = 8 }; /* shorter common beginnings are other names, not cut ones */
    if (n == 0 || m == 0)
        return false;
    return strcmp(one, other) == 0 || tokens_within(a, b) || tokens_within(b, a) ||
           is_prefix(one, n, other, m, CUT);
}

/* Given names: one may be missing, cut, an initial, carry a glued title, or name fewer. */
static bool givens_agree(const char *a, const char *b)
{
    char one[IDENTITY_GIVEN], other[IDENTITY_GIVEN];
    size_t n = joined(a, one), m = joined(b, other);
    if (n == 0 || m == 0)
        return true;
    return is_prefix(one, n, other, m, 1) || tokens_within(a, b) || tokens_within(b, a);
}

static bool name_agrees(const struct identity_name *a, const struct identity_name *b)
{
    if (surnames_agree(a->surname, b->surname))
        return givens_agree(a->given, b->given);
    /* One side may write the whole name as a surname (single names, free names in NAD). */
    bool single = !a->given[0] || !b->given[0];
    const struct identity_name *whole = a->given[0] ? b : a, *split = a->given[0] ? a : b;
    return single && split->given[0] && tokens_within(split->surname, whole->surname) &&
           tokens_within(split->given, whole->surname) && whole->surname[0];
}

static bool name_equals(const struct identity_name *a, const struct identity_name *b)
{
    return a->surname[0] && strcmp(a->surname, b->surname) == 0 && strcmp(a->given, b->given) == 0;
}

static bool any_pair(const struct identity *a, const struct identity *b,
                     bool (*test)(const struct identity_name *, const struct identity_name *))
{
    for (uint8_t i = 0; i < a->name_count; i++)
        for (uint8_t j = 0; j < b->name_count; j++)
            if (test(&a->names[i], &b->names[j]))
                return true;
    return false;
}

bool identity_names_agree(const struct identity *a, const struct identity *b)
{
    return any_pair(a, b, name_agrees);
}

uint64_t identity_name_hash(const struct identity_name *name)
{
    const char *parts[] = {name->surname, name->given};
    uint64_t sum = 0;
    for (int p = 0; p < 2; p++)
        for (const char *at = parts[p]; *at;) {
            size_t size = strcspn(at, " ");
            sum += hash_bytes((struct span){at, size}); /* order of the names does not matter */
            at += size + (at[size] == ' ');
        }
    return sum ? sum | 1 : 0;
}

bool identity_name_is_full(const struct identity_name *name)
{
    return (name->surname[0] && name->given[0]) || strchr(name->surname, ' ') ||
           strchr(name->given, ' ');
}

bool identity_names_equal(const struct identity *a, const struct identity *b)
{
    return any_pair(a, b, name_equals);
}
