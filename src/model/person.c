#include "model/person.h"

static const char *const words[PERSON_KINDS] = {"person",  "passenger",          "crew",
                                                "transit", "transit-crew",       "staff",
                                                "infant",  "unaccompanied-minor"};

const char *person_kind_word(int kind)
{
    return words[kind >= 0 && kind < PERSON_KINDS ? kind : PERSON_UNKNOWN];
}

enum person_kind person_kind_parse(struct span word)
{
    for (int kind = PERSON_PASSENGER; kind < PERSON_KINDS; kind++)
        if (span_is(word, words[kind]))
            return (enum person_kind)kind;
    return PERSON_UNKNOWN;
}

const char *merge_reason_word(int reason)
{
    static const char *const reasons[MERGE_REASONS] = {"", "second-booking", "proved", "by-person"};
    return reasons[reason > 0 && reason < MERGE_REASONS ? reason : 0];
}

bool person_is_crew(int kind)
{
    return kind == PERSON_CREW || kind == PERSON_TRANSIT_CREW;
}
