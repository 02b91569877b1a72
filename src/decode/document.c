/* The texts of DOCS, DOCO, DOCA, INFT and CHLD (AIRIMP 3.13), and whose they are.
 *
 * An infant's document stands under its adult in half of the bookings: it goes to whom its name
 * names, and is never the adult's (operations.md rule 12). */
#include "base/hash.h"
#include "decode/pnrgov.h"

enum { MOST_TOKENS = 14, INFANT_YEARS = 2 };

struct tokens {
    struct piece at[MOST_TOKENS]; /* beyond `count`: empty */
    unsigned count;
};

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool has_digit(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] >= '0' && text.at[i] <= '9')
            return true;
    return false;
}

/* Where `part` of an understood text stands: exact when nothing had to be resolved in it. */
static struct piece part_of(const struct decoder *decoder, struct piece whole, struct span part)
{
    bool same = whole.text.at && whole.text.at == decoder->reader.body.at + whole.begin;
    struct span trimmed = span_trim(part);
    if (!same || trimmed.size == 0)
        return (struct piece){trimmed, whole.begin, whole.size};
    return (struct piece){trimmed, whole.begin + (uint32_t)(trimmed.at - whole.text.at),
                          (uint32_t)trimmed.size};
}

static struct tokens split(const struct decoder *decoder, struct piece text, struct span part)
{
    struct tokens tokens = {.count = 0};
    for (unsigned i = 0; i < MOST_TOKENS; i++)
        tokens.at[i] = (struct piece){{NULL, 0}, text.begin, text.size};
    for (struct span rest = part; rest.at && tokens.count < MOST_TOKENS;) {
        struct span token = span_cut(rest, '/', &rest);
        tokens.at[tokens.count++] = part_of(decoder, text, token);
    }
    return tokens;
}

static struct span without_first_slash(struct span text)
{
    text = span_trim(text);
    return text.size && text.at[0] == '/' ? span_part(text, 1, text.size) : text;
}

/* DDMMMYY: with a month in letters, so that no number is taken for it. */
static bool is_named_date(struct span text)
{
    struct raw_date raw;
    bool letters = false;
    for (size_t i = 0; i < text.size; i++)
        letters |= is_letter(text.at[i]);
    return letters && decode_raw_date(text, DATE_DMY, &raw);
}

/* ---- DOCS ---- */

struct docs {
    struct piece type, state, number, nationality, birth, sex, expiry, surname, given;
    bool infant; /* the sex says so: FI, MI */
    bool odd;    /* the parts are not where the guides have them */
};

/* Parts between the type and the birth date that are out of place: a number has digits, the state
 * stands before it, the nationality after it. */
static void place_parts(const struct tokens *tokens, unsigned birth, struct docs *out)
{
    for (unsigned i = 0; i < birth; i++) {
        struct piece token = tokens->at[i];
        size_t size = token.text.size;
        if (has_digit(token.text) && !out->number.text.size && size > 3)
            out->number = token;
        else if (i == 0 && size >= 1 && size <= 2)
            out->type = token;
        else if (size >= 2 && size <= 3 && !has_digit(token.text))
            *(out->number.text.size ? &out->nationality : &out->state) = token;
    }
}

/* "-1NAME" repeats the name field of the booking behind the text. */
static struct piece without_tail(struct piece piece)
{
    for (size_t i = 0; i + 2 < piece.text.size; i++)
        if (piece.text.at[i] == '-' && piece.text.at[i + 1] == '1' &&
            is_letter(piece.text.at[i + 2]))
            piece.text = span_trim(span_part(piece.text, 0, i));
    return piece;
}

/* Surname, given names, second names; a lone H at the end marks the holder of a shared passport. */
static void read_names(struct decoder *decoder, const struct tokens *tokens, unsigned first,
                       struct docs *out)
{
    unsigned last = tokens->count;
    while (last > first && tokens->at[last - 1].text.size == 0)
        last--;
    if (last > first + 2 && span_is(tokens->at[last - 1].text, "H"))
        last--;
    if (first >= last)
        return;
    out->surname = without_tail(tokens->at[first]);
    if (first + 1 >= last)
        return;
    out->given = without_tail(tokens->at[first + 1]);
    bool ended = out->given.text.size < tokens->at[first + 1].text.size;
    for (unsigned i = first + 2; i < last && !ended; i++) {
        struct piece next = without_tail(tokens->at[i]);
        ended = next.text.size < tokens->at[i].text.size;
        struct span all = decode_concat(decoder, out->given.text, " ", next.text);
        if (out->given.text.size && next.text.size)
            out->given = decode_across(out->given, next);
        else if (next.text.size)
            out->given = next;
        out->given.text = all;
    }
}

