#include "feed/xmlfeed.h"

#include "feed/value.h"
#include "url/url.h"

/* An open element. */
struct frame {
    enum cp_feed_element element;
    bool has_base;                /* xml:base, its own or from around it */
    struct cp_slice base, language;
};

/* How good an address of an entry's page is. */
enum { URL_OF_ID = 1, URL_OF_GUID, URL_OTHER_TYPE, URL_LINK, URL_ORIGINAL };

struct xml_reading {
    struct cp_feed_reading *r;
    struct frame frames[CP_FEED_DEPTH_MAX + 2];
    unsigned depth;               /* number of the innermost; 0 is the document */
    struct cp_value value;
    struct cp_slice name, image;  /* inside an author, inside an image */
    unsigned period_minutes, frequency;
};

static bool
is_rss(const struct xml_reading *x)
{
    return x->r->feed->kind == CP_FEED_RSS;
}

/* ---------------------------------------------------------------- addresses */

static struct cp_slice
base_of(const struct xml_reading *x)
{
    const struct cp_feed *feed = x->r->feed;

    if (x->frames[x->depth].base.n)
        return x->frames[x->depth].base;
    return feed->site.n ? feed->site : feed->self;
}

static struct cp_slice
keep_url(struct xml_reading *x, struct cp_slice url)
{
    return cp_feed_keep_url(x->r, base_of(x), url);
}

static struct cp_slice
value_text(const struct xml_reading *x)
{
    return cp_slice_trim(cp_buf_slice(&x->value.text));
}

static struct cp_slice
href_or_text(const struct xml_reading *x)
{
    return x->value.href.n ? x->value.href : value_text(x);
}

static void
end_feed_link(struct xml_reading *x, bool is_alternate)
{
    struct cp_feed *feed = x->r->feed;

    if (is_alternate)
        cp_feed_set(&feed->site, keep_url(x, href_or_text(x)));
    else if (cp_slice_eq_nocase(x->value.rel, CP_LIT("self")))
        cp_feed_set(&feed->self, keep_url(x, x->value.href));
}

static void
set_enclosure(struct xml_reading *x)
{
    struct cp_feed_entry *e = x->r->entry;

    if (!x->value.href.n || !e)
        return;
    if (cp_slice_starts_nocase(x->value.type, CP_LIT("image/")))
        cp_feed_set_image(x->r, keep_url(x, x->value.href), CP_IMAGE_FILE);
    if (e->enclosure.n)
        return;
    e->enclosure = keep_url(x, x->value.href);
    e->enclosure_type = cp_feed_keep(x->r, x->value.type);
}

static void
end_link(struct xml_reading *x)
{
    const struct cp_value *v = &x->value;
    bool is_alternate = !v->rel.n || cp_slice_eq_nocase(v->rel, CP_LIT("alternate"));
    bool is_page = !v->type.n || cp_slice_starts_nocase(v->type, CP_LIT("text/html")) ||
                   cp_slice_starts_nocase(v->type, CP_LIT("application/xhtml"));

    if (!x->r->entry)
        end_feed_link(x, is_alternate);
    else if (is_alternate)
        cp_feed_set_url(x->r, keep_url(x, href_or_text(x)), is_page ? URL_LINK : URL_OTHER_TYPE);
    else if (cp_slice_eq_nocase(v->rel, CP_LIT("enclosure")))
        set_enclosure(x);
}

static void
end_id(struct xml_reading *x)
{
    struct cp_slice id = value_text(x);
    bool is_guid = x->value.element == CP_FEED_GUID;

    if (!x->r->entry)
        return;
    cp_feed_set(&x->r->entry->id, cp_feed_keep(x->r, id));
    if (is_guid && cp_slice_eq_nocase(x->value.permalink, CP_LIT("false")))
        return;
    if (cp_url_is_web(id))
        cp_feed_set_url(x->r, keep_url(x, id), is_guid ? URL_OF_GUID : URL_OF_ID);
}

static void
end_image(struct xml_reading *x, struct cp_slice url)
{
    url = keep_url(x, url);
    if (x->r->entry)
        cp_feed_set_image(x->r, url, CP_IMAGE_THUMBNAIL);
    else
        cp_feed_set(&x->r->feed->image, url);
}

