/* Which addresses are public. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

#include "fetch/proxy.h"
#include "fetch/reach.h"

/* Both ends of each block, and what lies just outside. */
static const char *const not_public[] = {
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.255",
    "169.254.0.0",
    "169.254.169.254",
    "169.254.255.255",
    "172.16.0.0",
    "172.31.255.255",
    "192.0.0.0",
    "192.0.0.255",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.0",
    "192.168.255.255",
    "198.18.0.0",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.255",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.1.2.3",
    "::ffff:169.254.169.254",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:1ff:ffff::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:c0a8:1::1",
    "2002:a9fe:a9fe::1",
    "3fff::1",
    "3fff:fff:ffff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fdff:ffff::1",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "5f00::1",
    "4000::1",
};
static const char *const is_public[] = {
    "1.0.0.0",         "8.8.8.8",         "9.255.255.255",   "11.0.0.0",
    "100.63.255.255",  "100.128.0.0",     "126.255.255.255", "128.0.0.0",
    "169.253.255.255", "169.255.0.0",     "172.15.255.255",  "172.32.0.0",
    "192.0.1.0",       "192.0.3.0",       "192.88.98.255",   "192.88.100.0",
    "192.167.255.255", "192.169.0.0",     "198.17.255.255",  "198.20.0.0",
    "203.0.112.255",   "223.255.255.255", "2001:200::1",     "2001:4860:4860::8888",
    "2606:4700::1111", "2002:808:808::1", "::ffff:8.8.8.8",  "64:ff9b::8.8.8.8",
    "2001:db7::1",     "2001:db9::1",     "2a00:1450::1",    "3ffe::1",
    "3fff:1000::1",
};

union any {
    struct sockaddr any;
    struct sockaddr_in in4;
    struct sockaddr_in6 in6;
    struct sockaddr_un un;
};

static void
read_address(union any *address, const char *text, uint16_t port)
{
    memset(address, 0, sizeof *address);
    if (strchr(text, ':')) {
        address->in6.sin6_family = AF_INET6;
        address->in6.sin6_port = htons(port);
        assert_int_equal(inet_pton(AF_INET6, text, &address->in6.sin6_addr), 1);
    } else {
        address->in4.sin_family = AF_INET;
        address->in4.sin_port = htons(port);
        assert_int_equal(inet_pton(AF_INET, text, &address->in4.sin_addr), 1);
    }
}

static void
test_addresses(void **state)
{
    union any address;

    (void)state;
    for (size_t i = 0; i < sizeof not_public / sizeof *not_public; i++) {
        read_address(&address, not_public[i], 80);
        if (cp_reach_is_public(&address.any))
            fail_msg("%s is taken for public", not_public[i]);
        if (cp_reach_may_be_public(cp_slice_of(not_public[i])))
            fail_msg("%s in a URL is taken for public", not_public[i]);
    }
    for (size_t i = 0; i < sizeof is_public / sizeof *is_public; i++) {
        read_address(&address, is_public[i], 80);
        if (!cp_reach_is_public(&address.any))
            fail_msg("%s is not taken for public", is_public[i]);
        if (!cp_reach_may_be_public(cp_slice_of(is_public[i])))
            fail_msg("%s in a URL is not taken for public", is_public[i]);
    }
    memset(&address, 0, sizeof address);
    address.un.sun_family = AF_UNIX;
    assert_false(cp_reach_is_public(&address.any));
}

static void
test_hosts(void **state)
{
    static const struct {
        const char *host;
        bool may_be;
    } hosts[] = {
        { "example.org", true },
        { "localhost.example.org", true },
        { "notlocalhost", true },
        { "10.example", true },
        { "de", true },
        { "cafe.fed", true },
        { "0xcafe.org", true },
        { "3com", true },
        { "", false },
        { "localhost", false },
        { "LocalHost.", false },
        { "db.localhost", false },
        { "[::1]", false },
        { "[fe80::1%25eth0]", false },
        { "[2606:4700::1111]", true },
        { "2130706433", false },
        { "0x7f000001", false },
        { "0x7f.1", false },
        { "127.1", false },
        { "0177.0.0.1", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        if (cp_reach_may_be_public(cp_slice_of(hosts[i].host)) != hosts[i].may_be)
            fail_msg("%s: not %d", hosts[i].host, hosts[i].may_be);
}

static void
test_proxies(void **state)
{
    union any address;

    (void)state;
    read_address(&address, "127.0.0.1", 3128);
    assert_true(cp_proxy_is_at("http://127.0.0.1:3128", &address.any));
    assert_true(cp_proxy_is_at("127.0.0.1:3128/", &address.any));
    assert_true(cp_proxy_is_at("socks5h://user:word@127.0.0.1:3128", &address.any));
    assert_false(cp_proxy_is_at("http://127.0.0.1:3129", &address.any));
    assert_false(cp_proxy_is_at("http://127.0.0.2:3128", &address.any));
    assert_false(cp_proxy_is_at("http://127.0.0.1", &address.any));
    assert_false(cp_proxy_is_at("", &address.any));
    read_address(&address, "127.0.0.1", 1080);
    assert_true(cp_proxy_is_at("127.0.0.1", &address.any));
    read_address(&address, "::1", 443);
    assert_true(cp_proxy_is_at("https://[::1]", &address.any));
    assert_false(cp_proxy_is_at("https://127.0.0.1", &address.any));
    /* Those of the environment, of which an option takes the place. */
    setenv("https_proxy", "[::1]:443", 1);
    assert_true(cp_proxy_is_at(NULL, &address.any));
    assert_false(cp_proxy_is_at("http://127.0.0.1:3128", &address.any));
    unsetenv("https_proxy");
    assert_false(cp_proxy_is_at(NULL, &address.any));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_proxies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
