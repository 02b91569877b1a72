/* What goes wrong on the way. Each message has a stream of chance of its own, so that rates that are changed
 * leave alone what they do not speak of. */
#include "sending/internal.h"

enum { HOUR = 3600, DAY_SECONDS = 86400 };
/* What is drawn for, by chance_of. */
enum { FOR_OUTAGE = 0x5E01, FOR_FATE = 0x5E02 };

/* Seconds late: most of it within the hour, little the next day. */
static const int32_t lateness[] = {600, 1200, 2400, HOUR, 2 * HOUR, 6 * HOUR, 30 * HOUR};

struct sending_outage sending_outage(const struct world_profile *profile,
                                     const struct world_options *options)
{
    struct sending_outage out = {0};
    int64_t day = profile->rates[RATE_OUTAGE_DAY], hours = profile->rates[RATE_OUTAGE_HOURS];
    if (day < 1 || day > options->days || hours < 1 || profile->carrier_count == 0)
        return out;
    struct chance chance = chance_of(options->seed, FOR_OUTAGE, 0);
    out.any = true;
    /* by carriers, so that a large provider is hit rather than a small one */
    out.provider = profile->carriers[chance_below(&chance, profile->carrier_count)].provider;
    int32_t latest = hours < 24 ? 24 - (int32_t)hours : 0;
    out.from = (int64_t)(options->start + (int32_t)day - 1) * DAY_SECONDS +
               (int64_t)chance_between(&chance, 0, latest) * HOUR;
    out.to = out.from + hours * HOUR;
    return out;
}

static bool draws(struct chance *chance, const struct world_profile *profile, enum world_rate rate)
{
    return chance_in(chance, (uint32_t)profile->rates[rate]);
}

/* Held messages come within the half hour after. */
static struct sending_fate of_outage(const struct world_profile *profile, struct chance *chance,
                                     const struct sending_outage *outage, int64_t due)
{
    enum { SPREAD = 1800 };
    if (draws(chance, profile, RATE_OUTAGE_LOST))
        return (struct sending_fate){SENDING_MISSING, 0};
    return (struct sending_fate){SENDING_HELD,
                                 outage->to - due + chance_between(chance, 1, SPREAD)};
}

struct sending_fate sending_fate(const struct world_profile *profile, uint64_t seed,
                                 const struct sending_outage *outage, unsigned provider,
                                 uint64_t message, int64_t due)
{
    struct chance chance = chance_of(seed, FOR_FATE, message);
    if (outage->any && provider == outage->provider && due >= outage->from && due < outage->to)
        return of_outage(profile, &chance, outage, due);
    bool missing = draws(&chance, profile, RATE_MISSING);
    bool corrupted = draws(&chance, profile, RATE_CORRUPTED);
    bool late = draws(&chance, profile, RATE_LATE);
    bool doubled = draws(&chance, profile, RATE_DOUBLED);
    int32_t by = chance_quantile(&chance, lateness, sizeof lateness / sizeof *lateness);
    int32_t again = chance_between(&chance, 60, HOUR);
    if (missing)
        return (struct sending_fate){SENDING_MISSING, 0};
    if (corrupted)
        return (struct sending_fate){SENDING_CORRUPTED, 0};
    if (late)
        return (struct sending_fate){SENDING_LATE, by};
    return doubled ? (struct sending_fate){SENDING_DOUBLED, again}
                   : (struct sending_fate){SENDING_SOUND, 0};
}

/* ---- damage ---- */

static uint32_t place_in(struct chance *chance, const struct buffer *body)
{
    return chance_below(chance, (uint32_t)body->size);
}

static void cut(struct chance *chance, struct buffer *body)
{
    body->size = (uint32_t)(body->size / 8 + chance_below(chance, (uint32_t)(body->size * 3 / 4)));
}

static void lose(struct chance *chance, struct buffer *body)
{
    for (int32_t times = chance_between(chance, 3, 12); times > 0 && body->size > 64; times--) {
        uint32_t at = place_in(chance, body), count = 1 + chance_below(chance, 24);
        if (count > body->size - at)
            count = (uint32_t)body->size - at;
        memmove(body->at + at, body->at + at + count, body->size - at - count);
        body->size -= count;
    }
}

static void exchange(struct chance *chance, struct buffer *body)
{
    for (int32_t times = chance_between(chance, 8, 60); times > 0; times--) {
        uint32_t one = place_in(chance, body);
        uint32_t other = place_in(chance, body);
        char kept = body->at[one];
        body->at[one] = body->at[other];
        body->at[other] = kept;
    }
}

/* A block comes twice over what should stand there. */
static void repeat(struct chance *chance, struct buffer *body)
{
    uint32_t size = (uint32_t)body->size / 4;
    uint32_t from = chance_below(chance, (uint32_t)body->size - 2 * size);
    memcpy(body->at + from + size, body->at + from, size);
}

/* Digits become others: counts and references that say nothing, dates and numbers that are wrong. */
static void miscount(struct chance *chance, struct buffer *body)
{
    for (int32_t times = (int32_t)(body->size / 40) + 8; times > 0; times--) {
        uint32_t at = place_in(chance, body);
        uint32_t digit = chance_below(chance, 10);
        if (body->at[at] >= '0' && body->at[at] <= '9')
            body->at[at] = (char)('0' + digit);
    }
}

void sending_damage(struct chance chance, struct buffer *body)
{
    static void (*const ways[])(struct chance *, struct buffer *) = {cut, lose, exchange, repeat,
                                                                     miscount};
    enum { LEAST = 32 };
    if (body->size < LEAST)
        return;
    ways[chance_below(&chance, sizeof ways / sizeof *ways)](&chance, body);
}
