/* How each provider writes. Amber, basalt and cedar keep to the guides, each in its own way; local and
 * rural break them as operations.md 16, 17, 20 to 22 has seen it done. The systems are invented. */
#include "sending/internal.h"

/* A large reservation system: UNA before everything, all that is told of a traveller below the name,
 * each push is whole. Its close-out lists those on board. */
static const struct dialect amber = {
    .una_pnr = "UNA:+.?*'",
    .una_api = "UNA:+.? '",
    .marks = {.component = ':', .element = '+', .release = '?', .repeat = '*', .terminator = '\''},
    .line_end = "",
    .extension = "edi",
    .system = "7A",
    .place = "BRU",
    .pnr_version = "13",
    .api_release = "15B",
    .pnr_group = true,
    .api_group = true,
    .access = DAY_YMD,
    .bookings_part = 0,
    .home = true,
    .title = TITLE_APART,
    .contacts = CONTACT_SSR,
    .documents = DOCS_TRAVELLER,
    .seats = SEATS_TRAVELLER,
    .history = HISTORY_NONE,
    .checkin = CHECKIN_OWN,
    .close_name = "266",
    .close_role = "CLOB",
    .cancels = true,
    .residences = true,
    .tags = true,
    .persons_part = 99,
};

/* An older one: no UNA, addresses in ADD, e-mail as OSI, documents below the leg; changes between whole
 * pushes, with the history of each booking. Its close-out lists those who stayed behind. */
static const struct dialect basalt = {
    .marks = {.component = ':', .element = '+', .release = '?', .terminator = '\''},
    .line_end = "",
    .extension = "edi",
    .system = "7B",
    .place = "ZAG",
    .pnr_version = "11",
    .api_release = "05B",
    .api_group = true,
    .access = DAY_DMY,
    .updates = true,
    .title = TITLE_APART,
    .contacts = CONTACT_ADD,
    .documents = DOCS_SEGMENT,
    .seats = SEATS_SEGMENT,
    .history = HISTORY_ABI,
    .checkin = CHECKIN_OWN,
    .tag_designator = true,
    .close_name = "745",
    .close_role = "CLNB",
    .close_left_behind = true,
    .cancels = true,
    .agencies = true,
    .journeys = true,
    .residences = true,
    .weights = true,
    .loyalty = true,
    .persons_part = 60,
};

/* A third: other separators, telegrams of 69 columns, bookings in parts, the history as one text a
 * change. */
static const struct dialect cedar = {
    .una_pnr = "UNA:*.? #",
    .una_api = "UNA:*.? #",
    .marks = {.component = ':', .element = '*', .release = '?', .terminator = '#'},
    .line_end = "",
    .extension = "typeb.edi",
    .wrapping = WRAP_TELEGRAM,
    .system = "7C",
    .place = "HEL",
    .pnr_version = "15",
    .api_release = "12B",
    .pnr_group = true,
    .api_group = true,
    .access = DAY_YMD,
    .bookings_part = 40,
    .title = TITLE_APART,
    .contacts = CONTACT_SSR,
    .documents = DOCS_TRAVELLER,
    .seats = SEATS_SEGMENT,
    .history = HISTORY_LTS,
    .checkin = CHECKIN_OWN,
    .close_name = "745",
    .close_role = "CLOB",
    .cancels = true,
    .agencies = true,
    .long_dates = true,
    .journeys = true,
    .residences = true,
    .verified = true,
    .weights = true,
    .tags = true,
    .issued = true,
    .persons_part = 75,
};

/* A local provider: a line for each segment, wrong counts, titles glued to the names, births with the
 * day first, documents that only their name gives to somebody, cards in clear; its close-out is the list
 * once more. */
static const struct dialect local = {
    .marks = {.component = ':', .element = '+', .release = '?', .terminator = '\''},
    .line_end = "\n",
    .extension = "edi",
    .any_case = true,
    .system = "7L",
    .place = "RIX",
    .pnr_version = "11",
    .api_release = "02B",
    .long_year = true,
    .access = DAY_DMY,
    .segments_off = -2,
    .count_persons = true,
    .whole_cards = true,
    .group_sized = true,
    .title = TITLE_GLUED,
    .contacts = CONTACT_TEXT,
    .documents = DOCS_BOOKING,
    .seats = SEATS_TRAVELLER,
    .history = HISTORY_NONE,
    .checkin = CHECKIN_COUNTED,
    .close_name = "745",
    .close_role = "",
    .agencies = true,
    .births_day_first = true,
    .passengers_off = 1,
    .persons_part = 50,
};

/* Another: a UNA that lost a character, mails with a disclaimer, one list for passengers and crew,
 * names as one text, arrivals with a time alone, legs before names, segments in any order, apostrophes
 * as they are. */
static const struct dialect rural = {
    .una_pnr = "UNA:+.?'",
    .una_api = "UNA:+.?'",
    .marks = {.component = ':', .element = '+', .release = '?', .terminator = '\''},
    .line_end = "\r\n",
    .extension = "mail.edi",
    .wrapping = WRAP_MAIL,
    .any_case = true,
    .raw_apostrophes = true,
    .system = "7R",
    .place = "TLL",
    .pnr_version = "10",
    .api_release = "05B",
    .api_group = true,
    .access = DAY_DMY,
    .group_off = 1,
    .legs_first = true,
    .times_alone = true,
    .name_slash = true,
    .group_sized = true,
    .title = TITLE_APART,
    .contacts = CONTACT_SCRAPS,
    .documents = DOCS_TRAVELLER,
    .seats = SEATS_TRAVELLER,
    .history = HISTORY_NONE,
    .checkin = CHECKIN_COUNTED,
    .close_name = "266",
    .close_role = "CLOB",
    .crew_within = true,
    .shuffled = true,
    .journeys = true,
    .persons_part = 45,
};

static const struct dialect *const dialects[WORLD_DIALECTS] = {[DIALECT_AMBER] = &amber,
                                                               [DIALECT_BASALT] = &basalt,
                                                               [DIALECT_CEDAR] = &cedar,
                                                               [DIALECT_LOCAL] = &local,
                                                               [DIALECT_RURAL] = &rural};

const struct dialect *sending_dialect(enum world_dialect dialect)
{
    return dialects[dialect];
}

const char *sending_extension(enum world_dialect dialect)
{
    return dialects[dialect] ? dialects[dialect]->extension : "csv";
}

uint32_t sending_part_size(enum world_dialect dialect, enum sending_kind kind)
{
    if (!dialects[dialect])
        return 0;
    return sending_is_pnr(kind) ? dialects[dialect]->bookings_part
                                : dialects[dialect]->persons_part;
}
