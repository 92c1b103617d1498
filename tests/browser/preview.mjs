// Writes in a project that `secondstory serve` shows, and says what an author would miss in the
// browser.
//
//   node preview.mjs URL REPORT_FILE REPORT_PAGE STYLE_FILE
//
// Prints one line for each fault and a closing line `N passed, N failed`; exits 1 if anything failed.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";

const [url, report, page, style] = process.argv.slice(2);
const OWN_TEMPLATE = `{% extends "base.html" %}
{% block head %}<script src="{{ frame.root }}theme/scripts/own.js" defer></script>
{% endblock head %}
{% block content %}<p>Made by a template</p>
{{ body }}{{ rest }}{% endblock content %}
`;
const results = { passed: 0, failed: 0 };
const check = (name, holds) => {
  results[holds ? "passed" : "failed"] += 1;
  if (!holds) console.log(`FAILED ${name}`);
};

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const context = await browser.newContext({ viewport: { width: 1280, height: 600 }, permissions: ["clipboard-read", "clipboard-write"], reducedMotion: "reduce" });
const tab = await context.newPage();
const complaints = [];
tab.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
tab.on("pageerror", (error) => complaints.push(error.message));

const shows = (text) => tab.waitForFunction((it) => document.querySelector("main")?.innerText.includes(it), text, { timeout: 10_000 });
const panelSays = (text) => tab.locator(".preview-panel", { hasText: text }).waitFor({ timeout: 10_000 });

await tab.goto(new URL(page, url).href);
await panelSays("Nothing to mend");
check("the panel folds", await tab.locator(".preview-panel details[open]").count() === 1);

// Whatever the page is given from here on, it is not loaded again.
await tab.evaluate(() => (window.isTheSamePage = true));
const place = 400;
await tab.evaluate((top) => scrollTo({ top, behavior: "instant" }), place);
const before = readFileSync(report, "utf8");
const begin = performance.now();
writeFileSync(report, `${before}\nA heron watched from the quay.\n`);
await shows("A heron watched from the quay.");
console.log(`a save was seen after ${Math.round(performance.now() - begin)} ms`);
const now = await tab.evaluate(() => scrollY);
check(`the page stays at ${place}, and is not at ${now}`, Math.abs(now - place) < 2);

// What a reader has in hand while the text above grows.
const top = () => tab.evaluate(() => window.held.heading.getBoundingClientRect().top);
await tab.evaluate(() => {
  const [heading] = [...document.querySelectorAll("main h2")].filter((it) => it.textContent.startsWith("How it made sense"));
  scrollTo({ top: scrollY + heading.getBoundingClientRect().top - 120, behavior: "instant" });
  const outline = document.querySelector("[data-outline]");
  outline.open = !outline.open;
  const link = document.querySelector("main .around a");
  link.focus({ preventScroll: true });
  const text = document.createTreeWalker(heading.nextElementSibling, NodeFilter.SHOW_TEXT).nextNode();
  getSelection().setBaseAndExtent(text, 2, text, 9);
  window.held = { heading, link, outline, open: outline.open, selected: String(getSelection()) };
});
const [from, height] = [await top(), await tab.evaluate(() => document.documentElement.scrollHeight)];
const grown = before.replace("## Impact", `${"A cormorant came as well, and stayed.\n\n".repeat(12)}\n## Cormorants\n\n\`\`\`text\nspread wings\n\`\`\`\n\n## Impact`);
writeFileSync(report, grown);
await shows("A cormorant came as well");
await tab.evaluate(() => new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(then)))));
const to = await top();
check(`what is read stays at ${from} while the text above grows, and is not at ${to}`, Math.abs(to - from) < 2);
check("the text above has grown", await tab.evaluate((it) => document.documentElement.scrollHeight > it + 300, height));
check("what has the focus keeps it", await tab.evaluate(() => document.activeElement === held.link && held.link.isConnected));
check("what was opened or closed stays so", await tab.evaluate(() => held.outline.isConnected && held.outline.open === held.open));
check("what was selected stays so", await tab.evaluate(() => held.selected.length === 7 && String(getSelection()) === held.selected));

// The scripts of the theme go on with what has come.
await tab.locator("main .code", { hasText: "spread wings" }).locator(".copy").click();
check("new code can be copied", (await tab.evaluate(() => navigator.clipboard.readText())).trim() === "spread wings");
await tab.evaluate(() => scrollTo({ top: scrollY + document.getElementById("cormorants").getBoundingClientRect().top - 20, behavior: "instant" }));
const marks = (words) => tab.waitForFunction((it) => document.querySelector("[data-outline] [aria-current]")?.textContent === it, words, { timeout: 2_000 }).then(() => true, () => false);
check("the outline follows to a new section", await marks("Cormorants"));
await tab.locator("[data-theme-switch]").click();
const theme = () => tab.evaluate(() => [document.documentElement.dataset.theme, document.querySelector("[data-theme-switch]").hidden].join());
const chosen = await theme();
await tab.keyboard.press("/");
await tab.keyboard.type("cormorants");
await tab.locator(".search-panel [role=status]").filter({ hasText: /\S/ }).waitFor({ timeout: 10_000 });
await tab.keyboard.press("Escape");
writeFileSync(report, before.replace("title: ", "title: Herons and "));
await tab.waitForFunction(() => document.title.startsWith("Herons and "), null, { timeout: 10_000 });
check("no code leaves its button behind", await tab.locator("main .code:not(:has(pre))").count() === 0);
check("the theme that was chosen stays", chosen === (await theme()) && chosen.endsWith("false"));
await tab.keyboard.press("/");
await tab.keyboard.type("herons");
check("the search finds what is new", await tab.locator(".search-panel li", { hasText: "Herons and " }).first().waitFor({ timeout: 10_000 }).then(() => true, () => false));
await tab.keyboard.press("Escape");
// As it stands now, but for the preview and for what tells where the reader is.
const standing = () => tab.evaluate(() => {
  const page = document.documentElement.cloneNode(true);
  for (const it of page.querySelectorAll(".preview-panel, .search-panel, script, link")) it.remove();
  for (const it of page.querySelectorAll("[aria-current=location], [style], details")) ["aria-current", "style", "open"].forEach((name) => it.removeAttribute(name));
  page.removeAttribute("style");
  return page.outerHTML.replace(/\s+/g, " ");
});
const swapped = await standing();
check("none of this loads the page again", await tab.evaluate(() => window.isTheSamePage === true));

