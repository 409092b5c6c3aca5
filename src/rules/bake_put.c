#include "rules/baking.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* ------------------------------------------------------------------ places of objects */

static void
add_number(struct cp_baking *b, struct cp_bake_numbers *numbers, const void *object)
{
    if (numbers->n == numbers->room) {
        size_t room = numbers->room ? 2 * numbers->room : 256;
        struct cp_bake_number *v = realloc(numbers->v, room * sizeof *v);

        if (!v) {
            b->no_memory = true;
            return;
        }
        numbers->v = v;
        numbers->room = room;
    }
    numbers->v[numbers->n] = (struct cp_bake_number){ object, numbers->n };
    numbers->n++;
}

static int
by_address(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const struct cp_bake_number *)a)->object;
    uintptr_t y = (uintptr_t)((const struct cp_bake_number *)b)->object;

    return (x > y) - (x < y);
}

static void
sort_numbers(struct cp_bake_numbers *numbers)
{
    if (numbers->n)
        qsort(numbers->v, numbers->n, sizeof *numbers->v, by_address);
}

static void
number_simples(struct cp_baking *b, const struct cp_simple *s)
{
    for (; s; s = s->next) {
        add_number(b, &b->simples, s);
        /* An inner test has no further one in it. */
        if (s->inner)
            add_number(b, &b->simples, s->inner);
    }
}

static void
number_chain(struct cp_baking *b, const struct cp_select_entry *e)
{
    for (; e; e = e->next)
        add_number(b, &b->entries, e);
}

void
cp_bake_number_objects(struct cp_baking *b)
{
    const struct cp_select_index *selectors = &b->index->selectors;

    for (const struct cp_rule *rule = b->layer->rules; rule; rule = rule->next) {
        add_number(b, &b->rules, rule);
        for (const struct cp_selector *s = rule->selectors; s; s = s->next) {
            add_number(b, &b->selectors, s);
            for (uint32_t i = 0; i < s->n; i++)
                number_simples(b, s->compounds[i].tests);
        }
    }
    for (size_t i = 0; i < CP_TAG_COUNT; i++)
        number_chain(b, selectors->by_tag[i]);
    for (size_t i = 0; i < CP_ATTR_COUNT; i++)
        number_chain(b, selectors->by_attr[i]);
    number_chain(b, selectors->any);
    for (size_t i = 0; i <= selectors->mask; i++)
        number_chain(b, selectors->cells[i].first);
    sort_numbers(&b->rules);
    sort_numbers(&b->selectors);
    sort_numbers(&b->simples);
    sort_numbers(&b->entries);
}

/* ------------------------------------------------------------------ writing */

void
cp_bake_put(struct cp_baking *b, const char *format, ...)
{
    char text[512];
    va_list ap;
    int n;

    va_start(ap, format);
    n = vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    if (n > 0)
        cp_buf_put(b->out, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}

/* Octal, so that no digit behind it is taken for one of its own. */
void
cp_bake_put_string(struct cp_baking *b, const char *p, size_t n)
{
    cp_buf_putc(b->out, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];

        if (c < ' ' || c >= 0x7F || c == '"' || c == '\\' || c == '?')
            cp_bake_put(b, "\\%03o", c);
        else
            cp_buf_putc(b->out, (char)c);
    }
    cp_buf_putc(b->out, '"');
}

void
cp_bake_put_slice(struct cp_baking *b, struct cp_slice s)
{
    cp_buf_puts(b->out, "{ ");
    if (s.p)
        cp_bake_put_string(b, s.p, s.n);
    else
        cp_buf_puts(b->out, "0");
    cp_bake_put(b, ", %zu }", s.n);
}

/* Exact, since it is in base 16. */
void
cp_bake_put_double(struct cp_baking *b, double value)
{
    if (isinf(value))
        cp_bake_put(b, value > 0 ? "HUGE_VAL" : "-HUGE_VAL");
    else
        cp_bake_put(b, "%a", value);
}

void
cp_bake_put_place(struct cp_baking *b, const struct cp_rule_place *place)
{
    cp_buf_puts(b->out, "{ ");
    cp_bake_put_string(b, place->file, strlen(place->file));
    cp_bake_put(b, ", %u, %u, ", (unsigned)place->line, (unsigned)place->column);
    cp_bake_put_string(b, place->text, strlen(place->text));
    cp_buf_puts(b->out, " }");
}

void
cp_bake_put_place_address(struct cp_baking *b, const struct cp_rule_place *place)
{
    cp_buf_puts(b->out, "&(const struct cp_rule_place)");
    cp_bake_put_place(b, place);
}

/* "&rules[12]", or 0. */
void
cp_bake_put_address(struct cp_baking *b, const char *array,
                    const struct cp_bake_numbers *numbers, const void *object)
{
    const struct cp_bake_number key = { object, 0 }, *found;

    found = numbers->n ? bsearch(&key, numbers->v, numbers->n, sizeof key, by_address) : NULL;
    if (found)
        cp_bake_put(b, "&%s[%zu]", array, found->at);
    else
        cp_buf_puts(b->out, "0");
}

void
cp_bake_put_u32s(struct cp_baking *b, const uint32_t *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        cp_bake_put(b, "%#x,%s", (unsigned)v[i], i % 8 == 7 ? "\n" : " ");
}

void
cp_bake_put_u64s(struct cp_baking *b, const uint64_t *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        cp_bake_put(b, "%#llx,%s", (unsigned long long)v[i], i % 4 == 3 ? "\n" : " ");
}
