/* Another romanisation of a person's name, and where it falls apart; for spelling.c. */
#ifndef WORLD_RESPELL_H
#define WORLD_RESPELL_H

#include "world/people.h"

/* False, with the same name, when no letter of it can be written otherwise. */
bool world_respell(const struct world_person *person, struct chance *chance,
                   struct world_pen *surname, struct world_pen *given);

/* The country whose document it is: an index. */
size_t world_state_of(const struct world_person *person);

/* Where a word falls apart, 0 when it does not; and a given name of two Han characters, behind the first
 * one's spelling. */
size_t world_seam(const struct world_person *person, struct span word);
size_t world_han_seam(const struct world_person *person, struct span given);

#endif