await tab.reload();
await panelSays("Nothing to mend");
check("a page that was swapped is the one that would be loaded", swapped === (await standing()));
await tab.evaluate(() => (window.isTheSamePage = true));
writeFileSync(style, "main { outline: 3px solid rgb(1, 2, 3) }");
await tab.waitForFunction(() => getComputedStyle(document.querySelector("main")).outlineColor === "rgb(1, 2, 3)", null, { timeout: 10_000 });
check("a style changes without a reload", await tab.evaluate(() => window.isTheSamePage === true));

writeFileSync(report, `${before}\nThe engineer should have checked it.\n`);
await panelSays("should have checked");
await panelSays(`line ${before.split("\n").length + 1}`);
await tab.locator(".preview-panel summary").click();
writeFileSync(report, `${before}\nThe engineer should have checked it twice.\n`);
await shows("checked it twice");
await panelSays("1 finding here");
check("a folded panel stays folded", await tab.locator(".preview-panel details[open]").count() === 0);
check("findings come and go without a reload", await tab.evaluate(() => window.isTheSamePage === true));

const open = before.replace("    status: done\n    done_on: 2023-09-08\n", "    status: open\n");
writeFileSync(report, open);
const field = tab.locator(".preview-help code", { hasText: "done_on" }).first();
check("what stands between backticks is code in help as well", await field.waitFor({ state: "attached", timeout: 10_000 }).then(() => true, () => false));

writeFileSync(report, before.replace("---\n", "---\nx: [\n"));
await panelSays("finding");
check("a report that breaks stays in sight", (await tab.locator("main h1").count()) === 1);
writeFileSync(report, before);
await panelSays("Nothing to mend");

// The board takes up new items, and keeps what was asked of it.
const second = await context.newPage();
second.on("pageerror", (error) => complaints.push(error.message));
await second.goto(new URL("/actions/", url).href);
await second.locator(".preview-panel").waitFor({ timeout: 10_000 });
await second.evaluate(() => (window.isTheSamePage = true));
const teams = () => second.$$eval("[data-action-filter] select[name=team] option", (all) => all.map((it) => it.value));
const [, team] = await teams();
await second.selectOption("[data-action-filter] select[name=team]", team);
const shown = () => second.$$eval("[data-action-group] .actions > li", (all) => all.filter((it) => it.getClientRects().length).map((it) => it.querySelector(".owner").textContent.trim()));
const asked = await shown();
writeFileSync(report, open.replace("owner: passenger-information", "owner: heron-watch"));
await second.waitForFunction(() => [...document.querySelectorAll("main .owner")].some((it) => /heron.watch/i.test(it.textContent)), null, { timeout: 10_000 });
check("the board keeps what was asked of it", String(await shown()) === String(asked));
const heron = (await teams()).find((it) => /heron.watch/i.test(it));
await second.selectOption("[data-action-filter] select[name=team]", heron ?? "");
check("the board narrows down to a new team", heron !== undefined && String(await shown()) === heron);
check("the board is not loaded again", await second.evaluate(() => window.isTheSamePage === true));
writeFileSync(report, before);
await second.waitForFunction(() => ![...document.querySelectorAll("main .owner")].some((it) => /heron.watch/i.test(it.textContent)), null, { timeout: 10_000 });
await second.close();

// A script that nobody wrote for this makes the page load as a whole.
await tab.bringToFront();
const themeFile = (path, text) => {
  const file = join(dirname(style), "..", path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};
themeFile("scripts/own.js", "window.isOwn = 1;");
themeFile("templates/postmortem.html", OWN_TEMPLATE);
await shows("Made by a template");
const isStarted = () => tab.waitForFunction(() => window.isOwn === 1, null, { timeout: 10_000 }).then(() => true, () => false);
check("a new script loads the page again", await isStarted() && await tab.evaluate(() => window.isTheSamePage === undefined));
await tab.evaluate(() => (window.isTheSamePage = true));
writeFileSync(report, `${before}\nA heron came back.\n`);
await shows("A heron came back.");
check("a script that does not follow is started anew", await isStarted() && await tab.evaluate(() => window.isTheSamePage === undefined));

check(`nothing is complained of: ${complaints.join("; ")}`, complaints.length === 0);
await browser.close();
console.log(`${results.passed} passed, ${results.failed} failed`);
process.exit(results.failed === 0 ? 0 : 1);
