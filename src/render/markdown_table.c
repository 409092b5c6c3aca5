/* Tables in Markdown: see render/markdown_table.h. */
#include "render/markdown_table.h"

void
cp_md_table_begin(struct cp_md_table *table, struct cp_arena *arena, uint32_t n_cells)
{
    table->header_row = 0;
    if (!cp_grid_init(&table->grid, arena, n_cells))
        table->grid.no_memory = true;
}

void
cp_md_table_cell(struct cp_md_table *table, struct cp_slice text,
                 const struct cp_paragraph *cell)
{
    if (!table->grid.cells)
        return;
    cp_grid_cell(&table->grid, text, cell->colspan, cell->rowspan);
    if (cell->is_header && text.n && !table->header_row)
        table->header_row = table->grid.n_rows;
}

static uint32_t
count_columns(const struct cp_grid *grid)
{
    uint32_t n = 1;

    for (uint32_t i = 0; i < grid->n_cells; i++)
        if (grid->cells[i].column + 1u > n)
            n = grid->cells[i].column + 1u;
    return n;
}

static void
put_bars(struct cp_buf *out, const char *cell, uint32_t n)
{
    while (n--)
        cp_buf_puts(out, cell);
}

static void
put_rule(struct cp_buf *out, uint32_t n_columns)
{
    cp_buf_putc(out, '|');
    put_bars(out, " --- |", n_columns);
    cp_buf_putc(out, '\n');
}

/*
 * One row from cell i on; returns the first cell behind it. What lies beyond the last column
 * joins the cell before it: readers drop cells that the header has not.
 */
static uint32_t
put_row(const struct cp_grid *grid, uint32_t i, uint32_t n_columns, struct cp_buf *out)
{
    uint32_t row = grid->cells[i].row, column = 0;

    cp_buf_putc(out, '|');
    for (; i < grid->n_cells && grid->cells[i].row == row; i++) {
        const struct cp_grid_cell *cell = &grid->cells[i];

        if (cell->column >= column && column)
            cp_buf_puts(out, " |");
        if (cell->column > column)
            put_bars(out, "  |", cell->column - column);
        cp_buf_putc(out, ' ');
        cp_buf_put_slice(out, cell->text);
        column = cell->column + 1u;
    }
    cp_buf_puts(out, " |");
    put_bars(out, "  |", n_columns - column);
    cp_buf_putc(out, '\n');
    return i;
}

void
cp_md_table_print(struct cp_md_table *table, struct cp_buf *out)
{
    const struct cp_grid *grid = &table->grid;
    uint32_t n_columns = count_columns(grid), i = 0;

    if (!grid->n_cells)
        return;
    if (grid->cells[0].row == table->header_row) {
        i = put_row(grid, 0, n_columns, out);
    } else {
        cp_buf_putc(out, '|');
        put_bars(out, "  |", n_columns);
        cp_buf_putc(out, '\n');
    }
    put_rule(out, n_columns);
    while (i < grid->n_cells)
        i = put_row(grid, i, n_columns, out);
    out->n -= out->n > 0 && !cp_buf_failed(out);
}
