#include "base/fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

cleanpage_status
cp_fail(struct cp_ctx *cx, cleanpage_status st, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    vsnprintf(cx->message, sizeof cx->message, format, ap);
    va_end(ap);
    return st;
}

cleanpage_status
cp_fail_nomem(struct cp_ctx *cx)
{
    const struct cp_arena *a = cx->arena;
    size_t budget = a && a->budget_bytes ? a->budget_bytes : CP_ARENA_MAX;

    /* Or another arena or buffer refused: if this one was nearly full, it was the page. */
    if (a && (a->refused || a->used_bytes > budget / 2))
        return cp_fail(cx, CLEANPAGE_LIMIT, "page needs more than %zu MiB of memory",
                       budget >> 20);
    return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
}

void
cp_note(struct cp_ctx *cx, const char *id, const char *format, ...)
{
    char detail[256];
    struct cp_note *note;
    va_list ap;

    for (note = cx->notes; note; note = note->next)
        if (strcmp(note->id, id) == 0)
            return;
    va_start(ap, format);
    vsnprintf(detail, sizeof detail, format, ap);
    va_end(ap);
    note = cx->arena ? cp_arena_alloc(cx->arena, sizeof *note) : NULL;
    if (!note)
        return;
    note->next = NULL;
    note->id = id;
    note->detail = cp_arena_strndup(cx->arena, detail, strlen(detail));
    if (!note->detail)
        note->detail = "";
    if (cx->last_note)
        cx->last_note->next = note;
    else
        cx->notes = note;
    cx->last_note = note;
}
