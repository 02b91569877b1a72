/* A flight of a list, with what was found out about it so far. */
#ifndef VIEW_ROW_H
#define VIEW_ROW_H

#include "view/internal.h"

enum { FLIGHT_SEVERITIES = 5 };
struct flight_row {
    struct store_flight flight;
    struct schedule schedule;
    struct tally tally;
    struct desk_sweep sweep;
    int severities[FLIGHT_SEVERITIES]; /* alerts that nobody has closed */
    int open, closed, protect;
    bool counted, charter;
};

/* Who looks, and when; `decided` of the days of the flights. */
struct flight_look {
    struct view *view;
    const struct view_sight *sight;
    int64_t now;
    struct decided decided;
};

/* Fills what needs the day's file: tally, alerts, sweep. Done once a row. */
enum status flight_count(struct flight_look *look, struct flight_row *row);
bool flight_lacks_any(const struct flight_row *row, int64_t now);
/* Schema Flight. */
enum status flight_write(struct flight_look *look, const struct flight_row *row, struct json *json);

/* ---- sweep.c ---- */
enum status sweep_read(struct view *view, struct span key, struct desk_sweep *out);
void sweep_write(struct json *json, const struct desk_sweep *sweep); /* the member `swept` */
void sweep_etag(const struct desk_sweep *sweep, char out[VIEW_ETAG]);

#endif
