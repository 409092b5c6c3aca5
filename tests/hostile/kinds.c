/* The kinds of hostile pages: see hostile/kinds.h. */
#include "kinds.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N(array) (sizeof(array) / sizeof *(array))

/* clang-format off: a row for each kind, however long */
const struct hostile_kind hostile_kinds[] = {
    /* the oldest: nesting, formatting, tables, attributes, text */
    { "nested div", "", "<div>", NULL, "", 0 },
    { "nested span", "", "<span>", NULL, "", 0 },
    { "nested unknown elements", "", "<x-y>", NULL, "", 0 },
    { "unknown elements and ends of known ones", "", "<x></blink>", NULL, "", 0 },
    { "nested tables", "", "<table><tr><td>", NULL, "", 0 },
    { "nested tables without cells", "", "<table>", NULL, "", 0 },
    { "nested lists", "", "<ul><li>", NULL, "", 0 },
    { "items parted by sections", "", "<li><section>", NULL, "", 0 },
    { "definitions parted by asides", "", "<dd><aside>", NULL, "", 0 },
    { "nested objects", "", "<object>", NULL, "", 0 },
    { "nested buttons with paragraphs", "", "<button><p>", NULL, "", 0 },
    { "nested selects", "", "<select><option>", NULL, "", 0 },
    { "divs inside selects", "", "<div><select></div>", NULL, "", 0 },
    { "nested templates", "", "<template>", NULL, "", 0 },
    { "nested template tables", "", "<template><tr><td>", NULL, "", 0 },
    { "nested forms", "", "<form><div></form>", NULL, "", 0 },
    { "nested ruby", "", "<ruby><rt>", NULL, "", 0 },
    { "quotes closed by the wrong end", "", "<blockquote><p></div>", NULL, "", 0 },
    { "items closed across lists", "", "<li><ul></li>", NULL, "", 0 },
    { "divs, then paragraphs", "", "<div>", "<p>x", "", 0 },
    { "divs, then stray ends", "", "<div>", "</x>", "", 0 },
    { "divs, then bold", "", "<div>", "<b>x</b>", "", 0 },
    { "spans, then items", "", "<span>", "<li>x", "", 0 },
    { "open bold", "", "<b>", NULL, "", 0 },
    { "open bold, all different", "", "<b id=%>", NULL, "", 0 },
    { "open fonts, all different, then paragraphs", "", "<font size=%>", "<p>x", "", 0 },
    { "a paragraph and a font, all different", "", "<p><font size=%>x", NULL, "", 0 },
    { "paragraphs that reopen sixty fonts", "<p>" "<i id=0><i id=1><i id=2><i id=3><i id=4><i id=5><i id=6><i id=7><i id=8><i id=9>" "<b id=0><b id=1><b id=2><b id=3><b id=4><b id=5><b id=6><b id=7><b id=8><b id=9>" "<u id=0><u id=1><u id=2><u id=3><u id=4><u id=5><u id=6><u id=7><u id=8><u id=9>" "<s id=0><s id=1><s id=2><s id=3><s id=4><s id=5><s id=6><s id=7><s id=8><s id=9>" "<em id=0><em id=1><em id=2><em id=3><em id=4><em id=5><em id=6><em id=7><em id=8>" "<tt id=0><tt id=1><tt id=2><tt id=3><tt id=4><tt id=5><tt id=6><tt id=7><tt id=8>", "</p><p>x", NULL, "", 0 },
    { "rows that reopen bold", "<table><b><i><u><s><em><tt>", "<tr>x", NULL, "</table>", 0 },
    { "links in links", "", "<a href=%>x", NULL, "", 0 },
    { "links in links in tables", "", "<a href=%><table>", NULL, "", 0 },
    { "nobr in nobr", "", "<nobr>x", NULL, "", 0 },
    { "adoption", "<b><i><u><s>", "<div>", "</b><b>", "", 0 },
    { "misnested bold and div", "", "<b><div></b></div>", NULL, "", 0 },
    { "misnested italic and p", "", "<i><p></i>x", NULL, "", 0 },
    { "foster-parented divs", "<table>", "<div>x</div>", NULL, "</table>", 0 },
    { "foster-parented bold", "<table>", "<b>x", NULL, "</table>", 0 },
    { "foster-parented text", "", "<table>x", NULL, "", 0 },
    { "captions", "", "<table><caption>", NULL, "", 0 },
    { "stray ends of unknown elements", "", "</x>", NULL, "", 0 },
    { "stray ends of paragraphs", "", "</p>", NULL, "", 0 },
    { "stray ends of breaks", "", "</br>", NULL, "", 0 },
    { "line breaks", "", "<br>", NULL, "", 0 },
    { "rules", "", "<hr>", NULL, "", 0 },
    { "images", "", "<img src=x alt=y>", NULL, "", 0 },
    { "empty paragraphs", "", "<p></p>", NULL, "", 0 },
    { "short paragraphs", "", "<p>x y z</p>", NULL, "", 0 },
    { "short links", "", "<p><a href=/%>x y</a></p>", NULL, "", 0 },
    { "headings", "", "<h2>x</h3>", NULL, "", 0 },
    { "table rows", "<table>", "<tr><td>a<td>b", NULL, "</table>", 0 },
    { "one row of many cells", "<table><tr>", "<td>x", NULL, "</table>", 0 },
    { "list items", "<ol>", "<li>x", NULL, "</ol>", 0 },
    { "many attributes on one tag", "<div", " a%=b", NULL, ">", 0 },
    { "one attribute repeated on one tag", "<div", " a=b", NULL, ">", 0 },
    { "many tags of many attributes", "", "<p a b c d e f g h i j k l m n o p q r s t u v w>x", NULL, "", 0 },
    { "one long attribute", "<div title=\"", "x", NULL, "\">", 0 },
    { "one attribute of references", "<div title=\"", "&amp;", NULL, "\">", 0 },
    { "an unclosed quote", "<p>x</p><div title=\"", "<p>x</p>", NULL, "\">", 0 },
    { "classes on one tag", "<div class=\"", "c% ", NULL, "\">", 0 },
    { "body tags with attributes", "", "<body a%=b class=c>", NULL, "", 0 },
    { "one long tag name", "<d", "x", NULL, ">", 0 },
    { "one long word", "<p>", "x", NULL, "", 0 },
    { "one long paragraph", "<p>", "lorem ipsum, dolor. ", NULL, "", 0 },
    { "one long line of CJK", "<p>", "\xE5\xAD\x97", NULL, "", 0 },
    { "one long title", "<title>", "word ", NULL, "</title>", 0 },
    { "one long script", "<script>", "<!--<script>", NULL, "--></script></script>", 0 },
    { "one long JSON script", "<script type='application/ld+json'>", "{\"a\":[", NULL, "</script>", 0 },
    { "many JSON scripts", "", "<script type='application/json'>{}</script>", NULL, "", 0 },
    { "one long pre", "<pre>", "x  y\n", NULL, "</pre>", 0 },
    { "a pre of white space", "<pre>", " \n", NULL, "</pre>", 0 },
    { "white space", "<p>", " \n\t", NULL, "", 0 },
    { "white space references", "<p>", "&#32;", NULL, "", 0 },
    { "references", "<p>", "&amp;", NULL, "", 0 },
    { "references that are none", "<p>", "&x;", NULL, "", 0 },
    { "numeric references out of range", "<p>", "&#x110000;", NULL, "", 0 },
    { "a long numeric reference", "<p>&#", "1", NULL, ";", 0 },
    { "ampersands", "<p>", "&", NULL, "", 0 },
    { "less-than signs", "<p>", "< ", NULL, "", 0 },
    { "tag openings", "", "<", NULL, " ", 0 },
    { "end tag openings", "", "</", NULL, ">", 0 },
    { "processing instructions", "", "<?x>", NULL, "", 0 },
    { "comments", "", "<!---->", NULL, "", 0 },
    { "text between comments", "<p>", "a<!-->", NULL, "", 0 },
    { "an unclosed comment", "<!--", "-", NULL, "-->", 0 },
    { "unclosed comments", "", "<!-- x ", NULL, "-->", 0 },
    { "CDATA sections", "", "<![CDATA[x]]>", NULL, "", 0 },
    { "CDATA sections in math", "<math>", "<![CDATA[x]]>", NULL, "</math>", 0 },
    { "doctypes", "", "<!doctype html>", NULL, "", 0 },
    { "drawings", "", "<svg><g></g></svg>", NULL, "", 0 },
    { "nested drawings", "", "<svg>", NULL, "", 0 },
    { "nested groups", "<svg>", "<g>", NULL, "</svg>", 0 },
    { "nested links in a drawing", "<svg>", "<a>", NULL, "</svg>", 0 },
    { "voids in a drawing", "<svg>", "<input>", NULL, "</svg>", 0 },
    { "HTML in drawings", "", "<svg><foreignObject>", NULL, "", 0 },
    { "titles in a drawing", "<svg>", "<title><b>", NULL, "</svg>", 0 },
    { "drawings that end in a div", "", "<svg><div>", NULL, "", 0 },
    { "formulas", "", "<math><mi>x</mi></math>", NULL, "", 0 },
    { "nested formulas", "", "<math><mi>", NULL, "</math>", 0 },
    { "fonts in a formula's title", "<math><mtext>", "<p><font size=%>x", NULL, "</math>", 0 },
    { "framesets", "<frameset>", "<frameset>", NULL, "</frameset>", 0 },
    { "plaintext after a select", "<select><plaintext>", "<b>", NULL, "", 0 },
    { "titles in selects", "<select>", "<title>x</title>", NULL, "</select>", 0 },
    { "data full of tags on a filtered page", "<isindex><script id=__NEXT_DATA__>", "<b>\"", NULL, "</script>", 0 },
    { "an input full of tags on a filtered page", "<isindex><textarea>", "<b>x", NULL, "</textarea>", 0 },
    { "examples on a filtered page", "<isindex>", "<xmp><b></xmp><x>", NULL, "", 0 },
    { "noscript elements in a head", "<noscript>", "<noscript><meta>", NULL, "", 0 },
    { "isindex", "", "<isindex>", NULL, "", 0 },
    { "carriage returns", "<p>", "\r", NULL, "", 0 },
    { "invalid bytes", "<meta charset=utf-8><p>", "\xFF", NULL, "", 0 },
    { "surrogates", "<meta charset=utf-8><p>", "\xED\xA0\x80", NULL, "", 0 },
    { "controls", "<p>", "\x01\x7F", NULL, "", 0 },
    { "zero-width characters", "<p>", "\xE2\x80\x8B", NULL, "", 0 },
    { "combining marks", "<p>", "a\xCC\x81\xCC\x81\xCC\x81", NULL, "", 0 },
    { "nested quotes with text", "", "<blockquote>x", NULL, "", 0 },
    { "nested lists with text", "", "<ul><li>x", NULL, "", 0 },
    { "nested tables with text", "", "<table><tr><td>x", NULL, "", 0 },
    { "scraped lines", "lines of plain text\n", "a line of text\n", NULL, "", SCRAPED },
    { "scraped paragraphs", "lines of plain text\n\n", "A paragraph of text.\n\n", NULL, "", SCRAPED },
    { "one scraped line", "plain text ", "word ", NULL, "", SCRAPED },


    /* elements in each other */
    { "any tags in any order", "", "\x1D", NULL, "", 0 },
    { "any tags and words", "", "\x1D@ ", NULL, "", 0 },
    { "any bytes", "<meta charset=utf-8><p>", "\x1F", NULL, "", NO_END },
    { "any bytes of no encoding", "", "\x1F", NULL, "", NO_END },
    { "any bytes in tags", "<meta charset=utf-8>", "<\x1F\x1F\x1F \x1F=\x1F>\x1F", NULL, "", NO_END },
    { "one of each formatting element, open", "", "<b><big><code><em><font><i><s><small><strike><strong><tt><u><nobr>@ ", NULL, "", 0 },
    { "formatting closed in the order it was opened", "", "<b><i><u>@</b></i></u> ", NULL, "", 0 },
    { "formatting closed over blocks", "", "<b><p><i><div>@</b></p></i></div>", NULL, "", 0 },
    { "documents in documents", "", "<html a%=x><head><body>@", NULL, "", 0 },
    { "heads and titles", "", "<head><title>@</title></head>", NULL, "", 0 },
    { "nested details", "", "<details><summary>@</summary>", NULL, "", 0 },
    { "nested figures", "", "<figure><figcaption>@", NULL, "", 0 },
    { "nested definitions", "", "<dl><dt>@<dd>@", NULL, "", 0 },
    { "nested fieldsets", "", "<fieldset><legend>@</legend>", NULL, "", 0 },
    { "nested dialogs and menus", "", "<dialog><menu><li>@", NULL, "", 0 },
    { "nested articles", "", "<article><h2>@</h2><p>@ @ @ @.</p>", NULL, "", 0 },
    { "sections and asides in turn", "", "<section><aside>@", NULL, "", 0 },
    { "nested headers and footers", "", "<header>@<footer>@", NULL, "", 0 },
    { "nested bidirectional isolates", "", "<bdi><bdo dir=rtl>@", NULL, "", 0 },
    { "nested subscripts", "", "<sub>@<sup>@", NULL, "", 0 },
    { "nested quotations", "", "<q>@ ", NULL, "", 0 },
    { "nested emphasis", "", "<em>@ <strong>@ ", NULL, "", 0 },
    { "nested links and headings", "", "<h1><a href=%>@<h2>", NULL, "", 0 },
    { "nested noscripts", "", "<noscript>@", NULL, "", 0 },
    { "noscripts side by side", "", "<noscript><p>@ @ @.</p></noscript>", NULL, "", 0 },
    { "frames in the page", "", "<iframe srcdoc='<p>@'>@</iframe>", NULL, "", 0 },
    { "paragraphs in an inline frame", "<iframe>", "<p>@</p>", NULL, "</iframe>", 0 },
    { "nested custom elements with slots", "", "<x-%><template shadowrootmode=open><slot></slot></template>@", NULL, "", 0 },
    { "obsolete elements", "", "<center><marquee>@<blink>@<xmp>@</xmp><listing>@</listing><dir><li>@", NULL, "", 0 },
    { "media with fallbacks", "", "<video><source src=%><track src=%>@</video><audio>@</audio><canvas>@</canvas>", NULL, "", 0 },
    { "text areas", "", "<textarea>@ @</textarea>", NULL, "", 0 },
    { "buttons and inputs", "", "<button>@</button><input value=@><label>@</label>", NULL, "", 0 },
    { "selects side by side", "", "<select><optgroup label=@><option>@<option>@</select>", NULL, "", 0 },
    { "one select of many options", "<select>", "<option value=%>@", NULL, "</select>", 0 },
    { "data lists", "", "<datalist><option value=@>@</datalist>", NULL, "", 0 },
    { "words parted by break opportunities", "<p>", "@<wbr>", NULL, "", 0 },
    { "a letter in each element", "<p>", "<b>x</b><i>y</i>", NULL, "", 0 },
    { "spans around each word", "<p>", "<span><span>@ </span></span>", NULL, "", 0 },
    { "levels of headings in turn", "", "<h1>@</h1><h6>@</h6><h3>@</h3>", NULL, "", 0 },
    { "headings, then paragraphs", "", "<h2>@ @ %</h2>", "<p>@ @ @ @.</p>", "", 0 },
    { "empty elements in each other", "", "<div><div><div></div></div></div>", NULL, "", 0 },
    { "lists in lists, closed", "", "<ul><li>@<ul><li>@</ul></ul>", NULL, "", 0 },
    { "numbered lists from far away", "", "<ol start=2147483640><li>@<li>@<li value=-2147483648>@</ol>", NULL, "", 0 },
    { "reversed lists", "<ol reversed>", "<li>@", NULL, "</ol>", 0 },
    { "definitions flat", "<dl>", "<dt>@<dd>@ @", NULL, "</dl>", 0 },

    /* tables */
    { "columns without end", "<table>", "<tr><td colspan=9000000000000000>@", NULL, "", 0 },
    { "rows without end", "<table>", "<tr><td rowspan=9e15>@<td rowspan=65534>@", NULL, "", 0 },
    { "cells over all", "<table>", "<tr><td colspan=1000 rowspan=65534>@ @", NULL, "", 0 },
    { "spans that overlap", "<table>", "<tr><td rowspan=3 colspan=2>@<td>@<td rowspan=2>@", NULL, "", 0 },
    { "columns declared", "<table>", "<colgroup span=1000><col span=1000>", NULL, "<tr><td>@</table>", 0 },
    { "many heads and bodies", "<table>", "<thead><tr><th>@<tbody><tr><td>@<tfoot><tr><td>@", NULL, "", 0 },
    { "tables side by side", "", "<table><tr><th>@<th>@<tr><td>@<td>@</table>", NULL, "", 0 },
    { "tables of one cell", "", "<table><tr><td>@ @ @ @</table>", NULL, "", 0 },
    { "a wide table", "<table>", "<tr><td>@<td>@<td>@<td>@<td>@<td>@<td>@<td>@<td>@<td>@<td>@<td>@<td>@<td>@<td>@<td>@", NULL, "", 0 },
    { "rows of growing cells", "<table>", "<tr><td>@<td>@ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @", NULL, "", 0 },
    { "one cell of a huge text", "<table><tr><th>@<th>@<tr><td>@<td>", "@ | @ ", NULL, "</table>", 0 },
    { "cells full of bars", "<table><tr><th>a<th>b", "<tr><td>||||<td>\\|\\|", NULL, "</table>", 0 },
    { "cells with line breaks", "<table><tr><th>a<th>b", "<tr><td>@<br>@<td>@<br>@<br>@", NULL, "</table>", 0 },
    { "lists in cells", "<table>", "<tr><td><ul><li>@<li>@</ul><td><pre>@\n@</pre>", NULL, "</table>", 0 },
    { "wide characters in cells", "<meta charset=utf-8><table>", "<tr><td>\xE5\xAD\x97\xE5\xAD\x97<td>x<td>\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA9", NULL, "</table>", 0 },

    /* what Markdown, XML and JSON must escape */
    { "marks of Markdown", "<p>", "*_`[]()#+-!<>|~\\ ", NULL, "", 0 },
    { "asterisks", "<p>", "*", NULL, "", 0 },
    { "underscores in words", "<p>", "a_", NULL, "", 0 },
    { "opening brackets", "<p>", "[", NULL, "", 0 },
    { "brackets and parentheses", "<p>", "[](x", NULL, "", 0 },
    { "backslashes", "<p>", "\\", NULL, "", 0 },
    { "tildes", "<p>", "~~", NULL, "", 0 },
    { "graves in code", "<p>", "<code>`x``%`</code> ", NULL, "", 0 },
    { "one code of graves", "<p><code>", "`", NULL, "</code>", 0 },
    { "fences in listings", "", "<pre>```\n````\n~~~\n</pre>", NULL, "", 0 },
    { "a listing of fences", "<pre>", "```\n", NULL, "</pre>", 0 },
    { "lines that begin like lists", "<pre>", "%. - + * > # = -\n", NULL, "</pre>", 0 },
    { "paragraphs that begin like lists", "", "<p>%. @</p><p>- @</p><p>&gt; @</p><p># @</p><p>===</p>", NULL, "", 0 },
    { "a listing in nested quotes", "<p>It rained all night, and in the morning the river had left its bed, which nobody had expected.</p><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><pre>", "x\n", NULL, "</pre></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote>", 0 },
    { "an empty listing in nested lists", "<ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><ul><li><pre>x", "\n", NULL, "x</pre></ul></ul></ul></ul></ul></ul></ul></ul></ul></ul></ul></ul></ul></ul></ul></ul></ul></ul></ul></ul></ul></ul></ul></ul>", 0 },
    { "breaks in nested quotes", "<blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote>", "x<br>", NULL, "</blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote>", 0 },
    { "items in nested quotes", "<blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><ul>", "<li>x", NULL, "</ul></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote></blockquote>", 0 },
    { "quotes one after the other", "", "<blockquote><p>@ @</p></blockquote>", NULL, "", 0 },
    { "emphasis inside of words", "<p>", "a<b>b</b>c<i>d</i>", NULL, "", 0 },
    { "emphasis of white space", "<p>", "<b> </b><i>\n</i>x", NULL, "", 0 },
    { "paragraphs in deep elements of long names", "<deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40><deeply-nested-element-with-a-name-of-40>", "<p>@", NULL, "", 0 },
    { "quotation marks", "<p>", "&quot;\\&quot;", NULL, "", 0 },
    { "endings of CDATA", "<p>", "]]&gt;", NULL, "", 0 },
    { "endings of scripts as text", "<p>", "&lt;/script>&lt;!--", NULL, "", 0 },
    { "carriage returns as references", "<pre>", "x&#13;", NULL, "</pre>", 0 },
    { "formulas in TeX", "", "<p><math><semantics><mi>x</mi><annotation encoding=application/x-tex>\\frac{@}{x}^{%}</annotation></semantics></math>", NULL, "", 0 },
    { "one long formula in TeX", "<math><semantics><mi>x</mi><annotation encoding=application/x-tex>", "\\frac{x}", NULL, "</annotation></semantics></math>", 0 },
    { "formulas in scripts", "", "<script type=math/tex>x_{%}^@</script>", NULL, "", 0 },
    { "dollars", "<p>", "$$x$ ", NULL, "", 0 },
    { "readings", "<p>", "<ruby>x<rt>y</rt></ruby>", NULL, "", 0 },
    { "words struck out", "<p>", "<del>@</del><ins>@</ins>", NULL, "", 0 },
    { "subscripts and superscripts", "<p>", "x<sub>1</sub><sup>2</sup>", NULL, "", 0 },

    /* links and pictures */
    { "one long address", "<p><a href=\"http://example.org/", "x", NULL, "\">link</a>", 0 },
    { "one long address of references", "<p><a href=\"/?", "&amp;x=&#x41;", NULL, "\">link</a>", 0 },
    { "a picture in its address", "<p><img alt=x src=\"data:image/png;base64,", "AAAA", NULL, "\">", 0 },
    { "pictures in their addresses", "", "<img alt=@ src=data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4>", NULL, "", 0 },
    { "one picture of many sources", "<p><img alt=x srcset=\"", "a%.png %w, ", NULL, "\">", 0 },
    { "pictures of many sources", "<p>", "<picture><source srcset=\"%.webp 1x, %@.webp 2x\"><img src=%.png alt=@></picture>", NULL, "", 0 },
    { "figures", "", "<figure><img src=%.png alt=@><figcaption>@ @</figcaption></figure>", NULL, "", 0 },
    { "links to scripts", "<p>", "<a href=javascript:alert(%)>@</a> <a href=\"data:text/html,<script>\">@</a> ", NULL, "", 0 },
    { "links upwards", "<base href=http://example.org/a/b/c/d/><p>", "<a href=../../../../../../../../../../../../%>@</a> ", NULL, "", 0 },
    { "one long way upwards", "<base href=http://example.org/a/b/><p><a href=\"", "../", NULL, "\">link</a>", 0 },
    { "links on a long base", "<base href=\"http://example.org/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/\"><p>", "<a href=%>x</a> ", NULL, "", 0 },
    { "pictures on a long base", "<base href=\"http://example.org/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/long-directory-name/\"><p>", "<img src=% alt=y>", NULL, "", 0 },
    { "links with long queries", "<p>", "<a href=\"/?q=@&amp;@=@&amp;utm_source=@&amp;@=%&amp;@=@&amp;%=%\">@</a> ", NULL, "", 0 },
    { "the same link over and over", "<p>", "<a href=/page>@ @</a> ", NULL, "", 0 },
    { "links without text", "<p>", "<a href=/%></a>", NULL, "", 0 },
    { "links of parentheses", "<p>", "<a href=\"((((%&quot;>)))) \\\">[@](@)</a> ", NULL, "", 0 },
    { "bases", "", "<base href=http://example.org/%/>", NULL, "", 0 },
    { "marks of footnotes", "<p>", "@<a href=#fn%><sup>%</sup></a> ", NULL, "", 0 },
    { "footnotes", "", "<p>@<a id=r% href=#fn%><sup>%</sup></a></p><ol><li id=fn%>@ <a href=#r%>back</a></ol>", NULL, "", 0 },
    { "marks, then their notes", "", "<p>@<sup><a href=#n%>%</a></sup>", "<p id=n%>%. @ @</p>", "", 0 },
    { "marks that all mean one note", "<p id=n1>1. @</p><p>", "@<sup><a href=#n1>1</a></sup> ", NULL, "", 0 },
    { "one identifier for all", "", "<p id=x>@ <a href=#x>1</a>", NULL, "", 0 },
    { "links around blocks", "", "<a href=/%><div><h3>@</h3><p>@ @ @</p></div></a>", NULL, "", 0 },
    { "maps of areas", "<map>", "<area href=/% alt=@>", NULL, "", 0 },

    /* attributes and what they say */
    { "elements of many classes", "", "<div class=\"@ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @\">@</div>", NULL, "", 0 },
    { "classes that rules name", "", "<div class=\"related-posts share comments cookie-banner newsletter author-box breadcrumb nav footer sidebar\"><p>@ @ @</p></div>", NULL, "", 0 },
    { "nested classes that rules name", "", "<div class=\"postbody post content comment inner\">@", NULL, "", 0 },
    { "identifiers that rules name", "", "<div id=post_content%><h3>@</h3><div id=msg_%>@</div></div>", NULL, "", 0 },
    { "children that rules look for", "<div class=post_content>", "<div class=post><div class=inner id=msg_%>@ @</div></div>", NULL, "", 0 },
    { "elements that are hidden", "", "<div hidden>@</div><p style=display:none>@</p><span aria-hidden=true>@</span>", NULL, "", 0 },
    { "nested hidden elements", "", "<div style=\"visibility:hidden\">@", NULL, "", 0 },
    { "one long style", "<p style=\"", "color:red;display:block;", NULL, "\">", 0 },
    { "styles on everything", "", "<p style=\"margin:0;padding:0;color:#%;font:12px @;display:block;position:absolute\">@", NULL, "", 0 },
    { "roles", "", "<div role=navigation>@</div><div role=main>@</div><div role=complementary>@</div>", NULL, "", 0 },
    { "items of microdata", "", "<div itemscope itemtype=https://schema.org/Article><span itemprop=author>@</span><span itemprop=headline>@</span>", NULL, "", 0 },
    { "properties of RDFa", "", "<div vocab=https://schema.org/ typeof=Article><span property=author>@</span></div>", NULL, "", 0 },
    { "languages", "", "<p lang=x-@>@", NULL, "", 0 },
    { "data in attributes", "", "<p data-a=@ data-b=% data-c=\"@ @ @\" onclick=@()>@", NULL, "", 0 },
    { "slashes between attributes", "<p", " / a% / =", NULL, ">", 0 },
    { "quotes in odd places", "<p", " a\"='b%\" c'", NULL, ">", 0 },
    { "NULs in names", "", "<p\x1E a\x1E%=b\x1E>@\x1E", NULL, "", 0 },
    { "long names of custom elements", "", "<a-@-@-@-@-@-@-@-@-@-@-@-@-@-@-@-@-%>@", NULL, "", 0 },

    /* phrases that rules look for */
    { "the beginning of a phrase", "<p>", "Was this content ", NULL, "", 0 },
    { "beginnings of phrases", "", "<p>share this share this on share</p><p>sign up for our sign up for</p>", NULL, "", 0 },
    { "phrases, each a block", "", "<p>Read more</p><p>Share this</p><p>Was this content helpful?</p><p>Advertisement</p>", NULL, "", 0 },
    { "phrases within a paragraph", "<p>", "read more share this advertisement we use cookies sign up for our newsletter ", NULL, "", 0 },
    { "headings of sections", "", "<h2>Related Content</h2><p>@ @ @ @</p>", NULL, "", 0 },
    { "headings of sections, nested", "", "<section><h2>Related Content</h2><p>@ @</p>", NULL, "", 0 },
    { "bylines", "", "<p>By @ @</p><p class=author>by @ @ and @ @</p>", NULL, "", 0 },
    { "dates in text", "", "<p>12 March 20%</p><time datetime=2020-03-12T00:00:%>@</time>", NULL, "", 0 },
    { "prices", "", "<div class=product><h3>@</h3><span class=price>$%.99</span><button>Add to cart</button></div>", NULL, "", 0 },
    { "licences", "", "<p>Copyright % @. All rights reserved.</p>", NULL, "", 0 },
    { "cards", "", "<div class=card><a href=/%><img src=%.png alt=@></a><h3><a href=/%>@ @</a></h3><p>@ @ @ @</p></div>", NULL, "", 0 },
    { "comments of readers", "<h2>Comments</h2>", "<div class=comment id=comment-%><b>@</b> <a href=#%>% days ago</a><p>@ @ @ @.</p><a href=#>Reply</a></div>", NULL, "", 0 },
    { "comments in comments", "<h2>Comments</h2>", "<div class=comment id=comment-%><b>@</b><p>@ @ @ @.</p><a href=#>Reply</a>", NULL, "", 0 },
    { "posts of a forum", "", "<div class=post id=p%><div class=postprofile>@ Posts: %</div><div class=postbody><div><div class=content>@ @ @ @.</div></div></div></div>", NULL, "", 0 },
    { "articles side by side", "", "<article><h2>@ @</h2><p>@ @ @ @ @ @ @ @ @ @.</p></article>", NULL, "", 0 },
    { "the same paragraph over and over", "", "<p>The quick brown fox jumps over the lazy dog, and nobody minds it at all.</p>", NULL, "", 0 },
    { "nearly the same paragraphs", "", "<p>The quick brown fox jumps over the lazy dog, and nobody minds number % at all.</p>", NULL, "", 0 },
    { "words that are all different", "<p>", "@% ", NULL, "", 0 },
    { "sentences of one letter", "<p>", "A. ", NULL, "", 0 },
    { "paragraphs that are all different", "", "<p>@ @% @ @ @% @ @ @ @ @%, @ @ @ @. @ @ @ @% @ @ @ @ @.</p>", NULL, "", 0 },
    { "menus", "", "<nav><ul><li><a href=/%>@</a><li><a href=/@>@</a></ul></nav>", NULL, "", 0 },

    /* heads and structured data */
    { "metadata without end", "", "<meta name=author content=@><meta property=og:title content=\"@ %\">", NULL, "", 0 },
    { "dates in the head", "", "<meta property=article:published_time content=20%-01-01><meta name=date content=@>", NULL, "", 0 },
    { "one long description", "<meta name=description content=\"", "@ ", NULL, "\">", 0 },
    { "keywords", "<meta name=keywords content=\"", "@, ", NULL, "\">", 0 },
    { "metadata of any name", "", "<meta name=@-@ content=\"@ @ @\"><meta property=@:@ content=%>", NULL, "", 0 },
    { "titles", "", "<title>@ %</title><h1>@ %</h1>", NULL, "", 0 },
    { "a title of separators", "<title>", " - | @ : ", NULL, "</title>", 0 },
    { "one long heading", "<h1>", "@ ", NULL, "</h1>", 0 },
    { "refreshing without end", "", "<meta http-equiv=refresh content=\"0;url=?%\">", NULL, "", 0 },
    { "links of the head", "", "<link rel=canonical href=/%><link rel=alternate type=application/rss+xml href=/%.xml><link rel=author href=/@>", NULL, "", 0 },
    { "style sheets", "", "<style>.a%{display:none}</style>", NULL, "", 0 },
    { "one long style sheet", "<style>", ".a%{display:none}", NULL, "</style>", 0 },
    { "scripts", "", "<script>document.write('<p>@');//%</script>", NULL, "", 0 },
    { "JSON-LD: many articles", "", "<script type=application/ld+json>{\"\x1Ctype\":\"Article\",\"headline\":\"@ %\",\"author\":{\"name\":\"@\"}}</script>", NULL, "", 0 },    { "JSON-LD: one article of many authors", "<script type=application/ld+json>{\"\x1Ctype\":\"Article\",\"author\":[", "{\"name\":\"@ %\"},", NULL, "{}]}</script>", 0 },
    { "JSON-LD: one long body", "<script type=application/ld+json>{\"\x1Ctype\":\"Article\",\"articleBody\":\"", "@ @ @. ", NULL, "\"}</script>", 0 },
    { "JSON-LD: one graph of many nodes", "<script type=application/ld+json>{\"\x1Cgraph\":[", "{\"\x1Cid\":\"#%\",\"\x1Ctype\":[\"Person\",\"Thing\"],\"name\":\"@\"},", NULL, "{}]}</script>", 0 },
    { "JSON: nested lists", "<script type=application/json>", "[", NULL, "</script>", 0 },
    { "JSON: nested objects", "<script type=application/ld+json>", "{\"a\":", NULL, "</script>", 0 },
    { "JSON: backslashes", "<script type=application/json>{\"a\":\"", "\\\\", NULL, "\"}</script>", 0 },
    { "JSON: escapes", "<script type=application/json>{\"a\":\"", "\\u0000\\ud800\\u202e", NULL, "\"}</script>", 0 },
    { "JSON: quotes that are not closed", "<script type=application/ld+json>{\"a\":", "\"x\" \"y\": ", NULL, "}</script>", 0 },
    { "JSON: commas", "<script type=application/json>[", ",", NULL, "]</script>", 0 },
    { "JSON: large numbers", "<script type=application/json>[", "1e999,-9e99999,", NULL, "0]</script>", 0 },
    { "JSON: one key over and over", "<script type=application/json>{", "\"a\":%,", NULL, "\"a\":0}</script>", 0 },
    { "JSON: keys that are all different", "<script type=application/json>{", "\"@%\":%,", NULL, "\"a\":0}</script>", 0 },
    { "JSON: the state of an application", "<script id=__NEXT_DATA__ type=application/json>{\"props\":[", "{\"html\":\"<p>@ @ @ @ @ @ @ @ @ @ @ @. @ @.</p>\"},", NULL, "{}]}</script>", 0 },
    { "JSON: states in scripts", "", "<script>window.__INITIAL_STATE__={\"a\":\"@ @ @ @ @ @ @ @ @ @ @ @ @. @.\"};</script>", NULL, "", 0 },
    { "JSON: a string of tags", "<script type=application/ld+json>{\"articleBody\":\"", "<b><p>@", NULL, "\"}</script>", 0 },

    /* svg, math, comments and declarations */
    { "style sheets in drawings", "", "<svg><style>a{}</style><script>x</script></svg>", NULL, "", 0 },
    { "descriptions in drawings", "<svg>", "<desc><p>@</desc>", NULL, "</svg>", 0 },
    { "styles in drawings that text of the page ends", "", "<svg><style><p>@</p> ", NULL, "", 0 },
    { "styles before a CDATA section in a drawing", "<isindex><svg>", "<style>", NULL, "<![CDATA[</style>]]>", 0 },
    { "text in drawings", "<svg>", "<text x=%>@<tspan>@</tspan></text>", NULL, "</svg>", 0 },
    { "paths of drawings", "<svg>", "<path d='M%,%L%,%'/>", NULL, "</svg>", 0 },
    { "one long path", "<svg><path d='", "M%,%L%,%", NULL, "'/></svg>", 0 },
    { "drawings and formulas in each other", "", "<svg><foreignObject><math><annotation-xml encoding=text/html>", NULL, "", 0 },
    { "glyphs in formulas", "<math>", "<mtext><mglyph><malignmark></mtext>", NULL, "</math>", 0 },
    { "fractions in fractions", "<math>", "<mfrac><mn>%</mn>", NULL, "</math>", 0 },
    { "fonts that end a drawing", "", "<svg><font color=%>@", NULL, "", 0 },
    { "conditional comments", "", "<!--[if IE %]><p>@</p><![endif]-->", NULL, "", 0 },
    { "comments that end oddly", "", "<!--->@<!-- --!>@<!-x>@</ x>", NULL, "", 0 },
    { "one long declaration", "<!DOCTYPE html [", "<!ENTITY a% '&b;&b;&b;'", NULL, "]>", 0 },
    { "entities of entities", "<!DOCTYPE html [<!ENTITY a 'x'>", "<!ENTITY a '&a;&a;'>", NULL, "]><p>&a;", 0 },
    { "declarations of XML", "", "<?xml version='1.0' encoding='utf-%'?>", NULL, "", 0 },
    { "CDATA around paragraphs", "", "<![CDATA[<p>@</p>]]>", NULL, "", 0 },
    { "an unclosed section of CDATA", "<svg><![CDATA[", "<p>@", NULL, "]]></svg>", 0 },
    { "an unclosed title", "<title>", "<p>@", NULL, "</title>", 0 },
    { "an unclosed script", "<script>", "if (a<b) '<p>@';", NULL, "</script>", 0 },
    { "an unclosed text area", "<textarea>", "<p>@", NULL, "</textarea>", 0 },
    { "an unclosed tag", "<p ", "< ", NULL, ">", 0 },
    { "ends of a script within it", "<script>", "</scrip ", NULL, "</script>", 0 },
    { "long names of references", "<p>", "&CounterClockwiseContourIntegral;&NotNestedGreaterGreater;", NULL, "", 0 },
    { "references without semicolon", "<p>", "&notit;&ampx&lt&copy1", NULL, "", 0 },
    { "one long name of a reference", "<p>&", "x", NULL, ";", 0 },
    { "references of surrogates", "<p>", "&#xD800;&#xDC00;", NULL, "", 0 },
    { "references of controls", "<p>", "&#0;&#27;[31m&#x9B;&#127;x", NULL, "", 0 },
    { "references that turn the direction", "<p>", "&#x202E;@&#x2066;@", NULL, "", 0 },

    /* characters */
    { "one letter of many marks", "<meta charset=utf-8><p>a", "\xCC\x81", NULL, " ", 0 },
    { "overrides of the direction", "<meta charset=utf-8><p>", "\xE2\x80\xAE@ ", NULL, "", 0 },
    { "Arabic", "<meta charset=utf-8><p dir=rtl>", "\xD8\xA7\xD9\x84\xD9\x84\xD9\x87 \xEF\xB7\xBA ", NULL, "", 0 },
    { "Thai, which has no spaces", "<meta charset=utf-8><p>", "\xE0\xB8\xA0\xE0\xB8\xB2\xE0\xB8\xA9\xE0\xB8\xB2", NULL, "", 0 },
    { "Hangul in parts", "<meta charset=utf-8><p>", "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", NULL, "", 0 },
    { "emoji of many people", "<meta charset=utf-8><p>", "\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7", NULL, "", 0 },
    { "soft hyphens", "<meta charset=utf-8><p>", "a\xC2\xAD", NULL, "", 0 },
    { "joiners", "<meta charset=utf-8><p>", "\xE2\x80\x8D\xE2\x80\x8C", NULL, "", 0 },
    { "no-break spaces", "<meta charset=utf-8><p>", "a\xC2\xA0\xC2\xA0", NULL, "", 0 },
    { "separators of lines", "<meta charset=utf-8><p>", "a\xE2\x80\xA8\xE2\x80\xA9", NULL, "", 0 },
    { "characters that are none", "<meta charset=utf-8><p>", "a\xEF\xBF\xBE\xEF\xBF\xBF\xF4\x8F\xBF\xBF", NULL, "", 0 },
    { "tags of language", "<meta charset=utf-8><p>", "a\xF3\xA0\x80\x81\xF3\xA0\x81\x81", NULL, "", 0 },
    { "letters whose lower case is longer", "<meta charset=utf-8><p>", "\xC4\xB0\xC8\xBA ", NULL, "", 0 },
    { "ideographic sentences", "<meta charset=utf-8><p>", "\xE5\xAD\x97\xE5\xAD\x97\xE3\x80\x82", NULL, "", 0 },
    { "paragraphs of ideographs", "<meta charset=utf-8>", "<p>\xE5\xAD\x97\xE5\xAD\x97\xE5\xAD\x97\xE5\xAD\x97\xE5\xAD\x97\xE5\xAD\x97\xE3\x80\x82", NULL, "", 0 },

    /* encodings */
    { "UTF-8, overlong", "<meta charset=utf-8><p>", "\xC0\xBC\xE0\x80\xBC\xF0\x80\x80\xBC", NULL, "", 0 },
    { "UTF-8, cut off", "<meta charset=utf-8><p>", "\xE5\xAD \xF0\x9F\x91 ", NULL, "", 0 },
    { "UTF-8, of five and six bytes", "<meta charset=utf-8><p>", "\xF8\x88\x80\x80\x80\xFC\x84\x80\x80\x80\x80", NULL, "", 0 },
    { "UTF-8, byte-order marks all over", "\xEF\xBB\xBF<p>", "\xEF\xBB\xBF@", NULL, "", 0 },
    { "UTF-16 without a mark", "<p>", "<p>@ @", NULL, "", UTF_16LE },
    { "UTF-16, the other way round", "<p>", "<p>@ @", NULL, "", UTF_16BE },
    { "UTF-16 that says it is UTF-8", "<meta charset=utf-8><p>", "@ ", NULL, "", UTF_16LE },
    { "a mark of UTF-16 before ASCII", "\xFF\xFE<p>", "<p>@ ", NULL, "", NO_END },
    { "a mark of UTF-16 before surrogates", "\xFE\xFF", "\xD8\x3D\xD8\x3D", NULL, "", NO_END },
    { "UTF-16, declared of ASCII", "<meta charset=utf-16><p>", "@ ", NULL, "", 0 },
    { "UTF-7", "<meta charset=utf-7><p>", "+ADw-script+AD4-", NULL, "", 0 },
    { "charsets declared", "", "<meta charset=iso-8859-@>", NULL, "", 0 },
    { "charsets declared that contradict", "", "<meta charset=utf-16><meta http-equiv=content-type content='text/html;charset=gbk'>", NULL, "", 0 },
    { "ISO-2022-JP, shifting", "<meta charset=iso-2022-jp><p>", "\x1B$B$\"\x1B(B", NULL, "", 0 },
    { "ISO-2022-JP, escapes alone", "<meta charset=iso-2022-jp><p>", "\x1B", NULL, "", NO_END },
    { "GBK", "<meta charset=gbk><p>", "\xD7\xD6\xB7\xFB ", NULL, "", 0 },
    { "GBK, halves", "<meta charset=gbk><p>", "\x81 \xFE<", NULL, "", NO_END },
    { "GB18030, of four bytes", "<meta charset=gb18030><p>", "\x81\x30\x81\x30", NULL, "", 0 },
    { "Big5, halves", "<meta charset=big5><p>", "\xA4 \xF9", NULL, " ", NO_END },
    { "Shift_JIS", "<meta charset=shift_jis><p>", "\x8E\x9A\xB1 ", NULL, "", 0 },
    { "Shift_JIS, halves", "<meta charset=shift_jis><p>", "\x81 \xFC", NULL, " ", NO_END },
    { "EUC-JP", "<meta charset=euc-jp><p>", "\x8F\xB0\xA1\x8E\xB1", NULL, " ", 0 },
    { "EUC-KR, halves", "<meta charset=euc-kr><p>", "\xB0 \xFF", NULL, " ", NO_END },
    { "HZ", "<meta charset=hz-gb-2312><p>", "~{VW~}~\n", NULL, "", REFUSED },
    { "windows-1252, its controls", "<meta charset=windows-1252><p>", "\x81\x8D\x8F\x90\x9D", NULL, "", 0 },
    { "bytes that an encoding is guessed from", "<p>", "\xE9\xD7\xB0\xA1 ", NULL, "", NO_END },
    { "bytes that could be Cyrillic", "<p>", "\xD0\xCF\xC5\xDA\xC4 ", NULL, "", 0 },
    { "bytes like those of gzip", "\x1F\x8B\x08", "\x1F", NULL, "", NO_END },
    { "NULs", "<p>", "\x1E", NULL, "", NO_END },
    { "NULs between letters", "<meta charset=utf-8><p>", "a\x1E@ ", NULL, "", 0 },

    /* scraped text */
    { "scraped list marks", "lines of plain text\n\n", "* @\n  - @\n    + @\n", NULL, "\n\n", SCRAPED },
    { "scraped numbers", "lines of plain text\n\n", "%. @ @\n", NULL, "\n\n", SCRAPED },
    { "scraped marks of links", "lines of plain text\n\n", "[%]@ [%] @ (link)\n", NULL, "\n\n", SCRAPED },
    { "scraped addresses", "lines of plain text\n\n", "<http://example.org/%> @\n", NULL, "\n\n", SCRAPED },
    { "scraped lines of one width", "lines of plain text\n\n", "@ @ @ @ @ @ @ @ @ @ @ @ @ @\n", NULL, "\n\n", SCRAPED },
    { "scraped menus and sentences in turn", "lines of plain text\n\n", "@\n\nHome\n\n@ @ @ @ @ @ @, @ @ @ @ @ @ @.\n\n", NULL, "\n\n", SCRAPED },
    { "scraped menus that get shorter", "lines of plain text\n\n", "@ @\n\n@ @ @ @\n\n@ | @ | @\n\n@ @ @ @ @ @ @ @.\n\n", NULL, "\n\n", SCRAPED },
    { "scraped growing indents", "lines of plain text\n\n", "        *        @\n\t\t@\n", NULL, "\n\n", SCRAPED },
    { "scraped tables", "lines of plain text\n\n", "| @ | @ | % |\n|---|---|---|\n", NULL, "\n\n", SCRAPED },
    { "scraped rules", "lines of plain text\n\n", "-----------\n=======\n", NULL, "\n\n", SCRAPED },
    { "scraped quotes", "lines of plain text\n\n", "> > > > @\n", NULL, "\n\n", SCRAPED },
    { "scraped quotes far from each other", "lines of plain text\n\n", ">\n>\n> @\n\n\n", NULL, "\n\n", SCRAPED },
    { "scraped hyphens", "lines of plain text\n\n", "@-\n@ @\n", NULL, "\n\n", SCRAPED },
    { "scraped white space", "lines of plain text\n\n", " \n\t\n", NULL, "\n\n", SCRAPED },
    { "scraped form feeds", "lines of plain text\n\n", "@\f\n\v\r\n", NULL, "\n\n", SCRAPED },
    { "scraped tags", "lines of plain text\n\n", "@ <b>@</b> &amp; <p>\n", NULL, "\n\n", SCRAPED },
    { "scraped ideographs", "lines of plain text\n\n", "\xE5\xAD\x97\xE5\xAD\x97\xE5\xAD\x97\xE3\x80\x82\n", NULL, "\n\n", SCRAPED },
    { "scraped letters", "lines of plain text\n\n", "x\n\n", NULL, "\n\n", SCRAPED },
    { "scraped escapes", "lines of plain text\n\n", "\x1B[31m@\x1B]0;@\x07\x08\x08\n", NULL, "\n\n", SCRAPED },
};
/* clang-format on */

