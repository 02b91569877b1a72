/* Which person of a booking is meant: by reference, by the very name, by one that may be the same. */
#include "base/hash.h"
#include "decode/pnrgov.h"

/* References are the same when they are but for padding: 1, 01, 002. */
void pnr_set_reference(struct pnrgov *pnr, uint32_t person, struct span reference)
{
    reference = decode_without_zeros(reference);
    pnr->persons[person].reference = reference;
    pnr->references[person] = reference.size ? hash_bytes(reference) : 0;
}

static bool has_reference(const struct pnrgov *pnr, uint32_t person, uint64_t hash,
                          struct span reference)
{
    return pnr->references[person] == hash && span_equal(pnr->persons[person].reference, reference);
}

uint32_t pnr_find_reference(const struct pnrgov *pnr, struct span reference)
{
    reference = decode_without_zeros(reference);
    uint64_t hash = reference.size ? hash_bytes(reference) : 0;
    uint32_t found = PERSON_NONE;
    for (uint32_t i = 0; reference.size && i < pnr->person_count; i++) {
        if (!has_reference(pnr, i, hash, reference))
            continue;
        if (found != PERSON_NONE)
            return PERSON_NONE;
        found = i;
        if (!pnr->reference_twice) /* then there is no need to look for a second */
            break;
    }
    return found;
}

bool pnr_is_exact(const struct name_key *a, const struct name_key *b)
{
    return a->size == b->size && decode_same_name(a, b);
}

bool pnr_fits_age(enum age person, enum age wanted)
{
    return wanted == AGE_UNKNOWN || (person == AGE_CHILD) == (wanted == AGE_CHILD);
}

/* Father and son may have one name: then the age decides, then who has got nothing yet. */
uint32_t pnr_find_exact(const struct pnrgov *pnr, const struct wanted_person *wanted)
{
    uint32_t found = PERSON_NONE;
    int best = 0;
    for (uint32_t i = 0; i < pnr->person_count && i < DECODE_MOST_MATCHED; i++) {
        const struct person *person = &pnr->persons[i];
        if (i == wanted->but || !pnr_is_exact(&person->name, &wanted->name))
            continue;
        bool served = wanted->at_checkin ? person->checked_in : person->has_birth;
        int fits = 1 + 2 * pnr_fits_age(person->age, wanted->age) + !served;
        if (fits > best) {
            best = fits;
            found = i;
        }
    }
    return found;
}

/* The very name first: ANNA is not ANN, who stands before her. A cut name only when it can be one
 * person's. */
uint32_t pnr_find_name(const struct pnrgov *pnr, const struct wanted_person *wanted)
{
    uint32_t found = pnr_find_exact(pnr, wanted), fitting = 0;
    if (found != PERSON_NONE)
        return found;
    for (uint32_t i = 0; i < pnr->person_count && i < DECODE_MOST_MATCHED; i++)
        if (i != wanted->but && decode_same_name(&pnr->persons[i].name, &wanted->name) &&
            fitting++ == 0)
            found = i;
    return fitting == 1 ? found : PERSON_NONE;
}

/* The only one whose name may be meant: TOM is THOMAS, a married name. */
uint32_t pnr_find_related(const struct pnrgov *pnr, const struct wanted_person *wanted)
{
    uint32_t found = PERSON_NONE, fitting = 0;
    for (uint32_t i = 0; i < pnr->person_count && i < DECODE_MOST_MATCHED; i++)
        if (pnr_fits_age(pnr->persons[i].age, wanted->age) &&
            decode_is_related(&pnr->persons[i].name, &wanted->name) && fitting++ == 0)
            found = i;
    return fitting == 1 ? found : PERSON_NONE;
}

/* The only one of the booking who can ask for something. */
uint32_t pnr_only_person(const struct pnrgov *pnr)
{
    uint32_t found = PERSON_NONE;
    for (uint32_t i = 0; i < pnr->person_count && i < DECODE_MOST_MATCHED; i++) {
        if (pnr->persons[i].infant)
            continue;
        if (found != PERSON_NONE)
            return PERSON_NONE;
        found = i;
    }
    return found;
}

/* Whose the present group is: several names in one TIF share it, and a leg ends it. */
uint32_t pnr_group_person(const struct pnrgov *pnr)
{
    bool named = pnr->group == PNR_NAME || pnr->group == PNR_TICKET || pnr->group == PNR_PAYMENT;
    if (named && pnr->person != PERSON_NONE && !pnr->shared)
        return pnr->person;
    return named && !pnr->shared ? pnr_only_person(pnr) : PERSON_NONE;
}
