#!/usr/bin/env python3
"""Writes src/base/utf8_data.h from Python's unicodedata.

    python3 tools/unicode/gen-tables.py > src/base/utf8_data.h

Properties are found in two steps: the block of 128 characters, then the run within the block
(most have one to five; equal blocks are stored once). Simple lower-case mappings are runs too.
"""
import unicodedata as ud

NAMES = ("WORD", "SPACE", "INVISIBLE", "UNSPACED", "WIDE", "ZERO")
WORD, SPACE, INVISIBLE, UNSPACED, WIDE, ZERO = (1 << i for i in range(len(NAMES)))
BLOCK = 128
INDEXED = 0x20000     # utf8.c knows by itself what lies beyond: Han, then tags

SPACES = {0x9, 0xA, 0xC, 0xD, 0x20, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000}
SPACES |= set(range(0x2000, 0x200B))

# Soft hyphen, combining grapheme joiner, zero-width space and joiners, marks and embeddings
# of direction, word joiner and invisible operators, byte-order mark. Not the variation
# selectors and tags: they change the look of the character before them.
INVISIBLES = {0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF}
for first, last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x206F)):
    INVISIBLES |= set(range(first, last + 1))

# Blocks of the scripts that put no spaces between words.
UNSPACED_RANGES = (
    (0x0E00, 0x0E7F),     # Thai
    (0x0E80, 0x0EFF),     # Lao
    (0x0F00, 0x0FFF),     # Tibetan
    (0x1000, 0x109F),     # Burmese
    (0x1780, 0x17FF),     # Khmer
    (0x2E80, 0x2FDF),     # Han radicals
    (0x3005, 0x3007),     # Han iteration mark, closing mark, zero
    (0x3021, 0x3029),     # Hangzhou numerals
    (0x3031, 0x3035),     # Kana repeat marks
    (0x3038, 0x303C),     # Hangzhou tens, iteration marks
    (0x3041, 0x312F),     # Hiragana, Katakana, Bopomofo
    (0x31A0, 0x31BF),     # Bopomofo extended
    (0x31F0, 0x31FF),     # Katakana extensions
    (0x3400, 0x4DBF),     # Han extension A
    (0x4E00, 0x9FFF),     # Han
    (0xA9E0, 0xA9FF),     # Burmese extended B
    (0xAA60, 0xAA7F),     # Burmese extended A
    (0xF900, 0xFAFF),     # Han compatibility
    (0xFF66, 0xFF9D),     # half-width Katakana
    (0x1B000, 0x1B16F),   # Kana supplement
)

LOWERED_SCRIPTS = ("LATIN ", "GREEK ", "CYRILLIC ", "ARMENIAN ", "FULLWIDTH LATIN ",
                   "KELVIN SIGN", "ANGSTROM SIGN", "OHM SIGN")


def is_variation_selector(c):
    return (0xFE00 <= c <= 0xFE0F or 0xE0100 <= c <= 0xE01EF or 0x180B <= c <= 0x180F)


def properties(c):
    ch = chr(c)
    category = ud.category(ch)
    flags = 0
    if category[0] in "LNM" and c not in INVISIBLES and not is_variation_selector(c):
        flags |= WORD
        if any(a <= c <= b for a, b in UNSPACED_RANGES):
            flags |= UNSPACED
    if c in SPACES:
        flags |= SPACE
    if c in INVISIBLES:
        flags |= INVISIBLE
    hangul_vowel_or_tail = 0x1160 <= c <= 0x11FF or 0xD7B0 <= c <= 0xD7FF
    if (category in ("Mn", "Me", "Cf", "Cc", "Zl", "Zp") and c != 0x20) or hangul_vowel_or_tail:
        flags |= ZERO
    elif ud.east_asian_width(ch) in "WF":
        flags |= WIDE
    return flags


def block_runs(start):
    """Runs (last character within the block, properties)."""
    runs = []
    for i in range(BLOCK):
        flags = properties(start + i)
        if runs and runs[-1][1] == flags:
            runs.pop()
        runs.append((i, flags))
    return tuple(runs)


def blocks():
    """(number of the first run of each block, all runs)."""
    index, runs, seen = [], [], {}
    for start in range(0, INDEXED, BLOCK):
        block = block_runs(start)
        if block not in seen:
            seen[block] = len(runs)
            runs.extend(block)
        index.append(seen[block])
    return index, runs


def simple_lower(c):
    ch = chr(c)
    if not ud.name(ch, "").startswith(LOWERED_SCRIPTS):
        return c
    if c == 0x130:      # the only letter whose full mapping is longer than the simple one
        return ord("i")
    low = ch.lower()
    return ord(low) if len(low) == 1 else c


def lower_runs():
    """Runs (first, last, step, distance): every step-th character moves by the distance."""
    runs = []
    for c in range(0x80, INDEXED):
        low = simple_lower(c)
        if low == c:
            continue
        d = low - c
        if runs:
            first, last, step, dist = runs[-1]
            if dist == d and c - last in (1, 2) and step in (0, c - last):
                runs[-1] = (first, c, c - last, d)
                continue
        runs.append((c, c, 0, d))
    return [(a, b, s or 1, d) for a, b, s, d in runs]


def print_rows(items, per_line):
    for i in range(0, len(items), per_line):
        print("    " + " ".join(item + "," for item in items[i:i + per_line]))


def main():
    index, runs = blocks()
    print("/* Written by tools/unicode/gen-tables.py from Unicode %s: do not edit. */"
          % ud.unidata_version)
    print("#ifndef CP_BASE_UTF8_DATA_H\n#define CP_BASE_UTF8_DATA_H\n\n#include <stdint.h>\n")
    print("enum {")
    for i, name in enumerate(NAMES):
        print("    UTF8_%s = %d," % (name, 1 << i))
    print("    UTF8_BLOCK = %d," % BLOCK)
    print("    UTF8_INDEXED = 0x%X   /* characters from here on are in no table */" % INDEXED)
    print("};\n")
    print("/* Number of the first run of each block of UTF8_BLOCK characters. */")
    print("static const uint16_t utf8_first_run[] = {")
    print_rows(["%d" % n for n in index], 15)
    print("};\n")
    print("/* Runs of equal properties; `last` counts within the block. */")
    print("static const struct utf8_run {\n    uint8_t last, properties;\n} utf8_runs[] = {")
    print_rows(["{%d, %d}" % run for run in runs], 8)
    print("};\n")
    print("/* Every step-th character from first to last moves by the distance. */")
    print("static const struct utf8_lower_run {")
    print("    uint32_t first, last;\n    int32_t step, distance;\n} utf8_lower_runs[] = {")
    print_rows(["{0x%04X, 0x%04X, %d, %d}" % run for run in lower_runs()], 3)
    print("};\n\n#endif")


main()
