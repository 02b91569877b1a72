/* Which fields somebody may see: a bit for each of fields.def. All zero shows nothing. The one gate
 * fills it; whoever writes values for people asks it before each of them. */
#ifndef MODEL_MASK_H
#define MODEL_MASK_H

#include "model/image.h"

struct field_mask {
    uint64_t bits[(FIELDS + 63) / 64];
};

static inline bool field_mask_shows(const struct field_mask *mask, enum field field)
{
    return (mask->bits[field / 64] >> (field % 64)) & 1;
}

static inline void field_mask_show(struct field_mask *mask, enum field field)
{
    mask->bits[field / 64] |= UINT64_C(1) << (field % 64);
}

static inline void field_mask_show_class(struct field_mask *mask, enum field_class class)
{
    for (int field = 0; field < FIELDS; field++)
        if (field_info((enum field)field)->class == class)
            field_mask_show(mask, (enum field)field);
}

#endif
