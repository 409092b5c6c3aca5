#include "page/svg.h"

#include "page/traits.h"

struct drawing {
    uint32_t depth;          /* of svg in svg */
    uint32_t integration;    /* of the elements that hold HTML */
    uint32_t links;          /* "a" is an element of svg too */
};

static bool
holds_html(const struct cp_token *token)
{
    return cp_tag_is_integration_point(token, NULL, CP_TAG_SVG);
}

/* Tags that HTML inside the drawing must not have: they change how text is read. */
static bool
is_risky_html(enum cp_tag tag)
{
    return cp_tag_is_raw(tag) || tag == CP_TAG_PLAINTEXT || tag == CP_TAG_SELECT ||
           tag == CP_TAG_TEMPLATE || tag == CP_TAG_MATH;
}

/* False if the start tag makes the end of the drawing uncertain. */
static bool
start(struct drawing *d, const struct cp_tokenizer *t, const struct cp_token *token)
{
    uint32_t opened = !token->self_closing;

    if (token->tag == CP_TAG_SVG)
        d->depth += opened;
    else if (holds_html(token))
        d->integration += opened;
    else if (d->integration)
        return !is_risky_html(token->tag);
    else if (token->tag == CP_TAG_A)
        d->links += opened;
    else
        return !cp_tag_breaks_out(token, t->attrs);
    return true;
}

/* Outside HTML an end tag that svg knows nothing of is looked for in the HTML around it. */
static bool
end_tag_is_safe(struct drawing *d, const struct cp_token *token)
{
    switch (token->tag) {
    case CP_TAG_UNKNOWN:
    case CP_TAG_SVG:
    case CP_TAG_TITLE:
    case CP_TAG_SCRIPT:
    case CP_TAG_STYLE:
        return true;
    case CP_TAG_A:
        return d->links && d->links--;
    default:
        return false;
    }
}

/* False if the end tag makes the end of the drawing uncertain. */
static bool
end(struct drawing *d, const struct cp_token *token)
{
    if (!d->integration && !end_tag_is_safe(d, token))
        return false;
    if (token->tag == CP_TAG_SVG) {
        d->depth--;
        return !d->integration;
    }
    if (d->integration && holds_html(token))
        d->integration--;
    return true;
}

static bool
is_cdata(const struct cp_token *token)
{
    return cp_slice_starts_nocase(token->source, CP_LIT("<![CDATA["));
}

const char *
cp_svg_end(const struct cp_tokenizer *at)
{
    struct drawing d = { .depth = 1 };
    struct cp_tokenizer t;
    struct cp_token token;

    cp_tokenizer_init(&t, (struct cp_slice){ at->p, (size_t)(at->end - at->p) });
    t.foreign = true;
    while (d.depth) {
        bool certain = true;
        if (!cp_token_next(&t, &token))
            return NULL;
        if (token.kind == CP_TOKEN_START)
            certain = start(&d, &t, &token);
        else if (token.kind == CP_TOKEN_END)
            certain = end(&d, &token);
        else if (d.integration && is_cdata(&token))
            certain = false;
        if (!certain)
            return NULL;
    }
    return t.p;
}