static void read_sex(struct docs *docs)
{
    struct span sex = docs->sex.text;
    docs->infant = sex.size == 2 && (sex.at[1] == 'I' || sex.at[1] == 'i');
    if (sex.size == 0 || !memchr("MFXUmfxu", sex.at[0], 8) || (sex.size != 1 && !docs->infant))
        docs->sex.text.size = 0;
    else
        docs->sex.text.size = 1;
}

/* type/state/number/nationality/birth/sex/expiry/surname/given/second/H, by where the birth is. */
static struct docs read_docs(struct decoder *decoder, struct piece text)
{
    enum { BIRTH = 4 };
    struct tokens tokens = split(decoder, text, without_first_slash(text.text));
    struct piece none = {{NULL, 0}, text.begin, text.size};
    struct docs docs = {none, none, none, none, none, none, none, none, none, false, false};
    unsigned birth = BIRTH;
    bool found = is_named_date(tokens.at[BIRTH].text);
    for (unsigned i = 0; !found && i < 7 && tokens.at[BIRTH].text.size; i++)
        if (is_named_date(tokens.at[i].text)) {
            birth = i;
            found = true;
        }
    docs.odd = birth != BIRTH || tokens.count < 6;
    if (birth == BIRTH) {
        docs.type = tokens.at[0];
        docs.state = tokens.at[1];
        docs.number = tokens.at[2];
        docs.nationality = tokens.at[3];
    } else {
        place_parts(&tokens, birth, &docs);
    }
    docs.birth = tokens.at[birth];
    docs.sex = tokens.at[birth + 1];
    docs.expiry = tokens.at[birth + 2];
    read_names(decoder, &tokens, birth + 3, &docs);
    read_sex(&docs);
    return docs;
}

/* ---- whose it is ---- */

static bool young(struct decoder *decoder, struct piece birth)
{
    struct raw_date raw;
    struct two_dates dates;
    int32_t flight = decode_reference_day(decoder);
    if (!decode_raw_date(birth.text, DATE_DMY, &raw) ||
        !decode_birth(&raw, flight, AGE_CHILD, &dates))
        return false;
    return flight - date_to_day(dates.date) < INFANT_YEARS * 366;
}

static uint32_t find_infant(const struct pnrgov *pnr, const struct name_key *name, uint32_t adult)
{
    uint32_t of_adult = PERSON_NONE;
    for (uint32_t i = 0; i < pnr->person_count && i < DECODE_MOST_MATCHED; i++) {
        const struct person *person = &pnr->persons[i];
        if (!person->infant)
            continue;
        if (decode_same_name(&person->name, name))
            return i;
        if (adult != PERSON_NONE && person->adult == adult)
            of_adult = i;
    }
    return of_adult;
}

/* An infant whom only a service request names. */
static uint32_t add_infant(struct decoder *decoder, const struct service *service,
                           struct piece surname, struct piece given, uint32_t adult)
{
    struct pnrgov *pnr = decoder->pnrgov;
    uint32_t node = pnr_service_node(decoder, NODE_TRAVELLER, pnr->booking, service);
    image_builder_node(decoder->image, node)->flags |= NODE_INFANT_BY_SSR;
    decode_put_name(decoder, node, surname, given);
    uint32_t index = pnr_add_person(decoder, node, surname.text, given.text);
    if (index == PERSON_NONE)
        return index;
    struct person *person = &pnr->persons[index];
    person->begin = service->begin;
    person->infant = true;
    person->age = AGE_CHILD;
    person->kind = "infant";
    person->kind_piece = service->name;
    if (adult != PERSON_NONE && !pnr->persons[adult].infant) {
        person->adult = adult;
        pnr->persons[adult].infants++;
    }
    return index;
}

