// Asks the script of the search page, outside a browser: `node ask.cjs SCRIPT FOLDER < queries`.
//
// FOLDER holds the files of an index. Standard input is a JSON array of queries; standard output is
// a JSON array of answers in the shape of `secondstory search --format json`. All that the script
// needs of a browser is a document that loads scripts.
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const [script, folder] = process.argv.slice(2);
const context = vm.createContext({});
let files = 0;
let bytes = 0;
context.document = {
  createElement: () => ({ remove() {} }),
  head: {
    append(element) {
      const name = element.src.replace(/\?.*$/, "");
      const text = fs.readFileSync(path.join(folder, name), "utf8");
      files += 1;
      bytes += require("node:zlib").gzipSync(text).length;
      vm.runInContext(text, context);
      setImmediate(element.onload);
    },
  },
};
vm.runInContext(fs.readFileSync(script, "utf8"), context);
const engine = vm.runInContext("secondStorySearch.engine", context);
const run = { quiet: null, isOver: () => false };

const ask = async (root, query) => {
  const { hits, units, mended } = await engine.answer(query, run);
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
  return { total: hits.length, mended, results };
};

(async () => {
  const root = await engine.open("");
  const answers = [];
  for (const query of JSON.parse(fs.readFileSync(0, "utf8"))) {
    const started = { files, bytes, time: performance.now() };
    answers.push(await ask(root, query));
    if (process.env.COSTS) {
      const milliseconds = (performance.now() - started.time).toFixed(1);
      console.error(`${files - started.files} files, ${bytes - started.bytes} bytes, ${milliseconds} ms: ${query}`);
    }
  }
  process.stdout.write(JSON.stringify(answers));
})();
