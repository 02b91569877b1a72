#include "watch/contact.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/hash.h"

enum {
    PHONE_LEAST = 9,  /* digits that two phones have in common; fewer are many people's */
    PHONE_WHOLE = 11, /* from so many digits on a country is among them */
    PHONE_MOST = 15,  /* E.164 */
    COUNTRY_MOST = 3, /* digits of a country */
    EMAIL_MOST = 254, /* RFC 5321 */
    CARD_LEAST = 12,  /* ISO/IEC 7812-1 */
    CARD_MOST = 19,
    CARD_SHOWN = 4, /* of its hash; more would lead to the number of who knows the bank */
    ADDRESS_WORDS = 32
};

#define HASH_MARK "sha256:"
enum { HASH_MARK_SIZE = sizeof HASH_MARK - 1, HASH_TEXT = 2 * crypto_hash_sha256_BYTES };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static struct span nothing(void)
{
    return (struct span){"", 0};
}

/* ---- phones ---- */

struct phone {
    char digits[PHONE_MOST + 2]; /* one too many is noticed */
    size_t count;
    bool international;
};

/* "+44 (0)20 ..": the nought is not dialled behind a country. */
static bool is_nought_in_brackets(struct span text, size_t at)
{
    return span_starts(span_part(text, at, text.size), "(0)");
}

static bool parts_numbers(char c)
{
    return c == '/' || c == ',';
}

static size_t count_digits(struct span text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += is_digit(text.at[i]);
    return count;
}

/* What `/` or `,` parts are two phones where the first is one and all of it is too long for one: else it stands within
 * a number, as in 030/1234567. */
static struct span cut_phone(struct span text, struct span *rest)
{
    size_t digits = 0, all = count_digits(text);
    for (size_t i = 0; i < text.size; i++) {
        digits += is_digit(text.at[i]);
        if (parts_numbers(text.at[i]) && digits >= PHONE_LEAST && all > PHONE_MOST) {
            *rest = span_part(text, i + 1, text.size);
            return span_part(text, 0, i);
        }
    }
    *rest = nothing();
    return text;
}

/* The first run of digits that is long enough; what is written between them is left out. */
static void read_phone(struct span text, struct phone *out)
{
    *out = (struct phone){.count = 0};
    for (size_t i = 0; i < text.size && out->count <= PHONE_MOST; i++) {
        if (is_digit(text.at[i])) {
            out->digits[out->count++] = text.at[i];
        } else if (out->count && is_nought_in_brackets(text, i)) {
            i += 2;
        } else if (text.at[i] == '+' || is_letter(text.at[i])) {
            if (out->count >= PHONE_LEAST)
                return; /* an extension, or another phone */
            *out = (struct phone){.international = text.at[i] == '+'};
        }
    }
}

static void drop_first(struct phone *phone, size_t count)
{
    phone->count -= count;
    memmove(phone->digits, phone->digits + count, phone->count);
}

static struct span normal_phone(struct span text, struct arena *arena)
{
    struct phone phone;
    struct span rest;
    read_phone(cut_phone(text, &rest), &phone);
    if (!phone.international && phone.count > 2 && memcmp(phone.digits, "00", 2) == 0) {
        phone.international = true;
        drop_first(&phone, 2);
    }
    while (!phone.international && phone.count && phone.digits[0] == '0')
        drop_first(&phone, 1);
    if (phone.count < PHONE_LEAST || phone.count > PHONE_MOST || phone.digits[0] == '0')
        return nothing();
    return span_of(arena_format(arena, "%s%.*s", phone.international ? "+" : "", (int)phone.count,
                                phone.digits));
}

static bool is_international(struct span phone)
{
    return phone.size && *phone.at == '+';
}

static struct span digits_of(struct span phone)
{
    return is_international(phone) ? span_part(phone, 1, phone.size) : phone;
}

static struct span end_of(struct span text, size_t size)
{
    return span_part(text, text.size - size, size);
}

/* 8 916 123 45 67 is what Russia and Kazakhstan dial at home; their numbers begin with none but these. Where it is no
 * such number, 84 and 87 are other countries, so it is one without its country. */
