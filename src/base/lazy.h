/*
 * Libraries that few runs need, opened when the first call into them is made.
 *
 * libcurl brings thirty further ones along, and the loader takes longer over them than the
 * engine over a page. So the files that see such a library call it through pointers, if
 * configure found the name of its file (CP_LAZY_CURL and so on); else it is linked as any
 * other.
 *
 * A file names the functions it calls and says CP_LAZY_FUNCTIONS, then defines each name to be
 * the pointer.
 */
#ifndef CP_BASE_LAZY_H
#define CP_BASE_LAZY_H

#include <stdbool.h>

struct cp_lazy_function {
    const char *name; /* NULL ends a table */
    void *pointer;    /* of a pointer to such a function */
};

/* Opens a library for the rest of the process. False: it is not here, or lacks a function. A
 * failure costs as much the next time: whoever asks more than once remembers the answer. */
bool cp_lazy_open(const char *file, const struct cp_lazy_function *functions);

#define CP_LAZY_POINTER(name) static __typeof__(name) *lazy_##name;
#define CP_LAZY_ROW(name) { #name, &lazy_##name },

/*
 * The pointers, static, their table and "lazy_is_there", which a file with a library of its own
 * asks before its first call; for rooms that one thread uses. NAMES(X) is X(first) X(second)
 * and so on.
 */
#define CP_LAZY_FUNCTIONS(NAMES, FILE)                                                         \
    NAMES(CP_LAZY_POINTER)                                                                     \
    static const struct cp_lazy_function lazy_functions[] = { NAMES(CP_LAZY_ROW){ 0, 0 } };    \
    static bool lazy_is_there(void)                                                            \
    {                                                                                          \
        static bool is_open;                                                                   \
                                                                                               \
        is_open = is_open || cp_lazy_open(FILE, lazy_functions);                               \
        return is_open;                                                                        \
    }

/* The same for a library that is linked. */
#define CP_LAZY_LINKED                                                                         \
    static bool lazy_is_there(void)                                                            \
    {                                                                                          \
        return true;                                                                           \
    }

#endif
