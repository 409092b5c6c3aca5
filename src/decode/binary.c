/*
 * Binary files by their first bytes, then by the control characters among them.
 */
#include "decode/binary.h"

#include <stdbool.h>
#include <string.h>

#define BYTES(s) "" s "", sizeof(s) - 1

/* Source: the MIME Sniffing standard, sections 6 and 7, and file(1) for the rest. */
static const struct {
    size_t at;    /* offset of the bytes */
    const char *bytes;
    size_t n;
    const char *kind;
} signatures[] = {
    { 0, BYTES("%PDF-"), "a PDF document" },
    { 0, BYTES("%!PS-"), "a PostScript document" },
    { 0, BYTES("{\\rtf"), "an RTF document" },
    { 0, BYTES("\x89PNG\r\n\x1A\n"), "a PNG image" },
    { 0, BYTES("\xFF\xD8\xFF"), "a JPEG image" },
    { 0, BYTES("GIF87a"), "a GIF image" },
    { 0, BYTES("GIF89a"), "a GIF image" },
    { 8, BYTES("WEBPVP"), "a WebP image" },
    { 4, BYTES("ftyp"), "an MP4 video or an AVIF image" },
    { 0, BYTES("ID3\x03\0"), "an MP3 recording" },
    { 0, BYTES("OggS\0"), "an Ogg recording" },
    { 0, BYTES("\x1A\x45\xDF\xA3"), "a WebM video" },
    { 0, BYTES("\x1F\x8B\x08"), "packed with gzip: unpack it first" },
    { 0, BYTES("\x28\xB5\x2F\xFD"), "packed with zstd: unpack it first" },
    { 0, BYTES("\xFD" "7zXZ\0"), "packed with xz: unpack it first" },
    { 4, BYTES("1AY&SY"), "packed with bzip2: unpack it first" },
    { 0, BYTES("PK\x03\x04"), "a ZIP archive or an office document" },
    { 0, BYTES("7z\xBC\xAF\x27\x1C"), "a 7z archive" },
    { 0, BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "an office document" },
    { 0, BYTES("\x7F" "ELF"), "a program" },
    { 0, BYTES("SQLite format 3\0"), "a database" },
    { 0, BYTES("wOFF\0"), "a font" },
    { 0, BYTES("wOF2\0"), "a font" },
};

/* Noise has one such byte in ten. A page has none, or a few by mistake. */
#define CONTROL_SHARE 20    /* one byte in so many */
#define CONTROL_MIN 8
#define NOISE_BYTES 1445      /* as many as browsers look at */

/* Source: MIME Sniffing standard, "binary data byte", but for the zero byte. */
static bool
is_control(unsigned char c)
{
    return (c >= 0x01 && c <= 0x08) || c == 0x0B || (c >= 0x0E && c <= 0x1A)
        || (c >= 0x1C && c <= 0x1F);
}

static bool
has_mark(struct cp_slice bytes)
{
    return bytes.n >= 2
        && (memcmp(bytes.p, "\xFF\xFE", 2) == 0 || memcmp(bytes.p, "\xFE\xFF", 2) == 0);
}

static bool
is_noise(struct cp_slice bytes)
{
    size_t controls = 0;

    if (bytes.n > NOISE_BYTES)
        bytes.n = NOISE_BYTES;
    for (size_t i = 0; i < bytes.n; i++)
        controls += is_control((unsigned char)bytes.p[i]);
    return controls >= CONTROL_MIN && controls >= bytes.n / CONTROL_SHARE;
}

const char *
cp_binary_kind(struct cp_slice bytes)
{
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        size_t at = signatures[i].at, n = signatures[i].n;

        if (bytes.n >= at + n && memcmp(bytes.p + at, signatures[i].bytes, n) == 0)
            return signatures[i].kind;
    }
    return !has_mark(bytes) && is_noise(bytes) ? "binary" : NULL;
}
