// Opens a built site in headless Chromium and says what a reader would stumble over.
//
//   node run.mjs SITE [--screenshots DIR] [--pages PATTERN]
//
// Prints one line for each fault and a closing line `N passed, N failed`; exits 1 if anything failed.
// The site is looked at from its folder (`file://`) and from a server on the loopback under a
// sub-path, because people host it in both ways.

import { createServer } from "node:http";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { search } from "./search.mjs";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const WIDTHS = [1280, 390];
const SCHEMES = ["light", "dark"];
const BASE = "/some/where/";

const [site, ...rest] = process.argv.slice(2);
const option = (name) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined);
const root = resolve(site);
const screenshots = option("--screenshots");

const results = { passed: 0, failed: 0 };
const check = (name, faults) => {
  if (faults.length === 0) {
    results.passed += 1;
  } else {
    results.failed += 1;
    for (const fault of faults.slice(0, 12)) console.log(`FAILED ${name}: ${fault}`);
  }
};

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield relative(root, path);
  }
}

const pages = [...files(root)].filter((path) => path.endsWith(".html")).sort();

// One page of each kind: the kind is the path with its varying parts taken out.
const kinds = new Map();
for (const page of pages) {
  const kind = page.replace(/^(postmortems|factors|services|teams|years|tags|rules|severity)\/(.+)\/index\.html$/, (_, list, inner) => {
    if (list === "postmortems" && /^\d{4}$/.test(inner)) return "postmortems/YEAR";
    if (list === "years") return `years/${"x/".repeat(inner.split("/").length)}`;
    return `${list}/one`;
  });
  const size = statSync(join(root, page)).size;
  const known = kinds.get(kind);
  // The longest of its kind has the most to get wrong.
  if (!known || size > known.size) kinds.set(kind, { page, size });
}

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".json": "application/json", ".xml": "application/xml", ".png": "image/png" };
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
const http = (page) => `${origin}${BASE}${page}`;
const file = (page) => pathToFileURL(join(root, page)).href;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

// Opens a page and keeps what it complained of and asked for.
async function open(context, url) {
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
}

async function look() {
  for (const scheme of SCHEMES) {
    for (const width of WIDTHS) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, bypassCSP: false });
      for (const [kind, { page: path }] of kinds) {
        const name = `${kind} ${scheme} ${width}`;
        const { page, faults } = await open(context, http(path));
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (overflow > 0) faults.push(`scrolls sideways by ${overflow} px`);
        const small = await page.evaluate(() => [...document.querySelectorAll("svg text")].filter((text) => {
          const box = text.ownerSVGElement.getBoundingClientRect();
          const units = text.ownerSVGElement.viewBox.baseVal?.width || box.width;
          return text.textContent.trim() && box.width > 0 && parseFloat(getComputedStyle(text).fontSize) * (box.width / units) < 10.9;
        }).map((text) => text.textContent.trim()).slice(0, 3));
        for (const text of small) faults.push(`chart label below 11 px: ${text}`);
        const violations = await axe(page);
        for (const violation of violations) faults.push(violation);
        check(name, faults);
        if (screenshots) {
          mkdirSync(screenshots, { recursive: true });
          const shot = kind.replace(/\/?index\.html$/, "").replaceAll("/", "-") || "home";
          await page.screenshot({ path: join(screenshots, `${shot}-${width}-${scheme}.png`), fullPage: true });
        }
        await page.close();
      }
      await context.close();
    }
  }
}

async function axe(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setBypassCSP", { enabled: false });
  // The page's policy forbids injected scripts, as it should; the debugger's own world may run one.
  const { result } = await session.send("Runtime.evaluate", { expression: `${AXE}; axe.run(document, { runOnly: ${JSON.stringify(WCAG)} }).then((it) => JSON.stringify(it.violations.map((v) => v.id + " (" + v.impact + "): " + v.nodes.slice(0, 2).map((n) => n.target.join(" ")).join(", "))))`, awaitPromise: true, returnByValue: true });
  await session.detach();
  return result.value ? JSON.parse(result.value) : [`axe did not run: ${result.description}`];
}

async function fromDisk() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  for (const [kind, { page: path }] of kinds) {
    // Only a server ever shows it, at any depth, so its links begin at the root.
    if (path === "404.html") continue;
    const { page, faults } = await open(context, file(path));
    check(`${kind} from a folder`, faults);
    await page.close();
  }
  await context.close();
}

