/* Private to world/: the YAML of profiles. */
#ifndef WORLD_READING_H
#define WORLD_READING_H

#include "world/profile.h"

/* Fills `profile`, whose rates have their fallbacks. STATUS_INPUT with the first fault. */
enum status world_reading_profile(struct span text, const char *name,
                                  struct world_profile *profile);
/* A file of --params: `rate: number` alone. */
enum status world_reading_rates(struct span text, const char *name, struct world_profile *profile);

#endif
