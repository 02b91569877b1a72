/* What reaches a person beside what reaches the one of an entry. */
#include "watch/contact.h"

bool watch_has_contacts(const struct watch *watch)
{
    for (size_t i = 0; i < watch->source_count; i++)
        if (watch->lists[i].contact_count)
            return true;
    return false;
}

static const struct watch_person_contact *of_person(const struct subject *subject,
                                                    const struct reached *reached)
{
    return &subject->person->contacts[reached->person];
}

/* The better of two that agree: the first of the same. */
static bool is_better(const struct subject *subject, const struct reached *one,
                      const struct reached *before)
{
    if (!before->contact || one->national != before->national)
        return !before->contact || before->national;
    return of_person(subject, one)->own && !of_person(subject, before)->own;
}

static void look_at(const struct subject *subject, const struct watch_list *list,
                    const struct watch_contact *contact, struct judgement *out)
{
    struct reached *best = &out->reached[contact->kind];
    for (size_t i = 0; i < subject->person->contact_count; i++) {
        if (subject->person->contacts[i].kind != (enum watch_contact_kind)contact->kind)
            continue;
        enum contact_agreement agreement =
            contacts_agree((enum watch_contact_kind)contact->kind, subject->contacts[i],
                           watch_list_text(list, contact->text));
        struct reached one = {contact, i, agreement == CONTACT_NATIONAL};
        if (agreement != CONTACT_DIFFERS && is_better(subject, &one, best))
            *best = one;
    }
}

bool choose_contacts(const struct subject *subject, const struct watch_list *list,
                     const struct watch_entry *entry, struct judgement *out)
{
    struct watch_contacts contacts = {NULL, 0};
    if (subject->person->contact_count && list->contact_count)
        contacts = watch_list_contacts(list, entry);
    for (uint32_t i = 0; i < contacts.count; i++)
        look_at(subject, list, &contacts.at[i], out);
    for (unsigned kind = 0; kind < WATCH_CONTACT_KINDS; kind++)
        if (out->reached[kind].contact && kind != WATCH_CONTACT_ADDRESS)
            return true;
    return false;
}

bool contacts_meet(const struct subject *subject, const struct watch_list *list,
                   const struct watch_entry *entry)
{
    struct judgement judgement = {0};
    return choose_contacts(subject, list, entry, &judgement);
}

bool contact_meets(const struct subject *subject, size_t number, const struct watch_list *list,
                   const struct watch_entry *entry)
{
    enum watch_contact_kind kind = subject->person->contacts[number].kind;
    struct watch_contacts contacts = watch_list_contacts(list, entry);
    for (uint32_t i = 0; i < contacts.count && kind != WATCH_CONTACT_ADDRESS; i++)
        if (contacts.at[i].kind == kind &&
            contacts_agree(kind, subject->contacts[number],
                           watch_list_text(list, contacts.at[i].text)) != CONTACT_DIFFERS)
            return true;
    return false;
}

enum weight contact_weight(const struct judgement *judgement, enum watch_contact_kind kind)
{
    return judgement->reached[kind].national ? WEIGHT_PHONE_NATIONAL : contact_info(kind)->weight;
}

bool contacts_are_own(const struct subject *subject, const struct judgement *judgement)
{
    for (unsigned kind = 0; kind < WATCH_CONTACT_KINDS; kind++)
        if (judgement->reached[kind].contact && of_person(subject, &judgement->reached[kind])->own)
            return true;
    return false;
}
