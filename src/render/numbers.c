/* Reading attributes: see render/numbers.h. */
#include "render/numbers.h"

void
cp_read_integer(struct cp_slice text, int32_t *n)
{
    int64_t value = 0;
    bool negative;
    size_t i;

    text = cp_slice_trim(text);
    negative = text.n && *text.p == '-';
    i = text.n && (*text.p == '-' || *text.p == '+');
    if (i == text.n || !cp_is_digit((unsigned char)text.p[i]))
        return;
    for (; i < text.n && cp_is_digit((unsigned char)text.p[i]); i++)
        if (value < INT32_MAX)
            value = value * 10 + (text.p[i] - '0');
    value = value > INT32_MAX ? INT32_MAX : value;
    *n = (int32_t)(negative ? -value : value);
}

static const struct cp_attr *
find_attr(const struct cp_page *page, uint32_t i, struct cp_slice name)
{
    const struct cp_node *node = &page->nodes[i];

    for (uint32_t k = 0; k < node->len; k++)
        if (cp_slice_eq_nocase(node->u.attrs[k].name, name))
            return &node->u.attrs[k];
    return NULL;
}

struct cp_slice
cp_attr_named(const struct cp_page *page, uint32_t i, struct cp_slice name)
{
    const struct cp_attr *attr = find_attr(page, i, name);

    return attr ? attr->value : (struct cp_slice){ NULL, 0 };
}

bool
cp_has_attr_named(const struct cp_page *page, uint32_t i, struct cp_slice name)
{
    return find_attr(page, i, name);
}
