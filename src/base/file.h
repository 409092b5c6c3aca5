/* Files that are whole or not there at all. What fails gives an errno, 0 is a success. */
#ifndef CP_BASE_FILE_H
#define CP_BASE_FILE_H

#include <dirent.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/slice.h"

/* Bytes of the path up to and with its last slash. */
size_t cp_path_dir(const char *path);

/* Both go on after a signal, and wait where a descriptor does not, as stdin and stdout of some
 * callers do not. The first is read(2) else. */
ssize_t cp_read_some(int fd, void *to, size_t n);
int cp_write_all(int fd, struct cp_slice bytes);

/* Up to n bytes from an offset on; fewer at the end of the file alone. */
int cp_read_at(int fd, void *to, size_t n, uint64_t offset, size_t *got);

/* To the disk. Not every file system can; one that cannot is no failure. */
int cp_file_flush(int fd);

/*
 * Writes a file beside its target under another name, flushes it to the disk and renames it, so
 * that nobody ever sees half of it and a failure leaves the old one. A link is replaced by a
 * file. Permissions stay those of the old one; a new one has what the umask leaves.
 */
int cp_file_replace(const char *path, struct cp_slice bytes);

/* A new file, flushed to the disk; one of that name is written over. A failure leaves none. Its
 * name is safe only after cp_dir_sync. */
int cp_file_put(const char *path, struct cp_slice bytes);

/* Makes names in the directory of the path safe on the disk. */
int cp_dir_sync(const char *path);

/* Makes the directory of the path, and those above it; names of new ones are safe on the disk. */
int cp_dir_make(const char *path);

/* The next name of a directory, "." and ".." among them. NULL: there are no more, or *error, which
 * is 0 else, says why the others cannot be read. A directory that is NULL has none. */
const char *cp_dir_next(DIR *dir, int *error);

#endif
