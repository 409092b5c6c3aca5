/* Whose turn it is among the hosts of a crawl: src/crawl/turns.c. Nothing is asked for here. */
#include "unit.h"

#include <stdio.h>
#include <time.h>

#include "crawl/crawling.h"

static void
on_done(void *user, const struct cp_crawl_result *result)
{
    ++*(unsigned *)user;
    (void)result;
}

static struct cp_crawl *
new_crawl(double requests_per_s, unsigned *answered)
{
    struct cp_crawl_options options = { .done = on_done,
                                        .user = answered,
                                        .requests_per_s = requests_per_s };
    struct cp_ctx cx = { 0 };
    struct cp_crawl *crawl;

    assert_int_equal(cp_crawl_new(&cx, &options, &crawl), CLEANPAGE_OK);
    return crawl;
}

static void
add(struct cp_crawl *crawl, unsigned host)
{
    char url[80];

    snprintf(url, sizeof url, "http://h%u.example/", host);
    assert_int_equal(cp_crawl_add(crawl, &(struct cp_crawl_request){ .url = url }),
                     CLEANPAGE_OK);
}

/* The number in the host's name; -1: nobody's turn. */
static int
take(struct cp_crawl *crawl, double *wait_ms)
{
    struct cp_host *host = cp_turn_take(crawl, wait_ms);
    int n = -1;

    if (host)
        assert_int_equal(sscanf(host->name.p, "h%d.", &n), 1);
    return n;
}

static void
test_first_come_first_served(void **state)
{
    unsigned answered = 0;
    struct cp_crawl *crawl = new_crawl(0, &answered);
    double wait_ms;

    (void)state;
    for (unsigned i = 0; i < 1000; i++)
        add(crawl, i);
    for (unsigned i = 0; i < 1000; i++)
        add(crawl, i); /* a second request is no second turn */
    for (int i = 0; i < 1000; i++)
        assert_true(take(crawl, &wait_ms) >= 0);
    assert_int_equal(take(crawl, &wait_ms), -1);
    assert_true(wait_ms >= CP_TURN_NEVER_MS);
    cp_crawl_free(crawl);
}

/* In the order of their times, whatever that of coming; what waits longer is not given. */
static void
test_by_time(void **state)
{
    unsigned answered = 0;
    struct cp_crawl *crawl = new_crawl(0, &answered);
    const struct timespec moment = { .tv_nsec = 1000000 };
    double wait_ms;
    int last = -1;

    (void)state;
    for (unsigned i = 0; i < 500; i++)
        add(crawl, i);
    /* Times in the past, and as it were shuffled: 263 and 500 have no common factor. */
    for (size_t i = 0; i < 500; i++) {
        crawl->hosts[i]->turn_ms = 0;
        crawl->hosts[i]->turn = 0;
    }
    crawl->turn_count = 0;
    for (size_t i = 0; i < 500; i++) {
        struct cp_host *host = crawl->hosts[i * 263 % 500];

        cp_host_hold(host, 30 + (double)(i * 263 % 500) / 10);
        cp_turn_add(crawl, host);
    }
    assert_int_equal(take(crawl, &wait_ms), -1);
    assert_true(wait_ms > 0 && wait_ms <= 30);
    for (int taken = 0; taken < 500;) {
        int n = take(crawl, &wait_ms);

        if (n < 0) {
            nanosleep(&moment, NULL);
            continue;
        }
        assert_int_equal(n, last + 1);
        last = n;
        taken++;
    }
    cp_crawl_free(crawl);
}

/* A host that is told to wait while it has a turn keeps it, for later. */
static void
test_told_to_wait(void **state)
{
    unsigned answered = 0;
    struct cp_crawl *crawl = new_crawl(0, &answered);
    double wait_ms;

    (void)state;
    add(crawl, 0);
    add(crawl, 1);
    cp_host_hold(crawl->hosts[0], 5000);
    assert_int_equal(take(crawl, &wait_ms), 1);
    assert_int_equal(take(crawl, &wait_ms), -1);
    assert_true(wait_ms > 4000 && wait_ms <= 5000);
    cp_crawl_free(crawl);
}

static void
test_given_up_goes_first(void **state)
{
    unsigned answered = 0;
    struct cp_crawl *crawl = new_crawl(0, &answered);
    double wait_ms;

    (void)state;
    add(crawl, 0);
    add(crawl, 1);
    crawl->under_way = crawl->options.hosts_at_once; /* no request may begin */
    assert_int_equal(take(crawl, &wait_ms), -1);
    crawl->hosts[1]->is_dead = true;
    cp_turn_add(crawl, crawl->hosts[1]);
    assert_int_equal(take(crawl, &wait_ms), 1);
    assert_int_equal(take(crawl, &wait_ms), -1);
    crawl->under_way = 0;
    cp_crawl_free(crawl);
}

static void
test_rate(void **state)
{
    unsigned answered = 0;
    struct cp_crawl *crawl = new_crawl(0.5, &answered);
    double wait_ms;

    (void)state;
    add(crawl, 0);
    add(crawl, 1);
    assert_int_equal(take(crawl, &wait_ms), 0);
    cp_turn_count_request(crawl);
    assert_int_equal(take(crawl, &wait_ms), -1);
    assert_true(wait_ms > 1900 && wait_ms <= 2000);
    cp_crawl_free(crawl);

    /* What was missed is made up for, but not all of it. */
    crawl = new_crawl(1000, &answered);
    crawl->gate_ms = cp_crawl_ms() - 10000;
    for (int i = 0; i < 100; i++)
        cp_turn_count_request(crawl);
    assert_true(crawl->gate_ms - cp_crawl_ms() > 60);
    assert_int_equal(cp_crawl_counted(crawl).requests, 100);
    cp_crawl_free(crawl);
}

static void
test_deferred(void **state)
{
    unsigned answered = 0;
    struct cp_crawl *crawl = new_crawl(0, &answered);
    struct cp_host *host;
    struct cp_task *task;
    double wait_ms;

    (void)state;
    add(crawl, 0);
    assert_int_equal(take(crawl, &wait_ms), 0);
    host = crawl->hosts[0];
    cp_host_defer(crawl, cp_host_take(host), 3000);
    assert_false(cp_host_first(host));
    assert_int_equal(take(crawl, &wait_ms), -1);
    assert_true(wait_ms > 2900 && wait_ms <= 3000);
    /* Another request of the host does not wait with it. */
    add(crawl, 0);
    assert_int_equal(take(crawl, &wait_ms), 0);
    cp_host_end_waits(host);
    task = cp_host_take(host);
    assert_ptr_not_equal(task, host->deferred);
    cp_task_free(task);
    assert_true(cp_host_has_work(host));
    cp_crawl_stop(crawl);
    assert_int_equal(answered, 1);
    cp_crawl_free(crawl);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_come_first_served),
        cmocka_unit_test(test_by_time),
        cmocka_unit_test(test_told_to_wait),
        cmocka_unit_test(test_given_up_goes_first),
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_deferred),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
