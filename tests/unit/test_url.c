/* URLs: splitting, resolving (RFC 3986, 5.4, and what browsers do besides), encoding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "url/url.h"

static const struct {
    const char *base, *ref, *expected;
} RESOLVED[] = {
    /* RFC 3986, 5.4.1: normal examples. */
    { "http://a/b/c/d;p?q", "g:h", "g:h" },
    { "http://a/b/c/d;p?q", "g", "http://a/b/c/g" },
    { "http://a/b/c/d;p?q", "./g", "http://a/b/c/g" },
    { "http://a/b/c/d;p?q", "g/", "http://a/b/c/g/" },
    { "http://a/b/c/d;p?q", "/g", "http://a/g" },
    { "http://a/b/c/d;p?q", "//g", "http://g" },
    { "http://a/b/c/d;p?q", "?y", "http://a/b/c/d;p?y" },
    { "http://a/b/c/d;p?q", "g?y", "http://a/b/c/g?y" },
    { "http://a/b/c/d;p?q", "#s", "http://a/b/c/d;p?q#s" },
    { "http://a/b/c/d;p?q", "g#s", "http://a/b/c/g#s" },
    { "http://a/b/c/d;p?q", "g?y#s", "http://a/b/c/g?y#s" },
    { "http://a/b/c/d;p?q", ";x", "http://a/b/c/;x" },
    { "http://a/b/c/d;p?q", "g;x", "http://a/b/c/g;x" },
    { "http://a/b/c/d;p?q", "g;x?y#s", "http://a/b/c/g;x?y#s" },
    { "http://a/b/c/d;p?q", "", "http://a/b/c/d;p?q" },
    { "http://a/b/c/d;p?q", ".", "http://a/b/c/" },
    { "http://a/b/c/d;p?q", "./", "http://a/b/c/" },
    { "http://a/b/c/d;p?q", "..", "http://a/b/" },
    { "http://a/b/c/d;p?q", "../", "http://a/b/" },
    { "http://a/b/c/d;p?q", "../g", "http://a/b/g" },
    { "http://a/b/c/d;p?q", "../..", "http://a/" },
    { "http://a/b/c/d;p?q", "../../", "http://a/" },
    { "http://a/b/c/d;p?q", "../../g", "http://a/g" },
    /* 5.4.2: abnormal examples. */
    { "http://a/b/c/d;p?q", "../../../g", "http://a/g" },
    { "http://a/b/c/d;p?q", "../../../../g", "http://a/g" },
    { "http://a/b/c/d;p?q", "/./g", "http://a/g" },
    { "http://a/b/c/d;p?q", "/../g", "http://a/g" },
    { "http://a/b/c/d;p?q", "g.", "http://a/b/c/g." },
    { "http://a/b/c/d;p?q", ".g", "http://a/b/c/.g" },
    { "http://a/b/c/d;p?q", "g..", "http://a/b/c/g.." },
    { "http://a/b/c/d;p?q", "..g", "http://a/b/c/..g" },
    { "http://a/b/c/d;p?q", "./../g", "http://a/b/g" },
    { "http://a/b/c/d;p?q", "./g/.", "http://a/b/c/g/" },
    { "http://a/b/c/d;p?q", "g/./h", "http://a/b/c/g/h" },
    { "http://a/b/c/d;p?q", "g/../h", "http://a/b/c/h" },
    { "http://a/b/c/d;p?q", "g;x=1/./y", "http://a/b/c/g;x=1/y" },
    { "http://a/b/c/d;p?q", "g;x=1/../y", "http://a/b/c/y" },
    { "http://a/b/c/d;p?q", "g?y/./x", "http://a/b/c/g?y/./x" },
    { "http://a/b/c/d;p?q", "g?y/../x", "http://a/b/c/g?y/../x" },
    { "http://a/b/c/d;p?q", "g#s/./x", "http://a/b/c/g#s/./x" },
    { "http://a/b/c/d;p?q", "g#s/../x", "http://a/b/c/g#s/../x" },
    /* The strict answer would be "http:g"; browsers give the other that 5.4.2 names. */
    { "http://a/b/c/d;p?q", "http:g", "http://a/b/c/g" },
    { "http://a/b/c/d;p?q", "HTTP:/g", "http://a/g" },
    { "http://a/b/c/d;p?q", "https:g", "https:g" },

    { "http://a", "g", "http://a/g" },
    { "http://a", "", "http://a" },
    { "http://a?q", "g", "http://a/g" },
    { "http://a?q", "#s", "http://a?q#s" },
    { "http://a/b#old", "", "http://a/b" },
    { "http://a/b?q#old", "?", "http://a/b?" },
    { "http://u:p@a:81/b/c", "d", "http://u:p@a:81/b/d" },
    { "https://a/b", "//h/x/../y", "https://h/y" },
    { "https://a/b", "http://h", "http://h" },
    { "https://a/b", "http://h/./x/../../y", "http://h/y" },
    { "http://a/b/", "%2e%2E/c", "http://a/c" },
    { "http://a/b/", ".%2e", "http://a/" },
    { "http://a/b/", "%2e", "http://a/b/" },
    { "http://a/b/", "%2e%2e%2e", "http://a/b/%2e%2e%2e" },
    { "http://a/b/c", "..//d", "http://a//d" },
    { "http://a/b/c", "x//../y", "http://a/b/x/y" },
    { "http://a/b/c", "mailto:a/../b@c", "mailto:a/../b@c" },
    { "http://a/b/c", "javascript:void(0)", "javascript:void(0)" },
    { "http://a/b/c", "1x:y", "http://a/b/1x:y" },
    { "http://a/b/c", ":y", "http://a/b/:y" },
    { "http://[::1]:8080/x", "y", "http://[::1]:8080/y" },
    { "file:///tmp/a.html", "b.html", "file:///tmp/b.html" },

    /* White space, as the URL standard has it. */
    { "http://a/b/c", "  \n d\t ", "http://a/b/d" },
    { "http://a/b/c", "d\ne\r\tf", "http://a/b/def" },
    { "http://a/b/c", "ht\ntp://h/x", "http://h/x" },
    { "http://a/b/c", "two words", "http://a/b/two%20words" },
    { " http://a/b/c\n", "d", "http://a/b/d" },
    { "http://a/b/c", "\x01" "d\x01" "e\x1f", "http://a/b/d%01e" },

    /* Without a base. */
    { "", "../x y", "../x%20y" },
    { "", "http://a/../b", "http://a/b" },
    { "dir/page", "../x", "dir/../x" },
};

