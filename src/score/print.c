/* The comparison as a table for people. */
#include <inttypes.h>

#include "base/clock.h"
#include "score/internal.h"
#include "sim/progress.h"
#include "store/id.h"

/* ---- pieces ---- */

static void put_number(struct buffer *out, int width, uint64_t value)
{
    char text[SIM_NUMBER_TEXT];
    buffer_format(out, "%*s", width, sim_number(value, text));
}

/* A share with one decimal: "98.7 %"; "-" of nothing. */
static void put_share(struct buffer *out, uint64_t part, uint64_t whole, unsigned of,
                      const char *unit)
{
    uint64_t tenths = whole ? (part * of * 10 + whole / 2) / whole : 0;
    if (whole)
        buffer_format(out, "%" PRIu64 ".%" PRIu64 "%s", tenths / 10, tenths % 10, unit);
    else
        buffer_char(out, '-');
}

static void put_time(struct buffer *out, int64_t micros)
{
    if (micros < 10 * MICROS_PER_SECOND)
        buffer_format(out, "%" PRId64 " ms", (micros + 500) / 1000);
    else
        buffer_format(out, "%" PRId64 " s", micros / MICROS_PER_SECOND);
}

/* ---- presence ---- */

static void print_dialect(const struct score_presence *counts, const char *name, struct buffer *out)
{
    buffer_format(out, "  %-18s", name);
    put_number(out, 12, counts->told);
    put_number(out, 12, counts->once);
    put_number(out, 12, counts->missing);
    put_number(out, 12, counts->twice);
    put_number(out, 14, counts->contradicted);
    put_number(out, 10, counts->damaged);
    buffer_char(out, '\n');
}

static void print_presence(const struct score *score, struct buffer *out)
{
    buffer_format(
        out,
        "\nPersons on flights of whom an undamaged message told\n  %-18s%12s%12s%12s%12s%14s%10s\n",
        "written as", "told", "once", "missing", "twice", "contradicted", "damaged");
    for (unsigned i = 0; i < score->dialect_count; i++)
        print_dialect(&score->dialects[i], score->dialects[i].dialect, out);
    print_dialect(&score->all, "all", out);
    buffer_text(
        out, "  contradicted: of those missing or twice, booking and check-in name another "
             "name, birth or document.\n"
             "  damaged: of the others, a message about their flight was damaged on the way.\n  ");
    put_number(out, 0, score->untold_found);
    buffer_text(out, " more are there although no undamaged message told of them.\n  ");
    put_number(out, 0, score->strangers);
    buffer_text(out, " of ");
    put_number(out, 0, score->cards);
    buffer_text(out, " cards belong to nobody in the world; ");
    put_number(out, 0, score->world.counts.faults[SENDING_CORRUPTED]);
    buffer_text(out, " messages were damaged on the way.\n  ");
    put_number(out, 0, score->flights_missing);
    buffer_text(out, " of ");
    put_number(out, 0, score->flights);
    buffer_text(out, " flights are not there; ");
    put_number(out, 0, score->other_flights);
    buffer_text(out, " are there that the world does not have.\n");
    for (int r = 0; r < STORE_REASONS; r++)
        if (score->set_aside[r])
            buffer_format(out, "  %" PRId64 " messages went no further than the journal: %s.\n",
                          score->set_aside[r], store_reason_word((enum store_reason)r));
}

/* ---- problems ---- */

static void print_problem(const struct score_problem *problem, struct buffer *out)
{
    static const char *const words[] = {"missing", "twice", "nobody's"};
    char id[ID_TEXT];
    buffer_format(out, "  %-9s%-22s", words[problem->kind], problem->name);
    if (problem->person)
        buffer_format(out, "person %016" PRIx64 "  ", problem->person);
    for (unsigned i = 0; i < SCORE_CARDS && problem->cards[i]; i++)
        buffer_format(out, "%s%s", i ? " " : "card ",
                      id_format(ID_TRAVELLER, problem->cards[i], id));
    for (unsigned i = 0; i < SCORE_MESSAGES && problem->messages[i]; i++)
        buffer_format(out, "%s%" PRIu64,
                      i                   ? " "
                      : problem->cards[0] ? "  messages "
                                          : "messages ",
                      problem->messages[i]);
    for (unsigned s = 0; s < WORLD_SIGNS; s++)
        if (problem->signs & UINT32_C(1) << s)
            buffer_format(out, "  %s", world_sign_word((enum world_sign)s));
    if (problem->told_as[0])
        buffer_format(out, "  name %s", problem->told_as);
    if (problem->damaged)
        buffer_text(out, "  a message was damaged");
    buffer_char(out, '\n');
}

