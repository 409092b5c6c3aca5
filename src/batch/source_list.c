/*
 * Lists: an address or a path on each line, empty lines and comments ("#") between them. Lists
 * whose entries end with NUL have no comments, and their paths any character.
 */
#include "batch/json.h"
#include "batch/part.h"

static cleanpage_status
begin_list(struct cp_ctx *cx, struct cp_part *part)
{
    (void)cx;
    part->lines = (struct cp_lines){ .stream = &part->stream,
                                     .end = part->options->ends_with_nul ? '\0' : '\n',
                                     .text = { .max = CP_BATCH_NAME_MAX } };
    return CLEANPAGE_OK;
}

static struct cp_slice
entry_of(const struct cp_part *part)
{
    struct cp_slice line = cp_buf_slice(&part->lines.text);

    return part->options->ends_with_nul ? line : cp_slice_trim(line);
}

static bool
is_entry(const struct cp_part *part, enum cp_line_got got)
{
    struct cp_slice entry = entry_of(part);

    if (got == CP_LINE_TOO_LONG)
        return true;
    return entry.n && (part->options->ends_with_nul || entry.p[0] != '#');
}

static void
read_url(struct cp_part *part, struct cp_slice url, struct cp_record *record)
{
    cp_json_put_string(&part->id, url);
    cp_part_name_url(part, url, record);
    cp_part_tell_url(part, url, record);
}

static void
read_path(struct cp_part *part, struct cp_slice path, struct cp_record *record)
{
    record->name = path;
    cp_json_put_string(&part->id, path);
    cp_part_read_path(part, path, record);
}

static void
read_entry(struct cp_part *part, enum cp_line_got got, struct cp_record *record)
{
    struct cp_slice entry = entry_of(part);

    if (got == CP_LINE_TOO_LONG) {
        cp_part_name_line(part, record);
        cp_part_break(part, record, "longer than %zu bytes", CP_BATCH_NAME_MAX);
    } else if (cp_part_is_address(entry)) {
        read_url(part, entry, record);
    } else {
        read_path(part, entry, record);
    }
}

const struct cp_part_kind cp_part_list = { .begin = begin_list,
                                           .next = cp_part_next_line,
                                           .is_record = is_entry,
                                           .read = read_entry };
