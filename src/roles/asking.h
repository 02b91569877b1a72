/* Within `serve`: follows what was stored and asks the service of the settings about documents of travellers whose
 * flights are open, each once while its answer counts. In a thread of its own with readers of its own, so that a
 * service which is slow or down holds up nobody.
 *
 * Order of one question: the list can take what will be answered; the row in the audit is on the disk; the question
 * goes to the process `lookup`; the row of how it ended; what was found is in the list of that name (authored, durable,
 * numbered); the answer is in the book. A crash between any two of these asks once more. */
#ifndef ROLES_ASKING_H
#define ROLES_ASKING_H

#include "roles/officers.h"

struct asking;
/* Returns owned; NULL when no service is set, or none can be asked, which is logged and holds up nothing else. `stop`:
 * becomes readable when the system is told to stop. */
struct asking *asking_start(struct system *system, struct turns *turns, int stop);
void asking_stop(struct asking *asking); /* waits for its end; NULL is fine */

#endif
