#include "feed/xmlvalues.h"

#include "url/url.h"

/* How good an address of an entry's page is. */
enum { URL_OF_ID = 1, URL_OF_GUID, URL_OTHER_TYPE, URL_LINK, URL_ORIGINAL };

bool
cp_xml_is_rss(const struct cp_xml_reading *x)
{
    return x->r->feed->kind == CP_FEED_RSS;
}

/* ---------------------------------------------------------------- addresses */

static struct cp_slice
base_of(const struct cp_xml_reading *x)
{
    const struct cp_feed *feed = x->r->feed;

    if (x->frames[x->depth].base.n)
        return x->frames[x->depth].base;
    return feed->site.n ? feed->site : feed->self;
}

struct cp_slice
cp_xml_keep_url(struct cp_xml_reading *x, struct cp_slice url)
{
    return cp_feed_keep_url(x->r, base_of(x), url);
}

struct cp_slice
cp_xml_value_text(const struct cp_xml_reading *x)
{
    return cp_slice_trim(cp_buf_slice(&x->value.text));
}

static struct cp_slice
href_or_text(const struct cp_xml_reading *x)
{
    return x->value.href.n ? x->value.href : cp_xml_value_text(x);
}

static void
end_feed_link(struct cp_xml_reading *x, bool is_alternate)
{
    struct cp_feed *feed = x->r->feed;

    if (is_alternate)
        cp_feed_set(&feed->site, cp_xml_keep_url(x, href_or_text(x)));
    else if (cp_slice_eq_nocase(x->value.rel, CP_LIT("self")))
        cp_feed_set(&feed->self, cp_xml_keep_url(x, x->value.href));
}

static void
set_enclosure(struct cp_xml_reading *x)
{
    struct cp_feed_entry *e = x->r->entry;

    if (!x->value.href.n || !e)
        return;
    if (cp_slice_starts_nocase(x->value.type, CP_LIT("image/")))
        cp_feed_set_image(x->r, cp_xml_keep_url(x, x->value.href), CP_IMAGE_FILE);
    if (e->enclosure.n)
        return;
    e->enclosure = cp_xml_keep_url(x, x->value.href);
    e->enclosure_type = cp_feed_keep(x->r, x->value.type);
}

static void
end_link(struct cp_xml_reading *x)
{
    const struct cp_value *v = &x->value;
    bool is_alternate = !v->rel.n || cp_slice_eq_nocase(v->rel, CP_LIT("alternate"));
    bool is_page = !v->type.n || cp_slice_starts_nocase(v->type, CP_LIT("text/html")) ||
                   cp_slice_starts_nocase(v->type, CP_LIT("application/xhtml"));

    if (!x->r->entry)
        end_feed_link(x, is_alternate);
    else if (is_alternate)
        cp_feed_set_url(x->r, cp_xml_keep_url(x, href_or_text(x)),
                        is_page ? URL_LINK : URL_OTHER_TYPE);
    else if (cp_slice_eq_nocase(v->rel, CP_LIT("enclosure")))
        set_enclosure(x);
}

static void
end_id(struct cp_xml_reading *x)
{
    struct cp_slice id = cp_xml_value_text(x);
    bool is_guid = x->value.element == CP_FEED_GUID;

    if (!x->r->entry)
        return;
    cp_feed_set(&x->r->entry->id, cp_feed_keep(x->r, id));
    if (is_guid && cp_slice_eq_nocase(x->value.permalink, CP_LIT("false")))
        return;
    if (cp_url_is_web(id))
        cp_feed_set_url(x->r, cp_xml_keep_url(x, id), is_guid ? URL_OF_GUID : URL_OF_ID);
}

void
cp_xml_end_image(struct cp_xml_reading *x, struct cp_slice url)
{
    url = cp_xml_keep_url(x, url);
    if (x->r->entry)
        cp_feed_set_image(x->r, url, CP_IMAGE_THUMBNAIL);
    else
        cp_feed_set(&x->r->feed->image, url);
}

/* media:content, which is a picture, or a file to listen to or to look at. */
void
cp_xml_end_media(struct cp_xml_reading *x)
{
    const struct cp_value *v = &x->value;

    if (!x->r->entry || !v->href.n)
        return;
    if (cp_slice_eq_nocase(v->rel, CP_LIT("image")) ||
        cp_slice_starts_nocase(v->type, CP_LIT("image/")))
        cp_feed_set_image(x->r, cp_xml_keep_url(x, v->href), CP_IMAGE_MAIN);
    else
        set_enclosure(x);
}

/* ---------------------------------------------------------------- text */

static struct cp_slice
keep_line(struct cp_xml_reading *x)
{
    struct cp_slice text = cp_buf_slice(&x->value.text);

    /* What is said to be text means what it says, even if it looks like HTML. */
    if (x->value.kind == CP_VALUE_LITERAL)
        return cp_feed_keep_literal(x->r, text);
    return cp_feed_keep_line(x->r, text, cp_value_is_html(&x->value));
}

