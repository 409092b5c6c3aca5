/* Finding the TeX of formulas: see render/formula.h. */
#include "render/formula.h"

#include "render/numbers.h"

/* Bytes of the longest formula that is shown as TeX. */
#define TEX_MAX 20000

static bool
is_tex_script(const struct cp_page *page, uint32_t i)
{
    return cp_slice_starts_nocase(cp_node_attr(page, i, CP_ATTR_TYPE), CP_LIT("math/tex"));
}

bool
cp_formula_any(const struct cp_page *page)
{
    static const bool may_hold[CP_TAG_COUNT] = {
        [CP_TAG_MATH] = true, [CP_TAG_SCRIPT] = true, [CP_TAG_IMG] = true,
    };

    for (uint32_t i = 0; i < page->n_nodes; i++) {
        const struct cp_node *node = &page->nodes[i];

        if (!may_hold[node->tag] || node->kind != CP_NODE_ELEMENT)
            continue;
        if (node->tag == CP_TAG_MATH || (node->tag == CP_TAG_SCRIPT && is_tex_script(page, i)))
            return true;
        if (node->tag == CP_TAG_IMG && cp_formula_of_picture(page, i).n)
            return true;
    }
    return false;
}

static struct cp_slice
bounded(struct cp_slice tex)
{
    tex = cp_slice_trim(tex);
    return tex.n <= TEX_MAX ? tex : (struct cp_slice){ NULL, 0 };
}

/* The first text in an element. */
static struct cp_slice
text_in(const struct cp_page *page, uint32_t i)
{
    for (uint32_t k = i + 1; k < page->nodes[i].end; k++)
        if (page->nodes[k].kind == CP_NODE_TEXT)
            return cp_node_text(&page->nodes[k]);
    return (struct cp_slice){ NULL, 0 };
}

struct cp_slice
cp_formula_of_math(const struct cp_page *page, uint32_t math)
{
    uint32_t end = page->nodes[math].end;

    for (uint32_t i = math + 1; i < end; i++)
        if (page->nodes[i].kind == CP_NODE_ELEMENT && page->nodes[i].tag == CP_TAG_UNKNOWN &&
            cp_slice_eq_nocase(cp_node_name(page, i), CP_LIT("annotation")) &&
            cp_slice_find_nocase(cp_attr_named(page, i, CP_LIT("encoding")), CP_LIT("tex")))
            return bounded(text_in(page, i));
    return bounded(cp_attr_named(page, math, CP_LIT("alttext")));
}

struct cp_slice
cp_formula_of_script(const struct cp_page *page, uint32_t script)
{
    return is_tex_script(page, script) ? bounded(text_in(page, script))
                                       : (struct cp_slice){ NULL, 0 };
}

static bool
has_class(const struct cp_page *page, uint32_t i, struct cp_slice wanted, bool prefix)
{
    struct cp_slice rest = cp_node_attr(page, i, CP_ATTR_CLASS), word;

    while (cp_slice_word(&rest, &word))
        if (prefix ? cp_slice_starts_nocase(word, wanted) : cp_slice_eq_nocase(word, wanted))
            return true;
    return false;
}

static bool
is_tex_class(struct cp_slice word)
{
    return cp_slice_eq_nocase(word, CP_LIT("tex")) || cp_slice_eq_nocase(word, CP_LIT("latex")) ||
           cp_slice_starts_nocase(word, CP_LIT("mwe-math-fallback-image"));
}

struct cp_slice
cp_formula_of_picture(const struct cp_page *page, uint32_t img)
{
    struct cp_slice rest = cp_node_attr(page, img, CP_ATTR_CLASS), word;

    while (cp_slice_word(&rest, &word))
        if (is_tex_class(word))
            return bounded(cp_node_attr(page, img, CP_ATTR_ALT));
    return (struct cp_slice){ NULL, 0 };
}

/* Source: The TeXbook, the manuals of LuaTeX and hyperref, MathJax's extensions html and
 * require. csname, catcode and ^^ are there because they make commands of other letters. */
static bool
is_dangerous_command(struct cp_slice name)
{
    static const char *const names[] = {
        "catcode",       "class",           "csname", "cssId",    "data",
        "directlua",     "endlinechar",     "href",   "hyperref", "immediate",
        "include",       "includegraphics", "input",  "latelua",  "lstinputlisting",
        "openin",        "openout",         "read",   "readline", "require",
        "scantokens",    "special",         "style",  "url",      "usepackage",
        "verbatiminput", "write",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (cp_slice_eq(name, cp_slice_of(names[i])))
            return true;
    return cp_slice_starts_nocase(name, CP_LIT("html"));
}

bool
cp_formula_is_harmless(struct cp_slice tex)
{
    struct cp_slice rest = tex;

    while (rest.n) {
        size_t n = 1;

        while (n < rest.n && rest.p[0] == '\\' && cp_is_alpha((unsigned char)rest.p[n]))
            n++;
        if (n > 1 && is_dangerous_command((struct cp_slice){ rest.p + 1, n - 1 }))
            return false;
        rest = (struct cp_slice){ rest.p + n, rest.n - n };
    }
    return !cp_slice_find(tex, CP_LIT("^^"));
}

bool
cp_formula_is_display(const struct cp_page *page, uint32_t i)
{
    uint32_t up = page->nodes[i].parent;

    if (cp_slice_eq_nocase(cp_attr_named(page, i, CP_LIT("display")), CP_LIT("block")) ||
        cp_slice_find_nocase(cp_node_attr(page, i, CP_ATTR_TYPE), CP_LIT("mode=display")) ||
        has_class(page, i, CP_LIT("mwe-math-fallback-image-display"), false))
        return true;
    for (int k = 0; k < 4 && up != CP_NO_NODE; k++, up = page->nodes[up].parent)
        if (has_class(page, up, CP_LIT("katex-display"), false))
            return true;
    return false;
}

/* Whether a script with TeX follows, with nothing but other copies between. */
static bool
is_followed_by_tex(const struct cp_page *page, uint32_t i)
{
    uint32_t up = page->nodes[i].parent;

    if (up == CP_NO_NODE)
        return false;
    for (int k = 0; k < 4 && (i = page->nodes[i].end) < page->nodes[up].end; k++)
        if (cp_node_is(page, i, CP_TAG_SCRIPT) && is_tex_script(page, i))
            return true;
    return false;
}

bool
cp_formula_is_copy(const struct cp_page *page, uint32_t i)
{
    if (!cp_node_attr(page, i, CP_ATTR_CLASS).n)
        return false;
    return has_class(page, i, CP_LIT("katex-html"), false) ||
           (has_class(page, i, CP_LIT("MathJax"), true) && is_followed_by_tex(page, i));
}
