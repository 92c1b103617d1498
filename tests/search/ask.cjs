// Asks the script of the search page, outside a browser: `node ask.cjs SCRIPT FOLDER < queries`.
//
// FOLDER holds the files of an index. Standard input is a JSON array of queries; standard output is
// a JSON array of answers in the shape of `secondstory search --format json`, each with what it cost:
// the files that were loaded for it, their bytes compressed, and milliseconds with and without the
// files at hand. Every query is the first one of its page. All that the script needs of a browser is
// a document that loads scripts.
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");
const zlib = require("node:zlib");

const [script, folder] = process.argv.slice(2);
const source = new vm.Script(fs.readFileSync(script, "utf8"));
const run = { quiet: null, isOver: () => false };

// A page that has loaded the script and nothing else.
const visit = () => {
  const loaded = [];
  const context = vm.createContext({
    document: {
      createElement: () => ({ remove() {} }),
      head: {
        append(element) {
          const name = element.src.replace(/\?.*$/, "");
          const text = fs.readFileSync(path.join(folder, name), "utf8");
          loaded.push(text);
          vm.runInContext(text, context);
          setImmediate(element.onload);
        },
      },
    },
  });
  source.runInContext(context);
  return { engine: vm.runInContext("secondStorySearch.engine", context), loaded };
};

const ask = async (engine, root, query) => {
  const { hits, units, mended, loosely } = await engine.answer(query, run);
  const near = hits.length ? [] : await engine.near(query, run);
  const results = [];
  for (const hit of hits.slice(0, 10)) {
    const found = await engine.record(hit.document, run);
    const best = await engine.best(units, hit, found, run);
    results.push({
      address: found.address + (best.anchor ? `#${best.anchor}` : ""),
      title: found.title,
      date: found.date,
      kind: root.kinds[found.kind]?.title ?? found.kind,
      severity: root.severities[found.severity]?.title ?? "",
      services: found.services,
      section: best.heading,
      excerpt: best.pieces.map(([text, is_mark]) => ({ text, is_mark })),
      missing: engine.missing(units, hit),
    });
  }
  return { total: hits.length, mended, near, loosely: hits.length ? null : loosely, results };
};

const timed = async (work) => {
  const started = performance.now();
  const value = await work();
  return [value, performance.now() - started];
};

(async () => {
  const answers = [];
  for (const query of JSON.parse(fs.readFileSync(0, "utf8"))) {
    const { engine, loaded } = visit();
    const [answer, cold] = await timed(async () => ask(engine, await engine.open(""), query));
    const root = await engine.open("");
    const [, warm] = await timed(() => ask(engine, root, query));
    const bytes = loaded.reduce((sum, text) => sum + zlib.gzipSync(text, { level: 9 }).length, 0);
    answers.push({ answer, cost: { files: loaded.length, bytes, cold, warm } });
  }
  process.stdout.write(JSON.stringify(answers));
})();
