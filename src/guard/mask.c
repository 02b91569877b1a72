#include "guard/mask.h"

#include <string.h>

enum { LAST_SHOWN = 4, LEAST_ACCOUNT = 9, LEAST_CARD = 14, MOST_CARD = 19 };

struct field_mask field_mask_of(unsigned classes, bool protect)
{
    struct field_mask mask = {.classes = classes, .protect = protect};
    for (unsigned field = 0; field < FIELDS; field++)
        if (classes >> field_info((enum field)field)->class & 1)
            mask.bits[field / 64] |= UINT64_C(1) << (field % 64);
    return mask;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_sign(char c)
{
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (unsigned char)c >= 0x80;
}

static size_t count_signs(const char *at, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += is_sign(at[i]);
    return count;
}

/* The last four are shown only when they are digits and far from the whole. */
static size_t shown_of(const char *at, size_t size)
{
    size_t count = count_signs(at, size), last = 0;
    for (size_t i = size; i-- > 0 && last < LAST_SHOWN;) {
        if (is_sign(at[i]) && !is_digit(at[i]))
            return 0;
        last += is_digit(at[i]);
    }
    return count >= LEAST_ACCOUNT && last == LAST_SHOWN ? LAST_SHOWN : 0;
}

void guard_redact_account_bytes(char *at, size_t size)
{
    size_t hide = count_signs(at, size) - shown_of(at, size);
    for (size_t i = 0; i < size && hide; i++)
        if (is_sign(at[i])) {
            at[i] = '*';
            hide--;
        }
}

struct span guard_redact_account(struct span account, struct arena *arena)
{
    char last[LAST_SHOWN];
    size_t shown = shown_of(account.at, account.size), left = shown;
    for (size_t i = account.size; left && i-- > 0;)
        if (is_digit(account.at[i]))
            last[--left] = account.at[i];
    return span_of(arena_format(arena, "****%s%.*s", shown ? " " : "", (int)shown, last));
}

/* ---- card numbers in free text ---- */

/* The check digit of ISO/IEC 7812-1: each second digit from the right doubled. */
static bool checks(const char *digits, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        int digit = digits[count - 1 - i] - '0';
        sum += i % 2 == 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
    }
    return sum % 10 == 0;
}

/* The longest card number that begins at `at`, where a group of digits begins, and ends where a group
 * ends; groups stand one blank or hyphen apart. Its size, 0 when there is none. */
static size_t card_at(const char *at, size_t size)
{
    char digits[MOST_CARD];
    size_t count = 0, found = 0;
    for (size_t i = 0; i < size; i++) {
        bool more = i + 1 < size && is_digit(at[i + 1]);
        if (!is_digit(at[i])) {
            if ((at[i] != ' ' && at[i] != '-') || !more)
                break;
            continue;
        }
        if (count == MOST_CARD)
            break;
        digits[count++] = at[i];
        if (!more && count >= LEAST_CARD && checks(digits, count))
            found = i + 1;
    }
    return count && digits[0] >= '2' && digits[0] <= '6' ? found : 0;
}

size_t guard_redact_cards(char *at, size_t size)
{
    size_t found = 0;
    for (size_t i = 0; i < size; i++) {
        if (!is_digit(at[i]) || (i && is_digit(at[i - 1])))
            continue;
        size_t card = card_at(at + i, size - i);
        if (card) {
            guard_redact_account_bytes(at + i, card);
            found++;
            i += card - 1;
        }
    }
    return found;
}
