/* The footer of a TZif file: the rule that holds after the last transition. Shared by zone.c and
 * zone_rule.c. */
#ifndef SYS_ZONE_INTERNAL_H
#define SYS_ZONE_INTERNAL_H

#include "base/span.h"
#include "sys/zone.h"

/* When a change happens: the `week`th (5: the last) `weekday` of `month`; or a day of the year. */
struct zone_change {
    enum { CHANGE_WEEKDAY, CHANGE_JULIAN, CHANGE_DAY } form;
    int month, week, weekday, day;
    int32_t seconds; /* of local time, from midnight; may be negative or beyond a day */
};
struct zone_rule {
    int32_t standard, summer; /* seconds east of UTC */
    bool changes;             /* there is summer time */
    struct zone_change begin, end;
};

/* Reads a POSIX TZ string with the extensions of RFC 8536; false when it is none. */
bool zone_rule_parse(struct span text, struct zone_rule *out);
int32_t zone_rule_offset(const struct zone_rule *rule, int64_t utc);

#endif
