/* Tables of data as rows between bars. */
#ifndef CP_RENDER_MARKDOWN_TABLE_H
#define CP_RENDER_MARKDOWN_TABLE_H

#include "render/grid.h"
#include "render/walk.h"

struct cp_md_table {
    struct cp_grid grid;
    uint32_t header_row;   /* of the first header cell; 0: there is none */
};

void cp_md_table_begin(struct cp_md_table *table, struct cp_arena *arena, uint32_t n_cells);

/* The text is Markdown already. */
void cp_md_table_cell(struct cp_md_table *table, struct cp_slice text,
                      const struct cp_paragraph *cell);

/* Appends the lines; the header is empty if the first row is none. */
void cp_md_table_print(struct cp_md_table *table, struct cp_buf *out);

#endif
