#include "page/collapse.h"

#include "page/skeleton.h"
#include "page/traits.h"

/* ---- which elements ---- */

enum fitness {
    NEVER,
    INSIDE,      /* in a fold, but not as one: by itself it may belong to the head */
    ANYWHERE
};

/*
 * What the tree builder puts where it stands, if what `fits` asks holds. Tables, forms, lists of
 * options and ruby texts are not here: their tags look at more than the innermost element.
 */
static const uint8_t fitness[CP_TAG_COUNT] = {
    [CP_TAG_A] = ANYWHERE,
    [CP_TAG_ABBR] = ANYWHERE,
    [CP_TAG_ACRONYM] = ANYWHERE,
    [CP_TAG_ADDRESS] = ANYWHERE,
    [CP_TAG_ARTICLE] = ANYWHERE,
    [CP_TAG_ASIDE] = ANYWHERE,
    [CP_TAG_AUDIO] = ANYWHERE,
    [CP_TAG_B] = ANYWHERE,
    [CP_TAG_BDI] = ANYWHERE,
    [CP_TAG_BDO] = ANYWHERE,
    [CP_TAG_BIG] = ANYWHERE,
    [CP_TAG_BLOCKQUOTE] = ANYWHERE,
    [CP_TAG_BR] = ANYWHERE,
    [CP_TAG_BUTTON] = ANYWHERE,
    [CP_TAG_CENTER] = ANYWHERE,
    [CP_TAG_CITE] = ANYWHERE,
    [CP_TAG_CODE] = ANYWHERE,
    [CP_TAG_DATA] = ANYWHERE,
    [CP_TAG_DD] = ANYWHERE,
    [CP_TAG_DEL] = ANYWHERE,
    [CP_TAG_DETAILS] = ANYWHERE,
    [CP_TAG_DFN] = ANYWHERE,
    [CP_TAG_DIV] = ANYWHERE,
    [CP_TAG_DL] = ANYWHERE,
    [CP_TAG_DT] = ANYWHERE,
    [CP_TAG_EM] = ANYWHERE,
    [CP_TAG_FIELDSET] = ANYWHERE,
    [CP_TAG_FIGCAPTION] = ANYWHERE,
    [CP_TAG_FIGURE] = ANYWHERE,
    [CP_TAG_FONT] = ANYWHERE,
    [CP_TAG_FOOTER] = ANYWHERE,
    [CP_TAG_H1] = ANYWHERE,
    [CP_TAG_H2] = ANYWHERE,
    [CP_TAG_H3] = ANYWHERE,
    [CP_TAG_H4] = ANYWHERE,
    [CP_TAG_H5] = ANYWHERE,
    [CP_TAG_H6] = ANYWHERE,
    [CP_TAG_HEADER] = ANYWHERE,
    [CP_TAG_HGROUP] = ANYWHERE,
    [CP_TAG_HR] = ANYWHERE,
    [CP_TAG_I] = ANYWHERE,
    [CP_TAG_IFRAME] = INSIDE,
    [CP_TAG_IMG] = ANYWHERE,
    [CP_TAG_INPUT] = ANYWHERE,
    [CP_TAG_INS] = ANYWHERE,
    [CP_TAG_KBD] = ANYWHERE,
    [CP_TAG_LABEL] = ANYWHERE,
    [CP_TAG_LEGEND] = ANYWHERE,
    [CP_TAG_LI] = ANYWHERE,
    [CP_TAG_LINK] = INSIDE,
    [CP_TAG_MAIN] = ANYWHERE,
    [CP_TAG_MAP] = ANYWHERE,
    [CP_TAG_MARK] = ANYWHERE,
    [CP_TAG_META] = INSIDE,
    [CP_TAG_METER] = ANYWHERE,
    [CP_TAG_NAV] = ANYWHERE,
    [CP_TAG_NOSCRIPT] = INSIDE,
    [CP_TAG_OL] = ANYWHERE,
    [CP_TAG_OUTPUT] = ANYWHERE,
    [CP_TAG_P] = ANYWHERE,
    [CP_TAG_PICTURE] = ANYWHERE,
    [CP_TAG_PROGRESS] = ANYWHERE,
    [CP_TAG_Q] = ANYWHERE,
    [CP_TAG_S] = ANYWHERE,
    [CP_TAG_SAMP] = ANYWHERE,
    [CP_TAG_SCRIPT] = INSIDE,
    [CP_TAG_SECTION] = ANYWHERE,
    [CP_TAG_SMALL] = ANYWHERE,
    [CP_TAG_SOURCE] = INSIDE,
    [CP_TAG_SPAN] = ANYWHERE,
    [CP_TAG_STRIKE] = ANYWHERE,
    [CP_TAG_STRONG] = ANYWHERE,
    [CP_TAG_STYLE] = INSIDE,
    [CP_TAG_SUB] = ANYWHERE,
    [CP_TAG_SUMMARY] = ANYWHERE,
    [CP_TAG_SUP] = ANYWHERE,
    [CP_TAG_SVG] = ANYWHERE,
    [CP_TAG_TIME] = ANYWHERE,
    [CP_TAG_TT] = ANYWHERE,
    [CP_TAG_U] = ANYWHERE,
    [CP_TAG_UL] = ANYWHERE,
    [CP_TAG_VAR] = ANYWHERE,
    [CP_TAG_VIDEO] = ANYWHERE,
    [CP_TAG_WBR] = ANYWHERE,
};

/* In a select tags are ignored, in a template text decides what may follow, between a table and
 * its cells everything is moved out in front of the table, and adoption moves an element but not
 * a text that waits for its next character. */
