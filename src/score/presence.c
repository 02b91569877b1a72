/* Once, missing or twice. */
#include "score/internal.h"

static struct score_presence *dialect_of(struct score *score, const char *word)
{
    for (unsigned i = 0; i < score->dialect_count; i++)
        if (strcmp(score->dialects[i].dialect, word) == 0)
            return &score->dialects[i];
    if (score->dialect_count == WORLD_DIALECTS + 1)
        return &score->dialects[WORLD_DIALECTS];
    struct score_presence *added = &score->dialects[score->dialect_count++];
    snprintf(added->dialect, sizeof added->dialect, "%s", word);
    return added;
}

static struct score_problem *add_problem(struct passage *passage, enum score_problem_kind kind)
{
    struct score *score = passage->score;
    if (score->problem_count == SCORE_PROBLEMS)
        return NULL;
    struct score_problem *problem = &score->problems[score->problem_count++];
    *problem = (struct score_problem){.kind = kind, .flight = passage->index};
    memcpy(problem->name, passage->name, sizeof problem->name);
    return problem;
}

static void tell_member(struct passage *passage, size_t index, enum score_problem_kind kind)
{
    const struct member *member = &passage->members[index];
    struct score_problem *problem = add_problem(passage, kind);
    unsigned count = 0;
    if (!problem)
        return;
    problem->person = member->person;
    problem->signs = member->signs & SCORE_CONTRADICTIONS;
    memcpy(problem->told_as, member->told_as, sizeof problem->told_as);
    problem->told = member->told;
    for (size_t c = 0; c < passage->card_count && count < SCORE_CARDS; c++)
        if (passage->cards[c].owner == (int)index)
            problem->cards[count++] = passage->cards[c].id;
}

static void count_member(struct passage *passage, struct score_presence *counts, bool tell,
                         size_t index)
{
    const struct member *member = &passage->members[index];
    counts->told++;
    counts->once += member->cards == 1;
    counts->missing += member->cards == 0;
    counts->twice += member->cards > 1;
    counts->contradicted += member->cards != 1 && member->contradicted;
    if (tell && member->cards != 1)
        tell_member(passage, index, member->cards ? SCORE_TWICE : SCORE_MISSING);
}

static void count_strangers(struct passage *passage)
{
    struct score *score = passage->score;
    score->cards += passage->card_count;
    for (size_t c = 0; c < passage->card_count; c++) {
        if (passage->cards[c].owner != NOBODY)
            continue;
        score->strangers++;
        struct score_problem *problem = add_problem(passage, SCORE_NOBODY);
        if (problem)
            problem->cards[0] = passage->cards[c].id;
    }
}

void score_presence_count(struct passage *passage)
{
    struct score *score = passage->score;
    struct score_presence *dialect = dialect_of(score, passage->dialect);
    bool told = false;
    for (size_t m = 0; m < passage->member_count; m++) {
        if (!passage->members[m].told) {
            score->untold_found += passage->members[m].cards > 0;
            continue;
        }
        told = true;
        count_member(passage, dialect, false, m);
        count_member(passage, &score->all, true, m);
    }
    score->flights += told;
    score->flights_missing += told && passage->flight_count == 0;
    count_strangers(passage);
}

/* ---- which messages told of them ---- */

static unsigned kind_bit(const char *word)
{
    for (unsigned bit = 0; bit < SENDING_KINDS; bit++)
        if (strcmp(word, sending_kind_word((enum sending_kind)bit)) == 0)
            return bit;
    return 31;
}

static void note_message(struct score *score, const json_t *line)
{
    const char *fault = score_member_text(line, "fault");
    uint32_t bit = UINT32_C(1) << kind_bit(score_member_text(line, "kind"));
    if (strcmp(fault, sending_fault_word(SENDING_MISSING)) == 0 ||
        strcmp(fault, sending_fault_word(SENDING_CORRUPTED)) == 0)
        return;
    for (unsigned i = 0; i < score->problem_count; i++) {
        struct score_problem *problem = &score->problems[i];
        unsigned at = 0;
        if ((int64_t)problem->flight != score_member_int(line, "flight") || !(problem->told & bit))
            continue;
        while (at < SCORE_MESSAGES && problem->messages[at])
            at++;
        if (at < SCORE_MESSAGES)
            problem->messages[at] = (uint64_t)score_member_int(line, "n");
    }
}

enum status score_presence_messages(struct score *score, const char *folder)
{
    struct lines lines;
    json_t *line;
    if (!score->problem_count)
        return STATUS_OK;
    enum status status = score_lines_open(folder, "messages.jsonl", &lines);
    while (status == STATUS_OK && (status = score_lines_next(&lines, &line)) == STATUS_OK && line) {
        note_message(score, line);
        json_decref(line);
    }
    score_lines_close(&lines);
    return status;
}
