/* When a share is another than it was: in whole numbers, so that every machine comes to the same. */
#include "drift/internal.h"

static int64_t share_of(int64_t x, int64_t n)
{
    return (PERMILLE * x + n / 2) / n;
}

void sums_add(struct drift_sums *sums, int64_t x, int64_t n)
{
    if (n < UNITS_LEAST)
        return;
    int64_t share = share_of(x, n);
    sums->blocks++;
    sums->x += x;
    sums->n += n;
    sums->shares += share;
    sums->squares += share * share;
}

int64_t sums_mean(const struct drift_sums *sums)
{
    return sums->blocks ? sums->shares / sums->blocks : 0;
}

static bool is_learned(const struct drift_sums *sums)
{
    return sums->blocks >= DRIFT_LEARN;
}

bool sums_is_rare(const struct drift_sums *sums)
{
    return is_learned(sums) && sums_mean(sums) <= RARE;
}

bool sums_is_usual(const struct drift_sums *sums)
{
    return is_learned(sums) && sums_mean(sums) >= PERMILLE - RARE;
}

/* The variance of a block's share: what the blocks show, which holds routes, days and nights; but no less
 * than chance alone would give so few messages, be they ever so alike until now. */
static int64_t variance(const struct drift_sums *sums, int64_t units)
{
    int64_t mean = sums_mean(sums);
    int64_t shown =
        (sums->squares - sums->shares * sums->shares / sums->blocks) / (sums->blocks - 1);
    int64_t p = mean < NONE ? NONE : mean > PERMILLE - NONE ? PERMILLE - NONE : mean;
    int64_t chance = p * (PERMILLE - p) / units;
    return shown > chance ? shown : chance;
}

static const struct {
    int64_t effect, deviations; /* thousandths; standard deviations squared */
} limits[] = {[SUMS_OFF] = {150, 9}, [SUMS_GROSS] = {500, 16}};

/* Of a prediction: the mean itself is known from `blocks` alone, hence (blocks + 1) / blocks. */
int sums_compare(const struct drift_sums *reference, int64_t x, int64_t n, int64_t messages,
                 enum sums_off how)
{
    int64_t units = n < messages ? n : messages;
    if (!is_learned(reference) || units < UNITS_LEAST)
        return 0;
    int64_t effect = share_of(x, n) - sums_mean(reference);
    int64_t size = effect < 0 ? -effect : effect;
    int64_t blocks = reference->blocks;
    if (size < limits[how].effect ||
        size * size * blocks < limits[how].deviations * variance(reference, units) * (blocks + 1))
        return 0;
    return effect < 0 ? -1 : 1;
}
