#include "fetch/reach.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

/* The first bits of some addresses. */
struct block {
    unsigned char bytes[16];
    unsigned bits;
};

/* Source: the IANA IPv4 special-purpose address registry; and multicast. */
static const struct block not_public4[] = {
    { { 0 }, 8 },             /* this network */
    { { 10 }, 8 },            /* private */
    { { 100, 64 }, 10 },      /* shared by the customers of a provider */
    { { 127 }, 8 },           /* loopback */
    { { 169, 254 }, 16 },     /* link-local; the metadata services of clouds */
    { { 172, 16 }, 12 },      /* private */
    { { 192, 0, 0 }, 24 },    /* protocols */
    { { 192, 0, 2 }, 24 },    /* documentation */
    { { 192, 88, 99 }, 24 },  /* relays of 6to4, given up */
    { { 192, 168 }, 16 },     /* private */
    { { 198, 18 }, 15 },      /* benchmarks */
    { { 198, 51, 100 }, 24 }, /* documentation */
    { { 203, 0, 113 }, 24 },  /* documentation */
    { { 224 }, 3 },           /* multicast, reserved, broadcast */
};

/* Source: the IANA IPv6 special-purpose address registry. Of the unicast space only 2000::/3 is
 * given out; what lies outside is not public anyway. */
static const struct block not_public6[] = {
    { { 0x20, 0x01 }, 23 },             /* protocols, Teredo and ORCHID among them */
    { { 0x20, 0x01, 0x0d, 0xb8 }, 32 }, /* documentation */
    { { 0x3f, 0xff }, 20 },             /* documentation */
};
static const struct block unicast6 = { { 0x20 }, 3 };

/* Where an IPv6 address has an IPv4 one in it, which is what is reached in the end. */
static const struct {
    struct block block;
    unsigned at;
} with_ipv4[] = {
    { { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff }, 96 }, 12 }, /* mapped */
    { { { 0, 0x64, 0xff, 0x9b }, 96 }, 12 },                      /* NAT64 */
    { { { 0x20, 0x02 }, 16 }, 2 },                                /* 6to4 */
};

static bool
is_in(const unsigned char *address, const struct block *block)
{
    unsigned whole = block->bits / 8, rest = block->bits % 8;
    unsigned mask = 0xffu << (8 - rest) & 0xff;

    return memcmp(address, block->bytes, whole) == 0 &&
           (!rest || ((address[whole] ^ block->bytes[whole]) & mask) == 0);
}

static bool
is_public4(const unsigned char *address)
{
    for (size_t i = 0; i < sizeof not_public4 / sizeof *not_public4; i++)
        if (is_in(address, &not_public4[i]))
            return false;
    return true;
}

static bool
is_public6(const unsigned char *address)
{
    for (size_t i = 0; i < sizeof with_ipv4 / sizeof *with_ipv4; i++)
        if (is_in(address, &with_ipv4[i].block))
            return is_public4(address + with_ipv4[i].at);
    for (size_t i = 0; i < sizeof not_public6 / sizeof *not_public6; i++)
        if (is_in(address, &not_public6[i]))
            return false;
    return is_in(address, &unicast6);
}

bool
cp_reach_is_public(const struct sockaddr *address)
{
    /* By way of copies: what is handed over need not be aligned for its real type. */
    struct sockaddr_in in4;
    struct sockaddr_in6 in6;

    switch (address->sa_family) {
    case AF_INET:
        memcpy(&in4, address, sizeof in4);
        return is_public4((const unsigned char *)&in4.sin_addr);
    case AF_INET6:
        memcpy(&in6, address, sizeof in6);
        return is_public6((const unsigned char *)&in6.sin6_addr);
    default:
        return false;
    }
}

void
cp_reach_put(struct cp_buf *out, const struct sockaddr *address)
{
    char text[INET6_ADDRSTRLEN] = "an address of another kind";
    struct sockaddr_in in4;
    struct sockaddr_in6 in6;

    if (address->sa_family == AF_INET) {
        memcpy(&in4, address, sizeof in4);
        inet_ntop(AF_INET, &in4.sin_addr, text, sizeof text);
    } else if (address->sa_family == AF_INET6) {
        memcpy(&in6, address, sizeof in6);
        inet_ntop(AF_INET6, &in6.sin6_addr, text, sizeof text);
    }
    cp_buf_puts(out, text);
}

/* ---------------------------------------------------------------- what a URL says itself */

static bool
is_localhost(struct cp_slice host)
{
    struct cp_slice name = CP_LIT("localhost");

    if (host.n && host.p[host.n - 1] == '.')
        host.n--;
    return host.n >= name.n &&
           cp_slice_eq_nocase((struct cp_slice){ host.p + host.n - name.n, name.n }, name) &&
           (host.n == name.n || host.p[host.n - name.n - 1] == '.');
}

/* "2130706433" and "0x7f.1" are addresses, too, and nobody writes them so who means well. */
static bool
is_odd_number(struct cp_slice host)
{
    bool has_digit = false;

    for (size_t i = 0; i < host.n; i++) {
        unsigned char c = (unsigned char)host.p[i];

        has_digit |= cp_is_digit(c);
        if (!cp_is_digit(c) && c != '.' && c != 'x' && c != 'X' &&
            !((c | 0x20) >= 'a' && (c | 0x20) <= 'f' && has_digit))
            return false;
    }
    return has_digit && cp_is_digit((unsigned char)host.p[0]);
}

bool
cp_reach_may_be_public(struct cp_slice host)
{
    unsigned char address[16];
    char text[256];

    if (host.n > 1 && host.p[0] == '[')
        host = (struct cp_slice){ host.p + 1, host.n - 2 };
    if (host.n == 0 || host.n >= sizeof text || is_localhost(host))
        return false;
    memcpy(text, host.p, host.n);
    text[host.n] = '\0';
    /* A zone is for addresses of this link. */
    if (strchr(text, '%'))
        return false;
    if (inet_pton(AF_INET, text, address) == 1)
        return is_public4(address);
    if (inet_pton(AF_INET6, text, address) == 1)
        return is_public6(address);
    return !is_odd_number(host);
}