const size_t hostile_n_kinds = N(hostile_kinds);

const struct hostile_kind *
hostile_find(const char *name)
{
    for (size_t i = 0; i < hostile_n_kinds; i++)
        if (strcmp(hostile_kinds[i].name, name) == 0)
            return &hostile_kinds[i];
    return NULL;
}

/* ------------------------------------------------------------------ what a page is made of */

struct page {
    char *p;
    size_t n, size;
    uint64_t random;   /* of this page, the same in every run */
};

static void
put(struct page *page, char c)
{
    if (page->n < page->size)
        page->p[page->n++] = c;
}

static void
put_text(struct page *page, const char *text)
{
    while (*text)
        put(page, *text++);
}

static unsigned
roll(struct page *page, unsigned sides)
{
    page->random = page->random * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(page->random >> 33) % sides;
}

static void
put_number(struct page *page, unsigned long n)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%lu", n);
    put_text(page, digits);
}

/* A word of three to ten letters, so that some 100,000 are different. */
static void
put_word(struct page *page)
{
    static const char vowels[] = "aeiou", others[] = "bdfglmnprstvz";

    for (unsigned i = 2 + roll(page, 4); i; i--) {
        put(page, others[roll(page, sizeof others - 1)]);
        put(page, vowels[roll(page, sizeof vowels - 1)]);
    }
}

