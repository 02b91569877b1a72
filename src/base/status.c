#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>

static _Thread_local char sentence[512];

const char *status_word(enum status status)
{
    static const char *const words[] = {
#define STATUS(name, word) word,
#include "base/status.def"
#undef STATUS
    };
    return (unsigned)status < sizeof words / sizeof words[0] ? words[status] : "unknown";
}

enum status status_fail(enum status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    return status;
}

const char *status_sentence(void)
{
    return sentence;
}