static uint32_t infant_document(struct decoder *decoder, const struct service *service,
                                const struct docs *docs, const struct name_key *name,
                                uint32_t asked)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    if (asked != PERSON_NONE && pnr->persons[asked].infant)
        return asked;
    uint32_t infant = find_infant(pnr, name, asked);
    if (infant != PERSON_NONE)
        return infant;
    return add_infant(decoder, service, docs->surname, docs->given, asked);
}

/* Whose a document is; PERSON_NONE when nothing tells. */
static uint32_t document_owner(struct decoder *decoder, const struct service *service,
                               const struct docs *docs)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    uint32_t asked = pnr_service_person(pnr, service);
    struct name_key name = decode_name_key(docs->surname.text, docs->given.text);
    if (docs->infant)
        return infant_document(decoder, service, docs, &name, asked);
    if (asked != PERSON_NONE && decode_same_name(&pnr->persons[asked].name, &name))
        return asked;
    uint32_t named = pnr_find_name(pnr, &name, asked);
    if (named != PERSON_NONE || asked == PERSON_NONE)
        return named;
    const struct person *person = &pnr->persons[asked];
    if (person->infant && !young(decoder, docs->birth) && docs->birth.text.size)
        return person->adult; /* an adult's document under the infant */
    if (!person->infant && young(decoder, docs->birth)) {
        uint32_t infant = find_infant(pnr, &name, asked);
        return infant != PERSON_NONE ? infant : asked;
    }
    return asked;
}

static void put_birth(struct decoder *decoder, struct person *person, uint32_t document,
                      struct piece birth)
{
    struct raw_date raw;
    struct two_dates dates;
    struct date born = {0, 0, 0};
    if (birth.text.size == 0)
        return;
    if (person && !person->has_birth) {
        person->has_birth =
            decode_put_birth(decoder, person->node, FIELD_TRAVELLER_BIRTH,
                             FIELD_TRAVELLER_BIRTH_OTHER, birth, DATE_DMY, person->age, &born);
    } else if (decode_raw_date(birth.text, DATE_DMY, &raw) &&
               decode_birth(&raw, decode_reference_day(decoder),
                            person ? person->age : AGE_UNKNOWN, &dates)) {
        born = dates.date;
    } else {
        decode_issue(decoder, ISSUE_DATE_BAD, birth, "It was read as a date of birth.");
    }
    if (born.year && document != IMAGE_NONE)
        decode_put_date(decoder, document, FIELD_DOCUMENT_BIRTH, born, birth);
}

/* What the traveller's card takes from the first document that has it. */
static void put_on_person(struct decoder *decoder, struct person *person, const struct docs *docs)
{
    if (!person->has_sex && docs->sex.text.size) {
        decode_put(decoder, person->node, FIELD_TRAVELLER_SEX, docs->sex);
        person->has_sex = true;
    }
    if (!person->has_nationality && docs->nationality.text.size) {
        const struct country *country = country_find(docs->nationality.text);
        decode_put_as(decoder, person->node, FIELD_TRAVELLER_NATIONALITY,
                      country ? span_of(country->alpha3) : docs->nationality.text,
                      docs->nationality);
        person->has_nationality = true;
    }
}

/* One document is one number of one state; without a number, one name and birth date. */
static bool is_new(struct person *person, const struct docs *docs)
{
    const struct country *country = country_find(docs->state.text);
    struct span state = country ? span_of(country->alpha3) : docs->state.text;
    if (docs->number.text.size)
        return pnr_new_paper(person, docs->number.text, state);
    struct name_key name = decode_name_key(docs->surname.text, docs->given.text);
    struct span key = {(const char *)&name.surname, sizeof name.surname};
    return pnr_new_paper(person, docs->birth.text, key);
}

