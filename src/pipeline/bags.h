/* Bags of baggage messages, and the travellers they belong to (decision 10).
 *
 * Which traveller a bag is joined to follows from what all messages say of the bag and from who is on
 * the flight, never from what was joined before: so the order of arrival makes no difference. */
#ifndef PIPELINE_BAGS_H
#define PIPELINE_BAGS_H

#include "pipeline/internal.h"
#include "store/bags.h"

/* baggage.c: keeps what a baggage message says of each bag with each flight it is on, and joins those
 * bags. Messages of other types do nothing. */
enum status bags_message(struct passage *passage);

/* Gives a bag that waits for a flight the only one of that number and day that has a port in common,
 * if there is one; and joins a bag that has a flight. */
enum status bags_place(struct engine *engine, struct store_bag *bag);

/* bagmove.c: a bag that a message changed to other legs is no more on those from the same port that it
 * does not name. Looks at the legs of the tag about `day`. */
enum status bags_move(struct engine *engine, int64_t tag, int32_t day);

/* bagjoin.c: joins one bag of a flight. */
enum status bags_join(struct engine *engine, const struct store_bag *bag);
/* All bags of a flight again: its persons are others than before. */
enum status bags_join_all(struct engine *engine, int64_t flight);
/* After a message about passage->flight: places the bags that wait on a leg of its keys; joins all that it
 * has again when `changed`. */
enum status bags_settle(struct passage *passage, bool changed);

#endif
