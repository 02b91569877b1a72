#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

static const char *role_name = "portolan";
static enum log_level threshold = LOG_INFO;

static const char *const event_words[] = {
#define EVENT(name, word) word,
#include "base/events.def"
#undef EVENT
};

void log_start(const char *role, enum log_level most)
{
    role_name = role;
    threshold = most;
}

void log_write(enum log_level level, enum log_event event, const char *format, ...)
{
    static const char *const levels[] = {"error", "warn", "info", "debug"};
    if (level > threshold)
        return;
    char line[1024], time[TIME_TEXT];
    int size =
        snprintf(line, sizeof line, "time=%s role=%s level=%s event=%s ",
                 time_format(clock_now(), time), role_name, levels[level], event_words[event]);
    va_list arguments;
    va_start(arguments, format);
    int more = vsnprintf(line + size, sizeof line - (size_t)size - 1, format, arguments);
    va_end(arguments);
    size += more;
    if ((size_t)size > sizeof line - 2)
        size = sizeof line - 2;
    line[size++] = '\n';
    /* A log that cannot be written must not stop the work. */
    ssize_t ignored = write(STDERR_FILENO, line, (size_t)size);
    (void)ignored;
}