static bool
is_plain_place(const struct cp_guard *guard)
{
    const uint32_t *n = guard->n_open;

    return !n[CP_TAG_SELECT] && !n[CP_TAG_TEMPLATE] && !cp_guard_in_foreign(guard) &&
           n[CP_TAG_TABLE] <= n[CP_TAG_TD] + n[CP_TAG_TH] + n[CP_TAG_CAPTION] &&
           !cp_guard_may_be_adopted(guard);
}

/* Only one directly around it would matter, but misnested elements may lie between them here
 * that the tree builder has closed. */
static bool
is_in_heading(const struct cp_guard *guard)
{
    const uint32_t *n = guard->n_open;

    return n[CP_TAG_H1] || n[CP_TAG_H2] || n[CP_TAG_H3] || n[CP_TAG_H4] || n[CP_TAG_H5] ||
           n[CP_TAG_H6];
}

/* True if the start tag closes nothing and text in its place would reopen what it reopens. */
static bool
fits_here(const struct cp_guard *guard, enum cp_tag tag)
{
    switch (tag) {
    case CP_TAG_LI:
        if (!cp_guard_is_inside(guard, CP_TAG_UL) && !cp_guard_is_inside(guard, CP_TAG_OL))
            return false;
        break;
    case CP_TAG_DD:
    case CP_TAG_DT:
        if (!cp_guard_is_inside(guard, CP_TAG_DL))
            return false;
        break;
    case CP_TAG_BUTTON:
        if (guard->n_open[CP_TAG_BUTTON])
            return false;
        break;
    default:
        if (cp_tag_has(tag, CP_TRAIT_HEADING) && is_in_heading(guard))
            return false;
    }
    if (cp_tag_has(tag, CP_TRAIT_FORMATTING))   /* alike ones count each other, a closes a */
        return !cp_guard_is_misnested(guard) && !cp_guard_is_active(guard, tag);
    if (cp_tag_has(tag, CP_TRAIT_CLOSES_P))
        return !cp_guard_may_be_in_p(guard) && !guard->n_closed && !cp_guard_is_misnested(guard);
    return true;
}

bool
cp_collapse_fits(const struct cp_skeleton *sk, const struct cp_token *token)
{
    enum fitness f = (enum fitness)fitness[token->tag];

    if (f == NEVER || sk->collapse.off || (f == INSIDE && !sk->collapse.n_open))
        return false;
    return is_plain_place(&sk->guard) && fits_here(&sk->guard, token->tag);
}

/* ---- folding ---- */

void
cp_collapse_give_up(struct cp_skeleton *sk)
{
    struct cp_collapse *c = &sk->collapse;

    if (!c->n_open)
        return;
    c->n_open = 0;
    c->text.n = c->n_folds ? c->folds[c->n_folds - 1].start + c->folds[c->n_folds - 1].n : 0;
}

void
cp_collapse_start(struct cp_skeleton *sk, const struct cp_token *token)
{
    struct cp_collapse *c = &sk->collapse;

    if (c->n_open == CP_DEPTH_MAX)
        cp_collapse_give_up(sk);
    c->open[c->n_open++] = (struct cp_fold_open){
        .place = (uint32_t)sk->html.n, .n_places = sk->n_places, .n_folds = c->n_folds,
        .first_tag = sk->n_tags, .start = (uint32_t)c->text.n, .depth = sk->guard.depth,
        .tag = token->tag,
    };
    cp_buf_putc(&c->text, '<');
}

bool
cp_collapse_has_end(enum cp_tag tag)
{
    return tag != CP_TAG_SVG && !cp_tag_has(tag, CP_TRAIT_VOID_ELEMENT);
}

static bool
closes(const struct cp_skeleton *sk, const struct cp_fold_open *open,
       const struct cp_token *token)
{
    return open->tag == token->tag &&
           sk->guard.depth == open->depth - (cp_collapse_has_end(open->tag) ? 1 : 0);
}

static bool
add_fold(struct cp_skeleton *sk, struct cp_fold fold)
{
    struct cp_collapse *c = &sk->collapse;

    if (c->n_folds == c->capacity) {
        struct cp_fold *folds = cp_skeleton_grow(sk, c->folds, &c->capacity, sizeof fold);
        if (!folds)
            return false;
        c->folds = folds;
    }
    c->folds[c->n_folds++] = fold;
    return true;
}

bool
cp_collapse_end(struct cp_skeleton *sk, const struct cp_token *token)
{
    struct cp_collapse *c = &sk->collapse;
    const struct cp_fold_open *open;

    if (!c->n_open)
        return false;
    open = &c->open[c->n_open - 1];
    if (!closes(sk, open, token)) {
        cp_collapse_give_up(sk);
        return false;
    }
    cp_buf_putc(&c->text, '>');
    c->n_open--;
    c->n_folds = open->n_folds;
    sk->html.n = open->place;
    sk->n_places = open->n_places;
    if (add_fold(sk, (struct cp_fold){ open->start, (uint32_t)c->text.n - open->start,
                                       open->first_tag }))
        cp_skeleton_add_fold(sk, c->n_folds - 1);
    return true;
}

void
cp_collapse_text(struct cp_skeleton *sk, size_t place)
{
    const struct cp_buf *html = &sk->html;

    if (sk->collapse.n_open && !html->no_memory)
        cp_buf_put(&sk->collapse.text, html->p + place, html->n - place);
}

void
cp_collapse_comment(struct cp_skeleton *sk)
{
    if (sk->collapse.n_open)
        cp_buf_putc(&sk->collapse.text, '!');
}
