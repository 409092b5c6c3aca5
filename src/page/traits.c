#include "page/traits.h"

/* Short names, to keep the table one line a tag. */
#define FORMATTING CP_TRAIT_FORMATTING
#define SPECIAL CP_TRAIT_SPECIAL
#define VOID_ELEMENT CP_TRAIT_VOID_ELEMENT
#define CLOSES_P CP_TRAIT_CLOSES_P
#define SCOPE CP_TRAIT_SCOPE
#define SCOPED_END CP_TRAIT_SCOPED_END
#define TABLE_PART CP_TRAIT_TABLE_PART
#define MARKER CP_TRAIT_MARKER
#define BREAKOUT CP_TRAIT_BREAKOUT
#define HEADING CP_TRAIT_HEADING
#define NO_REOPEN CP_TRAIT_NO_REOPEN
#define NEW CP_TRAIT_NEW

#define BLOCK (SPECIAL | CLOSES_P | SCOPED_END)
#define OBJECT_LIKE (SPECIAL | SCOPE | SCOPED_END | MARKER)
#define HEADING_LIKE (BLOCK | BREAKOUT | HEADING)
#define CELL (SPECIAL | SCOPE | TABLE_PART | MARKER)
#define VOID_SPECIAL (VOID_ELEMENT | SPECIAL)

