/* Some entries of a list as a list of its own. */
#include "watch/internal.h"

void watch_list_part(const struct watch_list *list, const bool *keep, struct arena *arena,
                     struct watch_list *out)
{
    struct watch_import report = {0};
    struct draft draft = {
        .arena = arena, .report = &report, .before = list, .delta = true, .keep = keep};
    draft_finish(&draft, out);
}