async function withoutScripts() {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const links = async (path) => {
    await page.goto(http(path));
    const hrefs = await page.$$eval("a[href]", (anchors) => anchors.map((anchor) => anchor.getAttribute("href")).map((href) => new URL(href, document.baseURI).href));
    return hrefs.map((href) => href.split("#")[0]).filter((href) => href.startsWith(`${origin}${BASE}`)).map((href) => {
      const path = decodeURIComponent(href.slice(origin.length + BASE.length)).split("?")[0];
      return path === "" || path.endsWith("/") ? `${path}index.html` : path;
    }).filter((path) => path.endsWith(".html"));
  };
  const reached = new Set(["index.html"]);
  let edge = ["index.html"];
  for (let clicks = 0; clicks < 3; clicks += 1) {
    const next = new Set();
    for (const path of edge) for (const link of await links(path)) if (!reached.has(link)) next.add(link);
    for (const link of next) reached.add(link);
    edge = [...next].filter((path) => !/^postmortems\/[^/]+\/index\.html$/.test(path) || /^postmortems\/\d{4}\//.test(path)).slice(0, 400);
  }
  const reports = pages.filter((path) => /^postmortems\/[^/]+\/index\.html$/.test(path) && !readFileSync(join(root, path), "utf8").includes('http-equiv="refresh"'));
  check("every report within three clicks without scripts", reports.filter((path) => !reached.has(path)));
  await context.close();
}

async function keyboard() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const { page, faults } = await open(context, http("index.html"));
  const focused = () => page.evaluate(() => ({ text: document.activeElement?.textContent?.trim() ?? "", href: document.activeElement?.getAttribute("href") ?? "", seen: getComputedStyle(document.activeElement).outlineStyle !== "none" || [...document.activeElement.querySelectorAll(":scope .hit")].some((hit) => parseFloat(getComputedStyle(hit).strokeWidth) >= 3) }));
  await page.keyboard.press("Tab");
  const first = await focused();
  if (!first.href.startsWith("#")) faults.push(`the first Tab is \`${first.text}\`, not a skip link`);
  const walk = async (wanted) => {
    for (let step = 0; step < 200; step += 1) {
      await page.keyboard.press("Tab");
      const here = await focused();
      if (!here.seen) faults.push(`the focus cannot be seen on \`${here.text.slice(0, 40)}\``);
      if (wanted.test(await page.evaluate(() => document.activeElement?.href ?? ""))) {
        await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
        return true;
      }
    }
    faults.push(`no link to ${wanted} can be reached with Tab`);
    return false;
  };
  if (await walk(/factors\/[^/]+\/(index\.html)?$/) && await walk(/postmortems\/[^/]+\/(index\.html)?(#.*)?$/)) {
    await page.goBack();
    if (!/factors\//.test(page.url())) faults.push("Back does not return to the factor");
  }
  check("keyboard: home, factor, report, back", [...new Set(faults)]);
  await context.close();
}

async function print() {
  const context = await browser.newContext({ viewport: { width: 800, height: 1000 } });
  const report = kinds.get("postmortems/one").page;
  const { page, faults } = await open(context, http(report));
  await page.emulateMedia({ media: "print" });
  const shown = await page.$$eval("nav, header.site, footer.site, button", (all) => all.filter((it) => it.getClientRects().length > 0 && getComputedStyle(it).visibility !== "hidden").map((it) => it.outerHTML.slice(0, 60)));
  for (const it of shown) faults.push(`printed: ${it}`);
  if (screenshots) await page.screenshot({ path: join(screenshots, "print.png"), fullPage: true });
  check("print: no navigation", faults);
  await context.close();
}

function validity() {
  const faults = [];
  try {
    const jar = require.resolve("vnu-jar/build/dist/vnu.jar");
    const chosen = pages.map((page) => join(root, page));
    execFileSync("java", ["-Xss1m", "-jar", jar, "--errors-only", "--format", "json", ...chosen], { stdio: ["ignore", "ignore", "pipe"], maxBuffer: 1 << 28 });
  } catch (error) {
    if (!error.stderr) throw error;
    const text = error.stderr.toString();
    try {
      for (const { url, lastLine, message, extract } of JSON.parse(text).messages) faults.push(`${relative(root, decodeURIComponent(new URL(url).pathname))}:${lastLine} ${message} ${extract ?? ""}`.replaceAll("\n", " "));
    } catch {
      faults.push(text.slice(0, 400));
    }
  }
  check("every page is valid HTML", faults);
}

try {
  await look();
  await fromDisk();
  await withoutScripts();
  await keyboard();
  await print();
  await search({ browser, open, axe, http, file, check });
  validity();
} finally {
  await browser.close();
  server.close();
}
console.log(`${results.passed} passed, ${results.failed} failed`);
process.exit(results.failed === 0 ? 0 : 1);
