#include <stdlib.h>

#include "base/memory.h"
#include "cmd/command.h"
#include "score/score.h"

static enum status show(const struct words *words, const struct score *score)
{
    struct buffer out = {0};
    (words->json ? score_json : score_print)(score, &out);
    enum status status = print_out(&out);
    buffer_free(&out);
    return status;
}

static enum status compare(struct console *console, const struct words *words, struct score *score)
{
    struct score_options options = {.folder = words->plain[0],
                                    .store = console->store,
                                    .journal = console->journal,
                                    .desk = console->desk,
                                    .list = words->list};
    enum status status = console_access(console, "score-against", "everything");
    if (status == STATUS_OK)
        status = score_run(&options, score);
    return status == STATUS_OK ? show(words, score) : status;
}

int command_score(const struct words *words)
{
    struct console console;
    struct score *score = memory_alloc(sizeof *score);
    /* Before the data: who names a wrong folder should hear that first. */
    enum status status = sim_manifest_read(words->plain[0], &score->world);
    if (status == STATUS_OK)
        status = console_open(words, &console);
    if (status == STATUS_OK) {
        status = compare(&console, words, score);
        console_close(&console);
    }
    bool whole = score->all.missing + score->all.twice == 0;
    free(score);
    return status != STATUS_OK ? command_fail(status) : whole ? EXIT_DONE : EXIT_NO;
}
