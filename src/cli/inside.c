/* Work in a child that is shut in: see cli/inside.h. */
#include "cli/inside.h"

#include <unistd.h>

#include "base/file.h"
#include "base/shown.h"
#include "cli/known.h"
#include "sandbox/apart.h"

/* The status of work that asks for an encoding. */
#define ASKS 100

/* The one asked for, all of them, and what is still missing is a failure like others. */
#define TRIES 3

/* ------------------------------------------------------------------ in the child */

static int
start(void *user)
{
    const struct cp_inside *inside = user;

    return cp_known_open_inside(inside->job);
}

static int
work(void *user, struct cp_buf *made, struct cp_buf *aside)
{
    const struct cp_inside *inside = user;
    enum cp_exit st = inside->work(inside->user, made, aside);

    if (!inside->job->asked)
        return st;
    aside->n = 0;
    cp_buf_puts(aside, inside->job->asked);
    return ASKS;
}

/* ------------------------------------------------------------------ what came of it */

/* What a child says need not be what it was made to say. */
static void
relay(const struct cp_buf *told)
{
    struct cp_buf shown = { 0 };

    cp_buf_put_shown(&shown, cp_buf_slice(told));
    if (cp_buf_failed(&shown))
        cp_cli_say(NULL, "out of memory");
    else
        cp_write_all(STDERR_FILENO, cp_buf_slice(&shown));
    cp_buf_clear(&shown);
}

static enum cp_exit
exit_of(const struct cp_apart_result *r)
{
    switch (r->end) {
    case CP_APART_DONE:
        return r->status <= CP_EXIT_CRASH ? (enum cp_exit)r->status : CP_EXIT_CRASH;
    case CP_APART_CRASHED:
        return CP_EXIT_CRASH;
    default:
        return CP_EXIT_LIMIT;
    }
}

static void
say_cause(const struct cp_inside *inside, const struct cp_apart_result *r)
{
    struct cp_buf cause = { 0 };

    cp_apart_put_cause(&cause, r);
    cp_cli_say(inside->job->name, cp_buf_str(&cause) ? cause.p : "out of memory");
    cp_buf_clear(&cause);
}

static enum cp_exit
take(const struct cp_inside *inside, struct cp_apart_result *r, struct cp_buf *made,
     struct cp_buf *aside)
{
    if (r->end != CP_APART_REFUSED)
        relay(&r->told);
    if (r->end != CP_APART_DONE)
        say_cause(inside, r);
    *made = r->made;
    *aside = r->aside;
    r->made = r->aside = (struct cp_buf){ 0 };
    return exit_of(r);
}

/* ------------------------------------------------------------------ without a child */

/* Once for all inputs. */
static bool
tells_sandbox(const struct cp_job *job)
{
    return job->settings->verbose && !job->has_told_sandbox;
}

static enum cp_exit
work_here(const struct cp_inside *inside, const char *why, struct cp_buf *made,
          struct cp_buf *aside)
{
    struct cp_sandbox_state none = { .lacks = why };
    struct cp_buf line = { 0 };

    if (tells_sandbox(inside->job)) {
        cp_sandbox_put_line(&line, &none);
        cp_write_all(STDERR_FILENO, cp_buf_slice(&line));
        cp_buf_clear(&line);
    }
    inside->job->may_ask = false;
    return inside->work(inside->user, made, aside);
}

/* NULL: a child is worth it. */
static const char *
reason_for_none(int mode)
{
    if (mode == CP_SANDBOX_OFF)
        return "it is switched off";
    return mode == CP_SANDBOX_AUTO ? cp_sandbox_obstacle() : NULL;
}

/* ------------------------------------------------------------------ all of it */

/* Gets what was asked for at the try before. A name that is no encoding's was made up: then
 * nothing is loaded, and it is asked for in vain once more. */
static bool
get_ready(struct cp_job *job, int tries, struct cp_buf *asked)
{
    cleanpage_status st;

    if (tries <= 1)
        st = cleanpage_preload_for(job->cp, tries ? cp_buf_str(asked) : NULL);
    else
        st = cleanpage_preload(job->cp);
    job->may_ask = tries < TRIES - 1;
    job->asked = NULL;
    if (st && st != CLEANPAGE_BADARG)
        cp_cli_say(NULL, cleanpage_message(job->cp));
    return !st || st == CLEANPAGE_BADARG;
}

static bool
asks(const struct cp_apart_result *r)
{
    return r->end == CP_APART_DONE && r->status == ASKS;
}

static enum cp_exit
work_apart(const struct cp_inside *inside, struct cp_buf *made, struct cp_buf *aside)
{
    enum cp_sandbox_mode mode = (enum cp_sandbox_mode)inside->job->settings->sandbox;
    struct cp_apart_task task = { .mode = mode,
                                  .pages = inside->pages,
                                  .tells_sandbox = tells_sandbox(inside->job),
                                  .user = (void *)inside,
                                  .start = start,
                                  .work = work };
    struct cp_apart_result r = { 0 };
    bool is_ready = true;
    enum cp_exit st = CP_EXIT_LIMIT;

    for (int tries = 0; is_ready && tries < TRIES && (!tries || asks(&r)); tries++) {
        is_ready = get_ready(inside->job, tries, &r.aside);
        cp_apart_clear(&r);
        if (is_ready)
            cp_apart_run(&task, &r);
    }
    if (is_ready && r.end == CP_APART_NO_CHILD && mode == CP_SANDBOX_AUTO)
        st = work_here(inside, "no process can be made", made, aside);
    else if (is_ready)
        st = take(inside, &r, made, aside);
    cp_apart_clear(&r);
    return st;
}

enum cp_exit
cp_inside_run(const struct cp_inside *inside, struct cp_buf *made, struct cp_buf *aside)
{
    const char *none = reason_for_none(inside->job->settings->sandbox);
    enum cp_exit st = none ? work_here(inside, none, made, aside)
                           : work_apart(inside, made, aside);

    inside->job->has_told_sandbox = true;
    return st;
}

/* Nobody else needs to know beforehand. */
enum cp_exit
cp_inside_check(const struct cp_settings *settings)
{
    enum cp_sandbox_mode mode = (enum cp_sandbox_mode)settings->sandbox;
    struct cp_sandbox_state state;
    struct cp_buf line = { 0 };
    struct cp_ctx cx = { 0 };
    cleanpage_status st;

    if (mode != CP_SANDBOX_REQUIRE && !settings->verbose)
        return CP_EXIT_OK;
    st = cp_sandbox_try(&cx, mode, &state);
    if (st && mode == CP_SANDBOX_REQUIRE) {
        cp_cli_say(NULL, cx.message);
        return cp_exit_of(st);
    }
    cp_sandbox_put_line(&line, &state);
    if (settings->verbose)
        cp_write_all(STDERR_FILENO, cp_buf_slice(&line));
    cp_buf_clear(&line);
    return CP_EXIT_OK;
}
