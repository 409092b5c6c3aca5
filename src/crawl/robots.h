/* What a robots.txt says to one crawler (RFC 9309). */
#ifndef CP_CRAWL_ROBOTS_H
#define CP_CRAWL_ROBOTS_H

#include "base/buf.h"
#include "base/slice.h"

struct cp_robots_rule;

/* A zeroed one allows everything and may be cleared. */
struct cp_robots {
    struct cp_robots_rule *rules;   /* rule_count of them, in the order of the file */
    size_t rule_count, rule_cap;
    struct cp_buf patterns;         /* their texts */
    bool has_delay;
    long delay_ms;                  /* Crawl-delay, a day at most */
};

/*
 * Reads the groups for the product token, and if there are none those for "*". Nothing in the
 * file is an error: what is not understood is passed over. False without memory; then *robots
 * is empty.
 */
bool cp_robots_parse(struct cp_robots *robots, struct cp_slice text, struct cp_slice token);

/* Whether the path, with its query if it has one, may be fetched. False also without memory. */
bool cp_robots_allow(const struct cp_robots *robots, struct cp_slice path);

void cp_robots_clear(struct cp_robots *robots);

#endif
