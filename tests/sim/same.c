/* Prints the name of a small world of each shipped profile: built by several compilers, the same for all. */
#include <stdio.h>

#include <sodium.h>

#include "sim/sim.h"

int main(void)
{
    static const char *const profiles[] = {"uz", "id", "az"};
    static struct sim_manifest manifest;
    if (sodium_init() < 0)
        return 1;
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        const struct sim_options options = {
            .profile = profiles[i],
            .world = {.seed = 20261122, .start = 20779, .days = 3, .persons = 4000},
            .dry = true,
        };
        if (sim_run(&options, &manifest) != STATUS_OK) {
            fprintf(stderr, "%s\n", status_sentence());
            return 1;
        }
        printf("%s %s\n", profiles[i], manifest.hash);
    }
    return 0;
}
