/* Lists in XML, read element by element with libxml2's pull reader. A document type declaration is refused
 * before anything is parsed, so there are no entities; nothing is fetched; depth and length of texts are
 * bounded. A publisher's form is a table of where its texts stand, and what an element means that has
 * ended. Names of elements and attributes are taken without their namespace. */
#ifndef WATCH_LISTXML_H
#define WATCH_LISTXML_H

#include "watch/internal.h"

enum { LISTXML_SLOTS = 32 };

/* Where the text of a slot stands: in an attribute, or between the tags of an element. A list ends with one
 * of no element. */
struct listxml_place {
    const char *parent; /* NULL: any */
    const char *element;
    const char *attribute; /* NULL: between the tags */
    int slot;
};

/* What is under way. */
struct listxml {
    struct draft *draft;
    struct draft_entry *entry; /* of the record that is open; NULL: none is */
    struct span texts[LISTXML_SLOTS];
};

/* What an element means that has ended. The last row has no element. */
struct listxml_end {
    const char *element;
    void (*end)(struct listxml *list);
};

struct listxml_form {
    const char *root;
    const char *publisher; /* for sentences: "the Security Council" */
    const char *record;    /* the element that is an entry */
    int depth;             /* at which it stands; the root's is 0 */
    const char *other;     /* the element at that depth that is no person; NULL: none is */
    int id;                /* the slot that holds the entry's id */
    const struct listxml_place *places;
    const struct listxml_end *ends; /* of elements within a record, and of the record */
};

bool listxml_is_nothing(struct span text); /* empty, or a placeholder: "na", "-" */
/* The text of a slot without blanks around it; empty when it is a placeholder. */
struct span listxml_said(const struct listxml *list, int slot);
void listxml_forget(struct listxml *list, int from, int to); /* both included */
/* The texts of two slots and those between, with blanks between them; in the arena. */
struct span listxml_joined(struct listxml *list, int from, int to);

/* An address of which they are the lines, the country last; they are forgotten. */
void listxml_add_address(struct listxml *list, int from, int to);

bool listxml_is(struct span bytes,
                const char *root); /* whether the head of a file has the element */
enum status listxml_read(struct span bytes, const struct listxml_form *form, struct draft *draft);

#endif
