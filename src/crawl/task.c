#include <stdlib.h>

#include "crawl/crawling.h"
#include "crawl/head.h"
#include "url/url.h"

static char *
copy(const char *s, bool *failed)
{
    char *own = s ? strdup(s) : NULL;

    *failed |= s && !own;
    return own;
}

struct cp_task *
cp_task_new(const struct cp_crawl_request *request)
{
    struct cp_task *task = calloc(1, sizeof *task);
    bool failed = false;

    if (!task)
        return NULL;
    task->url = copy(request->url, &failed);
    task->etag = copy(request->etag, &failed);
    task->last_modified = copy(request->last_modified, &failed);
    task->accept = copy(request->accept, &failed);
    task->tag = request->tag;
    task->max_bytes = request->max_bytes;
    task->wants = request->any_type ? CP_ANSWER_FEEDS : CP_ANSWER_PAGES;
    task->rank = request->is_first ? CP_RANK_FIRST : CP_RANK_REST;
    task->left_for_good = true;
    if (!failed)
        return task;
    cp_task_free(task);
    return NULL;
}

void
cp_task_free(struct cp_task *task)
{
    size_t i;

    if (!task)
        return;
    for (i = 0; i < task->hop_count; i++) {
        free((char *)task->hops[i].url);
        free((char *)task->hops[i].head.p);
        free((char *)task->hops[i].body.p);
    }
    free(task->hops);
    cp_transfer_free(task->transfer);
    cp_buf_clear(&task->target);
    cp_buf_clear(&task->moved_to);
    free(task->url);
    free(task->etag);
    free(task->last_modified);
    free(task->accept);
    free(task);
}

void
cp_task_put_target(struct cp_buf *out, struct cp_slice url)
{
    const char *hash;

    cp_url_encode(out, url);
    hash = out->n ? memchr(out->p, '#', out->n) : NULL;
    if (hash)
        out->n = (size_t)(hash - out->p);
}

/* The value of a field as a string that lives until the arena is cleared; NULL if not told. */
static const char *
field(struct cp_arena *arena, struct cp_slice head, struct cp_slice name)
{
    struct cp_slice value = cp_head_field(head, name);

    return value.n ? cp_arena_strndup(arena, value.p, value.n) : NULL;
}

static void
fill_fields(struct cp_crawl *crawl, struct cp_arena *arena, struct cp_slice head,
            struct cp_crawl_result *result)
{
    result->content_type = field(arena, head, CP_LIT("Content-Type"));
    result->etag = field(arena, head, CP_LIT("ETag"));
    result->last_modified = field(arena, head, CP_LIT("Last-Modified"));
    result->max_age_s = cp_head_max_age(head, cp_crawl_now(crawl));
}

/* With the address before it where that is not the request's own. */
static void
put_message(struct cp_buf *out, const struct cp_task *task, const struct cp_ending *ending)
{
    if (!ending->message)
        return;
    if (task->hop_count > (size_t)ending->has_answer) {
        cp_buf_puts(out, "redirected to ");
        cp_url_put_message(out, cp_buf_slice(&task->target));
        cp_buf_puts(out, ": ");
    }
    cp_buf_puts(out, ending->message);
}

static void
tell(struct cp_crawl *crawl, struct cp_task *task, const struct cp_ending *ending)
{
    struct cp_arena arena = { 0 };
    struct cp_buf message = { 0 };
    struct cp_crawl_result result = {
        .outcome = ending->outcome,
        .tag = task->tag,
        .url = task->url,
        .hops = task->hops,
        .hop_count = task->hop_count,
        .moved_to = task->moved_to.n ? cp_buf_str(&task->moved_to) : NULL,
        .max_age_s = -1,
        .retry_at = ending->retry_at,
        .may_pass = ending->may_pass,
    };

    put_message(&message, task, ending);
    result.message = cp_buf_str(&message) ? message.p : "out of memory";
    if (task->started_ms > 0)
        result.elapsed_ms = cp_crawl_ms() - task->started_ms;
    if (ending->has_answer && task->hop_count)
        fill_fields(crawl, &arena, task->hops[task->hop_count - 1].head, &result);
    crawl->options.done(crawl->options.user, &result);
    cp_buf_clear(&message);
    cp_arena_clear(&arena);
}

void
cp_task_end(struct cp_crawl *crawl, struct cp_task *task, struct cp_ending ending)
{
    if (task->robots_of) {
        cp_robots_answered(crawl, task, &ending);
        /* It may have come by way of another host, whose turn it was. */
        cp_turn_add(crawl, task->robots_of->host);
    } else {
        crawl->unanswered--;
        tell(crawl, task, &ending);
    }
    cp_task_free(task);
}
