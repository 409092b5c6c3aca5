/* Collecting links and pictures: see render/collect.h. */
#include "render/collect.h"

#include "base/fold.h"
#include "base/table.h"
#include "render/links.h"
#include "render/spans.h"
#include "render/walk.h"

/* What is found of one kind, with a table that tells addresses found before. */
struct finds {
    struct cp_references *to;
    uint32_t capacity;
    struct cp_table seen;
};

struct collector {
    const struct cp_render_input *in;
    struct cp_arena *arena;
    struct finds links, images;
    uint32_t figure;      /* first picture of the figure at hand; behind all if there is none */
    bool no_memory;
};

static bool
copy(struct collector *c, struct cp_slice from, struct cp_slice *to)
{
    *to = (struct cp_slice){ cp_arena_strndup(c->arena, from.n ? from.p : "", from.n), from.n };
    return to->p;
}

static bool
grow(struct collector *c, struct finds *f)
{
    uint32_t capacity = f->capacity ? 2 * f->capacity : 32;
    struct cp_reference *v = cp_arena_zalloc(c->arena, capacity, sizeof *v);

    if (!v)
        return false;
    if (f->to->n)
        memcpy(v, f->to->v, f->to->n * sizeof *v);
    f->to->v = v;
    f->capacity = capacity;
    return true;
}

static void
add(struct collector *c, struct finds *f, struct cp_slice url, struct cp_slice text)
{
    struct cp_reference found = { 0 };

    if (cp_table_find(&f->seen, url))
        return;
    if ((f->to->n == f->capacity && !grow(c, f)) || !copy(c, url, &found.url) ||
        !copy(c, text, &found.text) || !cp_table_add(&f->seen, found.url, 0))
        c->no_memory = true;
    else
        f->to->v[f->to->n++] = found;
}

/* The words of a link: its text without what stands for pictures in it. */
static void
put_words(struct cp_buf *words, const struct cp_paragraph *p, const struct cp_span *link)
{
    const struct cp_span *end = p->spans + p->n_spans;
    uint32_t at = link->start;

    for (const struct cp_span *atom = link + 1; atom < end && atom->start < link->end; atom++) {
        if (!cp_span_is_atom(atom))
            continue;
        cp_fold_put_line(words, (struct cp_slice){ p->text.p + at, atom->start - at });
        cp_fold_put_line(words, atom->source);
        at = atom->end;
    }
    cp_fold_put_line(words, (struct cp_slice){ p->text.p + at, link->end - at });
}

static void
collect_span(struct collector *c, const struct cp_paragraph *p, const struct cp_span *span)
{
    struct cp_buf url = { 0 }, text = { 0 };

    if (span->kind == CP_MARK_LINK && cp_link_put_href(&url, c->in, span->node)) {
        put_words(&text, p, span);
        add(c, &c->links, cp_buf_slice(&url), cp_buf_slice(&text));
    } else if (span->kind == CP_MARK_IMAGE && cp_link_put_picture(&url, c->in, span->node)) {
        cp_fold_put_line(&text, span->source);
        add(c, &c->images, cp_buf_slice(&url), cp_buf_slice(&text));
    }
    c->no_memory |= cp_buf_failed(&url) || cp_buf_failed(&text);
    cp_buf_clear(&url);
    cp_buf_clear(&text);
}

/* A caption speaks of all pictures of its figure. */
static void
add_caption(struct collector *c, const struct cp_paragraph *p)
{
    struct cp_buf words = { 0 };
    struct cp_slice caption = { NULL, 0 };

    cp_spans_put_plain(&words, p);
    if (!copy(c, cp_buf_slice(&words), &caption))
        c->no_memory = true;
    for (uint32_t i = c->figure; i < c->images.to->n; i++)
        c->images.to->v[i].caption = caption;
    c->no_memory |= cp_buf_failed(&words);
    cp_buf_clear(&words);
}

static void
collect_paragraph(void *self, const struct cp_paragraph *p)
{
    struct collector *c = self;

    for (uint32_t i = 0; i < p->n_spans; i++)
        collect_span(c, p, &p->spans[i]);
    if (p->kind == CP_TEXT_CAPTION)
        add_caption(c, p);
}

static void
collect_open(void *self, const struct cp_container *container)
{
    struct collector *c = self;

    if (container->kind == CP_IN_FIGURE)
        c->figure = c->images.to->n;
}

static void
collect_close(void *self, const struct cp_container *container)
{
    struct collector *c = self;

    if (container->kind == CP_IN_FIGURE)
        c->figure = UINT32_MAX;
}

bool
cp_collect(const struct cp_render_input *in, struct cp_arena *arena,
           struct cp_references *links, struct cp_references *images)
{
    struct cp_render_input all = *in;
    struct collector c = { .in = &all, .arena = arena, .links.to = links, .images.to = images,
                           .figure = UINT32_MAX };
    const struct cp_sink sink = { .self = &c, .open = collect_open, .close = collect_close,
                                  .paragraph = collect_paragraph, .marks_alone = true };

    *links = *images = (struct cp_references){ NULL, 0 };
    cp_table_init(&c.links.seen, arena, 0);
    cp_table_init(&c.images.seen, arena, 0);
    all.links = CLEANPAGE_LINKS_INLINE;
    all.parts |= CLEANPAGE_IMAGES;
    all.mark_dropped = false;
    return cp_walk(&all, &sink) && !c.no_memory;
}
