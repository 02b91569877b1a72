/* PNRGOV (PADIS EDIFACT): the triggers of its groups, and what reads a segment where it stands.
 * Groups are told by their trigger, not by the version: guides number them differently. */
#include "decode/pnrgov.h"

/* ---- triggers ---- */

static void read_src(struct decoder *decoder)
{
    pnr_open_booking(decoder);
}

/* MSG+:22 at message level; MSG+8 in a booking opens hotel, car and the like. */
static void read_msg(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct piece push = decode_at(decoder, 1, 1);
    bool full = span_is(push.text, "22"), update = span_is(push.text, "141");
    if (pnr->booking != IMAGE_NONE && (full || update))
        return; /* of the message, out of its place */
    if (pnr->booking != IMAGE_NONE) {
        pnr->group = PNR_AUXILIARY;
        pnr->late = PERSON_NONE;
        pnr->function = decode_at(decoder, 1, 0);
        pnr->ground = IMAGE_NONE;
        return;
    }
    decode_put(decoder, decoder->message, FIELD_MESSAGE_PUSH, push);
    if (full || update)
        decode_put_word(decoder, decoder->message, FIELD_MESSAGE_ROLE, full ? "full" : "update",
                        push);
    else
        decode_issue_segment(decoder, ISSUE_ROLE_UNKNOWN, NULL);
}

static void read_eqn(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct piece count = decode_at(decoder, 1, 0);
    if (pnr->booking != IMAGE_NONE) {
        pnr->group = PNR_SPLIT;
    } else if (decode_put_count(decoder, decoder->message, FIELD_MESSAGE_BOOKINGS, count)) {
        pnr->declared = count;
    }
}

/* What ends the history of a booking, or a change in it. */
static const uint32_t history_ends[] = {TAG_SAC, TAG_ABI, TAG_LTS, TAG_SRC,
                                        TAG_UNT, TAG_UNH, TAG_UNZ, TAG_UNE};

/* Behind ABI and its date, SAC tells what was done. */
static bool is_change_told(const struct decoder *decoder)
{
    uint32_t at = decoder->reader.at, tag = TAG_DAT;
    while (tag == TAG_DAT && at < decoder->reader.body.size)
        tag = edifact_peek(&decoder->reader, &at);
    return EDIFACT_IS_AMONG(tag, history_ends);
}

/* ABI, SAC: from here to the next SRC it is history. It stands behind names and legs, and a SAC behind its
 * ABI: where legs and the other of the two are missing it is out of its place, and what follows it is none. */
static void read_history(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    bool change = decoder->reader.segment.tag == TAG_ABI;
    pnr_need_booking(decoder);
    if (!pnr->flown && !(change ? is_change_told(decoder) : pnr->changed)) {
        decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED,
                             change ? "No SAC stands behind it." : "No ABI stands before it.");
        return;
    }
    decode_leg_close(decoder);
    pnr->group = PNR_HISTORY;
    *(change ? &pnr->changed : &pnr->acted) = true;
    if (change)
        pnr_read_abi(decoder);
    else
        pnr_read_sac(decoder);
}

/* Whether the name under way stands in a history that its booking goes on behind: there each name has a SAC of
 * its own before it, and no legs follow the names but behind another. */
static bool goes_on(const struct decoder *decoder)
{
    static const uint32_t others[] = {TAG_TIF, TAG_TVL, TAG_TRI, TAG_MSG, TAG_EQN};
    uint32_t at = decoder->reader.at;
    while (at < decoder->reader.body.size) {
        uint32_t tag = edifact_peek(&decoder->reader, &at);
        if (EDIFACT_IS_AMONG(tag, history_ends) || EDIFACT_IS_AMONG(tag, others))
            return EDIFACT_IS_AMONG(tag, others);
    }
    return false;
}

/* A traveller's name among what was, because a part of the history stands out of its place: behind an ABI
 * without a SAC, or the reverse; before the first leg; or where the booking goes on behind it. */
static bool is_name_in_false_history(const struct decoder *decoder)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    if (decoder->reader.segment.tag != TAG_TIF)
        return false;
    return !(pnr->changed && pnr->acted) || !pnr->flown || goes_on(decoder);
}

/* TIF below TRI is a name at check-in; below ABI and SAC it is history; else a person. */
static void read_tif(struct decoder *decoder)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    pnr_need_booking(decoder);
    if (pnr->group == PNR_HISTORY)
        decode_issue_segment(decoder, ISSUE_VALUE_FORM,
                             "It stands in a history that began too early: a traveller was made.");
    if (pnr->checkin.open)
        pnr_read_check_tif(decoder);
    else
        pnr_read_tif(decoder);
}

/* LTS+history. Written by systems that do not release: the segment is one text. */
static void read_lts(struct decoder *decoder)
{
    struct piece text = edifact_rest(&decoder->reader, 1);
    pnr_need_booking(decoder);
    if (text.text.size && !decode_drops(decoder, text))
        pnr_read_lts(decoder, text);
}

/* ---- the message ---- */

