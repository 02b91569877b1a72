/* The persons of a PAXLST: NAD with name and address, sex, dates, and who stands twice. */
#include "base/hash.h"
#include "decode/paxlst.h"

/* NAD 3035 of persons; the first two are the usual ones. */
static const struct person_kind person_kinds[] = {
    {"FL", "passenger", false},    {"FM", "crew", true},        {"DDU", "transit", false},
    {"DDT", "transit-crew", true}, {"ZZZ", "passenger", false}, {"VW", "crew", true}};

/* Remembers the person's print; true when it was there already. */
static bool seen_before(struct decoder *decoder, uint64_t print)
{
    struct paxlst *paxlst = decoder->paxlst;
    if (2 * (paxlst->print_count + 1) > paxlst->print_room) {
        uint64_t *old = paxlst->prints;
        uint32_t room = paxlst->print_room;
        paxlst->print_room = room ? room * 2 : 256;
        paxlst->prints = arena_array(decoder->arena, uint64_t, paxlst->print_room);
        paxlst->print_count = 0;
        for (uint32_t i = 0; i < room; i++)
            if (old[i])
                seen_before(decoder, old[i]);
    }
    uint32_t slot = (uint32_t)print & (paxlst->print_room - 1);
    for (; paxlst->prints[slot]; slot = (slot + 1) & (paxlst->print_room - 1))
        if (paxlst->prints[slot] == print)
            return true;
    paxlst->prints[slot] = print;
    paxlst->print_count++;
    return false;
}

void paxlst_add_print(struct decoder *decoder, struct span text)
{
    struct paxlst *paxlst = decoder->paxlst;
    if (text.size)
        paxlst->print += hash_bytes(text); /* in any order */
}

void paxlst_close_person(struct decoder *decoder)
{
    struct paxlst *paxlst = decoder->paxlst;
    if (paxlst->person == IMAGE_NONE)
        return;
    if (paxlst->infant && !paxlst->kind->crew && paxlst->word == paxlst->kind->word)
        paxlst->word = "infant";
    if (paxlst->child)
        image_builder_node(decoder->image, paxlst->person)->flags |= NODE_CHILD;
    decode_put_word(decoder, paxlst->person, FIELD_TRAVELLER_KIND, paxlst->word,
                    paxlst->kind_piece);
    if (paxlst->print && seen_before(decoder, paxlst->print | 1))
        decode_issue_at(decoder, ISSUE_PERSON_REPEATED, "NAD", paxlst->kind_piece, NULL);
    paxlst->person = paxlst->document = IMAGE_NONE;
}

static void put_address(struct decoder *decoder)
{
    static const enum field fields[] = {FIELD_ADDRESS_STREET, FIELD_ADDRESS_CITY,
                                        FIELD_ADDRESS_REGION, FIELD_ADDRESS_POSTCODE,
                                        FIELD_ADDRESS_COUNTRY};
    enum { FIRST = 5, LAST = 9 };
    uint32_t node = IMAGE_NONE;
    for (unsigned i = FIRST; i <= LAST; i++) {
        struct piece piece = decode_join(decoder, i, 0);
        if (piece.text.size == 0)
            continue;
        if (node == IMAGE_NONE)
            node = decode_node(decoder, NODE_ADDRESS, decoder->paxlst->person);
        if (i == LAST)
            decode_put_state(decoder, node, fields[i - FIRST], piece);
        else
            decode_put(decoder, node, fields[i - FIRST], piece);
    }
}

static const struct person_kind *find_person_kind(struct span qualifier)
{
    for (size_t i = 0; i < sizeof person_kinds / sizeof *person_kinds; i++)
        if (span_is(qualifier, person_kinds[i].qualifier))
            return &person_kinds[i];
    return NULL;
}

/* NAD+FL++ADAMS:EVA: the name one element too early. */
static void find_misplaced_name(struct decoder *decoder, struct piece *surname, struct piece *given)
{
    for (unsigned i = 2; i <= 3; i++)
        if (edifact_width(&decoder->reader, i) > 1 && decode_at(decoder, i, 0).text.size) {
            *surname = decode_at(decoder, i, 0);
            *given = decode_join(decoder, i, 1);
            decode_issue(decoder, ISSUE_VALUE_FORM, *surname,
                         "The name stands in another's place.");
            return;
        }
}

static void open_person(struct decoder *decoder, const struct person_kind *kind,
                        struct piece surname, struct piece given)
{
    struct paxlst *paxlst = decoder->paxlst;
    struct span title;
    paxlst_close_leg(decoder);
    paxlst->group = PAXLST_PERSON;
    paxlst->person = decode_node(decoder, NODE_TRAVELLER, decoder->message);
    paxlst->document = IMAGE_NONE;
    paxlst->kind = kind;
    paxlst->word = kind->word;
    paxlst->kind_piece = decode_at(decoder, 1, 0);
    decoder->understood = true;
    *(kind->crew ? &paxlst->crew : &paxlst->passengers) += 1;
    decode_put_name(decoder, paxlst->person, surname, given);
    paxlst->print = 0;
    paxlst->born.size = 0;
    paxlst_add_print(decoder, surname.text);
    paxlst_add_print(decoder, decode_split_title(given.text, &title));
    paxlst->child = decode_child_title(title);
    paxlst->infant = decode_infant_title(title);
    if (kind->crew != paxlst->crew_list && !paxlst->mixed) {
        paxlst->mixed = true;
        decode_issue(decoder, ISSUE_CREW_IN_PASSENGERS, paxlst->kind_piece, NULL);
    }
}

