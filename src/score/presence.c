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

/* What needs a look first: who is not there although nothing speaks against it. */
static int urgency(const struct score_problem *problem)
{
    bool explained = problem->signs || problem->told_as[0] || problem->damaged;
    return problem->kind == SCORE_MISSING ? (explained ? 1 : 0)
           : problem->kind == SCORE_TWICE ? (explained ? 4 : 2)
                                          : (explained ? 5 : 3);
}

/* In order of urgency, those of one in the order in which they came; the last gives way. */
static void keep_problem(struct score *score, const struct score_problem *problem)
{
    enum { OF_A_FLIGHT = 3 }; /* where a whole flight is wanting, others are to be seen, too */
    unsigned at = score->problem_count, same = 0;
    for (unsigned i = 0; i < score->problem_count; i++)
        same += score->problems[i].flight == problem->flight &&
                score->problems[i].kind == problem->kind;
    while (at > 0 && urgency(&score->problems[at - 1]) > urgency(problem))
        at--;
    if (at == SCORE_PROBLEMS || same >= OF_A_FLIGHT)
        return;
    unsigned kept =
        score->problem_count < SCORE_PROBLEMS ? score->problem_count : SCORE_PROBLEMS - 1;
    memmove(&score->problems[at + 1], &score->problems[at], (kept - at) * sizeof *score->problems);
    score->problems[at] = *problem;
    score->problem_count = kept + 1;
}

static struct score_problem new_problem(const struct passage *passage, enum score_problem_kind kind)
{
    struct score_problem problem = {
        .kind = kind, .flight = passage->index, .damaged = passage->sent.damaged};
    memcpy(problem.name, passage->name, sizeof problem.name);
    return problem;
}

static void tell_member(struct passage *passage, size_t index, enum score_problem_kind kind)
{
    const struct member *member = &passage->members[index];
    struct score_problem problem = new_problem(passage, kind);
    unsigned count = 0;
    problem.person = member->person;
    problem.signs = member->signs & SCORE_CONTRADICTIONS;
    problem.told = member->told;
    memcpy(problem.told_as, member->told_as, sizeof problem.told_as);
    for (size_t c = 0; c < passage->card_count && count < SCORE_CARDS; c++)
        if (passage->cards[c].owner == (int)index)
            problem.cards[count++] = passage->cards[c].id;
    keep_problem(passage->score, &problem);
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
    counts->damaged += member->cards != 1 && !member->contradicted && passage->sent.damaged;
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
        struct score_problem problem = new_problem(passage, SCORE_NOBODY);
        problem.cards[0] = passage->cards[c].id;
        keep_problem(score, &problem);
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

static uint32_t kind_bit(struct value word)
{
    for (unsigned bit = 0; bit < SENDING_KINDS; bit++)
        if (sim_value_is(word, sending_kind_word((enum sending_kind)bit)))
            return UINT32_C(1) << bit;
    return 0;
}

static void note_message(struct score *score, struct value line)
{
    struct value fault = sim_value(line, "fault");
    uint32_t bit = kind_bit(sim_value(line, "kind"));
    int64_t flight = sim_value_int(sim_value(line, "flight"));
    if (sim_value_is(fault, sending_fault_word(SENDING_MISSING)) ||
        sim_value_is(fault, sending_fault_word(SENDING_CORRUPTED)))
        return;
    for (unsigned i = 0; i < score->problem_count; i++) {
        struct score_problem *problem = &score->problems[i];
        unsigned at = 0;
        if ((int64_t)problem->flight != flight || !(problem->told & bit))
            continue;
        while (at < SCORE_MESSAGES && problem->messages[at])
            at++;
        if (at < SCORE_MESSAGES)
            problem->messages[at] = (uint64_t)sim_value_int(sim_value(line, "n"));
    }
}

enum status score_presence_messages(struct score *score, const char *folder)
{
    struct lines lines = {0};
    if (!score->problem_count)
        return STATUS_OK;
    enum status status = sim_lines_open(folder, "messages.jsonl", &lines);
    while (status == STATUS_OK && lines.line.items) {
        note_message(score, lines.line);
        status = sim_lines_next(&lines);
    }
    sim_lines_close(&lines);
    return status;
}
