/* node readability.js jsdom|linkedom FILE...: Readability.js on each page; prints user milliseconds of all.

The modules are found through NODE_PATH. The first page is done twice, so that loading is not counted. */
"use strict";
const fs = require("fs");
const { Readability } = require("@mozilla/readability");

const documents = {
    jsdom: () => {
        const { JSDOM, VirtualConsole } = require("jsdom");
        const silent = new VirtualConsole();
        return (html) => new JSDOM(html, { url: "https://example.org/", virtualConsole: silent }).window.document;
    },
    linkedom: () => {
        const { parseHTML } = require("linkedom");
        return (html) => parseHTML(html).document;
    },
};

function clean(documentOf, html) {
    try {
        const article = new Readability(documentOf(html)).parse();
        return article ? article.textContent.length : 0;
    } catch (e) {
        return 0;
    }
}

const [name, ...paths] = process.argv.slice(2);
const documentOf = documents[name]();
const pages = paths.map((path) => fs.readFileSync(path, "utf8"));
clean(documentOf, pages[0]);
const start = process.cpuUsage().user;
let written = 0;
for (const page of pages)
    written += clean(documentOf, page);
console.log(`ms ${(process.cpuUsage().user - start) / 1000} written ${written}`);
