/* Shared by the files of the layout's benchmark. */
#ifndef BENCH_LAYOUT_H
#define BENCH_LAYOUT_H

#include <stdint.h>

#include "base/status.h"
#include "layout_world.h"

struct options {
    uint32_t persons;
    int months;
    const char *folder, *json;
};

enum { SLICES = 10 };

struct rate {
    int64_t persons, micros;
    int64_t processor; /* micros of it in which this process ran, waiting left out */
};
struct figures {
    struct rate slices[SLICES][MESSAGE_CLASSES];
    int64_t waited, closing; /* for the receiver; for closing days */
    int64_t processor;       /* of the storing process */
    int64_t pss_most, pss_each[3];
    int64_t content_bytes, contents;
};

/* Ends the process with the latest sentence. */
_Noreturn void stop(const char *doing);
void must(enum status status, const char *doing);

/* FOLDER/name; returns owned. */
char *path_in(const char *folder, const char *name);

/* layout_store.c: the process that reads the journal and stores. `told` and `credit` are the pipes
 * to the receiver, `processes` those whose memory counts. Returns the store, still open: the last to
 * close it works in the WALs, and readers leave them. */
struct store *store_month(const struct options *options, const struct world *world, int told,
                          int credit, const int *processes, struct figures *figures);

/* layout_peers.c: the other two processes. */
void receive(const struct world *world, const char *folder, int tell, int credit);
void read_along(const struct world *world, const char *folder, int until);

enum { BATCH = 50 }; /* messages, as the screen takes them */
size_t next_batch(struct schedule *schedule, struct message *held, bool *holding,
                  struct message *out);

/* layout_report.c: the table on the standard output, JSON to options->json. */
void report(const struct options *options, const struct world *world,
            const struct figures *figures);

#endif
