/*
 * Formulas: the TeX that a page has beside what it shows.
 *
 * MathML with an annotation or alttext (KaTeX, MediaWiki, LaTeXML), scripts of MathJax, and
 * pictures whose text is TeX.
 */
#ifndef CP_RENDER_FORMULA_H
#define CP_RENDER_FORMULA_H

#include <stdbool.h>

#include "page/page.h"

/* Whether the page has any, by a quick look. */
bool cp_formula_any(const struct cp_page *page);

/* TeX of a math element; empty if it has none. */
struct cp_slice cp_formula_of_math(const struct cp_page *page, uint32_t math);
/* TeX of a script element; empty if it holds none. */
struct cp_slice cp_formula_of_script(const struct cp_page *page, uint32_t script);
/* TeX of a picture; empty if its text is none. */
struct cp_slice cp_formula_of_picture(const struct cp_page *page, uint32_t img);

/* Whether the TeX does no more than to set a formula: it has no command that reads or writes files,
 * makes links or loads what is not there, for whoever hands it to TeX or to MathJax. */
bool cp_formula_is_harmless(struct cp_slice tex);

/* Whether the formula stands on lines of its own. */
bool cp_formula_is_display(const struct cp_page *page, uint32_t i);

/* Whether an element shows, for the eye alone, a formula whose TeX is beside it. */
bool cp_formula_is_copy(const struct cp_page *page, uint32_t i);

#endif
