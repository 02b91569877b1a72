/* What became of a flight as a whole, and what is not there of messages in several parts. */
#ifndef VIEW_COURSE_H
#define VIEW_COURSE_H

#include "view/internal.h"

/* "scheduled", "closed" or "cancelled". */
enum status course_state(struct view *view, int64_t flight, const char **out);
/* The member `events`. */
enum status course_write_events(struct view *view, int64_t flight, struct json *json);

/* From when on parts of a message are missing; INT64_MAX: none is waited for. */
enum status course_parts_due(struct view *view, int64_t flight, int64_t *due);
/* The member `sets`: messages that came in several parts. */
enum status course_write_sets(struct view *view, int64_t flight, int64_t now, struct json *json);

#endif
