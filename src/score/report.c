/* The comparison as one object of JSON. Shares are left to the reader: all is counts and microseconds. */
#include "base/clock.h"
#include "base/json.h"
#include "score/internal.h"
#include "store/id.h"

static void put_count(struct json *json, const char *key, uint64_t count)
{
    json_put_int(json, key, (int64_t)count);
}

static void put_presence(struct json *json, const struct score_presence *counts)
{
    put_count(json, "told", counts->told);
    put_count(json, "once", counts->once);
    put_count(json, "missing", counts->missing);
    put_count(json, "twice", counts->twice);
    put_count(json, "contradicted", counts->contradicted);
    put_count(json, "damaged", counts->damaged);
}

static void put_dialects(struct json *json, const struct score *score)
{
    json_key(json, "dialects");
    json_begin(json);
    for (unsigned i = 0; i < score->dialect_count; i++) {
        json_key(json, score->dialects[i].dialect);
        json_begin(json);
        put_presence(json, &score->dialects[i]);
        json_end(json);
    }
    json_end(json);
}

static void put_problem(struct json *json, const struct score_problem *problem, struct arena *arena)
{
    static const char *const words[] = {"missing", "twice", "nobody"};
    char id[ID_TEXT];
    json_begin(json);
    json_put_text(json, "problem", words[problem->kind]);
    put_count(json, "flight", problem->flight);
    json_put_text(json, "name", problem->name);
    json_put_text(json, "person",
                  problem->person
                      ? arena_format(arena, "%016llx", (unsigned long long)problem->person)
                      : NULL);
    json_key(json, "cards");
    json_begin_array(json);
    for (unsigned i = 0; i < SCORE_CARDS && problem->cards[i]; i++)
        json_text(json, id_format(ID_TRAVELLER, problem->cards[i], id));
    json_end_array(json);
    json_key(json, "messages");
    json_begin_array(json);
    for (unsigned i = 0; i < SCORE_MESSAGES && problem->messages[i]; i++)
        json_int(json, (int64_t)problem->messages[i]);
    json_end_array(json);
    json_key(json, "signs");
    json_begin_array(json);
    for (unsigned s = 0; s < WORLD_SIGNS; s++)
        if (problem->signs & UINT32_C(1) << s)
            json_text(json, world_sign_word((enum world_sign)s));
    json_end_array(json);
    json_put_bool(json, "damaged", problem->damaged);
    json_put_text(json, "name_told_as", problem->told_as[0] ? problem->told_as : NULL);
    json_end(json);
}

static void put_whole(struct json *json, const struct score *score)
{
    struct arena arena = {0};
    json_key(json, "presence");
    json_begin(json);
    put_presence(json, &score->all);
    put_dialects(json, score);
    put_count(json, "untold_found", score->untold_found);
    put_count(json, "cards", score->cards);
    put_count(json, "strangers", score->strangers);
    put_count(json, "damaged_messages", score->world.counts.faults[SENDING_CORRUPTED]);
    put_count(json, "flights", score->flights);
    put_count(json, "flights_missing", score->flights_missing);
    put_count(json, "other_flights", score->other_flights);
    json_key(json, "problems");
    json_begin_array(json);
    for (unsigned i = 0; i < score->problem_count; i++)
        put_problem(json, &score->problems[i], &arena);
    json_end_array(json);
    json_end(json);
    arena_free(&arena);
}

static void put_rows(struct json *json, const char *key, const struct score_rows *rows)
{
    json_key(json, key);
    json_begin(json);
    for (unsigned i = 0; i < rows->count; i++) {
        json_key(json, rows->rows[i].word);
        json_begin(json);
        put_count(json, "planted", rows->rows[i].planted);
        put_count(json, "told", rows->rows[i].told);
        put_count(json, "found", rows->rows[i].found);
        json_end(json);
    }
    json_end(json);
}

static void put_alerts(struct json *json, const struct score *score)
{
    json_key(json, "alerts");
    json_begin(json);
    json_put_text(json, "list", score->listed ? score->list : NULL);
    json_put_bool(json, "rules", score->rules);
    put_rows(json, "kinds", &score->kinds);
    put_rows(json, "cultures", &score->cultures);
    put_rows(json, "scripts", &score->scripts);
    put_rows(json, "spellings", &score->spellings);
    put_count(json, "alerts", score->alerts);
    put_count(json, "found", score->found);
    put_count(json, "missed", score->missed);
    put_count(json, "false_look_alikes", score->look_alikes);
    put_count(json, "false_namesakes", score->namesakes);
    put_count(json, "false_others", score->others);
    put_count(json, "found_untold", score->beyond);
    json_end(json);
}

static void put_times(struct json *json, const struct score *score)
{
    json_key(json, "message_to_alert");
    json_begin(json);
    json_put_text(json, "measures",
                  "microseconds from the reception of a message to the time of its alert in the "
                  "feed: the reception of the last message of its batch");
    put_count(json, "count", score->times);
    put_count(json, "left_out", score->later);
    json_put_int(json, "p50", score->p50);
    json_put_int(json, "p99", score->p99);
    json_put_int(json, "max", score->slowest);
    json_end(json);
}

static void put_world(struct json *json, const struct sim_manifest *world)
{
    char start[DATE_TEXT];
    json_key(json, "world");
    json_begin(json);
    json_put_text(json, "profile", world->profile);
    json_put_text(json, "start", date_format(date_from_day(world->world.start), start));
    json_put_int(json, "days", world->world.days);
    put_count(json, "seed", world->world.seed);
    put_count(json, "persons", world->counts.passengers);
    put_count(json, "person_records", world->counts.records);
    json_put_text(json, "hash", world->hash);
    json_end(json);
}

void score_json(const struct score *score, struct buffer *out)
{
    struct json json = {out, false};
    json_begin(&json);
    put_world(&json, &score->world);
    put_whole(&json, score);
    json_key(&json, "set_aside");
    json_begin(&json);
    for (int r = REASON_NONE + 1; r < STORE_REASONS; r++)
        json_put_int(&json, store_reason_word((enum store_reason)r), score->set_aside[r]);
    json_end(&json);
    put_alerts(&json, score);
    put_times(&json, score);
    json_end(&json);
    buffer_char(out, '\n');
}
