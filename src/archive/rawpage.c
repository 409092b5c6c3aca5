/* A kept page, cleaned with today's rules: see archive/rawpage.h. */
#include "archive/rawpage.h"

#include "archive/raw.h"
#include "base/arena.h"
#include "fetch/media.h"

cleanpage_status
cp_rawpage_clean(struct cp_archive *archive, cleanpage *cp, const struct cp_rawpage *raw,
                 cleanpage_format format, struct cp_page *page)
{
    struct cp_buf bytes = { 0 }, type = { 0 };
    const char *url = *raw->url ? raw->url : NULL;
    struct cp_pagemaker maker = {
        .cx = archive->cx, .cp = cp, .sandbox = archive->sandbox, .format = format
    };
    struct cp_arena arena;
    cleanpage_status st;

    cp_arena_init(&arena, 0);
    st = cp_raw_read(archive, raw->file, raw->offset, raw->id, &bytes, &type);
    if (!st && raw->from_feed)
        st = cp_page_clean_feed(&maker, cp_buf_slice(&bytes), url, page);
    else if (!st)
        st = cp_page_clean(&maker, cp_buf_slice(&bytes), url,
                           cp_media_charset(&arena, cp_buf_slice(&type)), page);
    cp_buf_clear(&bytes);
    cp_buf_clear(&type);
    cp_arena_clear(&arena);
    return st;
}