const uint16_t cp_tag_traits[CP_TAG_COUNT] = {
    [CP_TAG_A] = FORMATTING,
    [CP_TAG_ADDRESS] = BLOCK,
    [CP_TAG_APPLET] = OBJECT_LIKE,
    [CP_TAG_AREA] = VOID_SPECIAL,
    [CP_TAG_ARTICLE] = BLOCK,
    [CP_TAG_ASIDE] = BLOCK,
    [CP_TAG_B] = FORMATTING | BREAKOUT,
    [CP_TAG_BASE] = VOID_SPECIAL | NO_REOPEN,
    [CP_TAG_BASEFONT] = VOID_SPECIAL | NO_REOPEN,
    [CP_TAG_BGSOUND] = VOID_SPECIAL | NO_REOPEN,
    [CP_TAG_BIG] = FORMATTING | BREAKOUT,
    [CP_TAG_BLOCKQUOTE] = BLOCK | BREAKOUT,
    [CP_TAG_BODY] = SPECIAL | BREAKOUT | NO_REOPEN,
    [CP_TAG_BR] = VOID_SPECIAL | BREAKOUT,
    [CP_TAG_BUTTON] = SPECIAL | SCOPED_END,
    [CP_TAG_CAPTION] = CELL,
    [CP_TAG_CENTER] = BLOCK | BREAKOUT,
    [CP_TAG_CODE] = FORMATTING | BREAKOUT,
    [CP_TAG_COL] = VOID_SPECIAL | TABLE_PART,
    [CP_TAG_COLGROUP] = SPECIAL | TABLE_PART,
    [CP_TAG_DD] = BLOCK | BREAKOUT,
    [CP_TAG_DETAILS] = BLOCK,
    [CP_TAG_DIALOG] = NEW,
    [CP_TAG_DIR] = BLOCK,
    [CP_TAG_DIV] = BLOCK | BREAKOUT,
    [CP_TAG_DL] = BLOCK | BREAKOUT,
    [CP_TAG_DT] = BLOCK | BREAKOUT,
    [CP_TAG_EM] = FORMATTING | BREAKOUT,
    [CP_TAG_EMBED] = VOID_SPECIAL | BREAKOUT,
    [CP_TAG_FIELDSET] = BLOCK,
    [CP_TAG_FIGCAPTION] = BLOCK,
    [CP_TAG_FIGURE] = BLOCK,
    [CP_TAG_FONT] = FORMATTING,
    [CP_TAG_FOOTER] = BLOCK,
    [CP_TAG_FORM] = BLOCK,
    [CP_TAG_FRAME] = VOID_SPECIAL | NO_REOPEN,
    [CP_TAG_FRAMESET] = SPECIAL | NO_REOPEN,
    [CP_TAG_H1] = HEADING_LIKE,
    [CP_TAG_H2] = HEADING_LIKE,
    [CP_TAG_H3] = HEADING_LIKE,
    [CP_TAG_H4] = HEADING_LIKE,
    [CP_TAG_H5] = HEADING_LIKE,
    [CP_TAG_H6] = HEADING_LIKE,
    [CP_TAG_HEAD] = SPECIAL | BREAKOUT | NO_REOPEN,
    [CP_TAG_HEADER] = BLOCK,
    [CP_TAG_HGROUP] = BLOCK,
    [CP_TAG_HR] = VOID_SPECIAL | CLOSES_P | BREAKOUT,
    [CP_TAG_HTML] = SPECIAL | SCOPE | NO_REOPEN,
    [CP_TAG_I] = FORMATTING | BREAKOUT,
    [CP_TAG_IFRAME] = SPECIAL | NO_REOPEN,
    [CP_TAG_IMAGE] = VOID_ELEMENT,
    [CP_TAG_IMG] = VOID_SPECIAL | BREAKOUT,
    [CP_TAG_INPUT] = VOID_SPECIAL,
    [CP_TAG_ISINDEX] = VOID_ELEMENT | CLOSES_P,
    [CP_TAG_KEYGEN] = VOID_ELEMENT,
    [CP_TAG_LI] = BLOCK | BREAKOUT,
    [CP_TAG_LINK] = VOID_SPECIAL | NO_REOPEN,
    [CP_TAG_LISTING] = BLOCK | BREAKOUT,
    [CP_TAG_MAIN] = CLOSES_P | SCOPED_END,   /* special, but not to Gumbo 0.10.1 */
    [CP_TAG_MARQUEE] = OBJECT_LIKE,
    [CP_TAG_MENU] = BLOCK | BREAKOUT,
    [CP_TAG_MENUITEM] = VOID_SPECIAL | NO_REOPEN,
    [CP_TAG_META] = VOID_SPECIAL | BREAKOUT | NO_REOPEN,
    [CP_TAG_NAV] = BLOCK,
    [CP_TAG_NOBR] = FORMATTING | BREAKOUT,
    [CP_TAG_NOEMBED] = SPECIAL | NO_REOPEN,
    [CP_TAG_NOFRAMES] = SPECIAL | NO_REOPEN,
    [CP_TAG_NOSCRIPT] = SPECIAL,
    [CP_TAG_OBJECT] = OBJECT_LIKE,
    [CP_TAG_OL] = BLOCK | BREAKOUT,
    [CP_TAG_P] = BLOCK | BREAKOUT,
    [CP_TAG_PARAM] = VOID_SPECIAL | NO_REOPEN,
    [CP_TAG_PICTURE] = NEW,
    [CP_TAG_PLAINTEXT] = SPECIAL | CLOSES_P,
    [CP_TAG_PRE] = BLOCK | BREAKOUT,
    [CP_TAG_RB] = NO_REOPEN,
    [CP_TAG_RP] = NO_REOPEN,
    [CP_TAG_RT] = NO_REOPEN,
    [CP_TAG_RTC] = NO_REOPEN,
    [CP_TAG_RUBY] = BREAKOUT,
    [CP_TAG_S] = FORMATTING | BREAKOUT,
    [CP_TAG_SCRIPT] = SPECIAL | NO_REOPEN,
    [CP_TAG_SEARCH] = NEW,
    [CP_TAG_SECTION] = BLOCK,
    [CP_TAG_SELECT] = SPECIAL,
    [CP_TAG_SLOT] = NEW,
    [CP_TAG_SMALL] = FORMATTING | BREAKOUT,
    [CP_TAG_SOURCE] = VOID_SPECIAL | NO_REOPEN,
    [CP_TAG_SPAN] = BREAKOUT,
    [CP_TAG_STRIKE] = FORMATTING | BREAKOUT,
    [CP_TAG_STRONG] = FORMATTING | BREAKOUT,
    [CP_TAG_STYLE] = SPECIAL | NO_REOPEN,
    [CP_TAG_SUB] = BREAKOUT,
    [CP_TAG_SUMMARY] = BLOCK,
    [CP_TAG_SUP] = BREAKOUT,
    [CP_TAG_TABLE] = SPECIAL | SCOPE | TABLE_PART | CLOSES_P | BREAKOUT,
    [CP_TAG_TBODY] = SPECIAL | TABLE_PART,
    [CP_TAG_TD] = CELL,
    [CP_TAG_TEMPLATE] = SPECIAL | SCOPE | MARKER | NO_REOPEN,
    [CP_TAG_TEXTAREA] = SPECIAL | NO_REOPEN,
    [CP_TAG_TFOOT] = SPECIAL | TABLE_PART,
    [CP_TAG_TH] = CELL,
    [CP_TAG_THEAD] = SPECIAL | TABLE_PART,
    [CP_TAG_TITLE] = SPECIAL | NO_REOPEN,
    [CP_TAG_TR] = SPECIAL | TABLE_PART,
    [CP_TAG_TRACK] = VOID_SPECIAL | NO_REOPEN,
    [CP_TAG_TT] = FORMATTING | BREAKOUT,
    [CP_TAG_U] = FORMATTING | BREAKOUT,
    [CP_TAG_UL] = BLOCK | BREAKOUT,
    [CP_TAG_VAR] = BREAKOUT,
    [CP_TAG_WBR] = VOID_SPECIAL,
    [CP_TAG_XMP] = SPECIAL | CLOSES_P,
};

