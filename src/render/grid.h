/*
 * Tables of data as aligned columns.
 *
 * A table that only lays the page out (one column, one row, prose or further blocks in its
 * cells) is no table to a reader: cp_grid_is_data says so and its cells become paragraphs.
 */
#ifndef CP_RENDER_GRID_H
#define CP_RENDER_GRID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "render/render.h"

/* Columns that are aligned; what lies beyond makes the table be written row by row. */
#define CP_GRID_COLUMNS_MAX 64

struct cp_grid_cell {
    struct cp_slice text;
    uint32_t row;
    uint16_t column, span;
    uint32_t width; /* display columns of the text */
};

struct cp_grid {
    struct cp_arena *arena;
    struct cp_grid_cell *cells;
    uint32_t n_cells, capacity;
    uint32_t n_rows;
    uint32_t column;                       /* next free one of this row */
    uint32_t blocked[CP_GRID_COLUMNS_MAX]; /* rows below that a rowspan takes */
    uint32_t widths[CP_GRID_COLUMNS_MAX];
    bool too_wide;
    bool no_memory; /* a cell's text is missing */
};

/*
 * Whether the table element holds data: two rows and two columns with kept text at least, no
 * nested table, heading, quote or pre, no cell of prose; with long_cells prose may be in the
 * cells of a table that has a header. first_block: any that does not lie behind the table's
 * first. *n_cells becomes the number of cells.
 */
bool cp_grid_is_data(const struct cp_render_input *in, uint32_t table, uint32_t first_block,
                     bool long_cells, uint32_t *n_cells);

/* Room for n_cells cells in the arena; false without memory. */
bool cp_grid_init(struct cp_grid *grid, struct cp_arena *arena, uint32_t n_cells);

void cp_grid_row(struct cp_grid *grid);

/* The text is copied. Spans are clamped to what HTML allows and the table has. */
void cp_grid_cell(struct cp_grid *grid, struct cp_slice text, uint32_t colspan,
                  uint32_t rowspan);

/*
 * Appends one line per row with text, columns two spaces apart, empty columns left out. Rows
 * are not aligned, only written one a line, when padding would take too many bytes.
 */
void cp_grid_print(struct cp_grid *grid, struct cp_buf *out);

#endif
