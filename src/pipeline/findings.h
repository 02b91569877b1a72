/* Everything that was ever said of a person against a set of lists. */
#ifndef PIPELINE_FINDINGS_H
#define PIPELINE_FINDINGS_H

#include "pipeline/contents.h"

/* For each entry the best that any of the contents gives; the first of equals. */
struct finding {
    struct watch_hit hit;
    const struct said *content;
};
struct finding_list {
    struct arena *arena;
    struct finding *items;
    size_t count, room;
    const struct said *cut; /* a content of which not all names were compared; NULL: all were */
};

/* The same by comparing all names, one after the other. */
struct beside;
void findings_slowly(const struct watch *watch, const struct content_list *contents,
                     struct beside *beside, struct arena *arena, struct finding_list *out);
/* In `arena`; borrows the contents and the set. */
void findings_of(const struct watch *watch, struct watch_worker *worker,
                 const struct content_list *contents, struct arena *arena,
                 struct finding_list *out);

#endif
