/* Private to lookup/: the adapters by name, and JSON that others wrote. */
#ifndef LOOKUP_INTERNAL_H
#define LOOKUP_INTERNAL_H

#include <jansson.h>

#include "lookup/lookup.h"

extern const struct lookup_adapter lookup_adapter_portolan;

/* Of libcurl's code and words. */
enum lookup_result lookup_result_of_failure(int code, const char *words);
/* Of an answer of HTTP that is not 200. */
enum lookup_result lookup_result_of_status(long code);

/* Whether it is UTF-8 of at most so many bytes without anything that steers a screen or ends a line. */
bool lookup_is_line(struct span text, size_t most);
/* With blanks in the place of what is not so; in the arena. */
struct span lookup_harmless(struct span text, struct arena *arena);
/* Cut between characters to at most so many bytes, `mark` at its end among them; as it is when it is no longer. */
struct span lookup_shorten(struct span text, size_t most, const char *mark, struct arena *arena);

/* A member's text, in the arena; empty when it is none. */
struct span lookup_member(const json_t *object, const char *name, struct arena *arena);

#endif
