/* How far a run is, on standard error: a bar on a terminal, else a line every ten seconds. The time is
 * given, in microseconds that only go forward. */
#ifndef SIM_PROGRESS_H
#define SIM_PROGRESS_H

#include <stddef.h>

#include "sim/sim.h"

struct sim_meter {
    bool terminal;
    int64_t began, told; /* 0: not yet */
    bool drawn;          /* there is a bar to wipe */
};

/* Draws when it is time to. */
void sim_meter_tell(struct sim_meter *meter, const struct sim_progress *progress, int64_t now);
/* Wipes the bar. */
void sim_meter_end(struct sim_meter *meter);

enum { SIM_METER_TEXT = 160 };
/* The text alone, without the bar: "43 %, day 2 of 3, 51,230 records a second, 12 s left". */
const char *sim_meter_text(const struct sim_meter *meter, const struct sim_progress *progress,
                           int64_t now, char out[SIM_METER_TEXT]);

/* "1,234,567" into `out`. */
enum { SIM_NUMBER_TEXT = 32 };
const char *sim_number(uint64_t value, char out[SIM_NUMBER_TEXT]);

#endif
