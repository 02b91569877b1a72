/* Which fields somebody may see: a bit for each of fields.def. All zero shows nothing. The one gate
 * fills it; whoever writes values for people asks it before each of them. Plain data: copy it, pass
 * it, share it. */
#ifndef MODEL_MASK_H
#define MODEL_MASK_H

#include <stdbool.h>
#include <stdint.h>

#include "model/image.h"

enum { FIELD_MASK_WORDS = (FIELDS + 63) / 64 };

struct field_mask {
    uint64_t bits[FIELD_MASK_WORDS];
    unsigned classes; /* 1 << enum field_class */
    bool protect;     /* alerts of minors may be shown, too */
};

static inline bool field_mask_shows(const struct field_mask *mask, enum field field)
{
    return mask->bits[field / 64] >> (field % 64) & 1;
}

/* For what is of a class but stands in no field: a note is FREE, a listed name IDENTITY. */
static inline bool field_mask_shows_class(const struct field_mask *mask, enum field_class class)
{
    return mask->classes >> class & 1;
}

static inline void field_mask_show(struct field_mask *mask, enum field field)
{
    mask->bits[field / 64] |= UINT64_C(1) << (field % 64);
}

static inline void field_mask_show_class(struct field_mask *mask, enum field_class class)
{
    mask->classes |= 1u << class;
    for (int field = 0; field < FIELDS; field++)
        if (field_info((enum field)field)->class == class)
            field_mask_show(mask, (enum field)field);
}

#endif
