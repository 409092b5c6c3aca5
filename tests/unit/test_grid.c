/* Cells to aligned columns. */
#include "unit.h"

#include "base/arena.h"
#include "base/buf.h"
#include "render/grid.h"

/* A cell of a table; one without text ends its row. */
struct cell {
    const char *text;
    uint32_t colspan, rowspan;
};

#define END_ROW                                                                                \
    {                                                                                          \
        NULL, 0, 0                                                                             \
    }
#define CELLS_MAX 16

static const struct {
    const char *name;
    struct cell cells[CELLS_MAX];
    const char *expected;
} tables[] = {
    { "two by two",
      { { "a", 1, 1 }, { "b", 1, 1 }, END_ROW, { "ccc", 1, 1 }, { "d", 1, 1 } },
      "a    b\nccc  d" },
    { "nothing behind the last cell",
      { { "a", 1, 1 }, { "long", 1, 1 }, END_ROW, { "b", 1, 1 } },
      "a  long\nb" },
    { "an empty row is left out",
      { { "a", 1, 1 }, END_ROW, { "", 1, 1 }, END_ROW, { "b", 1, 1 } },
      "a\nb" },
    { "colspan 0 is 1", { { "a", 0, 0 }, { "b", 1, 1 } }, "a  b" },
    { "a span pushes the next cell",
      { { "a", 3, 1 },
        { "b", 1, 1 },
        END_ROW,
        { "c", 1, 1 },
        { "d", 1, 1 },
        { "e", 1, 1 },
        { "f", 1, 1 } },
      "a        b\nc  d  e  f" },
    { "a spanning text wider than its columns keeps two spaces",
      { { "wide text", 2, 1 },
        { "b", 1, 1 },
        END_ROW,
        { "c", 1, 1 },
        { "d", 1, 1 },
        { "e", 1, 1 } },
      "wide text  b\nc  d  e" },
    { "a rowspan takes its column below",
      { { "a", 1, 2 }, { "b", 1, 1 }, END_ROW, { "c", 1, 1 } },
      "a  b\n   c" },
    { "a rowspan larger than the table",
      { { "a", 1, UINT32_MAX }, { "b", 1, 1 }, END_ROW, { "c", 1, 1 } },
      "a  b\n   c" },
    { "beyond all columns nothing is aligned",
      { { "a", UINT32_MAX, 1 }, { "b", 1, 1 }, END_ROW, { "ccc", 1, 1 }, { "d", 1, 1 } },
      "a  b\nccc  d" },
};

static void
columns_are_aligned(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        struct cp_arena arena;
        struct cp_grid grid;
        struct cp_buf out = { 0 };

        cp_arena_init(&arena, 0);
        assert_true(cp_grid_init(&grid, &arena, CELLS_MAX));
        cp_grid_row(&grid);
        for (size_t k = 0; k < CELLS_MAX; k++) {
            const struct cell *cell = &tables[i].cells[k];
            if (cell->text)
                cp_grid_cell(&grid, cp_slice_of(cell->text), cell->colspan, cell->rowspan);
            else
                cp_grid_row(&grid);
        }
        cp_grid_print(&grid, &out);
        assert_non_null(cp_buf_str(&out));
        if (strcmp(out.p, tables[i].expected) != 0)
            fail_msg("%s:\n%s\nand not\n%s", tables[i].name, out.p, tables[i].expected);
        cp_buf_clear(&out);
        cp_arena_clear(&arena);
    }
}

/* A row of one cell far to the right would be nearly all padding. */
static void
padding_is_bounded(void **state)
{
    enum { ROWS = 200000 };
    struct cp_arena arena;
    struct cp_grid grid;
    struct cp_buf out = { 0 };

    (void)state;
    cp_arena_init(&arena, 0);
    assert_true(cp_grid_init(&grid, &arena, ROWS + 2));
    cp_grid_row(&grid);
    cp_grid_cell(&grid, CP_LIT("a column of fifty characters, as wide as a sentence"), 1, 1);
    for (int i = 0; i < ROWS; i++) {
        cp_grid_row(&grid);
        cp_grid_cell(&grid, CP_LIT(""), 1, 1);
        cp_grid_cell(&grid, CP_LIT("x"), 1, 1);
    }
    cp_grid_print(&grid, &out);
    assert_true(out.n < 3 * ROWS);
    cp_buf_clear(&out);
    cp_arena_clear(&arena);
}

static void
memory_may_run_out(void **state)
{
    struct cp_arena arena;
    struct cp_grid grid;

    (void)state;
    cp_arena_init(&arena, 4096);
    assert_false(cp_grid_init(&grid, &arena, 1000000));
    cp_arena_clear(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_aligned),
        cmocka_unit_test(padding_is_bounded),
        cmocka_unit_test(memory_may_run_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
