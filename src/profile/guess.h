/* What a column of an unknown table may be: by its title, and by the looks of its cells. */
#ifndef PROFILE_GUESS_H
#define PROFILE_GUESS_H

#include "profile/profile.h"

/* Counts over the cells of one column that have something. */
struct guess_shape {
    uint32_t cells;
    uint32_t dates, past, future; /* years up to 2020, and after it */
    uint32_t first_above, second_above,
        year_first; /* of dates in numbers: what tells their order */
    uint32_t states, sexes, papers, names, kinds, emails, phones, seats, flights, ports;
    uint32_t slashes, commas, blanks; /* within names: what parts them */
};
void guess_look(struct guess_shape *shape, struct span text, struct arena *scratch);

/* Whether half of the cells at least look as the field's do. True for fields without looks. */
bool guess_fits(const struct guess_shape *shape, enum field field);
/* The field that the cells alone make likely; FIELDS: none. */
enum field guess_by_looks(const struct guess_shape *shape);
enum profile_order guess_order(const struct guess_shape *shape, bool *told);

/* Titles as they are compared, made once for a table. */
struct guess_titles {
    struct span *keys;
    size_t count;
};
struct guess_titles guess_titles(struct arena *arena);
/* The field of a title; FIELDS: none. `*exact`: the title is one of the words, else it holds one.
 * `*full`: it is a whole name in one column (the field is then the surname). */
enum field guess_by_title(const struct guess_titles *titles, struct span key, bool *exact,
                          bool *full);
/* Whether the title is that of middle names or patronymics: they are given names, too. */
bool guess_is_second_name(struct span key);

#endif
