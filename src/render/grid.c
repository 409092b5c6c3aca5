/* Recognising tables of data and aligning their columns: see render/grid.h. */
#include "render/grid.h"

#include <string.h>

#include "render/wrap.h"

/* Characters, without white space, from which the text of a cell is prose and no datum. */
#define PROSE_CHARS 100

/* Widest line that aligned columns may make, in display columns. */
#define LINE_COLUMNS_MAX 240

/* Bytes that the lines of one table may take when padded. */
#define PADDED_BYTES_MAX ((uint64_t)4 << 20)

/* Source: the HTML standard clamps colspan to 1000 and rowspan to 65534. */
#define COLSPAN_MAX 1000
#define ROWSPAN_MAX 65534

/* ------------------------------------------------------------------ data or layout */

struct shape {
    uint32_t n_cells;
    uint32_t rows;         /* with kept text in two cells or more */
    uint32_t cells_in_row; /* with kept text */
    bool has_header;
    bool has_prose;
};

/* Elements that are no part of a datum. */
static bool
is_structure(uint16_t tag)
{
    switch (tag) {
    case CP_TAG_TABLE:
    case CP_TAG_PRE:
    case CP_TAG_LISTING:
    case CP_TAG_BLOCKQUOTE:
    case CP_TAG_ARTICLE:
    case CP_TAG_SECTION:
    case CP_TAG_FIGURE:
    case CP_TAG_DL:
        return true;
    default:
        return cp_tag_flags((enum cp_tag)tag) & CP_TAG_HEADING;
    }
}

/* Characters kept of the blocks that begin in [first, end); *block moves past them. */
static uint32_t
kept_chars(const struct cp_render_input *in, uint32_t first, uint32_t end, uint32_t *block)
{
    const struct cp_blocks *blocks = in->blocks;
    uint32_t chars = 0;

    while (*block < blocks->n && blocks->v[*block].first < first)
        ++*block;
    for (; *block < blocks->n && blocks->v[*block].first < end; ++*block)
        if (in->verdicts->v[*block].keep)
            chars += blocks->v[*block].n_chars;
    return chars;
}

static void
end_row(struct shape *shape)
{
    if (shape->cells_in_row > 1)
        shape->rows++;
    shape->cells_in_row = 0;
}

/* Looks at one element of the table; false if a table of data has no such thing. */
static bool
look_at(const struct cp_render_input *in, uint32_t i, uint32_t *block, struct shape *shape)
{
    const struct cp_node *node = &in->page->nodes[i];
    uint32_t chars;

    if (node->kind != CP_NODE_ELEMENT)
        return true;
    if (node->tag == CP_TAG_TR) {
        end_row(shape);
    } else if (node->tag == CP_TAG_TD || node->tag == CP_TAG_TH) {
        shape->n_cells++;
        chars = kept_chars(in, i, node->end, block);
        shape->cells_in_row += chars > 0;
        shape->has_header |= node->tag == CP_TAG_TH;
        shape->has_prose |= chars > PROSE_CHARS;
    }
    return !is_structure(node->tag);
}

bool
cp_grid_is_data(const struct cp_render_input *in, uint32_t table, uint32_t first_block,
                bool long_cells, uint32_t *n_cells)
{
    struct shape shape = { 0 };
    uint32_t end = in->page->nodes[table].end;

    for (uint32_t i = table + 1; i < end; i++)
        if (!look_at(in, i, &first_block, &shape) || (shape.has_prose && !long_cells))
            return false;
    end_row(&shape);
    *n_cells = shape.n_cells;
    return shape.rows > 1 && (!shape.has_prose || shape.has_header);
}

/* ------------------------------------------------------------------ gathering cells */

bool
cp_grid_init(struct cp_grid *grid, struct cp_arena *arena, uint32_t n_cells)
{
    memset(grid, 0, sizeof *grid);
    grid->arena = arena;
    grid->cells = cp_arena_zalloc(arena, n_cells, sizeof *grid->cells);
    grid->capacity = grid->cells ? n_cells : 0;
    return grid->cells;
}

