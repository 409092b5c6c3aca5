/* Writing what jansson holds: as json_dump would, without its call for each character. */
#ifndef CP_RENDER_JSON_DUMP_H
#define CP_RENDER_JSON_DUMP_H

#include <jansson.h>

#include "base/buf.h"

/*
 * Appends the value; pretty: a member or item a line, indented by two, else without white
 * space. For trees that we have built, which are a few levels deep. Without memory out says so.
 */
void cp_json_dump(struct cp_buf *out, json_t *value, bool pretty);

#endif
