/* The line of JSON that every record has: see batch/line.h. */
#include "batch/line.h"

#include "base/shown.h"
#include "cleanpage.h"

/* ------------------------------------------------------------------ text of JSON */

static void
put_hex(struct cp_buf *out, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";

    cp_buf_puts(out, "\\u00");
    cp_buf_putc(out, digits[c >> 4]);
    cp_buf_putc(out, digits[c & 15]);
}

static void
put_string(struct cp_buf *out, struct cp_slice text)
{
    struct cp_buf shown = { 0 };

    cp_buf_put_shown(&shown, text);
    cp_buf_putc(out, '"');
    for (size_t i = 0; i < shown.n; i++) {
        unsigned char c = (unsigned char)shown.p[i];

        if (c < ' ') {
            put_hex(out, c);
            continue;
        }
        if (c == '"' || c == '\\')
            cp_buf_putc(out, '\\');
        cp_buf_putc(out, (char)c);
    }
    cp_buf_putc(out, '"');
    out->no_memory |= shown.no_memory;
    cp_buf_clear(&shown);
}

/* Bytes of the string that the text begins with, quotes included. The text is valid JSON. */
static size_t
string_length(struct cp_slice text)
{
    size_t n = 1;

    while (n < text.n && text.p[n] != '"')
        n += text.p[n] == '\\' ? 2 : 1;
    return n < text.n ? n + 1 : text.n;
}

/* Bytes of a value up to the comma that ends it, or to the end. */
static size_t
value_length(struct cp_slice text)
{
    size_t n = 0, depth = 0;

    while (n < text.n && (depth || text.p[n] != ',')) {
        struct cp_slice rest = { text.p + n, text.n - n };

        if (text.p[n] == '"') {
            n += string_length(rest);
            continue;
        }
        depth += text.p[n] == '{' || text.p[n] == '[';
        depth -= text.p[n] == '}' || text.p[n] == ']';
        n++;
    }
    return n;
}

/* ------------------------------------------------------------------ members of the input */

static bool
is_ours(struct cp_slice name)
{
    static const char *const ours[] = { "id",       "status", "error",    "text",  "markdown",
                                        "comments", "links",  "images",   "stats", "url",
                                        "notes",    "filter", "signature" };
    const char *field;

    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (cp_slice_eq(name, cp_slice_of(ours[i])))
            return true;
    for (size_t i = 0; (field = cleanpage_field_name(i)); i++)
        if (cp_slice_eq(name, cp_slice_of(field)))
            return true;
    return false;
}

/* One that "input_" was put before already, as by an earlier batch, gets another, or there
 * might be two of that name. `name` comes with its quotes. */
static bool
collides(struct cp_slice name)
{
    static const struct cp_slice prefix = { "input_", 6 };
    struct cp_slice plain = { name.p + 1, name.n - 2 };

    while (plain.n > prefix.n && memcmp(plain.p, prefix.p, prefix.n) == 0)
        plain = (struct cp_slice){ plain.p + prefix.n, plain.n - prefix.n };
    return is_ours(plain);
}

static void
put_carried(struct cp_buf *out, struct cp_slice members)
{
    while (members.n > 2 && *members.p == '"') {
        struct cp_slice name = { members.p, string_length(members) }, value;

        value = (struct cp_slice){ members.p + name.n + 1, members.n - name.n - 1 };
        value.n = value_length(value);
        cp_buf_puts(out, collides(name) ? ",\"input_" : ",\"");
        cp_buf_put(out, name.p + 1, name.n - 1);
        cp_buf_putc(out, ':');
        cp_buf_put_slice(out, value);
        members.p += name.n + 1 + value.n;
        members.n -= name.n + 1 + value.n;
        if (members.n && *members.p == ',') {
            members.p++;
            members.n--;
        }
    }
}

/* ------------------------------------------------------------------ lines */

static void
put_start(struct cp_buf *out, const struct cp_record *record, const char *status)
{
    cp_buf_puts(out, "{\"id\":");
    cp_buf_put_slice(out, record->id);
    cp_buf_puts(out, ",\"status\":\"");
    cp_buf_puts(out, status);
    cp_buf_puts(out, "\",\"error\":");
}

static void
put_members(struct cp_buf *out, struct cp_slice json)
{
    if (json.n && json.p[json.n - 1] == '\n')
        json.n--;
    cp_buf_putc(out, ',');
    cp_buf_put(out, json.p + 1, json.n - 1);
    cp_buf_putc(out, '\n');
}

static void
put_url(struct cp_buf *out, struct cp_slice url)
{
    cp_buf_puts(out, ",\"url\":");
    if (url.n)
        put_string(out, url);
    else
        cp_buf_puts(out, "null");
    cp_buf_puts(out, "}\n");
}

void
cp_line_put(struct cp_buf *out, const struct cp_record *record, bool has_text,
            struct cp_slice json)
{
    put_start(out, record, has_text ? "ok" : "empty");
    cp_buf_puts(out, "null");
    put_carried(out, record->carried);
    put_members(out, json);
}

void
cp_line_put_signed(struct cp_buf *out, const struct cp_record *record, struct cp_slice json,
                   struct cp_slice signature, size_t *members)
{
    size_t start = out->n;

    put_start(out, record, "ok");
    cp_buf_puts(out, "null");
    put_carried(out, record->carried);
    *members = out->n - start;
    if (signature.n) {
        cp_buf_puts(out, ",\"signature\":\"");
        cp_buf_put_slice(out, signature);
        cp_buf_putc(out, '"');
    }
    put_members(out, json);
}

