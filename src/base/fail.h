/*
 * How a stage says that it failed, and what it noticed.
 *
 * A context goes with one document through all stages: the arena its results lie in, the
 * message of the failure, and the notes of repairable trouble. The place that knows most
 * calls cp_fail once; its callers pass the status up.
 */
#ifndef CP_BASE_FAIL_H
#define CP_BASE_FAIL_H

#include "base/arena.h"
#include "base/limits.h"
#include "cleanpage.h"

/* Repairable trouble with a lasting id, as docs/notes.md tells them ("charset-guessed"). */
struct cp_note {
    struct cp_note *next;
    const char *id;       /* static */
    const char *detail;   /* in the arena; may be "" */
};

/* In place of an encoding's name: RFC 1428's for text of which nobody knows. */
#define CP_LACKS_GUESSER "unknown-8bit"

struct cp_ctx {
    struct cp_arena *arena;   /* of the document at hand; NULL while there is none */
    struct cp_note *notes, *last_note;
    const char *lacks;        /* encoding that no converter could be had for, or CP_LACKS_GUESSER;
                                 static, or NULL */
    bool may_ask_guesser;     /* nobody has tried yet to open what guesses encodings: where that
                                 cannot be done any more, cleaning fails and says what it lacks */
    char message[CP_MESSAGE_MAX];
};

#if defined(__GNUC__)
#define CP_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define CP_PRINTF(f, a)
#endif

/* Writes the message and returns st, so that a stage can return cp_fail(...). */
cleanpage_status cp_fail(struct cp_ctx *cx, cleanpage_status st, const char *format, ...)
    CP_PRINTF(3, 4);

/* CLEANPAGE_NOMEM, or CLEANPAGE_LIMIT when it was the arena's budget that ran out. */
cleanpage_status cp_fail_nomem(struct cp_ctx *cx);

/* Adds a note; one id is noted once per document. Silent when there is no memory for it. */
void cp_note(struct cp_ctx *cx, const char *id, const char *format, ...) CP_PRINTF(3, 4);

#endif