static void
put_tag(struct page *page)
{
    static const char *const names[] = {
        "a", "abbr", "address", "applet", "article", "aside", "audio", "b", "base", "bdo", "big",
        "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite", "code",
        "col", "colgroup", "dd", "del", "details", "dialog", "dir", "div", "dl", "dt", "em",
        "embed", "fieldset", "figcaption", "figure", "font", "footer", "form", "frame", "h1",
        "h2", "h6", "head", "header", "hr", "html", "i", "img", "input", "ins", "kbd", "label",
        "legend", "li", "link", "main", "map", "mark", "marquee", "math", "menu", "meta", "mi",
        "mtext", "nav", "nobr", "object", "ol", "optgroup", "option", "p", "param", "picture",
        "pre", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "section", "select", "small",
        "source", "span", "strike", "strong", "sub", "summary", "sup", "svg", "foreignObject",
        "desc", "g", "table", "tbody", "td", "template", "tfoot", "th", "thead", "time", "tr",
        "track", "tt", "u", "ul", "var", "video", "wbr", "x-y",
    };

    put_text(page, roll(page, 3) ? "<" : "</");
    put_text(page, names[roll(page, N(names))]);
    if (!roll(page, 4)) {
        put_text(page, " class=");
        put_word(page);
    }
    put(page, '>');
}