static bool
is_html_by_encoding(const struct cp_token *token, const struct cp_attr *attrs)
{
    for (uint32_t i = 0; i < token->n_attrs; i++)
        if (cp_slice_eq_nocase(attrs[i].name, CP_LIT("encoding")))
            return cp_slice_eq_nocase(attrs[i].value, CP_LIT("text/html")) ||
                   cp_slice_eq_nocase(attrs[i].value, CP_LIT("application/xhtml+xml"));
    return false;
}

bool
cp_tag_is_integration_point(const struct cp_token *token, const struct cp_attr *attrs,
                            enum cp_tag space)
{
    switch (token->tag) {
    case CP_TAG_DESC:
    case CP_TAG_FOREIGNOBJECT:
    case CP_TAG_TITLE:
        return space == CP_TAG_SVG;
    case CP_TAG_MI:
    case CP_TAG_MN:
    case CP_TAG_MO:
    case CP_TAG_MS:
    case CP_TAG_MTEXT:
        return space == CP_TAG_MATH;
    case CP_TAG_ANNOTATION_XML:
        return space == CP_TAG_MATH && is_html_by_encoding(token, attrs);
    default:
        return false;
    }
}

bool
cp_tag_breaks_out(const struct cp_token *token, const struct cp_attr *attrs)
{
    if (token->tag != CP_TAG_FONT)
        return cp_tag_has(token->tag, BREAKOUT);
    for (uint32_t i = 0; i < token->n_attrs; i++)
        if (cp_slice_eq_nocase(attrs[i].name, CP_LIT("color")) ||
            cp_slice_eq_nocase(attrs[i].name, CP_LIT("face")) ||
            cp_slice_eq_nocase(attrs[i].name, CP_LIT("size")))
            return true;
    return false;
}

enum cp_script_kind
cp_script_kind(const struct cp_attr *attrs, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        bool is_type = attrs[i].id == CP_ATTR_TYPE;

        if ((is_type && cp_slice_find_nocase(attrs[i].value, CP_LIT("json"))) ||
            (attrs[i].id == CP_ATTR_ID && cp_slice_eq(attrs[i].value, CP_LIT("__NEXT_DATA__"))))
            return CP_SCRIPT_JSON;
        if (is_type && cp_slice_starts_nocase(attrs[i].value, CP_LIT("math/tex")))
            return CP_SCRIPT_TEX;
    }
    return CP_SCRIPT_CODE;
}
