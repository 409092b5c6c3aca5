/*
 * From the bytes of one encoding to valid UTF-8.
 *
 * The text is the input itself when nothing changes, else it lies in the arena. What is bad
 * becomes U+FFFD and is counted in *bad, one for each maximal bad part. Failures are
 * CLEANPAGE_NOMEM and CLEANPAGE_LIMIT, and CLEANPAGE_CHARSET when iconv lacks the encoding.
 */
#ifndef CP_DECODE_CONVERT_H
#define CP_DECODE_CONVERT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fail.h"
#include "base/slice.h"
#include "decode/encoding.h"

/* Any encoding but the "replacement". */
cleanpage_status cp_convert(struct cp_ctx *cx, const struct cp_encoding *e,
                            struct cp_slice bytes, struct cp_slice *text, uint64_t *bad);

/*
 * Holds converters open. glibc reads them from files when they are first asked for, and forgets
 * them when nobody has them open: whoever may open no files later, as behind a sandbox, has them
 * by this. All of them take 1 to 4 ms. NULL without memory; what iconv lacks is left out.
 */
struct cp_converters *cp_converters_new(void);
void cp_converters_hold(struct cp_converters *c, const struct cp_encoding *e);
void cp_converters_hold_all(struct cp_converters *c);
/* NULL is fine. */
void cp_converters_close(struct cp_converters *c);

/* The encodings that need no iconv, or only a table of 128 characters: convert_plain.c. */

/* The character of a byte that has none. */
#define CP_UNMAPPED UINT32_MAX

cleanpage_status cp_convert_utf8(struct cp_ctx *cx, struct cp_slice bytes,
                                 struct cp_slice *text, uint64_t *bad);
cleanpage_status cp_convert_utf16(struct cp_ctx *cx, struct cp_slice bytes, bool big_endian,
                                  struct cp_slice *text, uint64_t *bad);
/* upper: the characters of the bytes 80 to FF, none beyond U+FFFF, or CP_UNMAPPED. */
cleanpage_status cp_convert_single(struct cp_ctx *cx, struct cp_slice bytes,
                                   const uint32_t upper[128], struct cp_slice *text,
                                   uint64_t *bad);

/*
 * Where the Japanese encodings of convert_jis.c have their characters from: rows and cells 0
 * to 93 of JIS X 0208 as the web knows it, or of JIS X 0212, the supplement.
 */
struct cp_jis_source {
    void *user;
    /* CP_UNMAPPED if there is none. */
    uint32_t (*ask)(void *user, unsigned row, unsigned cell, bool supplement);
};

cleanpage_status cp_convert_euc_jp(struct cp_ctx *cx, struct cp_slice bytes,
                                   const struct cp_jis_source *source, struct cp_slice *text,
                                   uint64_t *bad);
cleanpage_status cp_convert_iso_2022_jp(struct cp_ctx *cx, struct cp_slice bytes,
                                        const struct cp_jis_source *source,
                                        struct cp_slice *text, uint64_t *bad);

/* Bytes of ASCII the slice starts with. */
size_t cp_ascii_prefix(struct cp_slice s);

/* Bytes with the high bit set. */
size_t cp_count_high(struct cp_slice s);

#endif
