#include "feed/elements.h"

enum vocabulary { CORE, RDF, DC, CONTENT, MEDIA, ITUNES, SY, FEEDBURNER, XHTML, FOREIGN };

/*
 * Namespaces by the beginnings of their names, without "http://" and "https://", which people
 * mix up as they do the slash at the end.
 */
static const struct {
    const char *uri;
    enum vocabulary vocabulary;
} namespaces[] = {
    { "www.w3.org/2005/atom", CORE },
    { "purl.org/atom/ns#", CORE },
    { "purl.org/rss/1.0/modules/content", CONTENT },
    { "purl.org/rss/1.0/modules/syndication", SY },
    { "purl.org/rss/1.0/modules/", FOREIGN },
    { "purl.org/rss/", CORE },
    { "purl.org/net/rss1.", CORE },
    { "my.netscape.com/rdf/simple/0.9", CORE },
    { "channel.netscape.com/rdf/simple/0.9", CORE },
    { "my.netscape.com/publish/formats/rss-0.9", CORE },
    { "backend.userland.com/", CORE },
    { "blogs.law.harvard.edu/tech/rss", CORE },
    { "cyber.law.harvard.edu/rss", CORE },
    { "www.rssboard.org/rss-spec", CORE },
    { "www.w3.org/1999/02/22-rdf-syntax-ns", RDF },
    { "purl.org/dc/", DC },
    { "search.yahoo.com/mrss", MEDIA },
    { "video.search.yahoo.com/mrss", MEDIA },
    { "www.itunes.com/dtds/podcast-1.0.dtd", ITUNES },
    { "rssnamespace.org/feedburner/ext/1.0", FEEDBURNER },
    { "www.w3.org/1999/xhtml", XHTML },
};

/* By prefix, where the namespace is not known: it was misspelt or never declared. */
static const struct {
    const char *prefix;
    enum vocabulary vocabulary;
} prefixes[] = {
    { "", CORE },           { "atom", CORE },         { "rss", CORE },
    { "a10", CORE },        { "rdf", RDF },           { "dc", DC },
    { "dcterms", DC },      { "content", CONTENT },   { "media", MEDIA },
    { "itunes", ITUNES },   { "sy", SY },             { "feedburner", FEEDBURNER },
    { "xhtml", XHTML },
};

static const struct {
    const char *name;
    enum vocabulary vocabulary;
    enum cp_feed_element element;
} elements[] = {
#define CP_FEED_ELEMENT(vocabulary, name, element) { name, vocabulary, CP_FEED_##element },
#include "feed/elements.def"
#undef CP_FEED_ELEMENT
};

#define COUNT_OF(a) (sizeof(a) / sizeof *(a))

static struct cp_slice
without_scheme(struct cp_slice uri)
{
    const char *found = cp_slice_find(uri, CP_LIT("://"));

    if (!found)
        return uri;
    return (struct cp_slice){ found + 3, (size_t)(uri.p + uri.n - (found + 3)) };
}

static enum vocabulary
find_vocabulary(const struct cp_xml_element *e)
{
    struct cp_slice uri = without_scheme(cp_slice_trim(e->uri));

    for (size_t i = 0; uri.n && i < COUNT_OF(namespaces); i++)
        if (cp_slice_starts_nocase(uri, cp_slice_of(namespaces[i].uri)))
            return namespaces[i].vocabulary;
    for (size_t i = 0; i < COUNT_OF(prefixes); i++)
        if (cp_slice_eq_nocase(e->prefix, cp_slice_of(prefixes[i].prefix)))
            return prefixes[i].vocabulary;
    return FOREIGN;
}

enum cp_feed_element
cp_feed_element_find(const struct cp_xml_element *e)
{
    enum vocabulary vocabulary = find_vocabulary(e);

    for (size_t i = 0; vocabulary != FOREIGN && i < COUNT_OF(elements); i++)
        if (elements[i].vocabulary == vocabulary &&
            cp_slice_eq_nocase(e->name, cp_slice_of(elements[i].name)))
            return elements[i].element;
    return CP_FEED_OTHER;
}

static const char *
rss_version(struct cp_slice version)
{
    static const struct {
        const char *version, *shown;
    } known[] = {
        { "0.90", "RSS 0.90" }, { "0.91", "RSS 0.91" }, { "0.92", "RSS 0.92" },
        { "0.93", "RSS 0.93" }, { "0.94", "RSS 0.94" }, { "1.0", "RSS 1.0" },
        { "2.", "RSS 2.0" },
    };

    version = cp_slice_trim(version);
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (cp_slice_starts_nocase(version, cp_slice_of(known[i].version)))
            return known[i].shown;
    return cp_slice_eq(version, CP_LIT("2")) ? "RSS 2.0" : "RSS";
}

static const char *
atom_version(const struct cp_xml_element *root)
{
    struct cp_slice uri = without_scheme(cp_slice_trim(root->uri));

    if (cp_slice_starts_nocase(uri, CP_LIT("purl.org/atom/ns#")) ||
        cp_slice_eq(cp_xml_attribute(root, "", "version"), CP_LIT("0.3")))
        return "Atom 0.3";
    return cp_slice_starts_nocase(uri, CP_LIT("www.w3.org/2005/atom")) ? "Atom 1.0" : "Atom";
}

const char *
cp_feed_root_version(const struct cp_xml_element *root, bool *is_atom)
{
    *is_atom = cp_slice_eq_nocase(root->name, CP_LIT("feed"));
    if (*is_atom)
        return atom_version(root);
    if (cp_slice_eq_nocase(root->name, CP_LIT("rss")))
        return rss_version(cp_xml_attribute(root, "", "version"));
    if (cp_slice_eq_nocase(root->name, CP_LIT("rdf")))
        return "RSS 1.0";
    return cp_slice_eq_nocase(root->name, CP_LIT("channel")) ? "RSS" : NULL;
}
