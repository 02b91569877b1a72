/* Finding persons in a data folder while the system works on it; run by bench/run and bench/long.
 *
 *   bench_lookup DATA KIND FROM TO PAUSE <values     KIND: document, phone, name
 *
 * Looks for each line in the index over all days FROM..TO (counted from 1970), as whoever asks for a person
 * over a year does, and opens the cards that it finds, at most OPENED. Of a name, every word must find the
 * person. PAUSE milliseconds lie between two looks. Prints one object of JSON: for each line how many persons
 * were found, and the microseconds of finding and of opening. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/memory.h"
#include "names/names.h"
#include "roles/roles.h"
#include "seal/folder.h"
#include "store/index.h"
#include "store/travel.h"

enum { LINE = 512, OPENED = 20, MINUTE = 60 * 1000000 };

struct bench {
    struct store *store;
    enum index_kind kind;
    int32_t from, to;
    struct arena arena; /* emptied after each line */
    struct found {
        int64_t *ids; /* ascending */
        size_t count, room;
    } found, other;
    struct buffer counts, finding, opening; /* of the lines, as members of JSON arrays */
};

static void must(enum status status, const char *doing)
{
    if (status == STATUS_OK)
        return;
    fprintf(stderr, "bench_lookup: %s: %s\n", doing, status_sentence());
    exit(1);
}

/* ---- finding ---- */

static bool take(void *context, int64_t id)
{
    struct found *found = context;
    if (found->count == found->room) {
        found->room = found->room ? 2 * found->room : 64;
        found->ids = memory_resize(found->ids, found->room * sizeof *found->ids);
    }
    found->ids[found->count++] = id;
    return true;
}

static void find(struct bench *bench, struct span value, struct found *out)
{
    out->count = 0;
    must(store_find(bench->store, bench->kind, value, bench->from, bench->to, take, out), "find");
}

/* Keeps of `found` what `other` has, too; both are in order. */
static void keep_common(struct found *found, const struct found *other)
{
    size_t kept = 0, j = 0;
    for (size_t i = 0; i < found->count; i++) {
        while (j < other->count && other->ids[j] < found->ids[i])
            j++;
        if (j < other->count && other->ids[j] == found->ids[i])
            found->ids[kept++] = found->ids[i];
    }
    found->count = kept;
}

static void find_name(struct bench *bench, struct span name)
{
    struct names names;
    bool first = true;
    bench->found.count = 0;
    names_tokens(name, &bench->arena, &names);
    for (size_t i = 0; i < names.count; i++) {
        if (names.tokens[i].class != NAMES_ORDINARY)
            continue;
        find(bench, names.tokens[i].text, first ? &bench->found : &bench->other);
        if (!first)
            keep_common(&bench->found, &bench->other);
        first = false;
    }
}

static void open_found(struct bench *bench)
{
    struct store_traveller traveller;
    for (size_t i = 0; i < bench->found.count && i < OPENED; i++)
        must(store_traveller(bench->store, bench->found.ids[i], &bench->arena, &traveller), "open");
}

static void look(struct bench *bench, struct span value)
{
    const char *comma = bench->counts.size ? "," : "";
    int64_t begun = clock_monotonic();
    if (bench->kind == INDEX_NAME)
        find_name(bench, value);
    else
        find(bench, value, &bench->found);
    int64_t found = clock_monotonic();
    open_found(bench);
    buffer_format(&bench->counts, "%s%zu", comma, bench->found.count);
    buffer_format(&bench->finding, "%s%lld", comma, (long long)(found - begun));
    buffer_format(&bench->opening, "%s%lld", comma, (long long)(clock_monotonic() - found));
    arena_reset(&bench->arena);
}

/* ---- the words ---- */

static enum index_kind kind_of(const char *word)
{
    for (int kind = INDEX_DOCUMENT; kind < INDEX_KINDS; kind++)
        if (strcmp(word, index_kind_word((enum index_kind)kind)) == 0)
            return (enum index_kind)kind;
    fprintf(stderr, "bench_lookup: there is no kind \"%s\"\n", word);
    exit(2);
}

static void look_for_lines(struct bench *bench, long pause)
{
    const struct timespec rest = {pause / 1000, pause % 1000 * 1000000};
    char line[LINE];
    int64_t let_go = clock_monotonic() + MINUTE;
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        look(bench, span_of(line));
        if (clock_monotonic() >= let_go) { /* as a reader has to, for days to be closed */
            store_let_go(bench->store);
            let_go = clock_monotonic() + MINUTE;
        }
        nanosleep(&rest, NULL);
    }
}

int main(int count, char **words)
{
    struct secrets_folder *secrets;
    struct bench bench = {0};
    if (count != 6)
        return fprintf(stderr, "bench_lookup DATA KIND FROM TO PAUSE <values\n"), 2;
    struct folder folder = folder_open(words[1]);
    bench.kind = kind_of(words[2]);
    bench.from = (int32_t)strtol(words[3], NULL, 10);
    bench.to = (int32_t)strtol(words[4], NULL, 10);
    must(secrets_folder_open(folder.secrets, false, &secrets), "open the secrets");
    struct keyring *keyring = keyring_new(secrets_folder_source(secrets));
    must(store_open(folder.derived, STORE_READ, keyring, &bench.store), "open the store");
    look_for_lines(&bench, strtol(words[5], NULL, 10));
    printf("{\"found\":[%s],\"finding\":[%s],\"opening\":[%s]}\n", buffer_string(&bench.counts),
           buffer_string(&bench.finding), buffer_string(&bench.opening));
    store_close(bench.store);
    keyring_free(keyring);
    secrets_folder_close(secrets);
    folder_free(&folder);
    return 0;
}