void paxlst_open_person(struct decoder *decoder, bool crew, struct piece surname,
                        struct piece given)
{
    paxlst_close_person(decoder);
    open_person(decoder, &person_kinds[crew], surname, given);
}

static void read_person(struct decoder *decoder, const struct person_kind *kind)
{
    struct piece surname = decode_at(decoder, 4, 0), given = decode_join(decoder, 4, 1);
    if (surname.text.size == 0 && given.text.size == 0)
        find_misplaced_name(decoder, &surname, &given);
    decode_split_slash(decoder, &surname, &given);
    open_person(decoder, kind, surname, given);
    put_address(decoder);
}

static void read_agent(struct decoder *decoder)
{
    struct piece name = decode_join(decoder, 4, 0);
    decode_put(decoder, decoder->message, FIELD_MESSAGE_AGENT,
               name.text.size ? name : decode_at(decoder, 2, 0));
}

/* A party that is none of the known ones is a person once the flight has been named: nobody may
 * get lost for an unusual qualifier. */
void paxlst_read_nad(struct decoder *decoder)
{
    struct piece qualifier = decode_at(decoder, 1, 0);
    const struct person_kind *kind = find_person_kind(qualifier.text);
    bool agent = span_is(qualifier.text, "MS");
    if (!kind && !agent)
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, qualifier, NULL);
    paxlst_close_person(decoder);
    if (!kind && (agent || decoder->paxlst->group == PAXLST_HEADER)) {
        read_agent(decoder);
        return;
    }
    read_person(decoder, kind ? kind : &person_kinds[0]);
}

/* Whether a person is open for the current segment; if not, it has no owner. */
bool paxlst_has_person(struct decoder *decoder)
{
    if (decoder->paxlst->person != IMAGE_NONE)
        return true;
    decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, NULL);
    return false;
}

/* ATT+2++M. The I of FI and MI marks an infant, as in DOCS. */
void paxlst_read_att(struct decoder *decoder)
{
    struct piece sex = decode_slot(decoder, 3, 0, 2, SLOT_LETTERS);
    if (!paxlst_has_person(decoder) || sex.text.size == 0)
        return;
    if (!span_is(decode_at(decoder, 1, 0).text, "2")) {
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, decode_at(decoder, 1, 0), NULL);
        return;
    }
    bool infant = sex.text.size == 2 && sex.text.at[1] == 'I';
    if (!memchr("MFXU", sex.text.at[0], 4) || (sex.text.size != 1 && !infant)) {
        decode_issue(decoder, ISSUE_VALUE_BAD, sex, NULL);
        return;
    }
    decode_put_as(decoder, decoder->paxlst->person, FIELD_TRAVELLER_SEX, span_part(sex.text, 0, 1),
                  sex);
    decoder->paxlst->infant |= infant;
}

static enum age age_of(const struct paxlst *paxlst)
{
    if (paxlst->kind->crew)
        return AGE_CREW;
    return paxlst->child ? AGE_CHILD : AGE_UNKNOWN;
}

/* Formats 2 and 4 begin with the day (UN/EDIFACT 2379). */
static enum date_form form_of(const struct decoder *decoder)
{
    struct span format = decode_at(decoder, 1, 2).text;
    return span_is(format, "2") || span_is(format, "4") ? DATE_DMY : DATE_YMD;
}

/* Formats 203 and 204 give the time of day behind the date. */
static struct piece date_part(struct piece value)
{
    struct span text = span_trim(value.text);
    if (text.size == 12 || text.size == 14)
        value.text = span_part(text, 0, 8);
    return value;
}

void paxlst_read_person_date(struct decoder *decoder, struct piece qualifier, struct piece value)
{
    struct paxlst *paxlst = decoder->paxlst;
    struct date born;
    bool document = paxlst->document != IMAGE_NONE;
    if (span_is(qualifier.text, "329")) {
        if (paxlst->born.size && !span_equal(paxlst->born, value.text)) {
            decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED,
                                 "The person has a birth date; a name may be missing before this.");
            return;
        }
        paxlst->born = value.text;
        if (decode_put_birth(decoder, paxlst->person, FIELD_TRAVELLER_BIRTH,
                             FIELD_TRAVELLER_BIRTH_OTHER, date_part(value), form_of(decoder),
                             age_of(paxlst), &born)) {
            paxlst_add_print(decoder, value.text);
            paxlst->infant |= decode_is_infant(decoder, born);
        }
    } else if (span_is(qualifier.text, "36") && document && !paxlst->expiry) {
        paxlst->expiry = value.text.size > 0;
        decode_put_expiry(decoder, paxlst->document, date_part(value), form_of(decoder));
    } else if (span_is(qualifier.text, "182") && document) {
        decode_put_past(decoder, paxlst->document, FIELD_DOCUMENT_ISSUED, date_part(value),
                        form_of(decoder));
    } else if (!span_is(qualifier.text, "36") && !span_is(qualifier.text, "182")) {
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, qualifier, NULL);
    } else if (!paxlst->document_empty && value.text.size) {
        decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, NULL);
    }
}
