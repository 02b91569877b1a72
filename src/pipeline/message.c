/* What a message is for the journey: its effect, its time, its sender. */
#include <stdlib.h>

#include "base/clock.h"
#include "pipeline/internal.h"

static const struct effect effects[] = {
#define EFFECT(role, replaces, named, others, event)                                               \
    {role, replaces, BOARD_##named, BOARD_##others, FLIGHT_##event},
#include "pipeline/effects.def"
#undef EFFECT
};
enum { AS_MANIFEST, AS_BOOKING };

const struct effect *message_effect(const struct passage *passage)
{
    struct span role = image_text(passage->image, passage->message, FIELD_MESSAGE_ROLE);
    if (passage->kind != KIND_API)
        return &effects[AS_BOOKING];
    for (size_t i = 0; i < sizeof effects / sizeof *effects; i++)
        if (i != AS_BOOKING && span_is(role, effects[i].role))
            return &effects[i];
    return &effects[AS_MANIFEST];
}

static struct span of_interchange(const struct passage *passage, enum field field)
{
    uint32_t interchange = passage->image->nodes[passage->message].parent;
    if (interchange == IMAGE_NONE || passage->image->nodes[interchange].type != NODE_INTERCHANGE)
        return (struct span){NULL, 0};
    return image_text(passage->image, interchange, field);
}

bool local_minutes(struct span text, int64_t *out)
{
    struct date date;
    int64_t hour, minute;
    if (!date_parse(span_part(text, 0, 10), &date) || !span_number(span_part(text, 11, 2), &hour) ||
        !span_number(span_part(text, 14, 2), &minute))
        return false;
    *out = ((int64_t)date_to_day(date) * 24 + hour) * 60 + minute;
    return true;
}

/* Zones reach from 12 hours behind to 14 before; a message may have been under way, not for years. */
int64_t message_time(const struct passage *passage)
{
    const int64_t ahead = 14 * MICROS_PER_DAY / 24, behind = 400 * MICROS_PER_DAY;
    int64_t minutes, received = passage->entry->received;
    struct span said = of_interchange(passage, FIELD_INTERCHANGE_PREPARED);
    if (!said.size)
        said = image_text(passage->image, passage->message, FIELD_MESSAGE_SENT);
    if (!local_minutes(said, &minutes))
        return received;
    int64_t at = minutes * 60 * MICROS_PER_SECOND;
    return at > received + ahead || at < received - behind ? received : at;
}

struct span message_sender(const struct passage *passage)
{
    struct span sender = of_interchange(passage, FIELD_INTERCHANGE_SENDER);
    return sender.size ? sender : passage->entry->source;
}
