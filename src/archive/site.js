"use strict";
/* The search of the index page. Pieces of the index are scripts, which can be loaded from the
   disk, too; each calls cpTerms or cpDocs with what it has. Words are cut as siteindex.c does. */
(function () {
  const SHOWN = 50, BLOCK = 256;
  const form = document.getElementById("search");
  const input = form.querySelector("input"), told = document.getElementById("told");
  const list = document.getElementById("found");
  const pieces = new Map();
  let last = 0;

  window.cpTerms = (name, terms) => pieces.get("t-" + name).done(terms);
  window.cpDocs = (name, docs) => pieces.get("d-" + name).done(docs);

  function load(name) {
    let piece = pieces.get(name);
    if (!piece) {
      piece = {};
      piece.ready = new Promise(done => { piece.done = done; });
      pieces.set(name, piece);
      const script = document.createElement("script");
      script.src = "search/" + name + ".js";
      script.onerror = () => piece.done(null);
      document.head.append(script);
    }
    return piece.ready;
  }

  const invisible = /[\u00AD\u034F\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/gu;
  const unspaced = new RegExp("[\\u0E00-\\u109F\\u1780-\\u17FF\\u2E80-\\u2FDF\\u3005-\\u3007" +
    "\\u3021-\\u3029\\u3031-\\u3035\\u3038-\\u303C\\u3041-\\u312F\\u31A0-\\u31BF\\u31F0-\\u31FF" +
    "\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uA9E0-\\uA9FF\\uAA60-\\uAA7F\\uF900-\\uFAFF\\uFF66-\\uFF9D" +
    "\\u{1B000}-\\u{1B16F}\\u{20000}-\\u{3FFFF}]", "u");

  /* {text, begins}: a word, or the beginning of one. */
  function words(query) {
    const text = query.normalize("NFC").replace(/\u0130/g, "i").toLowerCase()
      .replace(invisible, "").replace(/\u03C2/g, "\u03C3");
    const found = [];
    for (const run of text.match(/[\p{L}\p{N}\p{M}]+/gu) || []) {
      let word = "", signs = [];
      const end = () => {
        if (word) found.push({ text: word, begins: true });
        if (signs.length === 1) found.push({ text: signs[0], begins: false });
        for (let i = 1; i < signs.length; i++)
          found.push({ text: signs[i - 1] + signs[i], begins: false });
        word = "";
        signs = [];
      };
      for (const c of run) {
        if (unspaced.test(c) ? word : signs.length) end();
        if (unspaced.test(c)) signs.push(c); else word += c;
      }
      end();
    }
    /* Only the word that is being typed may be unfinished. */
    found.forEach((word, i) => { word.begins = word.begins && i === found.length - 1; });
    return found;
  }

  function shard(word) {
    let h = 0x811c9dc5;
    for (const c of Array.from(word).slice(0, 2))
      h = Math.imul(h ^ c.codePointAt(0), 0x01000193) >>> 0;
    return ("0" + ((h ^ h >>> 15) & 255).toString(16)).slice(-2);
  }

  function add(weights, postings) {
    let doc = 0;
    for (let i = 0; i < postings.length; i += 2) {
      doc += postings[i];
      weights.set(doc, (weights.get(doc) || 0) + postings[i + 1]);
    }
  }

  /* Documents with the word and what it weighs in them. */
  async function lookUp(word) {
    const weights = new Map(), terms = await load("t-" + shard(word.text)) || {};
    if (word.begins && Array.from(word.text).length > 1) {
      for (const term of Object.keys(terms))
        if (term.startsWith(word.text)) add(weights, terms[term]);
    } else if (Object.hasOwn(terms, word.text)) {
      add(weights, terms[word.text]);
    }
    return weights;
  }

  async function find(query) {
    const sets = await Promise.all(words(query).map(lookUp));
    if (!sets.length) return [];
    const all = [];
    for (const [doc, weight] of sets[0]) {
      let sum = weight;
      for (const other of sets.slice(1)) sum = other.has(doc) ? sum + other.get(doc) : NaN;
      if (sum === sum) all.push([doc, sum]);
    }
    return all.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }

  async function show(doc) {
    const docs = await load("d-" + Math.floor(doc / BLOCK)), row = docs && docs[doc % BLOCK];
    const item = document.createElement("li");
    if (!row) return item;
    const link = document.createElement("a"), more = document.createElement("span");
    link.href = row[1];
    link.textContent = row[0];
    link.dir = "auto";
    more.className = "quiet";
    more.textContent = " " + row.slice(2).filter(Boolean).join(" \u00B7 ");
    item.append(link, more);
    return item;
  }

  async function search() {
    const mine = ++last, query = input.value.trim();
    const found = query ? await find(query) : [];
    const items = await Promise.all(found.slice(0, SHOWN).map(([doc]) => show(doc)));
    if (mine !== last) return;
    told.textContent = !query ? "" : found.length === 1 ? "1 article" : found.length + " articles" +
      (found.length > SHOWN ? ", the first " + SHOWN + " of them:" : "");
    list.replaceChildren(...items);
  }

  form.hidden = false;
  form.addEventListener("submit", event => event.preventDefault());
  input.addEventListener("input", search);
  if (location.hash.startsWith("#q=")) {
    input.value = decodeURIComponent(location.hash.slice(3));
    search();
  }
})();
