// The site under test: its pages, one page of each kind, and a server that has it under a sub-path,
// because people host it in both ways.

import { createServer } from "node:http";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const BASE = "/some/where/";
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".json": "application/json", ".xml": "application/xml", ".png": "image/png" };

function* files(root, folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(root, path);
    else yield relative(root, path);
  }
}

// The kind of a page is its path with the varying parts taken out.
function kindOf(page) {
  return page.replace(/^(postmortems|factors|services|teams|years|tags|rules|severity)\/(.+)\/index\.html$/, (_, list, inner) => {
    if (list === "years") return `years/${"x/".repeat(inner.split("/").length)}`;
    return `${list}/one`;
  });
}

export async function openSite(folder) {
  const root = resolve(folder);
  const pages = [...files(root, root)].filter((path) => path.endsWith(".html")).sort();
  const kinds = new Map();
  for (const page of pages) {
    const size = statSync(join(root, page)).size;
    const known = kinds.get(kindOf(page));
    // The longest of its kind has the most to get wrong.
    if (!known || size > known.size) kinds.set(kindOf(page), { page, size });
  }
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    try {
      if (!path.startsWith(BASE)) throw new Error("outside");
      let file = join(root, path.slice(BASE.length));
      if (statSync(file).isDirectory()) file = join(file, "index.html");
      const body = readFileSync(file);
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
      response.end(body);
    } catch {
      response.writeHead(404).end("not found");
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const read = (page) => readFileSync(join(root, page), "utf8");
  const isReport = (page) => /^postmortems\/[^/]+\/index\.html$/.test(page) && !read(page).includes('http-equiv="refresh"');
  return {
    root,
    pages,
    kinds,
    origin,
    base: `${origin}${BASE}`,
    reports: pages.filter(isReport),
    read,
    http: (page) => `${origin}${BASE}${page}`,
    file: (page) => pathToFileURL(join(root, page)).href,
    // Opens a page and keeps what it complained of and asked for.
    async open(context, url) {
      const page = await context.newPage();
      const faults = [];
      page.on("console", (message) => message.type() === "error" && faults.push(`console: ${message.text()}`));
      page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
      page.on("request", (request) => {
        const asked = new URL(request.url());
        if (asked.protocol !== "file:" && asked.protocol !== "data:" && asked.origin !== origin) faults.push(`asked ${asked.origin}`);
      });
      await page.goto(url, { waitUntil: "load" });
      return { page, faults };
    },
    close: () => server.close(),
  };
}
