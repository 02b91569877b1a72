/* The words of the tables. */
#include "world/internal.h"

static const char *const signs[] = {
#define SIGN(name, word) word,
#include "world/signs.def"
#undef SIGN
};
static const struct {
    const char *word;
    bool target;
} plants[] = {
#define PLANT(name, word, target) {word, target},
#include "world/plants.def"
#undef PLANT
};

const char *world_sign_word(enum world_sign sign)
{
    return signs[sign];
}

const char *world_plant_word(enum world_plant plant)
{
    return plants[plant].word;
}

bool world_plant_is_target(enum world_plant plant)
{
    return plants[plant].target;
}
