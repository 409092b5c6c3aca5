/*
 * Lists of articles, one for each feed and each month, on pages of so many. What is listed lies
 * in the spool; in memory are the names of the lists alone.
 */
#ifndef CP_ARCHIVE_SITELIST_H
#define CP_ARCHIVE_SITELIST_H

#include <stdint.h>

#include "archive/spool.h"
#include "base/arena.h"
#include "base/fail.h"
#include "base/table.h"

#define CP_SITE_PAGE 500

struct cp_sitelist {
    char letter; /* 'f' or 'm': files are f1-1.html, f1-2.html ... */
    struct cp_arena arena;
    struct cp_table names; /* to number */
    struct cp_sitelist_one {
        struct cp_slice name, title;
        uint32_t number, count;
    } * v;
    size_t n, room;
};

void cp_sitelist_init(struct cp_sitelist *l, char letter);
void cp_sitelist_clear(struct cp_sitelist *l);

/* Adds an item to the list of the name, which is made with the title where there is none. */
cleanpage_status cp_sitelist_add(struct cp_ctx *cx, struct cp_sitelist *l, struct cp_spool *s,
                                 struct cp_slice name, struct cp_slice title,
                                 struct cp_slice item);

/* Pages of a list. */
uint32_t cp_sitelist_pages(const struct cp_sitelist_one *one);

/* Name of the file of a page of a list, from 1 on, without its extension. */
void cp_sitelist_file(const struct cp_sitelist *l, const struct cp_sitelist_one *one,
                      uint32_t page, char file[32]);

/* Orders the lists by title, or newest first. Numbers stay. */
void cp_sitelist_sort(struct cp_sitelist *l, bool newest_first);

#endif
