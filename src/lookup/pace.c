#include "base/clock.h"
#include "lookup/lookup.h"

struct lookup_pace lookup_pace_of(const struct lookup_settings *settings)
{
    int64_t rest = settings->rest > settings->retry ? settings->rest : settings->retry;
    return (struct lookup_pace){.step = MICROS_PER_SECOND / settings->per_second,
                                .retry = settings->retry * MICROS_PER_SECOND,
                                .rest = rest * MICROS_PER_SECOND};
}

int64_t lookup_pace_wait(const struct lookup_pace *pace, int64_t now)
{
    return pace->next > now ? pace->next - now : 0;
}

void lookup_pace_asked(struct lookup_pace *pace, int64_t now)
{
    pace->next = now + pace->step;
}

static int64_t doubled(const struct lookup_pace *pace)
{
    int64_t wait = pace->retry;
    for (unsigned i = 1; i < pace->failures && wait < pace->rest; i++)
        wait *= 2;
    return wait < pace->rest ? wait : pace->rest;
}

int64_t lookup_pace_ended(struct lookup_pace *pace, enum lookup_result result, int64_t now)
{
    enum lookup_fault fault = lookup_result_fault(result);
    if (fault == FAULT_NONE || fault == FAULT_OF_QUESTION) {
        pace->failures = 0;
        return fault == FAULT_NONE ? 0 : now + pace->rest;
    }
    pace->failures++;
    pace->next = now + (fault == FAULT_LASTING ? pace->rest : doubled(pace));
    return pace->next;
}
