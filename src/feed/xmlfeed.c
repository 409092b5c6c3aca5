#include "feed/xmlfeed.h"

#include "feed/xmlvalues.h"

/* What is inside an element of that kind: an image has a title, which is not the feed's. */
static enum cp_feed_element
allowed_in(enum cp_feed_element parent, enum cp_feed_element element)
{
    bool is_name = element == CP_FEED_NAME || element == CP_FEED_EMAIL;

    if (element == CP_FEED_ENTRY || element == CP_FEED_CHANNEL)
        return element;
    if (parent == CP_FEED_AUTHOR)
        return is_name ? element : CP_FEED_OTHER;
    if (parent == CP_FEED_IMAGE)
        return element == CP_FEED_URL ? element : CP_FEED_OTHER;
    if (parent == CP_FEED_OTHER || is_name || element == CP_FEED_URL)
        return CP_FEED_OTHER;
    return element;
}

static bool
is_container(enum cp_feed_element element)
{
    return element <= CP_FEED_AUTHOR || element == CP_FEED_MEDIA;
}

static void
inherit(struct cp_xml_reading *x, const struct cp_xml_element *e)
{
    const struct cp_xml_frame *around = &x->frames[x->depth];
    struct cp_xml_frame *f = &x->frames[x->depth + 1];
    struct cp_slice base = cp_xml_attribute(e, "xml", "base");
    struct cp_slice language = cp_xml_attribute(e, "xml", "lang");

    *f = *around;
    if (base.n) {
        f->base = cp_xml_keep_url(x, base);
        f->has_base = f->base.n > 0;
    }
    if (language.n && !cp_slice_eq(language, f->language))
        f->language = cp_feed_keep_language(x->r, language);
    x->depth++;
}

static void
begin_root(struct cp_xml_reading *x, const struct cp_xml_element *e)
{
    struct cp_feed *feed = x->r->feed;
    bool is_atom;
    const char *version = cp_feed_root_version(e, &is_atom);

    feed->version = cp_slice_of(version);
    feed->kind = is_atom ? CP_FEED_ATOM : CP_FEED_RSS;
    cp_feed_set(&feed->language, x->frames[x->depth].language);
}

static void
begin_channel(struct cp_xml_reading *x, const struct cp_xml_element *e)
{
    if (cp_slice_find_nocase(e->uri, CP_LIT("simple/0.9")))
        x->r->feed->version = CP_LIT("RSS 0.90");
    cp_feed_set(&x->r->feed->language, x->frames[x->depth].language);
}

static void
begin_entry(struct cp_xml_reading *x, const struct cp_xml_element *e)
{
    struct cp_xml_frame *f = &x->frames[x->depth];

    if (x->r->entry || !cp_feed_begin_entry(x->r)) {
        f->element = CP_FEED_OTHER;
        return;
    }
    cp_feed_set(&x->r->entry->language, f->language);
    cp_feed_set(&x->r->entry->id, cp_feed_keep(x->r, cp_xml_attribute(e, "rdf", "about")));
}

static void
begin_value(struct cp_xml_reading *x, const struct cp_xml_element *e)
{
    const struct cp_xml_frame *f = &x->frames[x->depth];
    enum cp_feed_element element = f->element;

    cp_value_begin(&x->value, element, e, cp_xml_is_rss(x));
    x->value.base = f->has_base ? f->base : (struct cp_slice){ NULL, 0 };
    if (element == CP_FEED_AUTHOR)
        x->name = (struct cp_slice){ NULL, 0 };
    else if (element == CP_FEED_IMAGE)
        x->image = (struct cp_slice){ NULL, 0 };
    else if (element == CP_FEED_MEDIA)
        cp_xml_end_media(x);    /* its attributes say all; what is in it stands on its own */
    else
        x->value.at = x->depth;
    if (element == CP_FEED_CONTENT && x->r->entry)
        cp_feed_set(&x->r->entry->language, f->language);
}

/* An element inside a value: a part of it, or its wrapper. */
static void
begin_inside(struct cp_xml_reading *x, const struct cp_xml_element *e)
{
    struct cp_xml_frame *f = &x->frames[x->depth];

    f->element = CP_FEED_OTHER;
    if (x->depth == x->value.at + 1 && cp_value_is_wrapper(&x->value, e)) {
        f->element = CP_FEED_GROUP;
        x->value.kind = CP_VALUE_XHTML;
        if (f->has_base)
            x->value.base = f->base;
        return;
    }
    cp_value_put_start(&x->value, e);
}

static void
on_start(void *user, const struct cp_xml_element *e)
{
    struct cp_xml_reading *x = user;
    enum cp_feed_element element, parent = x->frames[x->depth].element;

    if (x->r->no_memory)
        return;
    inherit(x, e);
    if (x->value.at) {
        begin_inside(x, e);
        return;
    }
    element = x->depth == 1 ? CP_FEED_ROOT : allowed_in(parent, cp_feed_element_find(e));
    x->frames[x->depth].element = element;
    if (x->depth == 1)
        begin_root(x, e);
    if (element == CP_FEED_CHANNEL)
        begin_channel(x, e);
    else if (element == CP_FEED_ENTRY)
        begin_entry(x, e);
    else if (element > CP_FEED_GROUP)
        begin_value(x, e);
}

static void
on_text(void *user, struct cp_slice text)
{
    struct cp_xml_reading *x = user;
    enum cp_feed_element element = x->frames[x->depth].element;

    if (x->value.at || element == CP_FEED_AUTHOR || element == CP_FEED_IMAGE)
        cp_value_put_text(&x->value, text);
}

static void
end_container(struct cp_xml_reading *x, enum cp_feed_element element)
{
    if (element == CP_FEED_ENTRY)
        cp_feed_end_entry(x->r);
    else if (element == CP_FEED_AUTHOR)
        cp_xml_end_author(x);
    else if (element == CP_FEED_IMAGE)
        cp_xml_end_image(x, x->image.n ? x->image : cp_xml_value_text(x));
}

static void
on_end(void *user, struct cp_slice name)
{
    struct cp_xml_reading *x = user;
    enum cp_feed_element element = x->frames[x->depth].element;

    if (x->r->no_memory)
        return;
    if (x->value.at && x->depth > x->value.at) {
        if (element != CP_FEED_GROUP)
            cp_value_put_end(&x->value, name);
    } else if (is_container(element)) {
        end_container(x, element);
    } else {
        cp_xml_end_value(x);
        x->value.at = 0;
        x->value.text.n = 0;
    }
    x->depth--;
}

cleanpage_status
cp_feed_read_xml(struct cp_feed_reading *r, struct cp_slice text)
{
    struct cp_xml_reading x = { .r = r };
    struct cp_xml_handler handler = { &x, on_start, on_text, on_end };
    cleanpage_status st;
    bool is_broken;

    x.frames[0] = (struct cp_xml_frame){ .element = CP_FEED_GROUP, .base = r->url };
    st = cp_xml_read(r->cx, text, &handler, &is_broken);
    cp_xml_finish_times(&x);
    r->feed->is_cut |= is_broken || x.value.is_cut;
    r->no_memory |= x.value.text.no_memory || x.value.attributes.no_memory;
    cp_value_clear(&x.value);
    return st;
}
