#include "crawl/head.h"

#include "base/limits.h"
#include "crawl/date.h"

/* More seconds than anybody keeps a page: 10 years. */
#define AGE_MAX_S 315360000

/* Cuts what stands before `end`, or all, off the front of *s. A quoted one does not count. */
static struct cp_slice
take_until(struct cp_slice *s, char end)
{
    struct cp_slice taken = { s->p, 0 };
    bool is_quoted = false;

    while (taken.n < s->n && (is_quoted || s->p[taken.n] != end)) {
        if (s->p[taken.n] == '"')
            is_quoted = !is_quoted;
        taken.n++;
    }
    s->p += taken.n + (taken.n < s->n);
    s->n -= taken.n + (taken.n < s->n);
    return cp_slice_trim(taken);
}

static struct cp_slice
take_line(struct cp_slice *s)
{
    const char *feed = s->n ? memchr(s->p, '\n', s->n) : NULL;
    struct cp_slice line = { s->p, feed ? (size_t)(feed - s->p) : s->n };

    s->p += line.n + (feed != NULL);
    s->n -= line.n + (feed != NULL);
    return cp_slice_trim(line);
}

/* The next field of that name; *head goes on behind it. */
static struct cp_slice
next_field(struct cp_slice *head, struct cp_slice name)
{
    while (head->n) {
        struct cp_slice line = take_line(head);

        if (line.n > name.n && line.p[name.n] == ':' && cp_slice_starts_nocase(line, name))
            return cp_slice_trim((struct cp_slice){ line.p + name.n + 1, line.n - name.n - 1 });
    }
    return (struct cp_slice){ NULL, 0 };
}

struct cp_slice
cp_head_field(struct cp_slice head, struct cp_slice name)
{
    return next_field(&head, name);
}

/* Digits as a number of seconds, `most` at most; -1 if there is anything else. */
static long
seconds_of(struct cp_slice s, long most)
{
    long n = 0;
    size_t i;

    if (s.n == 0)
        return -1;
    for (i = 0; i < s.n; i++) {
        if (!cp_is_digit((unsigned char)s.p[i]))
            return -1;
        if (n <= most)
            n = n * 10 + (s.p[i] - '0');
    }
    return n < most ? n : most;
}

static struct cp_slice
unquote(struct cp_slice s)
{
    if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"')
        return (struct cp_slice){ s.p + 1, s.n - 2 };
    return s;
}

/* One directive of Cache-Control; what must not be kept beats what may. */
static void
take_directive(struct cp_slice directive, long *max_age)
{
    struct cp_slice name = take_until(&directive, '=');
    long seconds;

    if (cp_slice_eq_nocase(name, CP_LIT("no-store")) ||
        cp_slice_eq_nocase(name, CP_LIT("no-cache"))) {
        *max_age = 0;
    } else if (cp_slice_eq_nocase(name, CP_LIT("max-age"))) {
        /* What is no number counts as stale: RFC 9111, 4.2.1. */
        seconds = seconds_of(unquote(cp_slice_trim(directive)), AGE_MAX_S);
        if (seconds < 0)
            seconds = 0;
        if (*max_age < 0 || seconds < *max_age)
            *max_age = seconds;
    }
}

static long
by_cache_control(struct cp_slice head)
{
    long max_age = -1;
    struct cp_slice value;

    while ((value = next_field(&head, CP_LIT("Cache-Control"))).p)
        while (value.n)
            take_directive(take_until(&value, ','), &max_age);
    return max_age;
}

static int64_t
date_of(struct cp_slice head, int64_t now)
{
    int64_t date = now;

    cp_http_date(cp_head_field(head, CP_LIT("Date")), &date);
    return date;
}

static long
clamp(int64_t seconds, long most)
{
    return seconds < 0 ? 0 : seconds < most ? (long)seconds : most;
}

long
cp_head_max_age(struct cp_slice head, int64_t now)
{
    long max_age = by_cache_control(head);
    struct cp_slice expires = cp_head_field(head, CP_LIT("Expires"));
    int64_t at;

    if (max_age >= 0 || !expires.p)
        return max_age;
    /* Servers write "0" or "-1" for what has expired: RFC 9111, 5.3. */
    return cp_http_date(expires, &at) ? clamp(at - date_of(head, now), AGE_MAX_S) : 0;
}

long
cp_head_retry_after(struct cp_slice head, int64_t now)
{
    struct cp_slice value = cp_head_field(head, CP_LIT("Retry-After"));
    int64_t at;

    if (!value.p)
        return -1;
    if (cp_http_date(value, &at))
        return clamp(at - date_of(head, now), CP_RETRY_AFTER_MAX_S);
    return seconds_of(value, CP_RETRY_AFTER_MAX_S);
}
