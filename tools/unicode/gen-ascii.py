#!/usr/bin/env python3
"""Writes src/archive/ascii.def: letters of many scripts in ASCII.

    python3 tools/unicode/gen-ascii.py > src/archive/ascii.def

Latin letters are taken apart by their decompositions in Python's unicodedata; what has none, and
the other scripts, are told below, letter by letter. Only lower-case letters are written: the
reader folds case before it looks.
"""
import unicodedata as ud



def pairs(letters, ascii_letters):
          """Letter by letter, the second as words."""
          return dict(zip(letters, ascii_letters.split(), strict=True))


# Latin letters that do not come apart into a base letter and marks. A German u with diaeresis
# is "ue" to Germans and "u" to Turks, Hungarians, Estonians and Spaniards; without knowing the
# language the base letter alone is never wrong for long.
LATIN = {
    "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "þ": "th", "ð": "d", "đ": "d", "ħ": "h",
    "ı": "i", "ĸ": "k", "ł": "l", "ŀ": "l", "ŋ": "ng", "ŧ": "t", "ſ": "s", "ƀ": "b",
    "ƃ": "b", "ƈ": "c", "ƌ": "d", "ƒ": "f", "ƙ": "k", "ƚ": "l", "ƞ": "n", "ƥ": "p",
    "ƫ": "t", "ƭ": "t", "ƴ": "y", "ƶ": "z", "ǝ": "e", "ǥ": "g", "ȡ": "d", "ȥ": "z",
    "ȴ": "l", "ȵ": "n", "ȶ": "t", "ȷ": "j", "ȼ": "c", "ȿ": "s", "ɀ": "z", "ɇ": "e",
    "ɉ": "j", "ɋ": "q", "ɍ": "r", "ɏ": "y", "ɓ": "b", "ɔ": "o", "ɖ": "d", "ɗ": "d",
    "ə": "e", "ɛ": "e", "ɠ": "g", "ɡ": "g", "ɣ": "g", "ɨ": "i", "ɩ": "i", "ɫ": "l",
    "ɲ": "n", "ɵ": "o", "ɽ": "r", "ʃ": "s", "ʈ": "t", "ʉ": "u", "ʊ": "u", "ʋ": "v",
    "ʒ": "z", "ẜ": "s", "ẝ": "s", "ỻ": "ll", "ỿ": "y", "ⱡ": "l", "ⱥ": "a", "ⱦ": "t",
    "№": "no",
}
LATIN_RANGES = ((0xA0, 0x24F), (0x250, 0x2AF), (0x1E00, 0x1EFF), (0x2070, 0x2094),
                (0x2116, 0x2116), (0x2C60, 0x2C7F), (0xFB00, 0xFB06), (0xFF10, 0xFF5A))

# ELOT 743 without its marks; of the digraphs only those with upsilon, which ascii.c knows.
GREEK = pairs("αβγδεζηθικλμνξοπρσςτυφχψω",
              "a v g d e z i th i k l m n x o p r s s t y f ch ps o")
GREEK_RANGES = ((0x370, 0x3FF), (0x1F00, 0x1FFF))

# Russian as passports had it and most sites write it, then the letters of other languages. The
# letters they share are read as Russian ones. The hard sign is a vowel in Bulgarian: ascii.c.
CYRILLIC = pairs("абвгдежзийклмнопрстуфхцчшщъыьэюяё",
                 "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch a y - e yu ya yo")
CYRILLIC.update({
    "є": "ye", "і": "i", "ї": "yi", "ґ": "g", "ў": "u",  # Ukrainian ...
    "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz", "ѕ": "dz",  # Serbian ...
    "ѓ": "gj", "ќ": "kj", "ѐ": "e", "ѝ": "i", "ѣ": "ye", "ѳ": "f", "ѵ": "i",
    "ә": "a", "ғ": "g", "қ": "q", "ң": "ng", "ө": "o", "ұ": "u", "ү": "u", "һ": "h",  # Kazakh ...
    "җ": "j", "ҳ": "h", "ҷ": "j", "ӯ": "u", "ӣ": "i", "ӏ": "-", "ӑ": "a", "ӗ": "e",
    "ҙ": "dh", "ҡ": "q", "ҫ": "th", "ҥ": "ng",
})

ARMENIAN = pairs("աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
                 "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r "
                 "ts w p k o f ev")
GEORGIAN = pairs("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
                 "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j "
                 "h")

# Consonants; a vowel that is not written stays away.
HEBREW = pairs("אבגדהוזחטיךכלםמןנסעףפץצקרשת",
               "a b g d h v z h t y k k l m m n n s a p p ts ts k r sh t")
ARABIC = pairs("ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
               "a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h w y")
