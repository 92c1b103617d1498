// Finds reports: the ranking and the results, for the search page and the box on every other page.
//
// It is loaded when somebody searches, and loads only the shards that the question needs. It answers as
// `src/search/` does, step for step; docs/search.md describes the files and the ranking for both. What
// authors and readers wrote goes into the page as text, never as markup.
var secondStorySearch = {};
(() => {
  "use strict";

  // ── Loading ────────────────────────────────────────────────────────────────────────────────────

  const shards = secondStorySearch;
  const loading = new Map();
  const read = new Map();
  let folder = "";

  const script = (address) =>
    new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = address;
      element.onload = () => resolve(element.remove());
      element.onerror = () => reject(new Error(`cannot load ${address}`));
      document.head.append(element);
    });

  // Returns a shard as `decode` reads it, each once. `run` may be out of date before it has come.
  const shard = async (name, run, decode = (value) => value, stamp = shards.root.stamp) => {
    const key = `${name} ${stamp}`;
    if (!read.has(key)) {
      if (!loading.has(key)) {
        if (run.quiet) await run.quiet;
        if (run.isOver()) throw new Superseded();
        if (!loading.has(key)) loading.set(key, script(`${folder}${name}.js?${stamp}`));
      }
      try {
        await loading.get(key);
      } catch (error) {
        loading.delete(key);
        throw error;
      }
      if (!read.has(key)) {
        if (!(key in shards)) throw new Outdated();
        read.set(key, decode(shards[key]));
        delete shards[key];
      }
    }
    return read.get(key);
  };

  // A later question has taken the place of this one.
  class Superseded extends Error {}
  // A file is of another build than the root.
  class Outdated extends Error {}

  let root = null;
  const loadRoot = async (isAgain) => {
    if (!shards.root || isAgain) await script(`${folder}root.js${isAgain ? `?${Date.now()}` : ""}`);
    root = shards.root;
    root.vocabularyBorders = root.vocabulary.split(" ");
    root.backwardsBorders = root.backwards.split(" ");
    root.book = new Map(root.phrases.split(" ").map((word, at) => [signOf(at), ` ${word}`]));
  };

  // ── Numbers ────────────────────────────────────────────────────────────────────────────────────

  class Numbers {
    constructor(text) {
      this.text = text;
      this.at = 0;
    }
    get isAtEnd() {
      return this.at >= this.text.length;
    }
    digit() {
      const code = this.text.charCodeAt(this.at++);
      return code - 35 - (code > 92 ? 1 : 0);
    }
    next() {
      const first = this.digit();
      if (first < 61) return first;
      if (first < 89) return 61 + (first - 61) * 91 + this.digit();
      if (first === 89) return 2609 + this.digit() * 91 + this.digit();
      return 10890 + ((this.digit() * 91 + this.digit()) * 91 + this.digit()) * 91 + this.digit();
    }
    get rest() {
      return this.text.slice(this.at);
    }
    // The characters before the next space.
    word() {
      const start = this.at;
      this.at = this.text.indexOf(" ", start) + 1;
      return this.text.slice(start, this.at - 1);
    }
  }

  // ── Words ──────────────────────────────────────────────────────────────────────────────────────

  const MARK = "\\u0300-\\u036f\\u0591-\\u05c7\\u064b-\\u065f\\u0670";
  const ALONE =
    "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const LETTER = `(?:(?![${ALONE}])[\\p{Alphabetic}\\p{N}${MARK}])+`;
  const CHUNK = new RegExp(`(?=[\\p{Alphabetic}\\p{N}])[${ALONE}]|${LETTER}(?:[-_.]${LETTER})*`, "gu");
  const MARKS = new RegExp(`[${MARK}]`, "gu");
  const NO_WORD = new RegExp(`[${MARK}]|[^\\p{Alphabetic}\\p{N}_.\\-]`, "gu");
  const PLAIN = { ø: "o", æ: "ae", œ: "oe", ß: "ss", ð: "d", đ: "d", þ: "th", ł: "l", ı: "i", ς: "σ" };
  const CAPITAL = /(?<=\p{Lowercase})(?=\p{Uppercase})|(?<=\p{Uppercase})(?=\p{Uppercase}\p{Lowercase})(?!.s$)/u;
  const DIGITS = /^([^\p{N}]{3,})([0-9]+)([^\p{N}]{3,})?$/u;

  const letters = (text) => [...text];
  const chunks = (text) => [...text.matchAll(CHUNK)];

  const fold = (word) => {
    // Only ASCII: nothing to take apart.
    if (/^[ -~]*$/.test(word)) return word.toLowerCase();
    const plain = word.normalize("NFKD").replace(MARKS, "").toLowerCase();
    return plain.replace(/[øæœßðđþłıς]/g, (c) => PLAIN[c]).replace(NO_WORD, "");
  };

  // The parts of a chunk; those that are too little to be looked for keep their place, as null.
  const partsOf = (chunk) => {
    const parts = chunk.split(/[-_.]/).flatMap((piece) => {
      if (letters(piece).length > 40) return [piece];
      return piece.split(CAPITAL).flatMap((part) => {
        const split = DIGITS.exec(part);
        return split ? split.slice(1).filter(Boolean) : [part];
      });
    });
    if (parts.length === 1) return parts;
    return parts.map((part) => {
      const length = letters(part).length;
      return length === 1 || (length === 2 && /^\p{N}+$/u.test(part)) ? null : part;
    });
  };

  // ── Queries ────────────────────────────────────────────────────────────────────────────────────

  const FIELDS = {
    service: "service", team: "team", factor: "factor", tag: "tag", kind: "kind", sev: "severity",
    severity: "severity", status: "status", year: "year", detected: "detected", open: "open",
    group: "group", level: "level", is: "is", has: "has",
  };
  const MOST_WORDS = 24;

  const parse = (text) => {
    const query = { words: [], phrases: [], without: [], filters: [] };
    const phrase = (text, list) => {
      if (chunks(text).length && list.length < MOST_WORDS && !list.includes(text)) list.push(text);
    };
    const word = (text, isLast) => {
      for (const { 0: chunk, index } of chunks(text)) {
        const isPrefix = isLast && index + chunk.length === text.length;
        const folded = fold(chunk);
        const known = query.words.find((it) => fold(it.text) === folded);
        if (known) known.isPrefix ||= isPrefix;
        else if (query.words.length < MOST_WORDS) query.words.push({ text: chunk, isPrefix });
      }
    };
    let rest = text.trimStart();
    while (rest) {
      const isNegative = /^-[\p{Alphabetic}\p{N}"]/u.test(rest);
      if (isNegative) rest = rest.slice(1);
      const filter = /^([a-z]+):(?:"([^"]*)(?:"|$)|([^\s"]\S*))/i.exec(rest);
      const field = filter && Object.hasOwn(FIELDS, filter[1].toLowerCase()) && FIELDS[filter[1].toLowerCase()];
      const quoted = /^"([^"]*)(?:"|$)/.exec(rest);
      if (field) {
        const value = filter[2] ?? filter[3];
        if (query.filters.length < MOST_WORDS) query.filters.push({ field, value, isNegative });
        rest = rest.slice(filter[0].length).trimStart();
      } else if (quoted) {
        phrase(quoted[1], isNegative ? query.without : query.phrases);
        rest = rest.slice(quoted[0].length).trimStart();
      } else {
        const [written] = /^[^\s"]+/.exec(rest);
        rest = rest.slice(written.length);
        const isLast = !rest;
        rest = rest.trimStart();
        if (isNegative) phrase(written, query.without);
        else word(written, isLast);
      }
    }
    return query;
  };

  // ── Vocabulary ─────────────────────────────────────────────────────────────────────────────────

  // Words are in the order of their code points, which is not that of JavaScript's `<`.
  const isBefore = (a, b) => {
    for (let i = 0; ; i++) {
      const [x, y] = [a.codePointAt(i), b.codePointAt(i)];
      if (x !== y) return x === undefined || (y !== undefined && x < y);
      if (x === undefined) return false;
    }
  };
  // The number of the shard in which a word would stand.
  const shardOf = (borders, word) => {
    let [low, high] = [0, borders.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(word, borders[middle])) high = middle;
      else low = middle + 1;
    }
    return Math.max(low - 1, 0);
  };
  const WIDEST = 4;
  // The shards in which words with a beginning stand; null where there are too many.
  const shardsOf = (borders, start) => {
    const first = shardOf(borders, start);
    let last = first;
    while (last + 1 < borders.length && borders[last + 1].startsWith(start)) last++;
    if (last - first >= WIDEST) return null;
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  };

  const nextWord = (numbers, last) => last.slice(0, numbers.next()) + numbers.word();

  const decodeVocabulary = (text) => {
    const numbers = new Numbers(text);
    let [shard, at] = [numbers.next(), numbers.next()];
    const [words, news] = [new Map(), []];
    let word = "";
    while (!numbers.isAtEnd) {
      word = nextWord(numbers, word);
      const reference = numbers.next();
      let place;
      if (reference < 2) {
        if (reference === 1) [shard, at] = [shard + 1, 0];
        place = term(shard, at++, numbers.next());
        news.push(place);
      } else if (reference === 60) {
        place = term(numbers.next(), numbers.next(), numbers.next());
      } else {
        place = news[news.length + 1 - reference];
      }
      if (words.has(word)) words.get(word).push(place);
      else words.set(word, [place]);
    }
    return words;
  };
  // A term by the place of its postings. `id` tells terms apart.
  const term = (shard, at, documents) => ({ shard, at, documents, id: shard * 65536 + at });

  const decodeBackwards = (text) => {
    const numbers = new Numbers(text);
    const words = [];
    let word = "";
    while (!numbers.isAtEnd) words.push([(word = nextWord(numbers, word)), numbers.next()]);
    return words;
  };

  const vocabulary = (number, run) => shard(`v/${number}`, run, decodeVocabulary);
  const lookup = async (word, run) => {
    const words = await vocabulary(shardOf(root.vocabularyBorders, word), run);
    return words.get(word) ?? [];
  };
  // The words with a beginning, each with its terms; null where they fill too many shards.
  const beginning = async (start, run) => {
    const numbers = shardsOf(root.vocabularyBorders, start);
    if (!numbers) return null;
    const all = await Promise.all(numbers.map((number) => vocabulary(number, run)));
    return all.flatMap((words) => [...words].filter(([word]) => word.startsWith(start)));
  };
  // Every word, where the vocabulary is so small that there are none read backwards.
  const allWords = async (run) => {
    const all = await Promise.all(root.vocabularyBorders.map((_, number) => vocabulary(number, run)));
    return all.flatMap((words) => [...words]);
  };
  const backwards = async (start, run) => {
    const numbers = shardsOf(root.backwardsBorders, start);
    if (!numbers) return null;
    const all = await Promise.all(numbers.map((number) => shard(`r/${number}`, run, decodeBackwards)));
    return all.flat().filter(([word]) => word.startsWith(start));
  };
  // The terms of a word, as far as the shards that were loaded know them.
  const known = (word) => {
    const words = read.get(`v/${shardOf(root.vocabularyBorders, word)} ${root.stamp}`);
    return words?.get(word) ?? [];
  };

  // ── Slips and endings ──────────────────────────────────────────────────────────────────────────

  // A word of the archive that differs only in its ending.
  const sibling = async (word, run) => {
    const candidates = root.endings
      .filter(([from]) => word.endsWith(from) && letters(word).length - letters(from).length >= 3)
      .map(([from, to]) => word.slice(0, word.length - from.length) + to);
    const found = await Promise.all(candidates.map((candidate) => lookup(candidate, run)));
    return candidates[found.findIndex((terms) => terms.length)];
  };

  const mendable = (word) => {
    const { length } = letters(word);
    return /^\p{Alphabetic}+$/u.test(word) && length >= 4 && length <= 24 ? length : 0;
  };
  const bitsOf = (documents) => 32 - Math.clz32(documents);
  const reversed = (word) => letters(word).reverse().join("");

  // The word that was probably meant: one slip away, or two where it is long.
  const meant = async (word, run) => {
    const length = mendable(word);
    if (length < 5) return undefined;
    const most = length >= 8 ? 2 : 1;
    const all = letters(word);
    const found = [];
    const consider = (candidate, bits) => {
      const other = mendable(candidate);
      if (!other || Math.abs(other - length) > most) return;
      const slips = distance(all, letters(candidate));
      if (slips <= most) found.push([slips, bits, candidate]);
    };
    const mostBits = (terms) => bitsOf(Math.max(...terms.map((it) => it.documents)));
    const narrowest = async (list, cut) => {
      for (let n = 3; n <= Math.max(3, length >> 1); n++) {
        const words = await list(cut(n), run);
        if (words) return words;
      }
      return [];
    };
    if (!root.backwards) {
      for (const [candidate, terms] of await allWords(run)) consider(candidate, mostBits(terms));
      return likeliest(found);
    }
    for (const [candidate, terms] of await narrowest(beginning, (n) => all.slice(0, n).join(""))) {
      consider(candidate, mostBits(terms));
    }
    for (const [candidate, bits] of await narrowest(backwards, (n) => all.slice(-n).reverse().join(""))) {
      consider(reversed(candidate), bits);
    }
    if (length <= 6) {
      const frame = `=${all.slice(0, 2).join("")}${all.slice(-2).join("")}`;
      for (const [candidate, bits] of (await backwards(frame, run)) ?? []) {
        consider(letters(candidate).slice(5).join(""), bits);
      }
    }
    if (length === 5) {
      for (const at of [1, 2]) {
        const swapped = [...all];
        [swapped[at], swapped[at + 1]] = [swapped[at + 1], swapped[at]];
        const terms = await lookup(swapped.join(""), run);
        if (terms.length) consider(swapped.join(""), mostBits(terms));
      }
    }
    return likeliest(found);
  };
  const likeliest = (found) => found.sort((a, b) => a[0] - b[0] || b[1] - a[1] || (isBefore(a[2], b[2]) ? -1 : 1))[0]?.[2];

  // Words of the archive that are spelled nearly like those of a query that it does not have.
  const near = async (text, run) => {
    const found = [];
    for (const { text: asked } of parse(text).words.slice(0, 4)) {
      const word = fold(asked);
      const all = letters(word);
      if (all.length < 3 || (await lookup(word, run)).length) continue;
      const words = (await beginning(all.slice(0, 2).join(""), run)) ?? (await beginning(all.slice(0, 3).join(""), run)) ?? [];
      const slips = words.map(([candidate]) => [distance(all, letters(candidate)), candidate]);
      const close = slips.filter(([slips]) => slips <= Math.max(1, all.length >> 1));
      found.push(...close.sort((a, b) => a[0] - b[0] || (isBefore(a[1], b[1]) ? -1 : 1)).slice(0, 3));
    }
    return found.map(([, candidate]) => candidate);
  };

  // How many slips lie between two words: letters too many, missing, wrong, or two exchanged.
  const distance = (a, b) => {
    let [before, last] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        const wrong = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, wrong);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      [before, last] = [last, row];
    }
    return last[b.length];
  };

  // ── Units ──────────────────────────────────────────────────────────────────────────────────────

  const [WORD, SIBLING, MEANT, COMPLETED, LONGER, HINT] = [10, 9, 8, 8, 3, 3];
  const MOST_COMPLETIONS = 8;
  const MOST_PLACED = 4000;
  const LARGE = 2000;
  const REFINED = 200;
  const NAME = 60;

  const split = (text) => text.split("!");
  const decodePostings = (text, count) => {
    const numbers = new Numbers(text);
    const [documents, impacts, sections] = [0, 1, 2].map(() => new Uint32Array(count));
    for (let i = 0, next = 0; i < count; i++) {
      documents[i] = next + numbers.next();
      next = documents[i] + 1;
    }
    for (let i = 0; i < count; i++) impacts[i] = numbers.next();
    for (let i = 0; i < count; i++) sections[i] = numbers.next();
    return { documents, impacts, sections };
  };
  const postings = async ({ shard: number, at, documents }, run) => {
    const terms = await shard(`p/${number}`, run, split);
    // A term is read once: its text gives way to what it says.
    if (typeof terms[at] === "string") terms[at] = decodePostings(terms[at], documents);
    return terms[at];
  };
  // Words that most documents have are nowhere in particular.
  const isPlaced = ({ documents }) => root.documents < 200 || documents <= Math.floor(root.documents / 2);
  const placesOf = async (place, run) => {
    const { shard: number, at, documents } = place;
    if (!isPlaced(place)) return Array.from({ length: documents }, () => []);
    const terms = await shard(`w/${number}`, run, split);
    const numbers = new Numbers(terms[at]);
    return Array.from({ length: documents }, () => {
      const positions = [];
      for (let next = 0; ; ) {
        const number = numbers.next();
        const position = next + (number >> 1);
        positions.push(position);
        if (number & 1) return positions;
        next = position + 1;
      }
    });
  };

  // A word as it was asked, with the words that it may be the beginning of.
  const exact = async ({ text, isPrefix }, run) => {
    const folded = fold(text);
    const terms = (await lookup(folded, run)).map((it) => [it, WORD]);
    if (isPrefix && letters(folded).length > 1) {
      const weight = terms.length ? LONGER : COMPLETED;
      const seen = new Set(terms.map(([it]) => it.id));
      const longer = [];
      for (const [, found] of (await beginning(folded, run)) ?? []) {
        for (const it of found) {
          if (!seen.has(it.id)) longer.push(it);
          seen.add(it.id);
        }
      }
      longer.sort((a, b) => b.documents - a.documents);
      terms.push(...longer.slice(0, MOST_COMPLETIONS).map((it) => [it, weight]));
    }
    return { said: text, terms, isHint: false };
  };

  // A word with everything that is done for one that nobody wrote.
  const wordUnit = async (asked, run) => {
    const unit = await exact(asked, run);
    if (unit.terms.length) return unit;
    const folded = fold(asked.text);
    let [instead, weight] = [await sibling(folded, run), SIBLING];
    if (!instead) [instead, weight] = [await meant(folded, run), MEANT];
    if (instead) {
      unit.terms = (await lookup(instead, run)).map((it) => [it, weight]);
      if (weight === MEANT) unit.mended = [asked.text, instead];
    }
    return unit;
  };

  const chunkUnits = async (asked, run) => {
    const parts = partsOf(asked.text);
    if (parts.length === 1) return [await wordUnit(asked, run)];
    const whole = await exact(asked, run);
    const isKnown = whole.terms.length > 0;
    const units = isKnown ? [whole] : [];
    for (const [at, text] of parts.entries()) {
      if (text === null) continue;
      const isPrefix = asked.isPrefix && at === parts.length - 1 && !isKnown;
      if (!isKnown) {
        // `error42` is no slip for something else, and neither is a part of it.
        const find = /\p{N}/u.test(asked.text) ? exact : wordUnit;
        units.push(await find({ text, isPrefix }, run));
        continue;
      }
      const hint = await exact({ text, isPrefix }, run);
      units.push({ ...hint, isHint: true, terms: hint.terms.map(([it]) => [it, HINT]) });
    }
    return units;
  };

  const documentsOf = (terms) => {
    const most = Math.max(0, ...terms.map(([, weight]) => weight));
    return terms.reduce((sum, [it, weight]) => sum + (weight === most ? it.documents : 0), 0);
  };
  const rarity = (having) => {
    const all = root.documents;
    return Math.max(1, Math.round(64 * Math.log(1 + (all - having + 0.5) / (having + 0.5))));
  };

  // The documents of a unit. Where several terms are in one document, the one that counts most
  // stands for all.
  const gather = async (unit, run) => {
    const lists = await Promise.all(unit.terms.map(([it]) => postings(it, run)));
    const best = new Map();
    lists.forEach((list, which) => {
      const weight = unit.terms[which][1];
      list.documents.forEach((document, at) => {
        const value = list.impacts[at] * weight;
        const there = best.get(document);
        if (!there || value > there[0]) best.set(document, [value, list.sections[at]]);
      });
    });
    const documents = [...best.keys()].sort((a, b) => a - b);
    unit.documents = documents;
    unit.impacts = documents.map((document) => best.get(document)[0]);
    unit.sections = documents.map((document) => best.get(document)[1]);
    unit.places = [];
  };

  const locate = async (unit, run) => {
    const sets = unit.documents.map(() => new Set());
    await Promise.all(
      unit.terms.map(async ([it]) => {
        const [{ documents }, places] = await Promise.all([postings(it, run), placesOf(it, run)]);
        documents.forEach((document, i) => {
          const set = sets[find(unit.documents, document)];
          if (set) for (const position of places[i]) set.add(position);
        });
      }),
    );
    unit.places = sets.map((set) => [...set].sort((a, b) => a - b));
  };

  // The place of a number in a sorted list, or −1.
  const find = (list, number) => {
    let [low, high] = [0, list.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (list[middle] === number) return middle;
      if (list[middle] < number) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  };

  // A phrase: the documents in which its words follow each other. A word that most documents have
  // keeps its place in the phrase, and any word may stand there.
  const phraseUnit = async (phrase, run) => {
    let offset = 0;
    const parts = [];
    for (const { 0: chunk } of chunks(phrase)) {
      for (const text of partsOf(chunk)) {
        if (text !== null) parts.push({ offset, text });
        offset++;
      }
    }
    await Promise.all(
      parts.map(async (part) => {
        const terms = await lookup(fold(part.text), run);
        part.terms = terms.map((it) => [it, WORD]);
        part.isPlaced = terms.every(isPlaced);
        await gather(part, run);
        if (part.isPlaced) await locate(part, run);
      }),
    );
    const unit = { said: `"${phrase}"`, terms: [], isHint: false, documents: [], impacts: [], sections: [], places: [] };
    const first = parts.find((it) => it.isPlaced) ?? parts[0];
    if (!first) return unit;
    first.documents.forEach((document, at) => {
      const starts = follow(parts, document);
      if (!starts) return;
      unit.documents.push(document);
      unit.impacts.push(first.impacts[at]);
      unit.sections.push(first.sections[at]);
      unit.places.push(starts);
    });
    unit.terms = parts.flatMap((part) => part.terms);
    unit.rarity = rarity(unit.documents.length);
    return unit;
  };
  // Where the parts of a phrase follow each other in a document; null where they do not.
  const follow = (parts, document) => {
    let starts = null;
    for (const part of parts) {
      const at = find(part.documents, document);
      if (at < 0) return null;
      if (!part.isPlaced) continue;
      const here = part.places[at].map((place) => place - part.offset).filter((start) => start >= 0);
      starts = starts ? here.filter((start) => find(starts, start) >= 0) : here;
      if (!starts.length) return null;
    }
    return starts ?? [];
  };

  // ── Facets ─────────────────────────────────────────────────────────────────────────────────────

  const LISTS = ["service", "team", "factor", "tag"];
  const facet = (name, run) =>
    shard(`f/${name}`, run, ({ values, reports }) => {
      const numbers = new Numbers(reports);
      const isList = LISTS.includes(name);
      const column = Array.from({ length: root.reports }, () => {
        if (!isList) return [numbers.next()];
        const list = [];
        for (let value; (value = numbers.next()); ) list.push(value - 1);
        return list;
      });
      return { values, column };
    });

  const plainName = (text) => fold(text).replace(/[^\p{Alphabetic}\p{N}]/gu, "");
  const isCalled = (name, written) => name !== "" && plainName(name) !== "" && plainName(name) === plainName(written);
  const endsWithNumber = (id, written) => {
    const digits = id.replace(/^[^0-9]*/, "");
    return digits !== "" && digits === written;
  };

  // What the values of a field mean: conditions, each a facet and the values that will do.
  const conditions = async (field, values, run) => {
    const matching = async (name, isMeant) => {
      const { values: all, column } = await facet(name, run);
      const chosen = new Set();
      all.forEach((it, number) => values.some((value) => isMeant(it, value)) && chosen.add(number));
      return { column, chosen };
    };
    const named = (name) =>
      matching(
        name,
        (it, value) =>
          isCalled(it.id, value) || isCalled(it.title, value) || (name === "severity" && endsWithNumber(it.id, value)),
      );
    switch (field) {
      case "group":
      case "level":
        return [await matching("factor", (it, value) => isCalled(it[field] ?? "", value))];
      case "is":
        return Promise.all([named("kind"), named("status")]);
      case "has":
        return [await matching("open", (it, value) => isCalled("open actions", value) && it.id === "yes")];
      default:
        return [await named(field)];
    }
  };
  const meets = ({ column, chosen }, report) => column[report].some((value) => chosen.has(value));

  // The conditions of the filters of a query: any of the values of one field, all of the fields.
  const filtersOf = async (filters, run) => {
    const byField = new Map();
    const none = [];
    for (const { field, value, isNegative } of filters) {
      if (isNegative) none.push(...(await conditions(field, [value], run)));
      else byField.set(field, [...(byField.get(field) ?? []), value]);
    }
    const any = [];
    for (const [field, values] of byField) {
      const found = await conditions(field, values, run);
      const named = found.filter((it) => it.chosen.size);
      any.push(...(named.length ? named : found));
    }
    return (report) => any.every((it) => meets(it, report)) && !none.some((it) => meets(it, report));
  };

  // ── Ranking ────────────────────────────────────────────────────────────────────────────────────

  // Answers a query: `{ hits, units, mended }`, the best hit first.
  const answer = async (written, run) => {
    // What only one of Unicode and JavaScript takes for a space is one here and in the program.
    const text = written.replace(/[\ufeff\x85]/g, " ");
    const query = parse(text);
    const found = await Promise.all(query.words.map((asked) => chunkUnits(asked, run)));
    const mended = found.flat().flatMap((unit) => (unit.mended ? [unit.mended] : []));
    let units = found.flat().slice(0, 28);
    for (const unit of units) unit.rarity = rarity(Math.min(documentsOf(unit.terms), root.documents));
    units = passOverFrequent(units);
    await Promise.all(units.map((unit) => gather(unit, run)));
    if (units.filter((it) => !it.isHint).length > 1) {
      const isWorthIt = ({ isHint, terms }) =>
        !isHint && terms.some(([it]) => isPlaced(it)) && terms.reduce((sum, [it]) => sum + it.documents, 0) <= MOST_PLACED;
      await Promise.all(units.filter(isWorthIt).map((unit) => locate(unit, run)));
    }
    const phrases = await Promise.all(query.phrases.map((phrase) => phraseUnit(phrase, run)));
    const without = new Set();
    for (const phrase of query.without) {
      for (const document of (await phraseUnit(phrase, run)).documents) without.add(document);
    }
    const asksWords = query.words.length > 0 || phrases.length > 0;
    const passes = query.filters.length ? await filtersOf(query.filters, run) : () => true;
    const last = query.filters.length || !asksWords ? root.reports : root.documents;
    const isAllowed = (document) =>
      document < last &&
      !without.has(document) &&
      phrases.every((it) => find(it.documents, document) >= 0) &&
      passes(document);
    units.push(...phrases);
    const hits = asksWords ? score(units) : Array.from({ length: root.reports }, (_, document) => ({ document, score: 0, has: 0 }));
    const allowed = hits.filter((hit) => isAllowed(hit.document));
    if (asksWords) {
      refine(units, allowed);
      promote(units, allowed);
    }
    const words = [...query.words.map((it) => it.text), ...query.phrases].join(" ");
    // What could be asked without what narrows, if that is another question.
    const loosely = words && words !== text.trim() ? words : null;
    return { hits: allowed, units, mended, loosely };
  };

  // Leaves words out that stand in most documents of a large archive, where there is a rarer one.
  const passOverFrequent = (units) => {
    if (root.documents <= LARGE) return units;
    const isFrequent = (unit) => documentsOf(unit.terms) * 2 > root.documents;
    const hasRarer = units.some((it) => !it.isHint && it.terms.length && !isFrequent(it));
    return hasRarer ? units.filter((it) => !isFrequent(it)) : units;
  };

  const score = (units) => {
    const scores = new Float64Array(root.documents);
    const bits = new Uint32Array(root.documents);
    units.forEach((unit, bit) => {
      unit.documents.forEach((document, at) => {
        scores[document] += unit.rarity * unit.impacts[at];
        bits[document] |= 1 << bit;
      });
    });
    const hits = [];
    bits.forEach((has, document) => has && hits.push({ document, score: scores[document], has }));
    return hits;
  };

  const byScore = (a, b) => b.score - a.score || a.document - b.document;

  // Raises what has all words, and what has them close together; sorts.
  const refine = (units, hits) => {
    const wanted = units.flatMap((unit, bit) => (!unit.isHint && unit.terms.length ? [bit] : []));
    const all = wanted.reduce((sum, bit) => sum + units[bit].rarity, 0);
    for (const hit of hits) {
      const has = wanted.reduce((sum, bit) => sum + (hit.has & (1 << bit) ? units[bit].rarity : 0), 0);
      const share = all ? Math.floor((64 * has) / all) : 64;
      hit.score *= 32 + share + (has === all ? 32 : 0);
    }
    hits.sort(byScore);
    if (wanted.length < 2) return;
    const best = hits.slice(0, REFINED);
    for (const hit of best) {
      hit.score += Math.floor((hit.score * closeness(units, wanted, hit.document)[0]) / 64);
    }
    best.sort(byScore).forEach((hit, at) => (hits[at] = hit));
  };

  // How close the words of a query stand in a document, from 0 to 64, and where the closest two are.
  const closeness = (units, wanted, document) => {
    const positions = (bit) => units[bit].places[find(units[bit].documents, document)] ?? [];
    let [sum, best, place] = [0, 0, null];
    for (let i = 1; i < wanted.length; i++) {
      const [first, second] = [positions(wanted[i - 1]), positions(wanted[i])];
      if (!first.length || !second.length) continue;
      const [value, at] = nearest(first, second);
      sum += value;
      if (value > best) [best, place] = [value, at];
    }
    return [Math.floor(sum / Math.max(1, wanted.length - 1)), place];
  };

  const worth = (a, b) => {
    const apart = Math.abs(a - b);
    if (b > a && apart === 1) return 64;
    if (apart <= 2) return 44;
    if (apart <= 4) return 32;
    if (apart <= 8) return 20;
    return apart <= 24 ? 8 : 0;
  };
  const nearest = (first, second) => {
    let best = [0, first[0]];
    for (let i = 0, j = 0; i < first.length && j < second.length; ) {
      const value = worth(first[i], second[j]);
      if (value > best[0]) best = [value, Math.min(first[i], second[j])];
      if (first[i] < second[j]) i++;
      else j++;
    }
    return best;
  };

  // Puts a document first whose name was written out, and other pages than reports further down.
  const promote = (units, hits) => {
    const asked = units.filter((it) => !it.isHint);
    const only = asked.length === 1 ? asked[0] : null;
    for (const hit of hits) {
      const isNamed = only && only.impacts[find(only.documents, hit.document)] === NAME * WORD;
      if (isNamed) hit.score += 2 ** 48;
      else if (hit.document >= root.reports) hit.score = Math.floor(hit.score / 2);
    }
    hits.sort(byScore);
  };

  // ── What is shown of a hit ─────────────────────────────────────────────────────────────────────

  const record = async (document, run) => {
    const records = await shard(`d/${Math.floor(document / root.perShard)}`, run);
    const [address, title, date, kind, severity, services, texts, starts] = records[document % root.perShard];
    return { address, title, date, kind, severity, services, texts, starts };
  };

  const startsOf = (text) => {
    const numbers = new Numbers(text);
    const starts = [];
    for (let last = 0; !numbers.isAtEnd; ) starts.push((last += numbers.next()));
    return starts;
  };

  // The section of a document that has most of what was asked for; the top of the page counts half.
  const bestSection = (units, hit, starts) => {
    const weights = starts.map(() => 0);
    const place = (position) => Math.max(0, starts.filter((start) => start <= position).length - 1);
    const add = (section, weight) => {
      if (section < weights.length) weights[section] += section ? weight : Math.floor(weight / 2);
    };
    units.forEach((unit, bit) => {
      const at = find(unit.documents, hit.document);
      if (at < 0 || !(hit.has & (1 << bit))) return;
      const heaviest = unit.sections[at];
      add(heaviest, Math.floor(unit.rarity / 4));
      if (!unit.places[at]?.length) add(heaviest, unit.rarity);
      else for (const section of new Set(unit.places[at].map(place))) add(section, unit.rarity);
    });
    const wanted = units.flatMap((unit, bit) => (unit.isHint ? [] : [bit]));
    const [value, position] = closeness(units, wanted, hit.document);
    const all = units.reduce((sum, it) => sum + (it.rarity ?? 0), 0);
    if (position !== null) add(place(position), Math.floor((all * value) / 64));
    return Math.max(0, weights.indexOf(Math.max(...weights)));
  };

  // The characters that stand for the words of the phrase book, for what a script cannot hold, and for
  // themselves.
  const SIGN = /\x01[^]|[\x05-\x08\x0b\x0c\x0e-\x1f\x80-\u07ff]/g;
  const ONE_BYTE = "\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f";
  const UNQUOTED = { "\x05": "\n", "\x06": '"', "\x07": "\\" };
  const signOf = (at) => ONE_BYTE[at] ?? String.fromCharCode(0x80 + at - ONE_BYTE.length);
  const lengthen = (text) => text.replace(SIGN, (c) => (c.length > 1 ? c.slice(1) : root.book.get(c) ?? UNQUOTED[c] ?? c));

  // A shard of text by its documents: the number of the first section that it has, and the sections.
  const decodeTexts = (text) =>
    new Map(
      text.split("\x02").slice(1).map((run) => {
        const [head, ...sections] = run.split("\x03");
        const numbers = new Numbers(head);
        return [numbers.next(), { first: numbers.next(), sections }];
      }),
    );

  // The anchor, the heading and the text of a section.
  const section = async (document, { texts }, number, run) => {
    // The shard in which the document begins and its stamp; of each further one its first section and stamp.
    let at = 0;
    while (texts[at + 2] <= number) at += 2;
    const runs = await shard(`t/${texts[0] + at / 2}`, run, decodeTexts, texts[at + 1]);
    const there = runs.get(document);
    const written = there?.sections[number - there.first];
    if (written === undefined) return { anchor: "", heading: "", text: "" };
    const numbers = new Numbers(written);
    const known = root.headings[numbers.next() - 1];
    const [anchor, heading, text] = known ? [...known, numbers.rest] : numbers.rest.split("\x04");
    return known ? { anchor, heading, text: lengthen(text) } : { anchor: lengthen(anchor), heading: lengthen(heading), text: lengthen(text) };
  };

  const unitsOf = (units, word) => {
    const terms = known(fold(word)).map((it) => it.id);
    if (!terms.length) return 0;
    return units.reduce((bits, unit, bit) => (unit.terms.some(([it]) => terms.includes(it.id)) ? bits | (1 << bit) : bits), 0);
  };

  // The words of a text that were asked for: `{ start, end, bits }`.
  const marksOf = (units, text) =>
    chunks(text).flatMap(({ 0: chunk, index }) => {
      const whole = unitsOf(units, chunk);
      if (whole) return [{ start: index, end: index + chunk.length, bits: whole }];
      const parts = partsOf(chunk);
      if (parts.length === 1) return [];
      let at = 0;
      return parts.flatMap((part) => {
        if (part === null) return [];
        const start = chunk.indexOf(part, at);
        at = start + part.length;
        const bits = unitsOf(units, part);
        return bits ? [{ start: index + start, end: index + at, bits }] : [];
      });
    });

  const LENGTH = 240;
  const BEFORE = 60;

  // A piece of text as `[text, isMark]`, with as much of what was asked for as fits.
  const excerpt = (units, text) => {
    const marks = marksOf(units, text);
    let [best, most] = [null, 0];
    marks.forEach((first, at) => {
      let [bits, count] = [0, 0];
      for (let i = at; i < marks.length && marks[i].end <= first.start + LENGTH - BEFORE; i++) {
        bits |= marks[i].bits;
        count++;
      }
      const rarities = units.reduce((sum, unit, bit) => (bits & (1 << bit) ? sum + unit.rarity : sum), 0);
      const value = rarities * 16 + Math.min(count, 15);
      if (value > most) [best, most] = [first, value];
    });
    const mark = best?.start ?? 0;
    const from = Math.max(0, mark - BEFORE);
    const space = text.slice(from, mark).search(/[ \n]/);
    const start = from === 0 ? 0 : space < 0 ? mark : from + space + 1;
    let end = start + LENGTH;
    if (end >= text.length) {
      end = text.length;
    } else {
      const last = Math.max(text.lastIndexOf(" ", end - 1), text.lastIndexOf("\n", end - 1));
      if (last + LENGTH / 2 > end) end = last;
    }
    const pieces = [];
    const push = (text, isMark) => text && pieces.push([text.replaceAll("\n", " · "), isMark]);
    if (start > 0) push("… ", false);
    let at = start;
    for (const it of marks.filter((it) => it.start >= start && it.end <= end)) {
      push(text.slice(at, it.start), false);
      push(text.slice(it.start, it.end), true);
      at = it.end;
    }
    push(text.slice(at, end), false);
    if (end < text.length) push(" …", false);
    return pieces;
  };

  // The best section of a hit: `{ anchor, heading, pieces }`.
  const best = async (units, hit, found, run) => {
    const starts = startsOf(found.starts);
    const number = bestSection(units, hit, starts);
    let { anchor, heading, text } = await section(hit.document, found, number, run);
    for (let next = 1; number === 0 && !text && next < starts.length; next++) {
      ({ text } = await section(hit.document, found, next, run));
    }
    return { anchor, heading, pieces: excerpt(units, text) };
  };

  const missing = (units, hit) =>
    units.filter((unit, bit) => !unit.isHint && !(hit.has & (1 << bit))).map((unit) => unit.said);

  const engine = {
    open: async (address) => {
      folder = address;
      await loadRoot(false);
      return root;
    },
    reopen: () => loadRoot(true),
    answer, near, record, best, missing, facet, meets, Superseded, Outdated,
  };
  Object.defineProperty(secondStorySearch, "engine", { value: engine });
})();
