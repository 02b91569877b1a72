/* Document numbers of messages that were copied out of a zone. */
#include "mrz/internal.h"

enum { FIELD_SIZE = 9 };

static bool is_of_zone(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!is_digit(text.at[i]) && !is_letter(text.at[i]) && text.at[i] != FILLER)
            return false;
    return text.size > 0;
}

static struct span without_fillers(struct span text)
{
    while (text.size && text.at[text.size - 1] == FILLER)
        text.size--;
    return text;
}

struct mrz_number mrz_judge_number(struct span text)
{
    struct span nine = span_part(text, 0, FIELD_SIZE), bare = without_fillers(nine);
    bool filled = text.size && memchr(text.at, FILLER, text.size);
    bool checked = text.size == FIELD_SIZE + 1 && is_of_zone(text) && bare.size &&
                   text.at[FIELD_SIZE] == mrz_check_digit(nine);
    if (checked && bare.size < FIELD_SIZE)
        return (struct mrz_number){MRZ_NUMBER_CHECKED, bare};
    if (checked && !filled)
        return (struct mrz_number){MRZ_NUMBER_MAY_CHECKED, nine};
    bare = without_fillers(text);
    if (bare.size < text.size && bare.size)
        return (struct mrz_number){MRZ_NUMBER_FILLED, bare};
    return (struct mrz_number){MRZ_NUMBER_PLAIN, text};
}
