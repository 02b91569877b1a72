/* What kinds of messages and faults are called, and when each kind is due. */
#include "sending/internal.h"

const char *sending_kind_word(enum sending_kind kind)
{
    static const char *const words[] = {
#define SENDING(name, word, minutes) word,
#include "sending/kinds.def"
#undef SENDING
    };
    return (unsigned)kind < SENDING_KINDS ? words[kind] : "";
}

const char *sending_fault_word(enum sending_fault fault)
{
    static const char *const words[] = {"sound", "late", "missing", "doubled", "corrupted", "held"};
    return (unsigned)fault < sizeof words / sizeof *words ? words[fault] : "";
}

int32_t sending_minutes_before(enum sending_kind kind)
{
    static const int32_t minutes[] = {
#define SENDING(name, word, minutes) minutes,
#include "sending/kinds.def"
#undef SENDING
    };
    return minutes[kind];
}
