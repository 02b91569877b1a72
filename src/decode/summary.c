/* The counts that `decode --summary` prints. */
#include "decode/decode.h"

static uint64_t tags_of(const struct image *image, uint32_t bag)
{
    int64_t count;
    if (image_text(image, bag, FIELD_BAG_TAG).size == 0)
        return 0;
    if (!span_number(image_text(image, bag, FIELD_BAG_COUNT), &count) || count < 1)
        return 1;
    return (uint64_t)count;
}

/* A leg of a PNR's message itself is the flight announced, not one of an itinerary; of an answer it is
 * what was asked about. */
static bool is_counted_leg(const struct image *image, const struct image_node *leg)
{
    return leg->kind == KIND_API ||
           (leg->parent != IMAGE_NONE && image->nodes[leg->parent].type == NODE_BOOKING);
}

static void count_node(const struct image *image, uint32_t index, struct decode_counts *counts)
{
    const struct image_node *node = &image->nodes[index];
    bool infant = node->flags & NODE_INFANT_BY_SSR;
    bool by_ssr = infant || (node->flags & NODE_BY_DOCUMENT);
    counts->messages += node->type == NODE_MESSAGE;
    counts->bookings += node->type == NODE_BOOKING;
    counts->travellers += node->type == NODE_TRAVELLER && !by_ssr;
    counts->infants += node->type == NODE_TRAVELLER && infant;
    counts->legs += node->type == NODE_LEG && is_counted_leg(image, node);
    if (node->type == NODE_BAG)
        counts->bags += tags_of(image, index);
}

void decode_summary(const struct image *image, struct decode_counts *out)
{
    struct decode_counts counts = {.issues = image->header->issues, .status = OUTCOME_QUARANTINED};
    for (uint32_t i = 0; i < image->header->nodes; i++) {
        const struct image_node *node = &image->nodes[i];
        count_node(image, i, &counts);
        if (node->type != NODE_MESSAGE)
            continue;
        if (counts.messages == 1)
            counts.status = (enum outcome)node->outcome;
        else if (counts.status != (enum outcome)node->outcome)
            counts.status = OUTCOME_PARTIAL;
    }
    *out = counts;
}
