/* Document numbers, some of which carriers copy out of a machine-readable zone: docs/decisions/0007. */
#include "decode/internal.h"
#include "mrz/mrz.h"

void decode_put_document_number(struct decoder *decoder, uint32_t node, struct piece piece)
{
    struct mrz_number judged = mrz_judge_number(span_trim(piece.text));
    switch (judged.kind) {
    case MRZ_NUMBER_PLAIN: break;
    case MRZ_NUMBER_FILLED:
        decode_issue(decoder, ISSUE_DOCUMENT_FILLERS, piece, "There was no check digit.");
        break;
    case MRZ_NUMBER_CHECKED:
        decode_issue(decoder, ISSUE_DOCUMENT_FILLERS, piece, "The check digit holds.");
        break;
    case MRZ_NUMBER_MAY_CHECKED:
        decode_put(decoder, node, FIELD_DOCUMENT_NUMBER, piece);
        decode_put_as(decoder, node, FIELD_DOCUMENT_NUMBER_OTHER, judged.number, piece);
        decode_issue(decoder, ISSUE_DOCUMENT_CHECK_DIGIT, piece, NULL);
        return;
    }
    decode_put_as(decoder, node, FIELD_DOCUMENT_NUMBER, judged.number, piece);
}