static struct cp_slice
keep_html(struct cp_xml_reading *x)
{
    if (x->value.kind == CP_VALUE_FOREIGN)
        return (struct cp_slice){ NULL, 0 };
    if (cp_value_is_html(&x->value))
        return cp_feed_keep(x->r, cp_xml_value_text(x));
    return cp_feed_keep_text_as_html(x->r, cp_xml_value_text(x));
}

static void
end_title(struct cp_xml_reading *x)
{
    struct cp_slice *to = x->r->entry ? &x->r->entry->title : &x->r->feed->title;

    cp_feed_set(to, keep_line(x));
}

static void
end_description(struct cp_xml_reading *x)
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
end_content(struct cp_xml_reading *x)
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
add_author(struct cp_xml_reading *x, struct cp_slice text, int rank)
{
    text = cp_slice_trim(text);
    if (text.n)
        text = cp_feed_keep_line(x->r, name_in(text), cp_xml_is_rss(x));
    cp_feed_add_author(x->r, text, rank);
}

/* An author of Atom holds elements, one of RSS text. */
void
cp_xml_end_author(struct cp_xml_reading *x)
{
    if (x->name.n)
        cp_feed_add_author(x->r, x->name, CP_AUTHOR_NAME);
    else
        add_author(x, cp_xml_value_text(x), CP_AUTHOR_RSS);
}

static void
end_name(struct cp_xml_reading *x)
{
    if (x->value.element == CP_FEED_NAME || !x->name.n)
        x->name = keep_line(x);
}

static void
end_category(struct cp_xml_reading *x)
{
    struct cp_slice term = x->value.term.n ? x->value.term : cp_xml_value_text(x);

    if (x->r->entry)
        cp_feed_add_category(x->r, cp_feed_keep_line(x->r, term, cp_xml_is_rss(x)));
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
end_hour(struct cp_xml_reading *x)
{
    struct cp_slice text = cp_xml_value_text(x);

    if (text.n && cp_is_digit((unsigned char)text.p[0]) && number_of(text) <= 24)
        x->r->feed->skip_hours |= 1u << number_of(text) % 24;
}

static void
end_day(struct cp_xml_reading *x)
{
    static const char *const days[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

    for (unsigned i = 0; i < 7; i++)
        if (cp_slice_starts_nocase(cp_xml_value_text(x), cp_slice_of(days[i])))
            x->r->feed->skip_days |= 1u << i;
}

static void
end_period(struct cp_xml_reading *x)
{
    static const struct {
        const char *name;
        unsigned minutes;
    } periods[] = { { "hourly", 60 },      { "daily", 1440 },    { "weekly", 10080 },
                    { "monthly", 43200 },  { "yearly", 525600 } };

    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
        if (cp_slice_eq_nocase(cp_xml_value_text(x), cp_slice_of(periods[i].name)))
            x->period_minutes = periods[i].minutes;
}

void
cp_xml_finish_times(struct cp_xml_reading *x)
{
    if (x->r->feed->ttl_minutes == 0 && x->period_minutes)
        x->r->feed->ttl_minutes = x->period_minutes / (x->frequency ? x->frequency : 1);
}

/* ---------------------------------------------------------------- values */

static void
end_language(struct cp_xml_reading *x)
{
    struct cp_slice *to = x->r->entry ? &x->r->entry->language : &x->r->feed->language;

    *to = cp_feed_keep_language(x->r, cp_xml_value_text(x));
}

static void
end_date(struct cp_xml_reading *x)
{
    struct cp_feed_entry *e = x->r->entry;

    if (e)
        cp_feed_set(x->value.element == CP_FEED_PUBLISHED ? &e->published : &e->updated,
                    cp_feed_keep_date(x->r, cp_xml_value_text(x)));
}

void
cp_xml_end_value(struct cp_xml_reading *x)
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
            cp_feed_set_url(x->r, cp_xml_keep_url(x, cp_xml_value_text(x)), URL_ORIGINAL);
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
        add_author(x, cp_xml_value_text(x), CP_AUTHOR_NAME);
        break;
    case CP_FEED_PODCASTER:
        add_author(x, cp_xml_value_text(x), CP_AUTHOR_PODCAST);
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
        cp_xml_end_image(x, href_or_text(x));
        break;
    case CP_FEED_URL:
        x->image = cp_feed_keep(x->r, cp_xml_value_text(x));
        break;
    case CP_FEED_LANGUAGE:
        end_language(x);
        break;
    case CP_FEED_TTL:
        x->r->feed->ttl_minutes = number_of(cp_xml_value_text(x));
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
        x->frequency = number_of(cp_xml_value_text(x));
        break;
    default:
        break;
    }
}