void
cp_grid_row(struct cp_grid *grid)
{
    grid->n_rows++;
    grid->column = 0;
    for (unsigned i = 0; i < CP_GRID_COLUMNS_MAX; i++)
        if (grid->blocked[i])
            grid->blocked[i]--;
}

static uint32_t
clamp(uint32_t n, uint32_t max)
{
    return n < 1 ? 1 : n > max ? max : n;
}

/* Takes the next free columns; the one found is below CP_GRID_COLUMNS_MAX or it is false. */
static bool
take_columns(struct cp_grid *grid, uint32_t *colspan, uint32_t rowspan)
{
    while (grid->column < CP_GRID_COLUMNS_MAX && grid->blocked[grid->column])
        grid->column++;
    if (grid->column == CP_GRID_COLUMNS_MAX)
        return false;
    *colspan = clamp(*colspan, CP_GRID_COLUMNS_MAX - grid->column);
    for (uint32_t i = 0; i < *colspan; i++)
        grid->blocked[grid->column + i] = rowspan;
    grid->column += *colspan;
    return true;
}

void
cp_grid_cell(struct cp_grid *grid, struct cp_slice text, uint32_t colspan, uint32_t rowspan)
{
    struct cp_grid_cell *cell;
    uint32_t span = clamp(colspan, COLSPAN_MAX);
    bool taken;

    if (grid->n_rows == 0)
        cp_grid_row(grid);
    taken = take_columns(grid, &span, clamp(rowspan, ROWSPAN_MAX));
    if (text.n == 0 || grid->n_cells == grid->capacity)
        return;
    if (!taken)
        grid->too_wide = true;
    cell = &grid->cells[grid->n_cells++];
    cell->text.p = cp_arena_strndup(grid->arena, text.p, text.n);
    cell->text.n = cell->text.p ? text.n : 0;
    grid->no_memory |= !cell->text.p;
    cell->row = grid->n_rows;
    cell->span = (uint16_t)(taken ? span : 1);
    cell->column = (uint16_t)(taken ? grid->column - span : CP_GRID_COLUMNS_MAX - 1);
    cell->width = (uint32_t)cp_text_columns(text);
}

/* ------------------------------------------------------------------ writing rows */

/* Column i begins at starts[i], the end of the last is starts[CP_GRID_COLUMNS_MAX]. */
static void
place_columns(struct cp_grid *grid, uint32_t *starts)
{
    for (uint32_t i = 0; i < grid->n_cells; i++) {
        const struct cp_grid_cell *cell = &grid->cells[i];
        if (cell->span == 1 && cell->width > grid->widths[cell->column])
            grid->widths[cell->column] = cell->width;
    }
    starts[0] = 0;
    for (unsigned i = 0; i < CP_GRID_COLUMNS_MAX; i++)
        starts[i + 1] = starts[i] + grid->widths[i] + (grid->widths[i] ? 2 : 0);
}

static bool
is_worth_aligning(const struct cp_grid *grid, uint32_t line_columns)
{
    return !grid->too_wide && line_columns <= LINE_COLUMNS_MAX &&
           (uint64_t)grid->n_rows * line_columns <= PADDED_BYTES_MAX;
}

void
cp_grid_print(struct cp_grid *grid, struct cp_buf *out)
{
    uint32_t starts[CP_GRID_COLUMNS_MAX + 1], row = 0, at = 0;
    bool aligned;

    place_columns(grid, starts);
    aligned = is_worth_aligning(grid, starts[CP_GRID_COLUMNS_MAX]);
    for (uint32_t i = 0; i < grid->n_cells; i++) {
        const struct cp_grid_cell *cell = &grid->cells[i];
        uint32_t start = starts[cell->column];

        if (cell->row != row) {
            if (row)
                cp_buf_putc(out, '\n');
            row = cell->row;
            at = 0;
        } else if (!aligned || start < at + 2) {
            start = at + 2;
        }
        if (aligned || at)
            cp_buf_put_repeat(out, ' ', start - at);
        cp_buf_put_slice(out, cell->text);
        at = start + cell->width;
    }
}