static void put_document(struct decoder *decoder, const struct service *service,
                         const struct docs *docs, struct person *person)
{
    struct span title;
    uint32_t owner = person ? person->node : decoder->pnrgov->booking;
    if (person && !is_new(person, docs))
        return;
    uint32_t node = pnr_service_node(decoder, NODE_DOCUMENT, owner, service);
    decode_put(decoder, node, FIELD_DOCUMENT_TYPE, docs->type);
    decode_put_state(decoder, node, FIELD_DOCUMENT_STATE, docs->state);
    decode_put(decoder, node, FIELD_DOCUMENT_NUMBER, docs->number);
    decode_put_state(decoder, node, FIELD_DOCUMENT_NATIONALITY, docs->nationality);
    put_birth(decoder, person, node, docs->birth);
    decode_put(decoder, node, FIELD_DOCUMENT_SEX, docs->sex);
    decode_put_expiry(decoder, node, docs->expiry, DATE_DMY);
    if (!decode_filler(docs->surname.text))
        decode_put(decoder, node, FIELD_DOCUMENT_SURNAME, docs->surname);
    struct span given = decode_split_title(docs->given.text, &title);
    if (!decode_filler(given))
        decode_put_as(decoder, node, FIELD_DOCUMENT_GIVEN, given, docs->given);
    if (person)
        put_on_person(decoder, person, docs);
}

void pnr_bind_document(struct decoder *decoder, const struct service *service)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct docs docs = read_docs(decoder, service->text);
    if (span_trim(service->text.text).size == 0) {
        pnr_keep_service(decoder, service, pnr_service_person(pnr, service));
        return;
    }
    if (docs.odd)
        decode_issue(decoder, ISSUE_SSR_FORM, service->text, NULL);
    uint32_t owner = document_owner(decoder, service, &docs);
    if (owner == PERSON_NONE)
        decode_issue(decoder, ISSUE_BINDING_NONE, service->text, "A document.");
    put_document(decoder, service, &docs, owner == PERSON_NONE ? NULL : &pnr->persons[owner]);
}

/* ---- INFT, CHLD ---- */

/* SURNAME/GIVEN 20SEP12 or SURNAME/GIVEN/20SEP12 */
static void read_inft(const struct decoder *decoder, struct piece text, struct piece *surname,
                      struct piece *given, struct piece *birth)
{
    struct span rest, first = span_cut(without_first_slash(text.text), '/', &rest);
    struct span left = span_trim(rest);
    while (left.size && left.at[left.size - 1] == '/')
        left = span_trim(span_part(left, 0, left.size - 1));
    size_t at = left.size;
    while (at > 0 && left.at[at - 1] != ' ' && left.at[at - 1] != '/')
        at--;
    struct span last = span_part(left, at, left.size);
    bool dated = is_named_date(last);
    if (dated)
        left = span_trim(span_part(left, 0, at));
    while (dated && left.size && left.at[left.size - 1] == '/')
        left = span_trim(span_part(left, 0, left.size - 1));
    *surname = part_of(decoder, text, first);
    *given = part_of(decoder, text, left);
    *birth = part_of(decoder, text, dated ? last : (struct span){NULL, 0});
}

/* A TIF without a type may be the infant that INFT speaks of. */
static uint32_t infant_of_name(struct pnrgov *pnr, const struct name_key *name, uint32_t adult)
{
    uint32_t found = find_infant(pnr, name, PERSON_NONE);
    if (found != PERSON_NONE)
        return found;
    found = pnr_find_name(pnr, name, adult);
    if (found == PERSON_NONE || pnr->persons[found].age != AGE_UNKNOWN)
        return PERSON_NONE;
    pnr->persons[found].infant = true;
    pnr->persons[found].age = AGE_CHILD;
    pnr->persons[found].kind = "infant";
    return found;
}

void pnr_bind_infant(struct decoder *decoder, const struct service *service)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct piece surname, given, birth;
    uint32_t adult = pnr_service_person(pnr, service);
    read_inft(decoder, service->text, &surname, &given, &birth);
    if (surname.text.size == 0) {
        pnr_keep_service(decoder, service, adult);
        return;
    }
    struct name_key name = decode_name_key(surname.text, given.text);
    uint32_t infant = infant_of_name(pnr, &name, adult);
    if (infant == PERSON_NONE)
        infant = add_infant(decoder, service, surname, given, adult);
    if (infant == PERSON_NONE)
        return;
    struct person *person = &pnr->persons[infant];
    if (person->adult == PERSON_NONE && adult != PERSON_NONE && adult != infant &&
        !pnr->persons[adult].infant) {
        person->adult = adult;
        pnr->persons[adult].infants++;
    }
    if (!person->has_birth)
        put_birth(decoder, person, IMAGE_NONE, birth);
}

