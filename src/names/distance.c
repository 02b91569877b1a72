#include "names/names.h"

enum { MOST = 64 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t names_distance(struct span a, struct span b, size_t most)
{
    size_t rows[3][MOST + 1];
    if (a.size > MOST || b.size > MOST ||
        (a.size > b.size ? a.size - b.size : b.size - a.size) > most)
        return most + 1;
    for (size_t j = 0; j <= b.size; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.size; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.size; j++) {
            size_t change = above[j - 1] + (a.at[i - 1] != b.at[j - 1]);
            row[j] = least(change, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return least(rows[a.size % 3][b.size], most + 1);
}