static void print_problems(const struct score *score, struct buffer *out)
{
    if (!score->problem_count)
        return;
    buffer_format(out, "\nThe gravest %u of them (messages by their numbers in the world)\n",
                  score->problem_count);
    for (unsigned i = 0; i < score->problem_count; i++)
        print_problem(&score->problems[i], out);
}

/* ---- alerts ---- */

static void print_row(const struct score_row *row, bool of_rule, bool rules, struct buffer *out)
{
    buffer_format(out, "  %-18s", row->word);
    put_number(out, 12, row->planted);
    put_number(out, 12, row->told);
    if (of_rule && !rules) {
        buffer_text(out, "   no rule looks for these yet\n");
        return;
    }
    put_number(out, 12, row->found);
    put_number(out, 12, row->told - row->found);
    buffer_text(out, "      ");
    put_share(out, row->found, row->told, 100, " %");
    buffer_char(out, '\n');
}

static bool is_of_list(const char *word)
{
    return strcmp(word, world_plant_word(PLANT_LISTED)) == 0 ||
           strcmp(word, world_plant_word(PLANT_LOOKALIKE)) == 0;
}

static void print_rows(const char *title, const struct score_rows *rows, const struct score *score,
                       struct buffer *out)
{
    if (!rows->count)
        return;
    buffer_format(out, "\n%s\n  %-18s%12s%12s%12s%12s%10s\n", title, "", "planted", "told", "found",
                  "not found", "");
    for (unsigned i = 0; i < rows->count; i++)
        print_row(&rows->rows[i], rows == &score->kinds && !is_of_list(rows->rows[i].word),
                  score->rules, out);
}

static void print_quality(const struct score *score, struct buffer *out)
{
    uint64_t wrong = score->look_alikes + score->namesakes + score->others;
    buffer_format(out, "\nThe list %s: ", score->list);
    put_number(out, 0, score->found);
    buffer_text(out, " found, ");
    put_number(out, 0, score->missed);
    buffer_text(out, " missed; false: ");
    put_number(out, 0, score->look_alikes);
    buffer_text(out, " look-alikes, ");
    put_number(out, 0, score->namesakes);
    buffer_text(out, " namesakes, ");
    put_number(out, 0, score->others);
    buffer_text(out, " others.\n  Precision ");
    put_share(out, score->found, score->found + wrong, 100, " %");
    buffer_text(out, ", recall ");
    put_share(out, score->found, score->found + score->missed, 100, " %");
    buffer_text(out, ", hits per 1,000 persons ");
    put_share(out, score->alerts, score->all.told, 1000, "");
    buffer_text(out, ".\n");
}

static void print_times(const struct score *score, struct buffer *out)
{
    if (!score->times)
        return;
    buffer_text(out,
                "  From the reception of a message to the time that its alert has in the feed, the "
                "reception of\n  the last message of its batch (no clock is stored, so the work "
                "itself is not in it):\n  p50 ");
    put_time(out, score->p50);
    buffer_text(out, ", p99 ");
    put_time(out, score->p99);
    buffer_text(out, ", slowest ");
    put_time(out, score->slowest);
    buffer_text(out, ", of ");
    put_number(out, 0, score->times);
    buffer_text(out, " alerts");
    if (score->later) {
        buffer_text(out, " (");
        put_number(out, 0, score->later);
        buffer_text(out, " came with a list or a merge, not with a message, and are left out)");
    }
    buffer_text(out, ".\n");
}

void score_print(const struct score *score, struct buffer *out)
{
    char start[DATE_TEXT];
    buffer_format(out, "World %s, seed %" PRIu64 ": %d days from %s.\n", score->world.profile,
                  score->world.world.seed, (int)score->world.world.days,
                  date_format(date_from_day(score->world.world.start), start));
    print_presence(score, out);
    print_problems(score, out);
    print_rows("What was planted, by kind (look-alikes are to be left alone)", &score->kinds, score,
               out);
    if (!score->listed) {
        buffer_format(out,
                      "\nNo list named %s was imported: nobody was looked for. --list names "
                      "another.\n",
                      score->list);
        return;
    }
    print_rows("The listed, by culture", &score->cultures, score, out);
    print_rows("The listed, by script", &score->scripts, score, out);
    print_rows("The listed, by how the name was changed", &score->spellings, score, out);
    print_quality(score, out);
    print_times(score, out);
}