void
cp_line_put_filtered(struct cp_buf *out, const struct cp_record *record, struct cp_slice filter,
                     struct cp_slice detail)
{
    struct cp_buf text = { 0 };

    cp_buf_put_slice(&text, filter);
    cp_buf_puts(&text, ": ");
    cp_buf_put_slice(&text, detail);
    put_start(out, record, "filtered");
    cp_buf_puts(out, "null,\"filter\":");
    put_string(out, cp_buf_slice(&text));
    put_carried(out, record->carried);
    put_url(out, record->url);
    out->no_memory |= text.no_memory;
    cp_buf_clear(&text);
}

void
cp_line_put_error(struct cp_buf *out, const struct cp_record *record, struct cp_slice cause)
{
    put_start(out, record, "error");
    put_string(out, cause);
    put_carried(out, record->carried);
    put_url(out, record->url);
}

/* ------------------------------------------------------------------ of lines that are there */

static bool
skip(struct cp_slice *at, struct cp_slice text)
{
    if (at->n < text.n || memcmp(at->p, text.p, text.n) != 0)
        return false;
    at->p += text.n;
    at->n -= text.n;
    return true;
}

static struct cp_slice
take(struct cp_slice *at, size_t n)
{
    struct cp_slice taken = { at->p, n };

    at->p += n;
    at->n -= n;
    return taken;
}

/* The next member of an object behind its comma: its name with quotes, and its value. */
static bool
take_member(struct cp_slice *at, struct cp_slice *name, struct cp_slice *value)
{
    if (!skip(at, CP_LIT(",")) || !at->n || *at->p != '"')
        return false;
    *name = take(at, string_length(*at));
    if (!skip(at, CP_LIT(":")))
        return false;
    *value = take(at, value_length(*at));
    return true;
}

/* What stands before the members that were carried over. */
static bool
take_head(struct cp_slice *at, struct cp_line *line)
{
    if (!skip(at, CP_LIT("{\"id\":")))
        return false;
    line->id = take(at, value_length(*at));
    if (!skip(at, CP_LIT(",\"status\":\"")))
        return false;
    line->status = (struct cp_slice){ at->p, 0 };
    while (at->n && *at->p != '"')
        take(at, 1);
    line->status.n = (size_t)(at->p - line->status.p);
    return line->id.n && skip(at, CP_LIT("\",\"error\":"));
}

static struct cp_slice
find_url(struct cp_slice members)
{
    struct cp_slice name, value;

    while (take_member(&members, &name, &value))
        if (cp_slice_eq(name, CP_LIT("\"url\"")))
            return value;
    return CP_LIT("null");
}

bool
cp_line_cut(struct cp_slice text, size_t members, struct cp_line *line)
{
    struct cp_slice at = text;

    *line = (struct cp_line){ .id = { 0 } };
    if (!text.n || members > text.n || !take_head(&at, line) || !skip(&at, CP_LIT("null")) ||
        members < (size_t)(at.p - text.p))
        return false;
    line->carried = (struct cp_slice){ at.p, (size_t)(text.p + members - at.p) };
    line->rest = (struct cp_slice){ text.p + members, text.n - members };
    line->url = find_url(line->rest);
    return true;
}

bool
cp_line_read(struct cp_slice text, struct cp_line *line)
{
    struct cp_slice at = text, name, value;

    *line = (struct cp_line){ .id = { 0 } };
    if (!text.n || text.p[text.n - 1] != '}' || !take_head(&at, line))
        return false;
    take(&at, value_length(at));
    line->carried = (struct cp_slice){ at.p, 0 };
    while (take_member(&at, &name, &value)) {
        if (cp_slice_eq(name, CP_LIT("\"signature\"")) && value.n > 2) {
            line->signature = (struct cp_slice){ value.p + 1, value.n - 2 };
            break;
        }
        line->carried.n = (size_t)(at.p - line->carried.p);
    }
    line->rest = at;
    line->url = find_url(at);
    return true;
}

bool
cp_line_is_of(struct cp_slice text, struct cp_slice id)
{
    struct cp_slice at = text;

    return text.n && memchr(text.p, '\n', text.n) == text.p + text.n - 1 &&
           skip(&at, CP_LIT("{\"id\":")) && skip(&at, id) && skip(&at, CP_LIT(","));
}

void
cp_line_put_unsigned(struct cp_buf *out, const struct cp_line *line)
{
    cp_buf_puts(out, "{\"id\":");
    cp_buf_put_slice(out, line->id);
    cp_buf_puts(out, ",\"status\":\"");
    cp_buf_put_slice(out, line->status);
    cp_buf_puts(out, "\",\"error\":null");
    cp_buf_put_slice(out, line->carried);
    cp_buf_put_slice(out, line->rest);
    cp_buf_putc(out, '\n');
}

void
cp_line_put_duplicate(struct cp_buf *out, const struct cp_line *line, const char *filter,
                      struct cp_slice other)
{
    bool is_string = other.n > 1 && *other.p == '"';

    cp_buf_puts(out, "{\"id\":");
    cp_buf_put_slice(out, line->id);
    cp_buf_puts(out, ",\"status\":\"filtered\",\"error\":null,\"filter\":\"");
    cp_buf_puts(out, filter);
    cp_buf_putc(out, ' ');
    cp_buf_put(out, other.p + is_string, other.n - 2 * is_string);
    cp_buf_putc(out, '"');
    cp_buf_put_slice(out, line->carried);
    cp_buf_puts(out, ",\"url\":");
    cp_buf_put_slice(out, line->url);
    cp_buf_puts(out, "}\n");
}
