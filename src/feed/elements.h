/* The elements of feeds by namespace and name: elements.def. */
#ifndef CP_FEED_ELEMENTS_H
#define CP_FEED_ELEMENTS_H

#include "feed/xml.h"

/* What an element is to us; several names can be the same. */
enum cp_feed_element {
    CP_FEED_OTHER,    /* passed over with all that it holds */
    CP_FEED_ROOT,
    CP_FEED_CHANNEL,
    CP_FEED_ENTRY,
    CP_FEED_GROUP,    /* says nothing itself */
    CP_FEED_IMAGE,
    CP_FEED_AUTHOR,
    CP_FEED_TITLE,
    CP_FEED_SPARE_TITLE,    /* these are for where there is no other */
    CP_FEED_LINK,
    CP_FEED_GUID,
    CP_FEED_ID,
    CP_FEED_SPARE_ID,
    CP_FEED_ORIGINAL_LINK,
    CP_FEED_DESCRIPTION,
    CP_FEED_SPARE_DESCRIPTION,
    CP_FEED_CONTENT,
    CP_FEED_BODY,
    CP_FEED_PUBLISHED,
    CP_FEED_UPDATED,
    CP_FEED_CREATOR,
    CP_FEED_PODCASTER,
    CP_FEED_NAME,
    CP_FEED_EMAIL,
    CP_FEED_CATEGORY,
    CP_FEED_ENCLOSURE,
    CP_FEED_MEDIA,
    CP_FEED_THUMBNAIL,
    CP_FEED_COVER,
    CP_FEED_LOGO,
    CP_FEED_URL,
    CP_FEED_LANGUAGE,
    CP_FEED_TTL,
    CP_FEED_HOUR,
    CP_FEED_DAY,
    CP_FEED_PERIOD,
    CP_FEED_FREQUENCY
};

enum cp_feed_element cp_feed_element_find(const struct cp_xml_element *element);

/* "RSS 2.0", "Atom 1.0" and so on of a root element; static. NULL if it is no feed's. */
const char *cp_feed_root_version(const struct cp_xml_element *root, bool *is_atom);

#endif
