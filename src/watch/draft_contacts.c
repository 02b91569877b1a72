/* What reaches the ones of a list, while it is read. */
#include "watch/contact.h"

bool draft_add_contact(struct draft *draft, struct draft_entry *entry, enum watch_contact_kind kind,
                       struct span text)
{
    struct span normal = contact_normal(kind, text, draft->arena);
    if (!normal.size)
        return false;
    struct draft_contact *contact = arena_new(draft->arena, struct draft_contact);
    *contact = (struct draft_contact){.kind = kind, .text = arena_copy(draft->arena, normal)};
    *entry->contacts_end = contact;
    entry->contacts_end = &contact->next;
    return true;
}

void draft_add_contacts(struct draft *draft, struct draft_entry *entry,
                        enum watch_contact_kind kind, struct span list)
{
    while (list.size) {
        struct span part = draft_part(&list);
        while (part.size) {
            struct span one = span_trim(contact_part(kind, &part));
            if (one.size && !draft_add_contact(draft, entry, kind, one))
                draft_pass(draft, entry->line, entry->id, contact_info(kind)->fault);
        }
    }
}

/* As the publishers that have them call them: "Phone Number", "Telephone No.", "EMAIL". */
bool draft_add_called(struct draft *draft, struct draft_entry *entry, struct span called,
                      struct span text)
{
    static const struct {
        const char *word;
        enum watch_contact_kind kind;
    } words[] = {{"mail", WATCH_CONTACT_EMAIL}, {"phone", WATCH_CONTACT_PHONE}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (called.size && strcasestr(arena_copy(draft->arena, called).at, words[i].word)) {
            draft_add_contacts(draft, entry, words[i].kind, text);
            return true;
        }
    return false;
}
