/* Printing a person. */
#ifndef CMD_PERSON_H
#define CMD_PERSON_H

#include "cmd/command.h"
#include "view/person.h"

/* Appends the block that `alerts` and `traveller` begin with: who, flight, reasons with bytes. */
void person_print_head(const struct person_view *person, struct buffer *out);
/* One object and a line end. `news` (RAISED ..) is a member when not NULL; without it, everything
 * that is said of the person goes along. */
void person_print_json(struct console *console, const struct person_view *person, const char *news,
                       struct buffer *out);

#endif
