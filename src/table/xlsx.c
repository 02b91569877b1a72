#include "table/internal.h"
enum status table_read_xlsx(struct table *table)
{
    (void)table;
    return status_fail(STATUS_INPUT, "x");
}
