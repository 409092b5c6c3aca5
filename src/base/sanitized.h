/*
 * Whether this build is watched over by a sanitizer: one that maps terabytes, opens files and
 * has threads of its own, so that limits on a process would hit it first.
 */
#ifndef CP_BASE_SANITIZED_H
#define CP_BASE_SANITIZED_H

#if defined __SANITIZE_ADDRESS__ /* gcc */
#define CP_IS_ADDRESS_SANITIZED 1
#elif defined __SANITIZE_THREAD__
#define CP_IS_THREAD_SANITIZED 1
#elif defined __has_feature /* clang */
#if __has_feature(address_sanitizer)
#define CP_IS_ADDRESS_SANITIZED 1
#elif __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define CP_IS_THREAD_SANITIZED 1
#endif
#endif

#ifndef CP_IS_ADDRESS_SANITIZED
#define CP_IS_ADDRESS_SANITIZED 0
#endif
#ifndef CP_IS_THREAD_SANITIZED
#define CP_IS_THREAD_SANITIZED 0
#endif

#define CP_IS_SANITIZED (CP_IS_ADDRESS_SANITIZED || CP_IS_THREAD_SANITIZED)

#endif