static bool is_from_home(struct span national, struct span other)
{
    struct span digits = digits_of(other);
    return !is_international(national) && national.size == PHONE_WHOLE && *national.at == '8' &&
           memchr("34789", national.at[1], 5) && digits.size == PHONE_WHOLE && *digits.at == '7' &&
           span_equal(end_of(national, PHONE_WHOLE - 1), end_of(digits, PHONE_WHOLE - 1));
}

/* Who gives a country gives all of it: so the shorter one must be without. */
static enum contact_agreement phones_agree(struct span a, struct span b)
{
    struct span x = digits_of(a), y = digits_of(b);
    if (x.size > y.size)
        return phones_agree(b, a);
    bool country = is_international(a) || is_international(b) || x.size >= PHONE_WHOLE;
    if (span_equal(x, y))
        return country ? CONTACT_SAME : CONTACT_NATIONAL;
    if (is_from_home(a, b) || is_from_home(b, a))
        return CONTACT_NATIONAL;
    return !is_international(a) && y.size - x.size <= COUNTRY_MOST &&
                   span_equal(x, end_of(y, x.size))
               ? CONTACT_NATIONAL
               : CONTACT_DIFFERS;
}

/* ---- e-mail ---- */

static struct span normal_email(struct span text, struct arena *arena)
{
    text = span_trim(text);
    struct span domain, local = span_cut(text, '@', &domain);
    if (!local.size || !domain.size || text.size > EMAIL_MOST ||
        !memchr(domain.at, '.', domain.size) || memchr(domain.at, '@', domain.size))
        return nothing();
    char *out = arena_alloc(arena, text.size + 1);
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if ((unsigned char)c <= ' ')
            return nothing();
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    return (struct span){out, text.size};
}

/* ---- cards ---- */

/* ISO/IEC 7812-1, annex B. */
static bool has_check_digit(const char *digits, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        int digit = digits[count - 1 - i] - '0';
        if (i % 2)
            digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
        sum += digit;
    }
    return sum % 10 == 0;
}

/* A hash of a number, in hexadecimal digits. */
static struct span hash_in(struct span text, struct arena *arena)
{
    if (span_starts(text, HASH_MARK))
        text = span_part(text, HASH_MARK_SIZE, text.size);
    if (text.size != HASH_TEXT) /* a number, of which no copy is made */
        return nothing();
    char *out = arena_alloc(arena, text.size + 1);
    for (size_t i = 0; i < text.size; i++) {
        out[i] = text.at[i] >= 'A' && text.at[i] <= 'F' ? (char)(text.at[i] | 0x20) : text.at[i];
        if (!is_digit(out[i]) && (out[i] < 'a' || out[i] > 'f'))
            return nothing();
    }
    return (struct span){out, text.size};
}

static struct span hash_of(const char *digits, size_t count, struct arena *arena)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char *out = arena_alloc(arena, HASH_TEXT + 1);
    crypto_hash_sha256(hash, (const unsigned char *)digits, count);
    sodium_bin2hex(out, HASH_TEXT + 1, hash, sizeof hash);
    return (struct span){out, HASH_TEXT};
}

/* Messages have the company's two letters before it at times, and mostly stars in the middle of it: these are none. */
static struct span normal_card(struct span text, struct arena *arena)
{
    char digits[CARD_MOST + 1];
    size_t count = 0;
    text = span_trim(text);
    struct span hash = hash_in(text, arena);
    bool wrong = false;
    for (size_t i = 0; i < text.size && !hash.size && !wrong; i++) {
        if (is_digit(text.at[i]) && count <= CARD_MOST - 1)
            digits[count++] = text.at[i];
        else
            wrong = text.at[i] != ' ' && text.at[i] != '-' && !(i < 2 && is_letter(text.at[i]));
    }
    if (!hash.size && !wrong && count >= CARD_LEAST && has_check_digit(digits, count))
        hash = hash_of(digits, count, arena);
    sodium_memzero(digits, sizeof digits);
    return hash.size ? span_of(arena_format(arena, HASH_MARK "%.*s", (int)hash.size, hash.at))
                     : nothing();
}

/* ---- addresses ---- */

struct address {
    struct span words[ADDRESS_WORDS];
    size_t count, numbers;
    struct arena *arena;
};

/* How streets are called, which each writes in his own way. */
static bool is_street(struct span word)
{
    static const char *const words[] = {"ST",   "STR",    "STREET", "STRASSE", "ROAD",  "RD",
                                        "AVE",  "AVENUE", "UL",     "ULITSA",  "KOCHA", "KOCHASI",
                                        "LANE", "BLVD",   "NO",     "HOUSE",   "APT",   "FLAT"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_is(word, words[i]))
            return true;
    return false;
}

