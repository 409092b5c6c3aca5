/* SHA-256 of bytes that come piece by piece; of bytes at hand: cp_digest in warc/warc.h. */
#ifndef CP_WARC_DIGEST_H
#define CP_WARC_DIGEST_H

#include "base/slice.h"
#include "warc/warc.h"

struct cp_digester;

/* NULL without memory. It is ready for the first piece. */
struct cp_digester *cp_digester_new(void);
void cp_digester_free(struct cp_digester *d);
void cp_digester_add(struct cp_digester *d, struct cp_slice bytes);
/* Tells the digest of the pieces so far, and is ready for the first piece of others. */
void cp_digester_end(struct cp_digester *d, char digest[CP_DIGEST_MAX]);

#endif