/* media:content, which is a picture, or a file to listen to or to look at. */
static void
end_media(struct xml_reading *x)
{
    const struct cp_value *v = &x->value;

    if (!x->r->entry || !v->href.n)
        return;
    if (cp_slice_eq_nocase(v->rel, CP_LIT("image")) ||
        cp_slice_starts_nocase(v->type, CP_LIT("image/")))
        cp_feed_set_image(x->r, keep_url(x, v->href), CP_IMAGE_MAIN);
    else
        set_enclosure(x);
}

/* ---------------------------------------------------------------- text */

static struct cp_slice
keep_line(struct xml_reading *x)
{
    struct cp_slice text = cp_buf_slice(&x->value.text);

    /* What is said to be text means what it says, even if it looks like HTML. */
    if (x->value.kind == CP_VALUE_LITERAL)
        return cp_feed_keep_literal(x->r, text);
    return cp_feed_keep_line(x->r, text, cp_value_is_html(&x->value));
}

static struct cp_slice
keep_html(struct xml_reading *x)
{
    if (x->value.kind == CP_VALUE_FOREIGN)
        return (struct cp_slice){ NULL, 0 };
    if (cp_value_is_html(&x->value))
        return cp_feed_keep(x->r, value_text(x));
    return cp_feed_keep_text_as_html(x->r, value_text(x));
}

static void
end_title(struct xml_reading *x)
{
    struct cp_slice *to = x->r->entry ? &x->r->entry->title : &x->r->feed->title;

    cp_feed_set(to, keep_line(x));
}

static void
end_description(struct xml_reading *x)
{
    struct cp_slice html;

    if (!x->r->entry) {
        cp_feed_set(&x->r->feed->description, keep_line(x));
        return;
    }
    html = keep_html(x);
    cp_feed_set(&x->r->entry->summary, html);
    cp_feed_set_content(x->r, html, x->value.base);
}

static void
end_content(struct xml_reading *x)
{
    if (!x->r->entry)
        return;
    if (x->value.href.n)
        set_enclosure(x);    /* its content lies elsewhere */
    else
        cp_feed_set_content(x->r, keep_html(x), x->value.base);
}

/* ---------------------------------------------------------------- people */

/* The name in "mail@example.org (Name)" and "Name <mail@example.org>". */
static struct cp_slice
name_in(struct cp_slice s)
{
    const char *open = memchr(s.p, s.p[s.n - 1] == ')' ? '(' : '<', s.n);
    struct cp_slice name;

    if (!open || !memchr(s.p, '@', s.n))
        return s;
    if (*open == '(')
        name = (struct cp_slice){ open + 1, (size_t)(s.p + s.n - 1 - (open + 1)) };
    else
        name = (struct cp_slice){ s.p, (size_t)(open - s.p) };
    name = cp_slice_trim(name);
    return name.n ? name : s;
}

static void
add_author(struct xml_reading *x, struct cp_slice text, int rank)
{
    text = cp_slice_trim(text);
    if (text.n)
        cp_feed_add_author(x->r, cp_feed_keep_line(x->r, name_in(text), is_rss(x)), rank);
}

/* An author of Atom holds elements, one of RSS text. */
static void
end_author(struct xml_reading *x)
{
    if (x->name.n)
        cp_feed_add_author(x->r, x->name, CP_AUTHOR_NAME);
    else
        add_author(x, value_text(x), CP_AUTHOR_RSS);
}

static void
end_name(struct xml_reading *x)
{
    if (x->value.element == CP_FEED_NAME || !x->name.n)
        x->name = keep_line(x);
}

static void
end_category(struct xml_reading *x)
{
    struct cp_slice term = x->value.term.n ? x->value.term : value_text(x);

    if (x->r->entry)
        cp_feed_add_category(x->r, cp_feed_keep_line(x->r, term, is_rss(x)));
}

/* ---------------------------------------------------------------- when to come again */

/* Up to a million; what is no number is 0. */
static unsigned
number_of(struct cp_slice s)
{
    unsigned n = 0;

    for (size_t i = 0; i < s.n && cp_is_digit((unsigned char)s.p[i]); i++)
        n = n < 100000 ? n * 10 + (unsigned)(s.p[i] - '0') : n;
    return n;
}

static void
end_hour(struct xml_reading *x)
{
    struct cp_slice text = value_text(x);

    if (text.n && cp_is_digit((unsigned char)text.p[0]) && number_of(text) <= 24)
        x->r->feed->skip_hours |= 1u << number_of(text) % 24;
}

