/* Codes of languages as other programs have them. */
#ifndef CP_BATCH_LANGUAGES_H
#define CP_BATCH_LANGUAGES_H

#include "base/slice.h"

/* The code of ISO 639-3 for a tag of BCP 47, "deu" for "de-AT", as the files of Common Crawl
 * have it; empty if there is none. Lives as long as the tag. */
struct cp_slice cp_language_of_tag(const char *tag);

#endif
