/* Who in a household has whose name; for naming.c. */
#ifndef WORLD_LINEAGE_H
#define WORLD_LINEAGE_H

#include "world/people.h"

/* A name from a list, in one of its Latin spellings. */
struct world_pick {
    const struct world_name *name;
    unsigned spelling;
};

/* Whose surnames there are: of the husband, the wife, the head's mother, the wife's mother, a grandmother. */
enum world_line_kind {
    LINE_HUSBAND,
    LINE_WIFE,
    LINE_MOTHER,
    LINE_WIFES_MOTHER,
    LINE_GRANDMOTHER,
    WORLD_LINES
};
/* What all of a family do: wives take the husband's surname, there is a clan's name, the patronymic is the
 * surname. */
struct world_lineage {
    bool takes, clan, son;
};
struct world_lineage world_lineage_of(const struct world_family *family);

struct world_pick world_pick_of(struct chance *chance, const struct world_family *family,
                                enum world_list_kind kind);
struct world_pick world_line(const struct world_family *family, unsigned line);
/* Whose surname a member has; `*second`: whose is the other, where there are two. */
unsigned world_line_of(const struct world_family *family, const struct world_lineage *lineage,
                       unsigned member, unsigned *second);
/* The given names of a member and of the member's father. */
struct world_pick world_own_name(const struct world_family *family, unsigned member);
struct world_pick world_father_of(const struct world_family *family, unsigned member);

#endif
