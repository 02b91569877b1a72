/* What a hit says, read out of its evidence (pipeline/screening.c writes it). */
#ifndef VIEW_EVIDENCE_H
#define VIEW_EVIDENCE_H

#include "view/view.h"

struct evidence_value {
    enum field field; /* FIELDS: none that is known, shown to nobody */
    struct span name; /* "document.number" */
    struct span text;
    int64_t begin, size;
};
struct evidence_part {
    struct span weight;
    int64_t points;
};
struct evidence {
    struct span list, reference;
    struct evidence_value *values;
    size_t value_count;
    struct evidence_part *parts;
    size_t part_count;
};

/* Everything lives in the arena; what is not there is empty. */
void evidence_read(const struct store_hit *hit, struct arena *arena, struct evidence *out);

/* As the answers have it: "document", "name", .. (watch/hows.def). */
const char *evidence_how(int how);
/* Which entry it is tells who the person may be: only for those who see names. */
bool evidence_names_entry(const struct view_sight *sight);
/* A short English sentence without identity, in the arena. */
const char *evidence_words(const struct store_hit *hit, const struct evidence *evidence,
                           const struct view_sight *sight, struct arena *arena);

#endif
