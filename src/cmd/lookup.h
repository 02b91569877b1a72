/* How it stands with the service that is asked outside, for people. */
#ifndef CMD_LOOKUP_H
#define CMD_LOOKUP_H

#include "cmd/command.h"
#include "lookup/lookup.h"

/* STATUS_MISSING: none is set, or it was never asked. */
enum status lookup_read(const struct system *system, struct arena *arena, struct lookup_state *out);
void lookup_print(const struct lookup_state *state, struct buffer *out);
void lookup_put(struct json *json, const struct lookup_state *state);

#endif