static void
resolves(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof RESOLVED / sizeof RESOLVED[0]; i++) {
        struct cp_buf out = { 0 };

        cp_url_resolve(&out, cp_slice_of(RESOLVED[i].base), cp_slice_of(RESOLVED[i].ref));
        print_message("# row %zu\n", i);
        assert_string_equal(cp_buf_str(&out), RESOLVED[i].expected);
        cp_buf_clear(&out);
    }
}

/* What was in the buffer stays, and dots do not eat into it. */
static void
appends(void **state)
{
    struct cp_buf out = { 0 };

    (void)state;
    cp_buf_puts(&out, "/before/");
    cp_url_resolve(&out, cp_slice_of("/a/b"), cp_slice_of("../../../../c"));
    assert_string_equal(cp_buf_str(&out), "/before//c");
    cp_buf_clear(&out);
}

static void
keeps_the_ceiling(void **state)
{
    struct cp_buf out = { .max = 8 };

    (void)state;
    cp_url_resolve(&out, cp_slice_of("http://a/b/c"), cp_slice_of("../d"));
    assert_true(cp_buf_failed(&out));
    cp_buf_clear(&out);
}

/* Ten thousand ".." over ten thousand segments take no noticeable time and no stack. */
static void
climbs_far(void **state)
{
    struct cp_buf ref = { 0 }, out = { 0 };
    int i;

    (void)state;
    for (i = 0; i < 10000; i++)
        cp_buf_puts(&ref, "a/");
    for (i = 0; i < 10001; i++)
        cp_buf_puts(&ref, "../");
    cp_url_resolve(&out, cp_slice_of("http://a/b/c/d"), cp_buf_slice(&ref));
    assert_string_equal(cp_buf_str(&out), "http://a/b/");
    cp_buf_clear(&ref);
    cp_buf_clear(&out);
}

