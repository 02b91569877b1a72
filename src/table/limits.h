/* Bounds of what one table may take; what lies beyond is left out and said. */
#ifndef TABLE_LIMITS_H
#define TABLE_LIMITS_H

enum {
    TABLE_MOST_COLUMNS = 512,
    TABLE_MOST_ROWS = 1 << 20,
    TABLE_MOST_CELLS = 1 << 23,    /* that are kept at once: JSON, XLSX */
    TABLE_MOST_QUOTED = 64 * 1024, /* bytes until a quotation mark is closed */
    TABLE_MOST_DEPTH = 32,         /* of JSON */
    TABLE_MOST_ENTRIES = 4096,     /* files in a spreadsheet */
    TABLE_MOST_UNPACKED =
        128 << 20,              /* bytes of a spreadsheet, all entries that are read together */
    TABLE_MOST_TEXT = 32 * 1024 /* bytes of a spreadsheet's cell */
};

#endif
