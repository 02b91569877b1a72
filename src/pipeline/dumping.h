/* The dump under way, for the files that write its lines. */
#ifndef PIPELINE_DUMPING_H
#define PIPELINE_DUMPING_H

#include "base/json.h"
#include "journal/journal.h"
#include "pipeline/dump.h"
#include "store/travel.h"

struct line {
    struct span text;
};

struct dump {
    struct store *store;
    struct journal_reader *journal;
    bool canonical;
    enum status (*write)(void *context, struct span line);
    void *context;
    enum status status;
    struct arena arena; /* of one flight */
    struct arena kept;  /* names of messages */
    struct name {
        int64_t seq;
        char text[33];
    } * names;
    size_t name_count, name_room;
    struct line *lines; /* of one flight, to be sorted */
    size_t line_count, line_room;
    struct store_loaded loaded;
    struct store_flight flight;
};

/* A line about the flight under way: what it is of; the caller ends it. */
struct json dump_begin(struct buffer *text, struct dump *dump, const char *what);
void dump_end(struct dump *dump, struct json *json);

/* A message by what it says, or by its number. */
void dump_message(struct dump *dump, struct json *json, const char *key, int64_t seq);
/* A person by what made it first. */
void dump_person(struct dump *dump, struct json *json, const char *key, int64_t id);

/* dump_journey.c */
void dump_journey(struct dump *dump, int64_t flight);

#endif