static void add_word(struct address *address, struct span word)
{
    for (size_t i = 0; i < address->count; i++)
        if (span_equal(address->words[i], word))
            return;
    if (word.size && !is_street(word) && address->count < ADDRESS_WORDS) {
        address->words[address->count++] = word;
        address->numbers += is_digit(*word.at);
    }
}

static void add_letters(struct address *address, struct span word)
{
    struct names names;
    names_tokens(word, address->arena, &names);
    for (size_t i = 0; i < names.count; i++)
        add_word(address, names.tokens[i].text);
}

static bool has_digit(struct span word)
{
    for (size_t i = 0; i < word.size; i++)
        if (is_digit(word.at[i]))
            return true;
    return false;
}

/* A part between commas: a state, or words. */
static void add_part(struct address *address, struct span part)
{
    char state[4];
    if (!has_digit(part) && watch_state_code(part, state)) {
        add_word(address, arena_copy(address->arena, span_of(state)));
        return;
    }
    while (part.size) {
        struct span rest, word = span_trim(span_cut(part, ' ', &rest));
        if (has_digit(word))
            add_word(address, watch_number(word, address->arena));
        else
            add_letters(address, word);
        part = rest;
    }
}

static int in_order(const void *a, const void *b)
{
    return span_compare(*(const struct span *)a, *(const struct span *)b);
}

/* A house, a street and a place at least. */
static struct span normal_address(struct span text, struct arena *arena)
{
    struct address address = {.arena = arena};
    struct buffer out = {0};
    while (text.size) {
        struct span rest, part = span_cut(text, ',', &rest);
        add_part(&address, span_trim(part));
        text = rest;
    }
    if (!address.numbers || address.count < address.numbers + 2)
        return nothing();
    qsort(address.words, address.count, sizeof *address.words, in_order);
    for (size_t i = 0; i < address.count; i++) {
        if (i)
            buffer_char(&out, ' ');
        buffer_append(&out, address.words[i].at, address.words[i].size);
    }
    struct span copy = arena_copy(arena, buffer_span(&out));
    buffer_free(&out);
    return copy;
}

/* ---- all ---- */

static const struct {
    struct contact_info info;
    struct span (*normal)(struct span text, struct arena *arena);
} kinds[WATCH_CONTACT_KINDS] = {
#define CONTACT(name, word, how, weight, normal, fault)                                            \
    [WATCH_CONTACT_##name] = {{word, how, weight, fault}, normal},
#include "watch/contacts.def"
#undef CONTACT
};

const struct contact_info *contact_info(enum watch_contact_kind kind)
{
    return &kinds[kind].info;
}

struct span contact_normal(enum watch_contact_kind kind, struct span text, struct arena *arena)
{
    enum { TEXT_MOST = 1000 }; /* of which nobody honest needs more */
    return text.size <= TEXT_MOST ? kinds[kind].normal(text, arena) : nothing();
}

struct span contact_part(enum watch_contact_kind kind, struct span *rest)
{
    struct span all = *rest;
    *rest = nothing();
    if (kind == WATCH_CONTACT_PHONE)
        return cut_phone(all, rest);
    return kind == WATCH_CONTACT_EMAIL ? span_cut(all, ',', rest) : all;
}

uint64_t contact_hash(enum watch_contact_kind kind, struct span normal)
{
    if (kind == WATCH_CONTACT_PHONE)
        normal = end_of(normal, PHONE_LEAST);
    return hash_mix(kind, hash_bytes(normal));
}

enum contact_agreement contacts_agree(enum watch_contact_kind kind, struct span a, struct span b)
{
    if (!a.size || !b.size)
        return CONTACT_DIFFERS;
    if (kind == WATCH_CONTACT_PHONE)
        return phones_agree(a, b);
    return span_equal(a, b) ? CONTACT_SAME : CONTACT_DIFFERS;
}

struct span contact_shown(enum watch_contact_kind kind, struct span normal, struct arena *arena)
{
    if (kind != WATCH_CONTACT_CARD)
        return normal;
    return span_of(arena_format(arena, "%.*s..", HASH_MARK_SIZE + CARD_SHOWN, normal.at));
}
