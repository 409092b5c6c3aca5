/*
 * The report before a page is put in: render/report.html, made part of the library by
 * build-aux/embed-report.sh. "@DATA@" stands once in it.
 */
#ifndef CP_RENDER_TEMPLATE_H
#define CP_RENDER_TEMPLATE_H

#include "base/slice.h"

extern const struct cp_slice cp_report_template;

#endif