static void
end_day(struct xml_reading *x)
{
    static const char *const days[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

    for (unsigned i = 0; i < 7; i++)
        if (cp_slice_starts_nocase(value_text(x), cp_slice_of(days[i])))
            x->r->feed->skip_days |= 1u << i;
}

static void
end_period(struct xml_reading *x)
{
    static const struct {
        const char *name;
        unsigned minutes;
    } periods[] = { { "hourly", 60 },      { "daily", 1440 },    { "weekly", 10080 },
                    { "monthly", 43200 },  { "yearly", 525600 } };

    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
        if (cp_slice_eq_nocase(value_text(x), cp_slice_of(periods[i].name)))
            x->period_minutes = periods[i].minutes;
}

static void
finish_times(struct xml_reading *x)
{
    if (x->r->feed->ttl_minutes == 0 && x->period_minutes)
        x->r->feed->ttl_minutes = x->period_minutes / (x->frequency ? x->frequency : 1);
}

/* ---------------------------------------------------------------- values */

static void
end_language(struct xml_reading *x)
{
    struct cp_slice *to = x->r->entry ? &x->r->entry->language : &x->r->feed->language;

    *to = cp_feed_keep(x->r, value_text(x));
}

static void
end_date(struct xml_reading *x)
{
    struct cp_feed_entry *e = x->r->entry;

    if (e)
        cp_feed_set(x->value.element == CP_FEED_PUBLISHED ? &e->published : &e->updated,
                    cp_feed_keep_date(x->r, value_text(x)));
}

static void
end_value(struct xml_reading *x)
{
    switch (x->value.element) {
    case CP_FEED_TITLE:
    case CP_FEED_SPARE_TITLE:
        end_title(x);
        break;
    case CP_FEED_LINK:
        end_link(x);
        break;
    case CP_FEED_GUID:
    case CP_FEED_ID:
    case CP_FEED_SPARE_ID:
        end_id(x);
        break;
    case CP_FEED_ORIGINAL_LINK:
        if (x->r->entry)
            cp_feed_set_url(x->r, keep_url(x, value_text(x)), URL_ORIGINAL);
        break;
    case CP_FEED_DESCRIPTION:
    case CP_FEED_SPARE_DESCRIPTION:
        end_description(x);
        break;
    case CP_FEED_CONTENT:
    case CP_FEED_BODY:
        end_content(x);
        break;
    case CP_FEED_PUBLISHED:
    case CP_FEED_UPDATED:
        end_date(x);
        break;
    case CP_FEED_CREATOR:
        add_author(x, value_text(x), CP_AUTHOR_NAME);
        break;
    case CP_FEED_PODCASTER:
        add_author(x, value_text(x), CP_AUTHOR_PODCAST);
        break;
    case CP_FEED_NAME:
    case CP_FEED_EMAIL:
        end_name(x);
        break;
    case CP_FEED_CATEGORY:
        end_category(x);
        break;
    case CP_FEED_ENCLOSURE:
        set_enclosure(x);
        break;
    case CP_FEED_THUMBNAIL:
    case CP_FEED_COVER:
    case CP_FEED_LOGO:
        end_image(x, href_or_text(x));
        break;
    case CP_FEED_URL:
        x->image = cp_feed_keep(x->r, value_text(x));
        break;
    case CP_FEED_LANGUAGE:
        end_language(x);
        break;
    case CP_FEED_TTL:
        x->r->feed->ttl_minutes = number_of(value_text(x));
        break;
    case CP_FEED_HOUR:
        end_hour(x);
        break;
    case CP_FEED_DAY:
        end_day(x);
        break;
    case CP_FEED_PERIOD:
        end_period(x);
        break;
    case CP_FEED_FREQUENCY:
        x->frequency = number_of(value_text(x));
        break;
    default:
        break;
    }
}

/* ---------------------------------------------------------------- elements */

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
inherit(struct xml_reading *x, const struct cp_xml_element *e)
{
    const struct frame *around = &x->frames[x->depth];
    struct frame *f = &x->frames[x->depth + 1];
    struct cp_slice base = cp_xml_attribute(e, "xml", "base");
    struct cp_slice language = cp_xml_attribute(e, "xml", "lang");

    *f = *around;
    if (base.n) {
        f->base = keep_url(x, base);
        f->has_base = f->base.n > 0;
    }
    if (language.n && !cp_slice_eq(language, f->language))
        f->language = cp_feed_keep(x->r, cp_slice_trim(language));
    x->depth++;
}

static void
begin_root(struct xml_reading *x, const struct cp_xml_element *e)
{
    struct cp_feed *feed = x->r->feed;
    bool is_atom;
    const char *version = cp_feed_root_version(e, &is_atom);

    feed->version = cp_slice_of(version);
    feed->kind = is_atom ? CP_FEED_ATOM : CP_FEED_RSS;
    cp_feed_set(&feed->language, x->frames[x->depth].language);
}

static void
begin_channel(struct xml_reading *x, const struct cp_xml_element *e)
{
    if (cp_slice_find_nocase(e->uri, CP_LIT("simple/0.9")))
        x->r->feed->version = CP_LIT("RSS 0.90");
    cp_feed_set(&x->r->feed->language, x->frames[x->depth].language);
}

static void
begin_entry(struct xml_reading *x, const struct cp_xml_element *e)
{
    struct frame *f = &x->frames[x->depth];

    if (x->r->entry || !cp_feed_begin_entry(x->r)) {
        f->element = CP_FEED_OTHER;
        return;
    }
    cp_feed_set(&x->r->entry->language, f->language);
    cp_feed_set(&x->r->entry->id, cp_feed_keep(x->r, cp_xml_attribute(e, "rdf", "about")));
}

static void
begin_value(struct xml_reading *x, const struct cp_xml_element *e)
{
    const struct frame *f = &x->frames[x->depth];
    enum cp_feed_element element = f->element;

    cp_value_begin(&x->value, element, e, is_rss(x));
    x->value.base = f->has_base ? f->base : (struct cp_slice){ NULL, 0 };
    if (element == CP_FEED_AUTHOR)
        x->name = (struct cp_slice){ NULL, 0 };
    else if (element == CP_FEED_IMAGE)
        x->image = (struct cp_slice){ NULL, 0 };
    else if (element == CP_FEED_MEDIA)
        end_media(x);    /* it has only attributes to say, and its children are on their own */
    else
        x->value.at = x->depth;
    if (element == CP_FEED_CONTENT && x->r->entry)
        cp_feed_set(&x->r->entry->language, f->language);
}

/* An element inside a value: a part of it, or its wrapper. */
static void
begin_inside(struct xml_reading *x, const struct cp_xml_element *e)
{
    struct frame *f = &x->frames[x->depth];

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
    struct xml_reading *x = user;
    enum cp_feed_element element, parent = x->frames[x->depth].element;

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
    struct xml_reading *x = user;
    enum cp_feed_element element = x->frames[x->depth].element;

    if (x->value.at || element == CP_FEED_AUTHOR || element == CP_FEED_IMAGE)
        cp_value_put_text(&x->value, text);
}

static void
end_container(struct xml_reading *x, enum cp_feed_element element)
{
    if (element == CP_FEED_ENTRY)
        cp_feed_end_entry(x->r);
    else if (element == CP_FEED_AUTHOR)
        end_author(x);
    else if (element == CP_FEED_IMAGE)
        end_image(x, x->image.n ? x->image : value_text(x));
}

static void
on_end(void *user, struct cp_slice name)
{
    struct xml_reading *x = user;
    enum cp_feed_element element = x->frames[x->depth].element;

    if (x->value.at && x->depth > x->value.at) {
        if (element != CP_FEED_GROUP)
            cp_value_put_end(&x->value, name);
    } else if (is_container(element)) {
        end_container(x, element);
    } else {
        end_value(x);
        x->value.at = 0;
        x->value.text.n = 0;
    }
    x->depth--;
}

cleanpage_status
cp_feed_read_xml(struct cp_feed_reading *r, struct cp_slice text)
{
    struct xml_reading x = { .r = r };
    struct cp_xml_handler handler = { &x, on_start, on_text, on_end };
    cleanpage_status st;
    bool is_broken;

    x.frames[0] = (struct frame){ .element = CP_FEED_GROUP, .base = r->url };
    st = cp_xml_read(r->cx, text, &handler, &is_broken);
    finish_times(&x);
    r->feed->is_cut |= is_broken || x.value.is_cut;
    r->no_memory |= x.value.text.no_memory || x.value.attributes.no_memory;
    cp_value_clear(&x.value);
    return st;
}
