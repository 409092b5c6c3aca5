/* What servers say to a crawler: a robots.txt, whose first line is the path, and a head. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "crawl/head.h"
#include "crawl/robots.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool condition)
{
    if (!condition)
        abort();
}

static void
ask_robots(struct cp_slice text)
{
    const char *feed = text.n ? memchr(text.p, '\n', text.n) : NULL;
    struct cp_slice path = { text.p, feed ? (size_t)(feed - text.p) : text.n };
    struct cp_robots robots;

    require(cp_robots_parse(&robots, text, CP_LIT("cleanpage")));
    require(cp_robots_allow(&robots, CP_LIT("/robots.txt")));
    require(!robots.has_delay || (robots.delay_ms >= 0 && robots.delay_ms <= 86400000));
    cp_robots_allow(&robots, path);
    cp_robots_clear(&robots);
    /* Without rules there is nothing that could forbid. */
    require(cp_robots_allow(&robots, path));
}

static void
read_head(struct cp_slice head)
{
    long max_age_s = cp_head_max_age(head, 1000000000);
    long wait_s = cp_head_retry_after(head, 1000000000);

    require(max_age_s >= -1 && max_age_s <= 315360000);
    require(wait_s >= -1 && wait_s <= CP_RETRY_AFTER_MAX_S);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_slice text = { (const char *)data, size };

    ask_robots(text);
    read_head(text);
    return 0;
}
