/* Canonical addresses: what two links may differ in, and what they may not. */
#include "unit.h"

#include "base/buf.h"
#include "cleanpage.h"

static const struct {
    const char *url, *expected;
} FORMS[] = {
    { "https://example.org", "https://example.org/" },
    { "  HTTPS://EXAMPLE.org/Path\n", "https://example.org/Path" },
    { "http://example.org/", "http://example.org/" },
    { "https://example.org:443/", "https://example.org/" },
    { "http://example.org:080/", "http://example.org/" },
    { "http://example.org:%308%30/", "http://example.org/" },
    { "http://example.org:443/", "http://example.org:443/" },
    { "https://example.org:8443/", "https://example.org:8443/" },
    { "https://example.org:/a", "https://example.org/a" },
    { "https://user:pass@word@example.org/", "https://example.org/" },
    { "https://Bücher.example/", "https://xn--bcher-kva.example/" },
    { "http://[2001:DB8::1]:80/", "http://[2001:db8::1]/" },
    /* Fragments. */
    { "https://example.org/a#part", "https://example.org/a" },
    { "https://example.org/a#", "https://example.org/a" },
    { "https://example.org/#!/rain", "https://example.org/#!/rain" },
    /* Paths: RFC 3986, 6.2.2. */
    { "https://example.org/a/./b/../c", "https://example.org/a/c" },
    { "https://example.org/a/%2E%2e/c", "https://example.org/c" },
    { "https://example.org/../../c", "https://example.org/c" },
    { "https://example.org/%7euser/%e2%82%ac", "https://example.org/~user/%E2%82%AC" },
    { "https://example.org/€", "https://example.org/%E2%82%AC" },
    { "https://example.org/a b", "https://example.org/a%20b" },
    { "https://example.org/a%2fb", "https://example.org/a%2Fb" },
    { "https://example.org/100%", "https://example.org/100%25" },
    { "https://example.org/%252e", "https://example.org/%252e" },
    { "https://example.org/a/", "https://example.org/a/" },
    { "https://example.org//a", "https://example.org//a" },
    /* Queries. */
    { "https://example.org/?", "https://example.org/" },
    { "https://example.org/?&&", "https://example.org/" },
    { "https://example.org/?b=2&a=1", "https://example.org/?b=2&a=1" },
    { "https://example.org/?b=2&&a=1&", "https://example.org/?b=2&a=1" },
    { "https://example.org/?a", "https://example.org/?a" },
    { "https://example.org/?a=", "https://example.org/?a=" },
    { "https://example.org/?q=a+b%20c", "https://example.org/?q=a+b%20c" },
    { "https://example.org/?q=%41&r=a%26b", "https://example.org/?q=A&r=a%26b" },
    /* Parameters that only tell where a reader came from. */
    { "https://example.org/?utm_source=feed&utm_medium=rss", "https://example.org/" },
    { "https://example.org/?id=7&utm_source=feed#top", "https://example.org/?id=7" },
    { "https://example.org/?utm_source=feed&id=7", "https://example.org/?id=7" },
    { "https://example.org/?UTM_Campaign=x", "https://example.org/" },
    { "https://example.org/?utm%5Fsource=x&utm_=y", "https://example.org/" },
    { "https://example.org/?fbclid=x&gclid=y&mc_eid=z&wt.mc_id=u", "https://example.org/" },
    { "https://example.org/?fbclid", "https://example.org/" },
    { "https://example.org/?fbclids=1", "https://example.org/?fbclids=1" },
    { "https://example.org/?ref=main&source=a", "https://example.org/?ref=main&source=a" },
    { "https://example.org/?myutm_source=1", "https://example.org/?myutm_source=1" },
    { "https://example.org/?a=utm_source=1", "https://example.org/?a=utm_source=1" },
};

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return 0;
}

static void
expect_form(cleanpage *cp, const char *url, const char *expected)
{
    struct cp_buf out = { 0 };

    assert_int_equal(cleanpage_canonical_url(cp, url, append, &out), CLEANPAGE_OK);
    expect_slice(url, cp_buf_slice(&out), cp_slice_of(expected));
    cp_buf_clear(&out);
}

static void
forms(void **state)
{
    cleanpage *cp = cleanpage_new();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(FORMS); i++) {
        expect_form(cp, FORMS[i].url, FORMS[i].expected);
        expect_form(cp, FORMS[i].expected, FORMS[i].expected);
    }
    cleanpage_free(cp);
}

static void
other_texts_have_none(void **state)
{
    static const char *const others[] = { "",
                                          "rain",
                                          "/a/b",
                                          "//example.org/",
                                          "ftp://a.example/",
                                          "http:///a",
                                          "http://:80/",
                                          "tag:example.org,2026:1" };
    cleanpage *cp = cleanpage_new();
    struct cp_buf out = { 0 };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        assert_int_equal(cleanpage_canonical_url(cp, others[i], append, &out),
                         CLEANPAGE_BADARG);
        assert_int_equal(out.n, 0);
    }
    cp_buf_clear(&out);
    cleanpage_free(cp);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms),
        cmocka_unit_test(other_texts_have_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
