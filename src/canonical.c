/* The address by which two links are recognised: what url/ needs of the rules. */
#include "canonical.h"

#include "url/canonical.h"
#include "url/url.h"

/* Bytes at which the beginning of a parameter's name ends at most. */
#define PREFIX_MAX 16

static bool
is_tracking(const void *data, struct cp_slice name)
{
    const struct cp_ruleset *rs = data;
    const struct cp_list *prefixes = cp_ruleset_list(rs, "tracking-prefixes");

    for (size_t n = 1; n <= PREFIX_MAX && n <= name.n; n++)
        if (cp_list_has(prefixes, (struct cp_slice){ name.p, n }))
            return true;
    return cp_list_has(cp_ruleset_list(rs, "tracking-parameters"), name);
}

cleanpage_status
cp_canonical_url(struct cp_ctx *cx, const struct cp_ruleset *rs, const char *url,
                 struct cp_buf *out)
{
    struct cp_buf shown = { 0 };
    cleanpage_status st;

    if (cp_url_put_canonical(out, cp_slice_of(url), is_tracking, rs) || cp_buf_failed(out))
        return cp_buf_finish(cx, out, "a canonical address");
    cp_url_put_message(&shown, cp_slice_of(url));
    st = cp_fail(cx, CLEANPAGE_BADARG, "%s: not an http or https address",
                 cp_buf_str(&shown) ? shown.p : "");
    cp_buf_clear(&shown);
    return st;
}
