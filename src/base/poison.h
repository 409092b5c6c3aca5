/*
 * What sanitizers must be told of memory. In other builds all of this is nothing.
 *
 * MemorySanitizer follows what is written by code compiled with it. A library is not: what it
 * wrote counts as never written. So the files that see a library and run in such a build (make
 * check-memory) say what has been written there.
 *
 * To both it and AddressSanitizer a chunk of an arena is one piece of memory, written once and
 * for all. So the arena says which of it is in use.
 */
#ifndef CP_BASE_POISON_H
#define CP_BASE_POISON_H

#include <stddef.h>

#include "base/sanitized.h"

#if defined __has_feature /* clang */
#if __has_feature(memory_sanitizer)
#define CP_IS_MEMORY_SANITIZED 1
#endif
#endif

#ifdef CP_IS_MEMORY_SANITIZED

#include <sanitizer/msan_interface.h>

/* n bytes that a library wrote, or may write from now on. */
#define cp_written(p, n) __msan_unpoison(p, n)
/* A string of a library's, with its NUL. */
#define cp_written_string(s) __msan_unpoison_string(s)
/* A parameter of a function that a library calls. */
#define cp_written_argument(name) __msan_unpoison(&(name), sizeof(name))
/* Around a call into a library that asks memchr and the like of what it wrote itself. */
#define cp_library_begin() __msan_scoped_disable_interceptor_checks()
#define cp_library_end() __msan_scoped_enable_interceptor_checks()

#else

#define cp_written(p, n) ((void)(p), (void)(n))
#define cp_written_string(s) ((void)(s))
#define cp_written_argument(name) ((void)(name))
#define cp_library_begin() ((void)0)
#define cp_library_end() ((void)0)

#endif

/* Memory that is nobody's, and that becomes somebody's: behind it CP_GAP_BYTES stay nobody's. */
#if defined CP_IS_MEMORY_SANITIZED
#define CP_GAP_BYTES 0
#define cp_hide(p, n) __msan_poison(p, n)
#define cp_show(p, n) __msan_allocated_memory(p, n)
#elif CP_IS_ADDRESS_SANITIZED
/* As <sanitizer/asan_interface.h> has them, but for the const, at which gcc misses what was never
 * written. */
void __asan_poison_memory_region(void *p, size_t n);
void __asan_unpoison_memory_region(void *p, size_t n);
#define CP_GAP_BYTES 16
#define cp_hide(p, n) __asan_poison_memory_region(p, n)
#define cp_show(p, n) __asan_unpoison_memory_region(p, n)
#else
#define CP_GAP_BYTES 0
#define cp_hide(p, n) ((void)(p), (void)(n))
#define cp_show(p, n) ((void)(p), (void)(n))
#endif

#endif
