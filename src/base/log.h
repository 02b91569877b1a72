/* Log lines: `time=.. role=.. level=.. event=.. key=value ..` on standard error, one write a line.
 * The event comes from the table; values never hold a traveller's data. The role name and the
 * threshold are the only mutable globals of the libraries. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_event {
#define EVENT(name, word) EVENT_##name,
#include "base/events.def"
#undef EVENT
};

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

void log_start(const char *role, enum log_level most);

/* `format` gives the key=value pairs; quote values that may hold blanks with \"..\". */
void log_write(enum log_level level, enum log_event event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
