/*
 * Rule text to a layer: a table of verbs, one small function for each.
 *
 * The first mistake ends the reading; its message is "path:line:column: what to do".
 */
#ifndef CP_RULES_PARSE_H
#define CP_RULES_PARSE_H

#include "rules/layer.h"

/*
 * Adds what the text says to the layer. The text is copied unless it is `lasting`, that is,
 * outlives the layer. On failure the layer holds part of it and is to be freed.
 */
cleanpage_status cp_rules_parse(struct cp_ctx *cx, struct cp_layer *layer, const char *path,
                                struct cp_slice text, bool lasting);

#endif
