#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../encode/models_api.h"
#include "../encode/models_pnr.h"
#include "encode/encode.h"
#include "mutation.h"

#define CORPUS PORTOLAN_SOURCE "/../shared/corpus/messages"

static void add(struct bodies *bodies, const char *name, struct span bytes)
{
    struct body body = {.name = arena_format(&bodies->arena, "%s", name),
                        .bytes = arena_copy(&bodies->arena, bytes)};
    persons_find(&body, &bodies->arena);
    if (body.segment_count == 0)
        return;
    bodies->list =
        arena_more(&bodies->arena, bodies->list, bodies->count, &bodies->room, sizeof body);
    bodies->list[bodies->count++] = body;
    bodies->persons += body.person_count;
}

static void add_file(struct bodies *bodies, const char *path, const char *name)
{
    struct buffer bytes = {0};
    char block[4096];
    FILE *file = fopen(path, "rb");
    if (!file)
        return;
    for (size_t size; (size = fread(block, 1, sizeof block, file)) > 0;)
        buffer_append(&bytes, block, size);
    fclose(file);
    add(bodies, name, buffer_span(&bytes));
    buffer_free(&bytes);
}

static void add_folder(struct bodies *bodies, const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char path[1024];
        struct stat found;
        const char *name = entries[i]->d_name;
        snprintf(path, sizeof path, "%s/%s", folder, name);
        if (name[0] != '.' && stat(path, &found) == 0 && S_ISDIR(found.st_mode))
            add_folder(bodies, path);
        else if (name[0] != '.' && !strstr(name, ".md"))
            add_file(bodies, path, name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

static void add_model(struct bodies *bodies, enum kind kind, unsigned seed)
{
    static const struct edifact_marks unusual = {':', '*', '?', 0, '#'};
    struct encode_options options = {
        .line_end = seed % 3 == 0 ? "\n" : NULL, .groups = seed % 4 == 0, .no_una = seed % 5 == 0};
    static const struct encode_telegram telegram = {
        {"QU", 2}, {"TASHYXH", 7}, {"MUCRM1A", 7}, {"201015", 6}};
    struct arena arena = {0};
    struct buffer written = {0}, sent = {0};
    struct image image = kind == KIND_API ? make_api(&arena, seed) : make_pnr(&arena, seed);
    if (seed % 7 == 1)
        options.marks = unusual;
    if (encode_image(&image, &options, &written) != STATUS_OK)
        abort();
    if (seed % 6 == 5)
        encode_telegram(buffer_span(&written), &telegram, &sent);
    add(bodies, arena_format(&arena, "%s of seed %u", kind_word(kind), seed),
        buffer_span(sent.size ? &sent : &written));
    buffer_free(&written);
    buffer_free(&sent);
    arena_free(&arena);
}

void bodies_load(struct bodies *bodies, unsigned generated)
{
    *bodies = (struct bodies){.count = 0};
    add_folder(bodies, CORPUS);
    bodies->real = (unsigned)bodies->count;
    for (unsigned seed = 0; seed < generated; seed++) {
        add_model(bodies, KIND_API, seed);
        add_model(bodies, KIND_PNR, seed);
    }
}

void bodies_free(struct bodies *bodies)
{
    arena_free(&bodies->arena);
}
