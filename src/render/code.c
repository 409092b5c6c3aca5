/* Languages of listings: see render/code.h. Source: the classes of the common highlighters. */
#include "render/code.h"

#include <string.h>

#define NAME_MAX_BYTES 32

static struct cp_slice
checked(struct cp_slice name)
{
    static const char *const none[] = { "plaintext", "text", "none", "plain", "nohighlight",
                                        "default" };
    size_t i = 0;

    for (; i < name.n; i++)
        if (!cp_is_alpha((unsigned char)name.p[i]) && !cp_is_digit((unsigned char)name.p[i]) &&
            !(name.p[i] && strchr("+-#._", name.p[i])))
            return (struct cp_slice){ NULL, 0 };
    for (i = 0; i < sizeof none / sizeof *none; i++)
        if (cp_slice_eq_nocase(name, cp_slice_of(none[i])))
            return (struct cp_slice){ NULL, 0 };
    return name.n <= NAME_MAX_BYTES ? name : (struct cp_slice){ NULL, 0 };
}

static struct cp_slice
without(struct cp_slice word, struct cp_slice prefix)
{
    if (word.n <= prefix.n || !cp_slice_starts_nocase(word, prefix))
        return (struct cp_slice){ NULL, 0 };
    return checked((struct cp_slice){ word.p + prefix.n, word.n - prefix.n });
}

static struct cp_slice
from_class(struct cp_slice rest)
{
    static const char *const prefixes[] = { "language-", "lang-", "highlight-source-",
                                            "highlight-", "brush:", "code-" };
    struct cp_slice word, found = { NULL, 0 };
    bool after_brush = false;

    while (!found.n && cp_slice_word(&rest, &word)) {
        while (word.n && (word.p[word.n - 1] == ';' || word.p[word.n - 1] == ','))
            word.n--;
        if (after_brush)
            return checked(word);
        after_brush = cp_slice_eq_nocase(word, CP_LIT("brush:")) ||
                      cp_slice_eq_nocase(word, CP_LIT("sourceCode"));
        for (size_t i = 0; !found.n && i < sizeof prefixes / sizeof *prefixes; i++)
            found = without(word, cp_slice_of(prefixes[i]));
    }
    return found;
}

static struct cp_slice
of_element(const struct cp_page *page, uint32_t i)
{
    static const char *const names[] = { "data-lang", "data-language", "data-code-language" };
    const struct cp_node *node = &page->nodes[i];
    struct cp_slice found = from_class(cp_node_attr(page, i, CP_ATTR_CLASS));

    for (uint32_t k = 0; !found.n && k < node->len; k++)
        for (size_t n = 0; n < sizeof names / sizeof *names; n++)
            if (cp_slice_eq_nocase(node->u.attrs[k].name, cp_slice_of(names[n])))
                found = checked(cp_slice_trim(node->u.attrs[k].value));
    return found;
}

struct cp_slice
cp_code_language(const struct cp_page *page, uint32_t pre)
{
    struct cp_slice found = of_element(page, pre);
    uint32_t up = page->nodes[pre].parent;

    for (uint32_t i = pre + 1; !found.n && i < page->nodes[pre].end && i < pre + 4; i++)
        if (page->nodes[i].kind == CP_NODE_ELEMENT)
            found = of_element(page, i);
    for (int k = 0; !found.n && k < 3 && up != CP_NO_NODE; k++, up = page->nodes[up].parent)
        if (page->nodes[up].tag != CP_TAG_BODY && page->nodes[up].tag != CP_TAG_HTML)
            found = of_element(page, up);
    return found;
}
