/* Another romanisation of a person's name; for spelling.c. */
#ifndef WORLD_RESPELL_H
#define WORLD_RESPELL_H

#include "world/people.h"

/* False, with the same name, when no letter of it can be written otherwise. */
bool world_respell(const struct world_person *person, struct chance *chance,
                   struct world_pen *surname, struct world_pen *given);

/* The country whose document it is: an index. */
size_t world_state_of(const struct world_person *person);

#endif
