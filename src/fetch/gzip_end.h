/*
 * Whether a gzip stream came to its end.
 *
 * libcurl unpacks a page, but does not say when the packed bytes stop in the midst of it, as
 * they do when a server's compressor dies behind a proxy that ends the answer properly. A gzip
 * stream ends with the length of what is in it, so the length of what came out must be found
 * among the last bytes that came in. (RFC 1952, 2.3.1, ISIZE.)
 */
#ifndef CP_FETCH_GZIP_END_H
#define CP_FETCH_GZIP_END_H

#include "base/slice.h"

/* Bytes kept of the end of a body: room for a chunk's frame and for trailers behind it. */
#define CP_GZIP_TAIL 1024

/* A zeroed one is empty. */
struct cp_gzip_end {
    char tail[CP_GZIP_TAIL];
    size_t n;
};

/* The next bytes as they came over the wire, with the frames of chunks if there are any. */
void cp_gzip_end_add(struct cp_gzip_end *end, struct cp_slice raw);

/* True also when nothing was added: then nothing is known. */
bool cp_gzip_end_is_there(const struct cp_gzip_end *end, size_t unpacked_bytes);

#endif
