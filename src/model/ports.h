/* Airports, carriers and countries: what a code in a message stands for.
 *
 * The tables are built in (reference/ says where they come from) and constant: all functions may
 * be called from any thread, allocate nothing and borrow nothing from their argument beyond the
 * call. What they return is valid for ever; NULL means that the code is not known, which says
 * nothing bad about the message: carriers and airports are born faster than tables are.
 * Codes are compared without regard to ASCII case; blanks around them are the caller's to trim. */
#ifndef MODEL_PORTS_H
#define MODEL_PORTS_H

#include "base/span.h"

/* One airport, or one metropolitan area (`icao` empty) such as LON. */
struct port {
    char iata[4];               /* "TAS"; "" when it has none */
    char icao[5];               /* "UTTT"; "" when it has none */
    char country[3];            /* ISO 3166-1 alpha-2, with XK for Kosovo: always there */
    char zone[36];              /* name in the tz database, "Asia/Tashkent"; "" when not known */
    double latitude, longitude; /* degrees, north and east positive */
    char name[48];              /* for people, in English; "" when not known */
};

/* One pair of designators. An IATA designator may stand in several rows, an ICAO one in one. */
struct carrier {
    char iata[3]; /* "HY" */
    char icao[4]; /* "UZB" */
    char name[48];
};

/* One issuer of travel documents: a state, an organisation, or a status that ICAO Doc 9303-3,
 * section 5 gives a code, such as a stateless person. */
struct country {
    char alpha2[3]; /* "UZ"; of GBO, GBN, .. the state behind it, "GB"; "" when there is none */
    char alpha3[4]; /* "UZB"; as a machine-readable zone has it, except DEU where that has D */
    char name[48];  /* for people, in English */
};

/* The airport of a three-letter IATA code (LOC, TVL), of a four-letter ICAO code, or of a
 * five-letter UN/LOCODE whose last three letters are the IATA code of an airport in the country
 * of its first two. A retired code finds the airport under its present one. */
const struct port *port_find(struct span code);

/* The carrier of a two-character IATA or a three-letter ICAO designator. Of several carriers with
 * one IATA designator it is the airline that sells under it. */
const struct carrier *carrier_find(struct span code);

/* The issuer of an alpha-2, alpha-3 or Doc 9303-3 code ("D", "GBO", "XXA"), and of some codes of
 * states that are gone, as births go back that far. */
const struct country *country_find(struct span code);

/* All issuers, by index below country_count(). */
size_t country_count(void);
const struct country *country_at(size_t index);

/* What issuers are called in English, Russian, Uzbek, Indonesian, Azerbaijani and Turkish, each of its
 * names, by index below country_name_count(): the issuer, and `*name`. */
size_t country_name_count(void);
const struct country *country_name_at(size_t index, const char **name);

#endif
