#include "meta/finds.h"

struct cp_slice
cp_finds_title(struct cp_finds *finds, struct cp_slice site, enum cp_source *source)
{
    const struct cp_meta *meta = finds->in->meta;

    (void)site;
    *source = meta->title_block != CP_NO_NODE ? CP_SOURCE_H1 : CP_SOURCE_TITLE;
    return meta->title;
}
