/* Inputs that are one page each: a file or stdin, or an address. */
#include <errno.h>

#include "batch/json.h"
#include "batch/part.h"

/* A file whose name says that it is a page is opened only now: those of other shards never. */
static cleanpage_status
read_page(struct cp_ctx *cx, struct cp_part *part, struct cp_record *record)
{
    int error =
        part->stream.is_open ? 0 : cp_stream_open(&part->stream, part->name, part->is_inside);

    cp_json_put_string(&part->id, cp_slice_of(part->name));
    if (error == ENOMEM)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    if (error)
        cp_part_break(part, record, "%s", strerror(error));
    else
        cp_part_read_page(part, &part->stream, record);
    return CLEANPAGE_OK;
}

static cleanpage_status
next_page(struct cp_ctx *cx, struct cp_part *part, bool is_wanted, struct cp_record *record,
          bool *found)
{
    *found = !part->is_over;
    part->is_over = true;
    return *found && is_wanted ? read_page(cx, part, record) : CLEANPAGE_OK;
}

const struct cp_part_kind cp_part_page = { .next = next_page };

static cleanpage_status
next_url(struct cp_ctx *cx, struct cp_part *part, bool is_wanted, struct cp_record *record,
         bool *found)
{
    struct cp_slice url = cp_slice_of(part->name);

    (void)cx;
    *found = !part->is_over;
    part->is_over = true;
    if (*found && is_wanted) {
        cp_json_put_string(&part->id, url);
        cp_part_name_url(part, url, record);
        cp_part_tell_url(part, url, record);
    }
    return CLEANPAGE_OK;
}

const struct cp_part_kind cp_part_url = { .next = next_url };

/* What cannot be read is one record that tells so. */
static cleanpage_status
next_broken(struct cp_ctx *cx, struct cp_part *part, bool is_wanted, struct cp_record *record,
            bool *found)
{
    (void)cx;
    (void)is_wanted;
    *found = cp_part_breaks_off(part, record);
    if (*found)
        cp_json_put_string(&part->id, cp_slice_of(part->name));
    return CLEANPAGE_OK;
}

const struct cp_part_kind cp_part_broken = { .next = next_broken };