/* An address behind other text: what is plain stays, the rest is encoded. */
static void
makes_uris(void **state)
{
    static const char *const rows[][2] = {
        { "https://a.b/c?d=1&e=(2)#f~", "https://a.b/c?d=1&e=(2)#f~" },
        { "https://[::1]/a[0]", "https://[::1]/a%5B0%5D" },
        { "https://a/\"x\"|<y>%zz%20", "https://a/%22x%22%7C%3Cy%3E%25zz%20" },
        { "https://a/straße", "https://a/straße" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cp_buf out = { 0 };

        cp_buf_puts(&out, "before|");
        cp_buf_puts(&out, rows[i][0]);
        cp_url_make_uri(&out, 7);
        assert_memory_equal(cp_buf_str(&out), "before|", 7);
        assert_string_equal(out.p + 7, rows[i][1]);
        cp_buf_clear(&out);
    }
}

static const struct {
    const char *url;
    const char *scheme, *userinfo, *host, *port, *path, *query, *fragment; /* NULL: missing */
} SPLIT[] = {
    { "http://u:p@h:80/p?q#f", "http", "u:p", "h", "80", "/p", "q", "f" },
    { "http://a@b@h/", "http", "a@b", "h", NULL, "/", NULL, NULL },
    { "http://[2001:db8::1]:8080/x", "http", NULL, "[2001:db8::1]", "8080", "/x", NULL, NULL },
    { "http://[::1]", "http", NULL, "[::1]", NULL, "", NULL, NULL },
    { "http://h:", "http", NULL, "h", "", "", NULL, NULL },
    { "//h?q@x", NULL, NULL, "h", NULL, "", "q@x", NULL },
    { "word", NULL, NULL, NULL, NULL, "word", NULL, NULL },
    { "a b:c", NULL, NULL, NULL, NULL, "a b:c", NULL, NULL },
    { "?", NULL, NULL, NULL, NULL, "", "", NULL },
    { "#a?b#c", NULL, NULL, NULL, NULL, "", NULL, "a?b#c" },
    { "svn+ssh:x", "svn+ssh", NULL, NULL, NULL, "x", NULL, NULL },
};

static void
assert_part(struct cp_slice part, const char *expected)
{
    if (!expected) {
        assert_null(part.p);
        return;
    }
    assert_int_equal(part.n, strlen(expected));
    assert_true(cp_slice_eq(part, cp_slice_of(expected)));
}

static void
splits(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof SPLIT / sizeof SPLIT[0]; i++) {
        struct cp_url url = cp_url_split(cp_slice_of(SPLIT[i].url));

        print_message("# %s\n", SPLIT[i].url);
        assert_part(url.scheme, SPLIT[i].scheme);
        assert_part(url.userinfo, SPLIT[i].userinfo);
        assert_part(url.host, SPLIT[i].host);
        assert_part(url.port, SPLIT[i].port);
        assert_part(url.path, SPLIT[i].path);
        assert_part(url.query, SPLIT[i].query);
        assert_part(url.fragment, SPLIT[i].fragment);
    }
    assert_null(cp_url_split((struct cp_slice){ NULL, 0 }).path.p);
}

static void
knows_the_web(void **state)
{
    static const struct {
        const char *url;
        bool is_web;
    } rows[] = {
        { "http://a", true },     { "HTTPS://a/b", true },    { "http:a", false },
        { "http://", false },     { "http:///a", false },     { "ftp://a", false },
        { "//a", false },         { "a.html", false },        { "", false },
        { "httpx://a", false },   { "http://:80/", false },   { "file:///a", false },
        { "localhost:80", false },
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("# %s\n", rows[i].url);
        assert_int_equal(cp_url_is_web(cp_slice_of(rows[i].url)), rows[i].is_web);
    }
}

static void
encodes(void **state)
{
    static const struct {
        const char *url, *expected;
    } rows[] = {
        { " http://a/b c\n", "http://a/b%20c" },
        { "http://a/ü?ä=\"é\"#ö", "http://a/%C3%BC?%C3%A4=%22%C3%A9%22#%C3%B6" },
        { "http://a/%C3%BC?x=%20", "http://a/%C3%BC?x=%20" },
        { "http://u:p@A.example:8/", "http://u:p@A.example:8/" },
        /* RFC 3492, section 7.1, and names that exist. */
        { "http://Bücher.example/", "http://xn--bcher-kva.example/" },
        { "http://www.MÜNCHEN.example/", "http://www.xn--mnchen-3ya.example/" },
        { "http://他们为什么不说中文/", "http://xn--ihqwcrb4cv8a8dqg056pqjye/" },
        { "http://почемужеонинеговорятпорусски/", "http://xn--b1abfaaepdrnnbgefbadotcwatmq2g4l/" },
        { "http://3年b組金八先生/", "http://xn--3b-ww4c5e180e575a65lsy2b/" },
        { "http://例え。テスト/", "http://xn--r8jz45g.xn--zckzah/" },
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cp_buf out = { 0 };

        cp_url_encode(&out, cp_slice_of(rows[i].url));
        assert_string_equal(cp_buf_str(&out), rows[i].expected);
        cp_buf_clear(&out);
    }
}

static void
hides_passwords(void **state)
{
    struct cp_buf out = { 0 };

    (void)state;
    cp_url_put_public(&out, cp_slice_of("http://anna:secret@h:1/p?q#f"));
    assert_string_equal(cp_buf_str(&out), "http://h:1/p?q#f");
    cp_buf_clear(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resolves),      cmocka_unit_test(appends),
        cmocka_unit_test(climbs_far),    cmocka_unit_test(keeps_the_ceiling),
        cmocka_unit_test(splits),        cmocka_unit_test(knows_the_web),
        cmocka_unit_test(encodes),       cmocka_unit_test(hides_passwords),
        cmocka_unit_test(makes_uris),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
