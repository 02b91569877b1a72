#include "sim/play_pace.h"

#include "base/clock.h"

bool play_pace_read(struct span text, int64_t *thousandths)
{
    struct span fraction;
    int64_t whole, part = 0;
    struct span before = span_cut(text, '.', &fraction);
    if (!span_number(before, &whole) || whole > 1000000 ||
        (fraction.at && (fraction.size > 3 || !span_number(fraction, &part))))
        return false;
    for (size_t digits = fraction.size; fraction.at && digits < 3; digits++)
        part *= 10;
    *thousandths = whole * 1000 + part;
    return *thousandths > 0 && *thousandths <= 1000000000;
}

int64_t play_pace_wait(const struct play_pace *pace, int64_t when, int64_t now, int64_t monotonic)
{
    if (pace->kind == PLAY_LIVE)
        return when * MICROS_PER_SECOND - now;
    if (pace->kind == PLAY_AT_ONCE)
        return 0;
    /* In two steps: a year in microseconds, times a thousand, is near the end of the numbers. */
    int64_t world = when - pace->begin, speed = pace->thousandths;
    int64_t real =
        world * 1000 / speed * MICROS_PER_SECOND + world * 1000 % speed * MICROS_PER_SECOND / speed;
    return real - (monotonic - pace->began);
}

int64_t play_pace_time(const struct play_pace *pace, int64_t last, int64_t now, int64_t monotonic)
{
    if (pace->kind == PLAY_LIVE)
        return now / MICROS_PER_SECOND;
    if (pace->kind == PLAY_AT_ONCE)
        return last;
    int64_t milliseconds = (monotonic - pace->began) / 1000;
    return pace->begin + milliseconds / 1000 * pace->thousandths / 1000 +
           milliseconds % 1000 * pace->thousandths / 1000000;
}
