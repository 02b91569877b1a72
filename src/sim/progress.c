#include "sim/progress.h"

#include <stdio.h>

#include "base/clock.h"

enum { BAR = 24 };
#define BETWEEN_BARS (MICROS_PER_SECOND / 5)
#define BETWEEN_LINES (10 * MICROS_PER_SECOND)

const char *sim_number(uint64_t value, char out[SIM_NUMBER_TEXT])
{
    char digits[SIM_NUMBER_TEXT];
    int count = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value), used = 0;
    for (int i = 0; i < count; i++) {
        if (i && (count - i) % 3 == 0)
            out[used++] = ',';
        out[used++] = digits[i];
    }
    out[used] = '\0';
    return out;
}

/* "12 s", "4 min", "2 h 10 min". */
static const char *duration(int64_t seconds, char out[SIM_NUMBER_TEXT])
{
    if (seconds < 120)
        snprintf(out, SIM_NUMBER_TEXT, "%d s", (int)seconds);
    else if (seconds < 7200)
        snprintf(out, SIM_NUMBER_TEXT, "%d min", (int)(seconds / 60));
    else
        snprintf(out, SIM_NUMBER_TEXT, "%lld h %d min", (long long)(seconds / 3600),
                 (int)(seconds / 60 % 60));
    return out;
}

const char *sim_meter_text(const struct sim_meter *meter, const struct sim_progress *progress,
                           int64_t now, char out[SIM_METER_TEXT])
{
    char rate[SIM_NUMBER_TEXT], left[SIM_NUMBER_TEXT], where[48];
    int64_t elapsed = now - meter->began + 1;
    uint64_t records = progress->records * MICROS_PER_SECOND / (uint64_t)elapsed;
    if (progress->day)
        snprintf(where, sizeof where, "day %d of %d", (int)progress->day, (int)progress->days);
    else
        snprintf(where, sizeof where, "before the first of %d days", (int)progress->days);
    int used = snprintf(out, SIM_METER_TEXT, "%u %%, %s, %s records a second",
                        progress->permille / 10, where, sim_number(records, rate));
    /* The first hundredth tells nothing about the rest. */
    if (progress->permille >= 10)
        snprintf(
            out + used, SIM_METER_TEXT - (size_t)used, ", %s left",
            duration(elapsed * (1000 - progress->permille) / progress->permille / MICROS_PER_SECOND,
                     left));
    return out;
}

static void draw(const struct sim_progress *progress, const char *text)
{
    char bar[BAR + 1];
    for (unsigned i = 0; i < BAR; i++)
        bar[i] = i * 1000 < progress->permille * BAR ? '#' : '.';
    bar[BAR] = '\0';
    fprintf(stderr, "\r[%s] %s\033[K", bar, text);
    fflush(stderr);
}

void sim_meter_tell(struct sim_meter *meter, const struct sim_progress *progress, int64_t now)
{
    char text[SIM_METER_TEXT];
    if (!meter->began)
        meter->began = meter->told = now;
    if (now - meter->told < (meter->terminal ? BETWEEN_BARS : BETWEEN_LINES))
        return;
    meter->told = now;
    sim_meter_text(meter, progress, now, text);
    if (meter->terminal)
        draw(progress, text);
    else
        fprintf(stderr, "%s\n", text);
    meter->drawn |= meter->terminal;
}

void sim_meter_end(struct sim_meter *meter)
{
    if (meter->drawn)
        fputs("\r\033[K", stderr);
    meter->drawn = false;
}