/* EBD, TXD: taxes and excess baggage have no field; CNT and the like no place here. */
static const struct segment_reader readers[] = {
    {TAG_SSR, pnr_read_ssr}, {TAG_TIF, read_tif},     {TAG_LTS, read_lts},
    {TAG_TVL, pnr_read_tvl}, {TAG_TRI, pnr_read_tri}, {TAG_SSD, pnr_read_ssd},
    {TAG_TBD, pnr_read_tbd}, {TAG_DAT, pnr_read_dat}, {TAG_IFT, pnr_read_ift},
    {TAG_RCI, pnr_read_rci}, {TAG_RPI, pnr_read_rpi}, {TAG_APD, pnr_read_apd},
    {TAG_FTI, pnr_read_fti}, {TAG_REF, pnr_read_ref}, {TAG_FAR, pnr_read_far},
    {TAG_TKT, pnr_read_tkt}, {TAG_MON, pnr_read_mon}, {TAG_PTK, pnr_read_ptk},
    {TAG_TXD, NULL},         {TAG_FOP, pnr_read_fop}, {TAG_ORG, pnr_read_org},
    {TAG_ADD, pnr_read_add}, {TAG_SRC, read_src},     {TAG_SAC, read_history},
    {TAG_ABI, read_history}, {TAG_EQN, read_eqn},     {TAG_EBD, NULL},
    {TAG_TRA, pnr_read_tra}, {TAG_MSG, read_msg}};

/* A booking that begins with its hotel has its names behind it. A guest stands behind legs and the TVL of the
 * stay and has no reference: other names are travellers', the MSG is out of its place. */
static bool is_name_of_booking(const struct decoder *decoder)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    return decoder->reader.segment.tag == TAG_TIF &&
           (pnr->person_count == 0 || pnr->ground == IMAGE_NONE || !pnr->flown ||
            decode_at(decoder, 2, 2).text.size > 0);
}

static bool is_ground(const struct decoder *decoder)
{
    return decoder->pnrgov->group == PNR_AUXILIARY && !is_name_of_booking(decoder) &&
           !pnr_is_air_leg(decoder);
}

/* Below MSG. Hotels have guests of their own: of them the stay and texts are read, and requests because
 * sensitive ones must be seen to be dropped. */
static const struct segment_reader ground_readers[] = {
    {TAG_TVL, pnr_read_ground}, {TAG_RPI, pnr_read_ground_status}, {TAG_SSR, pnr_read_ssr},
    {TAG_LTS, read_lts},        {TAG_IFT, pnr_read_ift},           {TAG_SRC, read_src},
    {TAG_MSG, read_msg},        {TAG_ABI, read_history},           {TAG_SAC, read_history},
    {TAG_EQN, read_eqn},        {TAG_TIF, pnr_read_guest}};

static void read_ground(struct decoder *decoder)
{
    for (size_t i = 0; i < sizeof ground_readers / sizeof *ground_readers; i++)
        if (ground_readers[i].tag == decoder->reader.segment.tag)
            ground_readers[i].read(decoder);
}

/* What stands below ABI and SAC was, and is told as history alone. RCI is the next booking where SRC is
 * left out. */
static bool is_history(const struct decoder *decoder)
{
    static const uint32_t read_there[] = {TAG_LTS, TAG_SRC, TAG_ABI, TAG_SAC};
    uint32_t tag = decoder->reader.segment.tag;
    if (decoder->pnrgov->group != PNR_HISTORY || (tag == TAG_RCI && decoder->pnrgov->implied))
        return false;
    if (is_name_in_false_history(decoder))
        return false;
    return !EDIFACT_IS_AMONG(tag, read_there);
}

static void read_segment(struct decoder *decoder)
{
    if (is_history(decoder))
        pnr_read_history_element(decoder);
    else if (is_ground(decoder))
        read_ground(decoder);
    else
        decode_dispatch(decoder, readers, sizeof readers / sizeof *readers);
}

static void start(struct decoder *decoder)
{
    if (!decoder->pnrgov)
        decoder->pnrgov = arena_new(decoder->arena, struct pnrgov);
    struct pnrgov *pnr = decoder->pnrgov, kept = *pnr;
    *pnr = (struct pnrgov){.booking = IMAGE_NONE,
                           .person = PERSON_NONE,
                           .ticket = IMAGE_NONE,
                           .payment = IMAGE_NONE,
                           .agency = IMAGE_NONE};
    pnr_start_history(pnr);
    pnr->persons = kept.persons;
    pnr->references = kept.references;
    pnr->person_room = kept.person_room;
    pnr->services = kept.services;
    pnr->service_room = kept.service_room;
}

static void end(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    int64_t number;
    pnr_close_booking(decoder);
    struct image_node *node = image_builder_node(decoder->image, decoder->message);
    struct piece header = {{NULL, 0}, node->begin, node->end - node->begin};
    if (!pnr->flight)
        decode_issue_at(decoder, ISSUE_FLIGHT_MISSING, "UNH", header, NULL);
    if (!pnr->travellers)
        decode_issue_at(decoder, ISSUE_PERSON_NONE, "UNH", header, NULL);
    if (!decoder->multipart && pnr->declared.text.size &&
        span_number(pnr->declared.text, &number) && number != (int64_t)pnr->bookings)
        decode_issue_at(decoder, ISSUE_COUNT_BOOKINGS, "EQN", pnr->declared,
                        arena_format(decoder->arena, "Counted: %u.", (unsigned)pnr->bookings));
}

const struct message_kind decode_pnrgov = {"PNRGOV", KIND_PNR, start, read_segment, end};
