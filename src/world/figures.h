/* What a world looks like as a whole: shares in thousandths, each between bounds (bounds.def). */
#ifndef WORLD_FIGURES_H
#define WORLD_FIGURES_H

#include "world/traffic.h"

struct world_figures {
    uint64_t parts[WORLD_BOUNDS], wholes[WORLD_BOUNDS];
    /* Who began a journey, of one person in 64: ids, in no order. */
    world_person_id *seen;
    size_t count, room;
    uint64_t planted[WORLD_SIGNS], innocent[WORLD_SIGNS]; /* who has each sign */
};

/* Zero-initialise, add each flight once, finish, ask, free. */
void world_figures_add(struct world_figures *figures, const struct world_load *load);
void world_figures_finish(struct world_figures *figures);
void world_figures_free(struct world_figures *figures);

/* Thousandths; UINT32_MAX when there was nothing of which it could be a share. */
uint32_t world_figures_share(const struct world_figures *figures, enum world_bound bound);

#endif
