/* Phones, e-mail and postal addresses and payment cards as they are compared (docs/lists.md). Private to watch/. */
#ifndef WATCH_CONTACT_H
#define WATCH_CONTACT_H

#include "watch/internal.h"

struct contact_info {
    const char *word;
    unsigned how;
    enum weight weight;
    const char *fault;
};
const struct contact_info *contact_info(enum watch_contact_kind kind);
enum {
    CONTACT_HOWS = 0 /* of all of them */
#define CONTACT(name, word, how, weight, normal, fault) | how
#include "watch/contacts.def"
#undef CONTACT
};

/* As it is compared, in the arena; empty when it is none:
 *   EMAIL    someone@example.org, in small letters
 *   CARD     sha256:.. of the number's digits, so that no number is kept
 *   PHONE    +998901234567, or the digits alone where nothing says that they begin with a country
 *   ADDRESS  its words and numbers in order of the alphabet, the state as alpha-3: 12 AMIR TASHKENT TEMUR UZB
 * What is so already stays as it is. */
struct span contact_normal(enum watch_contact_kind kind, struct span text, struct arena *arena);

/* Cuts the next of several that one text has: phones by `/` or `,`, e-mail addresses by `,`. */
struct span contact_part(enum watch_contact_kind kind, struct span *rest);

/* Of normal ones that agree it is the same. */
uint64_t contact_hash(enum watch_contact_kind kind, struct span normal);

enum contact_agreement {
    CONTACT_DIFFERS,
    CONTACT_NATIONAL, /* of phones: one side gives no country */
    CONTACT_SAME
};
enum contact_agreement contacts_agree(enum watch_contact_kind kind, struct span a, struct span b);

/* For people: of a card the beginning of the hash, which thousands have. */
struct span contact_shown(enum watch_contact_kind kind, struct span normal, struct arena *arena);

#endif
