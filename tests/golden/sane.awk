# Reads bytes as od -An -v -tu1 prints them and says what is wrong with them as text.
#
# Good text is UTF-8 as RFC 3629 has it (no overlong forms, surrogates or numbers above
# 10FFFF), has no control characters but line feed and tab, no byte order mark, and ends in
# exactly one line feed. Exit status 1 and one line about the first fault otherwise.

function fault(what)
{
    printf "byte %d: %s\n", at, what
    failed = 1
    exit 1
}

function take(byte)
{
    if (left > 0) {
        if (byte < 128 || byte > 191)
            fault("a UTF-8 sequence breaks off")
        code = code * 64 + byte - 128
        if (--left == 0)
            check()
    } else if (byte < 128) {
        if (byte < 32 && byte != 10 && byte != 9 || byte == 127)
            fault("control character " byte)
    } else if (byte >= 194 && byte <= 223) {
        begin(byte - 192, 1, 128)
    } else if (byte >= 224 && byte <= 239) {
        begin(byte - 224, 2, 2048)
    } else if (byte >= 240 && byte <= 244) {
        begin(byte - 240, 3, 65536)
    } else {
        fault("not UTF-8")
    }
    before_last = last
    last = byte
}

function begin(bits, n, least)
{
    code = bits
    left = n
    smallest = least
}

function check()
{
    if (code < smallest || code > 1114111 || code >= 55296 && code <= 57343)
        fault("not UTF-8")
    if (code < 160)
        fault("control character " code)
    if (code == 65279)
        fault("byte order mark")
}

{
    for (i = 1; i <= NF; i++) {
        at++
        take($i + 0)
    }
}

END {
    if (failed)
        exit 1
    if (left > 0)
        fault("a UTF-8 sequence breaks off")
    if (at == 0 || last != 10)
        fault("no newline at the end")
    if (before_last == 10)
        fault("more than one newline at the end")
}