static void
put_piece(struct page *page, const char *text, unsigned long n)
{
    for (; *text; text++) {
        switch (*text) {
        case '%': put_number(page, n); break;
        case '@': put_word(page); break;
        case '\x1C': put(page, '@'); break;
        case '\x1D': put_tag(page); break;
        case '\x1E': put(page, '\0'); break;
        case '\x1F': put(page, (char)roll(page, 256)); break;
        default: put(page, *text);
        }
    }
}

/* ------------------------------------------------------------------ pages */

const char hostile_article[] =
    "<h1>How the bridge was built</h1>\n"
    "<p>The first stone of the bridge was laid in the spring, when the river ran low and the "
    "masons could stand on its bed. Articlesentenceone says that they worked until the rain came "
    "back, and that nobody in the town had expected them to get so far before the summer.</p>\n"
    "<p>In the second year the arches rose, one after the other, over frames of oak that had been "
    "cut in the hills. Articlesentencetwo tells of a carpenter who slept on the scaffold to guard "
    "his tools, and who knew every beam by the sound that it made in the wind.</p>\n"
    "<p>When the frames were taken away the stones settled by the width of a thumb, and the "
    "master wrote in his book that it was less than he had feared. Articlesentencethree quotes "
    "from that book, which lies in the town hall today and may be seen on request.</p>\n"
    "<p>People from both banks came to cross it on the first day, with carts and cattle and a "
    "band. Articlesentencefour ends the story with the toll, which paid for the bridge in nine "
    "years, and was then forgotten by everyone but the man who had collected it.</p>\n";

