#include "suggest/names.h"

#include "page/path.h"

#define LENGTH_MIN 4
#define LENGTH_MAX 40
/* Letters up to which a part with a capital inside is no word but part of a hash. */
#define HASH_LETTERS 6
/* Letters up to which a part is an abbreviation, which says nothing by itself. */
#define SHORT_LETTERS 2
/* Letters of a part from which one without a vowel is no word. */
#define PART_LETTERS 4

static bool
is_vowel(unsigned char c)
{
    c = cp_lower(c);
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

static bool
is_capital(unsigned char c)
{
    return c >= 'A' && c <= 'Z';
}

/*
 * A part between dashes. Programs make them of digits, without vowels, or of capitals that begin
 * no word: in "relatedBox" four letters and more come before a capital or the end.
 */
static bool
is_word(struct cp_slice part)
{
    bool vowel = false;
    size_t capitals = 0;

    for (size_t i = 0; i < part.n; i++) {
        unsigned char c = (unsigned char)part.p[i];

        if (cp_is_digit(c))
            return false;
        vowel |= is_vowel(c);
        capitals += i && is_capital(c) && !is_capital((unsigned char)part.p[i - 1]);
    }
    return (vowel || part.n < PART_LETTERS) && capitals * 4 <= part.n &&
           (capitals == 0 || part.n > HASH_LETTERS);
}

/* "flex", "sm", "d" */
static bool
is_layout(const struct cp_list *layout, struct cp_slice part)
{
    return part.n <= SHORT_LETTERS || cp_list_has(layout, part);
}

bool
cp_name_is_lasting(const struct cp_list *layout, struct cp_slice name)
{
    static const char *const makers[] = { "css-", "sc-", "jsx-", "jss", "svelte-", "emotion-",
                                          "data-", "elementor-element-" };
    bool only_layout = true;
    size_t start = 0;

    if (name.n < LENGTH_MIN || name.n > LENGTH_MAX || !cp_path_is_plain(name) ||
        name.p[0] == '_' || name.p[0] == '-')
        return false;
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        if (cp_slice_starts_nocase(name, cp_slice_of(makers[i])))
            return false;
    for (size_t i = 0; i <= name.n; i++) {
        struct cp_slice part;

        if (i < name.n && name.p[i] != '-' && name.p[i] != '_')
            continue;
        part = (struct cp_slice){ name.p + start, i - start };
        if (!is_word(part))
            return false;
        only_layout &= is_layout(layout, part);
        start = i + 1;
    }
    return !only_layout;
}

/* Elements that are named for what they hold. */
static bool
says_what_it_is(enum cp_tag tag)
{
    switch (tag) {
    case CP_TAG_ARTICLE:
    case CP_TAG_ASIDE:
    case CP_TAG_FOOTER:
    case CP_TAG_FORM:
    case CP_TAG_HEADER:
    case CP_TAG_MAIN:
    case CP_TAG_NAV:
        return true;
    default:
        return false;
    }
}

uint32_t
cp_names_of(const struct cp_list *layout, const struct cp_page *page, uint32_t element,
            struct cp_name names[CP_NAMES_MAX])
{
    struct cp_slice id = cp_node_attr(page, element, CP_ATTR_ID), class;
    struct cp_slice rest = cp_node_attr(page, element, CP_ATTR_CLASS);
    enum cp_tag tag = (enum cp_tag)page->nodes[element].tag;
    uint32_t n = 0;

    /* What is said of the whole page names none of its parts. */
    if (tag == CP_TAG_HTML || tag == CP_TAG_BODY)
        return 0;
    if (cp_name_is_lasting(layout, id))
        names[n++] = (struct cp_name){ CP_NAME_ID, id };
    while (n < CP_NAMES_MAX - 1 && cp_slice_word(&rest, &class))
        if (cp_name_is_lasting(layout, class))
            names[n++] = (struct cp_name){ CP_NAME_CLASS, class };
    if (says_what_it_is(tag))
        names[n++] = (struct cp_name){ CP_NAME_TAG, cp_node_name(page, element) };
    return n;
}
