/* Which documents of a traveller a service outside is asked about (lookup/lookup.h), and whether it was. */
#ifndef VIEW_OUTSIDE_H
#define VIEW_OUTSIDE_H

#include "lookup/lookup.h"
#include "view/person.h"

/* Each document of a card, by both sources, as a question without id and purpose; texts live in the arena. False when
 * `each` said no, which ends it. */
typedef bool outside_each(void *context, const struct lookup_question *question);
bool outside_documents(const struct store_traveller *card, struct arena *arena, outside_each *each,
                       void *context);

/* The service that is set and has not answered yet about a document of the person, while the flight is open; NULL:
 * there is none. */
const char *outside_unchecked(struct view *view, const struct person_view *person, int64_t now);

#endif