const char *const hostile_article_words[4] = { "Articlesentenceone", "Articlesentencetwo",
                                               "Articlesentencethree", "Articlesentencefour" };

static const char end_html[] = "<p>The last words of this page are here: " END_WORD ".</p>\n";
static const char end_text[] = "\n\nThe last words of this page are here: " END_WORD ".\n";

/* Puts a zero byte before or behind each byte. */
static void
widen(struct page *page, bool high_first)
{
    for (size_t i = page->n; i-- > 0;) {
        page->p[2 * i + !high_first] = '\0';
        page->p[2 * i + high_first] = page->p[i];
    }
    page->n *= 2;
}

static void
fill(struct page *page, const struct hostile_kind *kind, size_t bytes)
{
    size_t middle = bytes / 2;
    unsigned long n = 0;

    put_piece(page, kind->head, 0);
    while (page->n < bytes) {
        bool second = kind->second && page->n >= middle;

        put_piece(page, second ? kind->second : kind->first, n++);
    }
    put_text(page, kind->tail);
    put_text(page, kind->flags & SCRAPED ? end_text : end_html);
}

char *
hostile_page(const struct hostile_kind *kind, size_t bytes, bool with_article, size_t *len)
{
    const size_t ends = 8192;   /* heads, tails and what the last piece takes */
    size_t wide = kind->flags & (UTF_16LE | UTF_16BE) ? 2 : 1;
    struct page page = { .size = bytes + ends, .random = 12345 };
    size_t first = with_article ? sizeof hostile_article - 1 : 0;

    page.p = malloc(wide * page.size);
    if (!page.p)
        return NULL;
    if (with_article)
        put_text(&page, hostile_article);
    fill(&page, kind, bytes / wide + first);
    if (wide == 2)
        widen(&page, kind->flags & UTF_16BE);
    *len = page.n;
    return page.p;
}
