/* SHA-256: see warc/digest.h. The one file that sees nettle. */
#include "warc/digest.h"

#include <stdlib.h>

#include <nettle/sha2.h>

struct cp_digester {
    struct sha256_ctx sha;
};

struct cp_digester *
cp_digester_new(void)
{
    struct cp_digester *d = malloc(sizeof *d);

    if (d)
        sha256_init(&d->sha);
    return d;
}

void
cp_digester_free(struct cp_digester *d)
{
    free(d);
}

void
cp_digester_add(struct cp_digester *d, struct cp_slice bytes)
{
    if (bytes.n)
        sha256_update(&d->sha, bytes.n, (const uint8_t *)bytes.p);
}

void
cp_digester_end(struct cp_digester *d, char digest[CP_DIGEST_MAX])
{
    static const char digit[] = "0123456789abcdef", label[] = "sha256:";
    uint8_t sum[SHA256_DIGEST_SIZE];
    char *p = digest + sizeof label - 1;

    sha256_digest(&d->sha, sizeof sum, sum);
    memcpy(digest, label, sizeof label);
    for (size_t i = 0; i < sizeof sum; i++) {
        *p++ = digit[sum[i] >> 4];
        *p++ = digit[sum[i] & 15];
    }
    *p = '\0';
}

void
cp_digest(struct cp_slice bytes, char digest[CP_DIGEST_MAX])
{
    struct cp_digester d;

    sha256_init(&d.sha);
    cp_digester_add(&d, bytes);
    cp_digester_end(&d, digest);
}
