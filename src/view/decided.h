/* Writing an alert and decisions about it. */
#ifndef VIEW_DECIDED_H
#define VIEW_DECIDED_H

#include "base/json.h"
#include "view/person.h"

/* What view_alert says of the person. */
struct view_alert alert_of(struct view *view, const struct person_view *person);
/* Schema AlertSummary, or null. */
void write_alert_summary(struct view *view, struct json *json, const struct person_view *person,
                         const struct view_sight *sight);
/* Schema Decision. */
void write_decision(struct json *json, const struct desk_decision *decision,
                    const struct view_sight *sight);

#endif