/* CHLD: the child's birth date, DDMMMYY. */
void pnr_bind_child(struct decoder *decoder, const struct service *service)
{
    struct pnrgov *pnr = decoder->pnrgov;
    uint32_t index = pnr_service_person(pnr, service);
    struct piece birth = part_of(decoder, service->text, without_first_slash(service->text.text));
    if (index == PERSON_NONE || !is_named_date(birth.text)) {
        pnr_keep_service(decoder, service, index);
        return;
    }
    struct person *person = &pnr->persons[index];
    if (!person->infant)
        person->age = AGE_CHILD;
    if (!person->has_birth)
        put_birth(decoder, person, IMAGE_NONE, birth);
}

/* ---- DOCO, DOCA ---- */

/* place of birth/V|K|R/number/place of issue/date of issue/country: V is a visa, K a known
 * traveller's number, R a redress number. Found by the letter: slots before it vary. */
void pnr_bind_visa(struct decoder *decoder, const struct service *service)
{
    struct pnrgov *pnr = decoder->pnrgov;
    uint32_t index = pnr_service_person(pnr, service);
    struct tokens tokens = split(decoder, service->text, service->text.text);
    unsigned kind = 0;
    while (kind < 4 && !(tokens.at[kind].text.size == 1 &&
                         memchr("VKR", tokens.at[kind].text.at[0], 3)))
        kind++;
    struct piece number = tokens.at[kind + 1];
    if (kind == 4 || number.text.size == 0 || index == PERSON_NONE) {
        if (kind == 4 || number.text.size == 0)
            decode_issue(decoder, ISSUE_SSR_FORM, service->text, NULL);
        pnr_keep_service(decoder, service, index);
        return;
    }
    struct person *person = &pnr->persons[index];
    if (!pnr_new_paper(person, number.text, tokens.at[kind].text))
        return;
    if (kind > 0)
        decode_put(decoder, person->node, FIELD_TRAVELLER_BIRTH_PLACE, tokens.at[kind - 1]);
    if (!span_is(tokens.at[kind].text, "V")) {
        decode_put(decoder, person->node, FIELD_TRAVELLER_AUTHORITY, number);
        return;
    }
    uint32_t node = pnr_service_node(decoder, NODE_DOCUMENT, person->node, service);
    decode_put(decoder, node, FIELD_DOCUMENT_TYPE, tokens.at[kind]);
    decode_put(decoder, node, FIELD_DOCUMENT_NUMBER, number);
    decode_put(decoder, node, FIELD_DOCUMENT_PLACE, tokens.at[kind + 2]);
    decode_put_past(decoder, node, FIELD_DOCUMENT_ISSUED, tokens.at[kind + 3], DATE_DMY);
    decode_put(decoder, node, FIELD_DOCUMENT_COUNTRY, tokens.at[kind + 4]);
}

/* R|D|B/country/street/city/region/post code: residence, destination, birth. */
void pnr_bind_address(struct decoder *decoder, const struct service *service)
{
    enum { COUNTRY = 1 };
    static const enum field fields[] = {FIELD_ADDRESS_TYPE,   FIELD_ADDRESS_COUNTRY,
                                        FIELD_ADDRESS_STREET, FIELD_ADDRESS_CITY,
                                        FIELD_ADDRESS_REGION, FIELD_ADDRESS_POSTCODE};
    struct pnrgov *pnr = decoder->pnrgov;
    uint32_t index = pnr_service_person(pnr, service);
    struct tokens tokens =
        split(decoder, service->text, without_first_slash(service->text.text));
    if (tokens.count < 3 || tokens.at[0].text.size != 1) {
        decode_issue(decoder, ISSUE_SSR_FORM, service->text, NULL);
        pnr_keep_service(decoder, service, index);
        return;
    }
    uint32_t node = pnr_service_node(decoder, NODE_ADDRESS, pnr_owner(pnr, index), service);
    for (unsigned i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (i == COUNTRY)
            decode_put_state(decoder, node, fields[i], tokens.at[i]);
        else
            decode_put(decoder, node, fields[i], tokens.at[i]);
    }
}
