#include "feed/write.h"

void
cp_feed_write(struct cp_ctx *cx, const struct cp_feed *feed, enum cp_feed_format format,
              struct cp_buf *out)
{
    (void)cx;
    switch (format) {
    case CP_FEED_TO_ATOM:
        cp_feed_put_atom(out, feed);
        break;
    case CP_FEED_TO_RSS:
        cp_feed_put_rss(out, feed);
        break;
    case CP_FEED_TO_JSONFEED:
        cp_feed_put_jsonfeed(out, feed);
        break;
    case CP_FEED_TO_JSONL:
        cp_feed_put_jsonl(out, feed);
        break;
    case CP_FEED_TO_SFEED:
        cp_feed_put_sfeed(out, feed);
        break;
    }
}
