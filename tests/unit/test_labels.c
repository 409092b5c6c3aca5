#include "unit.h"

#include "decode/decode.h"
#include "decode/encoding.h"

static const char *const labels[] = {
#define CP_LABEL(name, id) name,
#include "decode/labels.def"
#undef CP_LABEL
};

static void
test_sorted_and_complete(void **state)
{
    (void)state;
    assert_int_equal(COUNT_OF(labels), 228);    /* as many as the standard has */
    for (size_t i = 1; i < COUNT_OF(labels); i++)
        if (strcmp(labels[i - 1], labels[i]) >= 0)
            fail_msg("labels.def: \"%s\" must come before \"%s\"", labels[i], labels[i - 1]);
    for (size_t i = 0; i < COUNT_OF(labels); i++)
        assert_non_null(cp_encoding_find(cp_slice_of(labels[i])));
}

static void
test_every_name_is_a_label(void **state)
{
    (void)state;
    for (int id = 0; id < CP_ENCODING_COUNT; id++) {
        const struct cp_encoding *e = cp_encoding_of(id);
        assert_int_equal(e->id, id);
        assert_ptr_equal(cp_encoding_find(cp_slice_of(e->name)), e);
    }
}

static const struct {
    const char *label, *name;
} cases[] = {
    { "utf8", "UTF-8" },
    { "UTF-8", "UTF-8" },
    { " \t\nutf-8\r\f ", "UTF-8" },
    { "latin1", "windows-1252" },
    { "ISO-8859-1", "windows-1252" },
    { "us-ascii", "windows-1252" },
    { "ansi_x3.4-1968", "windows-1252" },
    { "iso-8859-9", "windows-1254" },
    { "iso-8859-11", "windows-874" },
    { "TIS-620", "windows-874" },
    { "iso-8859-8-i", "ISO-8859-8-I" },
    { "visual", "ISO-8859-8" },
    { "logical", "ISO-8859-8-I" },
    { "gb2312", "GBK" },
    { "chinese", "GBK" },
    { "GB18030", "gb18030" },
    { "big5-hkscs", "Big5" },
    { "x-sjis", "Shift_JIS" },
    { "ms932", "Shift_JIS" },
    { "ks_c_5601-1987", "EUC-KR" },
    { "windows-949", "EUC-KR" },
    { "unicode", "UTF-16LE" },
    { "utf-16", "UTF-16LE" },
    { "unicodefffe", "UTF-16BE" },
    { "x-mac-ukrainian", "x-mac-cyrillic" },
    { "koi", "KOI8-R" },
    { "koi8-ru", "KOI8-U" },
    { "866", "IBM866" },
    { "hz-gb-2312", "replacement" },
    { "iso-2022-kr", "replacement" },
    { "x-user-defined", "x-user-defined" },
    { "", NULL },
    { "utf", NULL },
    { "utf-9", NULL },
    { "utf-8x", NULL },
    { "utf 8", NULL },
    { "utf-7", NULL },
    { "iso-8859-12", NULL },
    { "none-of-the-labels-is-nearly-as-long-as-this-one", NULL },
    { "\xC3\xBCtf-8", NULL },
};

static void
test_find(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *name = cp_charset_find(cp_slice_of(cases[i].label));
        expect_slice(cases[i].label, cp_slice_of(name), cp_slice_of(cases[i].name));
        assert_int_equal(name == NULL, cases[i].name == NULL);
    }
    assert_null(cp_charset_find(CP_LIT("utf-8\0")));
    assert_null(cp_charset_find((struct cp_slice){ NULL, 0 }));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sorted_and_complete),
        cmocka_unit_test(test_every_name_is_a_label),
        cmocka_unit_test(test_find),
    };

    return cmocka_run_group_tests_name("labels", tests, NULL, NULL);
}
