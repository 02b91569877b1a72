/* Showing what is remembered of false alarms, within view/. */
#ifndef VIEW_REMEMBER_H
#define VIEW_REMEMBER_H

#include "view/person.h"

/* STATUS_MISSING: it is not there, or nothing is remembered at all. */
enum status remember_find(struct view *view, int64_t id, struct arena *arena,
                          struct desk_memory *out);
/* The sentence for the officer. */
const char *remember_words(const struct desk_memory *memory, struct arena *arena);
/* Schema Known of one, as an item. */
void remember_item(struct json *json, const struct desk_memory *memory, struct arena *arena);
/* The member "known": the same of what keeps a hit quiet, or null. */
void remember_write(struct json *json, const struct person_hit *hit, struct arena *arena);

#endif