ARABIC.update({
    "ء": "-", "آ": "a", "أ": "a", "ؤ": "w", "إ": "i", "ئ": "y", "ة": "a", "ى": "a", "ـ": "-",
    "ٱ": "a", "پ": "p", "چ": "ch", "ژ": "zh", "ک": "k", "گ": "g", "ی": "y",      # Persian
    "ٹ": "t", "ڈ": "d", "ڑ": "r", "ں": "n", "ھ": "h", "ہ": "h", "ۂ": "h", "ے": "e",  # Urdu ...
    "ۆ": "o", "ۇ": "u", "ې": "e", "ە": "e", "ڭ": "ng", "ۋ": "v", "ێ": "e", "ڵ": "l", "ڕ": "r",
    "ټ": "t", "ځ": "dz", "څ": "ts", "ډ": "d", "ړ": "r", "ږ": "zh", "ښ": "sh", "ڼ": "n", "ۍ": "y",
})

# Modified Hepburn, long vowels as written; ascii.c joins small letters with the one before and
# reads Katakana as Hiragana.
HIRAGANA = pairs("ぁあぃいぅうぇえぉお", "a a i i u u e e o o")
HIRAGANA.update(pairs("かがきぎくぐけげこごさざしじすずせぜそぞ",
                      "ka ga ki gi ku gu ke ge ko go sa za shi ji su zu se ze so zo"))
HIRAGANA.update(pairs("ただちぢっつづてでとどなにぬねの",
                      "ta da chi ji - tsu zu te de to do na ni nu ne no"))
HIRAGANA.update(pairs("はばぱひびぴふぶぷへべぺほぼぽまみむめも",
                      "ha ba pa hi bi pi fu bu pu he be pe ho bo po ma mi mu me mo"))
HIRAGANA.update(pairs("ゃやゅゆょよらりるれろゎわゐゑをんゔゕゖ",
                      "ya ya yu yu yo yo ra ri ru re ro wa wa i e o n vu ka ke"))
HIRAGANA["ー"] = "-"

# What belongs to a word and is not heard: apostrophes, and the letters that stand for them.
SILENT = "'’‘ʼʻʹʺʾʿ׳״·"


def base_letters(ch):
    """The ASCII that a character comes apart into; None if there is more in it."""
    apart = "".join(c for c in ud.normalize("NFKD", ch) if not ud.combining(c))
    apart = "".join(LATIN.get(c, c) for c in apart.lower())
    return apart if apart.isascii() and apart.isalnum() else None


def add_latin(table):
    for first, last in LATIN_RANGES:
        for c in range(first, last + 1):
            ch = chr(c)
            if ud.category(ch)[0] in "LN" or ch == "№":
                letters = LATIN.get(ch) or base_letters(ch)
                if letters:
                    table[c] = letters


def add_greek(table):
    for first, last in GREEK_RANGES:
        for c in range(first, last + 1):
            apart = ud.normalize("NFKD", chr(c)).lower()
            letters = "".join(GREEK.get(ch, "") for ch in apart)
            if ud.category(chr(c))[0] == "L" and letters:
                table[c] = letters


def add_digits(table):
    for c in range(0x80, 0x10000):
        if ud.category(chr(c)) == "Nd":
            table[c] = str(ud.decimal(chr(c)))


def lower_of(c):
    low = chr(c).lower()
    return ord(low) if len(low) == 1 else c


def rows(table):
    """Runs of characters; a hole of up to 3 is written as a dot."""
    row = []
    for c in sorted(table):
        if row and (c - row[-1][0] > 4 or c - row[0][0] >= 64):
            yield row
            row = []
        while row and row[-1][0] + 1 < c:
            row.append((row[-1][0] + 1, "."))
        row.append((c, table[c]))
    yield row


def main():
    table = {}
    add_digits(table)
    add_latin(table)
    add_greek(table)
    for script in CYRILLIC, ARMENIAN, GEORGIAN, HEBREW, ARABIC, HIRAGANA:
        table.update((ord(ch), letters) for ch, letters in script.items())
    table.update((ord(ch), "-") for ch in SILENT)
    table = {c: s for c, s in table.items() if lower_of(c) == c}
    print("/* Written by tools/unicode/gen-ascii.py from Unicode %s: do not edit."
          % ud.unidata_version)
    print(" *\n * ROW(first, letters): what the characters from the first on are in ASCII, one after the")
    print(' * other; "-" is one that is not heard, "." one that is in no row. */')
    for row in rows(table):
        letters = [s for _, s in row]
        lines, line = [], ""
        for s in letters:
            if len(line) + len(s) > 70:
                lines.append(line)
                line = ""
            line += s + " "
        lines.append(line.rstrip())
        print("ROW(0x%04X, %s)" % (row[0][0], "\n            ".join('"%s"' % l for l in lines)))


main()
