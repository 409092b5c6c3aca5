/* Lists of articles: see archive/sitelist.h. */
#include "archive/sitelist.h"

#include <stdio.h>
#include <stdlib.h>

void
cp_sitelist_init(struct cp_sitelist *l, char letter)
{
    *l = (struct cp_sitelist){ .letter = letter };
    cp_arena_init(&l->arena, 0);
    cp_table_init(&l->names, &l->arena, 0);
}

void
cp_sitelist_clear(struct cp_sitelist *l)
{
    cp_arena_clear(&l->arena);
    free(l->v);
    l->v = NULL;
}

static bool
make_room(struct cp_sitelist *l)
{
    size_t room = l->room ? 2 * l->room : 64;
    struct cp_sitelist_one *v;

    if (l->n < l->room)
        return true;
    v = realloc(l->v, room * sizeof *v);
    if (!v)
        return false;
    l->v = v;
    l->room = room;
    return true;
}

static struct cp_slice
keep(struct cp_sitelist *l, struct cp_slice s)
{
    return (struct cp_slice){ cp_arena_strndup(&l->arena, s.p, s.n), s.n };
}

/* The list of the name; NULL without memory. */
static struct cp_sitelist_one *
one_of(struct cp_sitelist *l, struct cp_slice name, struct cp_slice title)
{
    uint32_t *at = cp_table_find(&l->names, name);
    struct cp_sitelist_one one = { .number = (uint32_t)l->n + 1 };

    if (at)
        return &l->v[*at];
    one.name = keep(l, name);
    one.title = keep(l, title);
    if (!one.name.p || !one.title.p || !make_room(l) ||
        !cp_table_add(&l->names, one.name, (uint32_t)l->n))
        return NULL;
    l->v[l->n] = one;
    return &l->v[l->n++];
}

uint32_t
cp_sitelist_pages(const struct cp_sitelist_one *one)
{
    return (one->count + CP_SITE_PAGE - 1) / CP_SITE_PAGE;
}

void
cp_sitelist_file(const struct cp_sitelist *l, const struct cp_sitelist_one *one, uint32_t page,
                 char file[32])
{
    snprintf(file, 32, "%c%lu-%lu", l->letter, (unsigned long)one->number, (unsigned long)page);
}

cleanpage_status
cp_sitelist_add(struct cp_ctx *cx, struct cp_sitelist *l, struct cp_spool *s,
                struct cp_slice name, struct cp_slice title, struct cp_slice item)
{
    struct cp_sitelist_one *one = one_of(l, name, title);
    char file[32];

    if (!one)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    one->count++;
    cp_sitelist_file(l, one, cp_sitelist_pages(one), file);
    return cp_spool_append(cx, s, file, item);
}

static int
compare_titles(const void *a, const void *b)
{
    const struct cp_sitelist_one *x = a, *y = b;
    size_t n = x->title.n < y->title.n ? x->title.n : y->title.n;
    int order = n ? memcmp(x->title.p, y->title.p, n) : 0;

    if (order == 0)
        order = (x->title.n > y->title.n) - (x->title.n < y->title.n);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

/* What has no date comes last. */
static int
compare_newest(const void *a, const void *b)
{
    const struct cp_sitelist_one *x = a, *y = b;
    bool x_dated = x->title.n && cp_is_digit((unsigned char)x->title.p[0]);
    bool y_dated = y->title.n && cp_is_digit((unsigned char)y->title.p[0]);

    return x_dated == y_dated ? compare_titles(b, a) : y_dated - x_dated;
}

void
cp_sitelist_sort(struct cp_sitelist *l, bool newest_first)
{
    if (l->n)
        qsort(l->v, l->n, sizeof *l->v, newest_first ? compare_newest : compare_titles);
}
