#include "meta/metadata.h"

cleanpage_status
cp_describe(struct cp_ctx *cx, const struct cp_describe_input *in, struct cp_metadata *metadata)
{
    cleanpage_status st = cp_metadata_add(cx, metadata, CP_FIELD_URL, in->url, "address");

    if (!st)
        st = cp_metadata_add(cx, metadata, CP_FIELD_TITLE, in->meta->title, "page");
    if (!st)
        st = cp_metadata_add(cx, metadata, CP_FIELD_LANGUAGE, in->meta->language, "lang");
    return st;
}
