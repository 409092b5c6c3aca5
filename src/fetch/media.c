#include "fetch/media.h"

static const struct {
    const char *type;
    enum cp_media_kind kind;
} KINDS[] = {
    { "text/html", CP_MEDIA_PAGE },
    { "application/xhtml+xml", CP_MEDIA_PAGE },
    { "application/vnd.wap.xhtml+xml", CP_MEDIA_PAGE },
    { "text/xml", CP_MEDIA_XML },
    { "application/xml", CP_MEDIA_XML },
    { "text/plain", CP_MEDIA_PLAIN },
    /* Names for "I do not know". Source: MIME Sniffing standard, 7, step 1. */
    { "unknown/unknown", CP_MEDIA_UNKNOWN },
    { "application/unknown", CP_MEDIA_UNKNOWN },
    { "*/*", CP_MEDIA_UNKNOWN },
};

static enum cp_media_kind
kind_of(struct cp_slice type)
{
    size_t i;

    for (i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++)
        if (cp_slice_eq_nocase(type, cp_slice_of(KINDS[i].type)))
            return KINDS[i].kind;
    /* "text" or "html" without a slash is a server set up wrongly. */
    return type.n && memchr(type.p, '/', type.n) ? CP_MEDIA_OTHER : CP_MEDIA_UNKNOWN;
}

/* Cuts the part before `stop`, or all, off the front of *s. A quoted stop does not count. */
static struct cp_slice
take_part(struct cp_slice *s, char stop)
{
    struct cp_slice part = { s->p, 0 };
    bool is_quoted = false;

    if (s->n == 0)
        return part;
    while (part.n < s->n && (is_quoted || s->p[part.n] != stop)) {
        if (s->p[part.n] == '"')
            is_quoted = !is_quoted;
        part.n++;
    }
    s->p += part.n + (part.n < s->n);
    s->n -= part.n + (part.n < s->n);
    return cp_slice_trim(part);
}

/* Single quotes are not quotes in HTTP, but they are seen, and no charset's name has one. */
static struct cp_slice
unquote(struct cp_slice s)
{
    if (s.n && (s.p[0] == '"' || s.p[0] == '\'')) {
        char quote = s.p[0];
        s.p++;
        s.n--;
        if (s.n && s.p[s.n - 1] == quote)
            s.n--;
    }
    return cp_slice_trim(s);
}

struct cp_media
cp_media_parse(struct cp_slice value)
{
    struct cp_media media = { .charset = { NULL, 0 } };

    media.type = take_part(&value, ';');
    media.kind = kind_of(media.type);
    while (value.n) {
        struct cp_slice parameter = take_part(&value, ';');
        struct cp_slice name = take_part(&parameter, '=');
        struct cp_slice given = unquote(cp_slice_trim(parameter));

        if (given.n && !media.charset.p && cp_slice_eq_nocase(name, CP_LIT("charset")))
            media.charset = given;
    }
    return media;
}

bool
cp_media_is_binary(const struct cp_media *media)
{
    static const char *const beginnings[] = {
        "image/",
        "audio/",
        "video/",
        "font/",
        "application/zip",
        "application/x-zip",
        "application/gzip",
        "application/x-gzip",
        "application/x-tar",
        "application/x-7z",
        "application/x-rar",
        "application/vnd.rar",
        "application/x-bzip",
        "application/pdf",
    };
    size_t i;

    for (i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
        if (cp_slice_starts_nocase(media->type, cp_slice_of(beginnings[i])))
            return true;
    return false;
}

static bool
starts_with(struct cp_slice s, struct cp_slice prefix)
{
    return s.n >= prefix.n && memcmp(s.p, prefix.p, prefix.n) == 0;
}

static bool
has_utf16_mark(struct cp_slice start)
{
    return starts_with(start, CP_LIT("\xFE\xFF")) || starts_with(start, CP_LIT("\xFF\xFE"));
}

/* Source: MIME Sniffing standard, "binary data byte". Escape is one of ISO-2022-JP's. */
static bool
is_binary_byte(unsigned char c)
{
    return c <= 0x08 || c == 0x0B || (c >= 0x0E && c <= 0x1A) || (c >= 0x1C && c <= 0x1F);
}

static bool
looks_binary(struct cp_slice start)
{
    size_t i;

    if (starts_with(start, CP_LIT("%PDF-")) || starts_with(start, CP_LIT("%!PS-")))
        return true;
    if (has_utf16_mark(start))
        return false;
    for (i = 0; i < start.n && i < CP_SNIFF_BYTES; i++)
        if (is_binary_byte((unsigned char)start.p[i]))
            return true;
    return false;
}

const char *
cp_media_charset(struct cp_arena *arena, struct cp_slice value)
{
    struct cp_slice label = cp_media_parse(value).charset;

    return label.n ? cp_arena_strndup(arena, label.p, label.n) : NULL;
}

bool
cp_media_is_text(const struct cp_media *media, struct cp_slice start)
{
    if (start.n > CP_SNIFF_BYTES)
        start.n = CP_SNIFF_BYTES;
    switch (media->kind) {
    case CP_MEDIA_PAGE:
        return true;
    case CP_MEDIA_XML:
        return cp_slice_find_nocase(start, CP_LIT("<html")) != NULL;
    case CP_MEDIA_PLAIN:
        /* With a charset it was meant; UTF-16 without a mark would look binary. */
        return media->charset.p || !looks_binary(start);
    case CP_MEDIA_UNKNOWN:
        return !looks_binary(start);
    default:
        return false;
    }
}
