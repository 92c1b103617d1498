// Writes in a project that `secondstory serve` shows, and says what an author would miss in the
// browser.
//
//   node preview.mjs URL REPORT_FILE REPORT_PAGE STYLE_FILE
//
// Prints one line for each fault and a closing line `N passed, N failed`; exits 1 if anything failed.

import { readFileSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [url, report, page, style] = process.argv.slice(2);
const results = { passed: 0, failed: 0 };
const check = (name, holds) => {
  results[holds ? "passed" : "failed"] += 1;
  if (!holds) console.log(`FAILED ${name}`);
};

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const context = await browser.newContext({ viewport: { width: 1280, height: 600 } });
const tab = await context.newPage();
const complaints = [];
tab.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
tab.on("pageerror", (error) => complaints.push(error.message));

const shows = (text) => tab.waitForFunction((it) => document.querySelector("main").innerText.includes(it), text, { timeout: 10_000 });
const panelSays = (text) => tab.locator(".preview-panel", { hasText: text }).waitFor({ timeout: 10_000 });

await tab.goto(new URL(page, url).href);
await panelSays("Nothing to mend");
check("the panel folds", await tab.locator(".preview-panel details[open]").count() === 1);

const place = 400;
await tab.evaluate((top) => scrollTo({ top, behavior: "instant" }), place);
const before = readFileSync(report, "utf8");
const begin = performance.now();
writeFileSync(report, `${before}\nA heron watched from the quay.\n`);
await shows("A heron watched from the quay.");
console.log(`a save was seen after ${Math.round(performance.now() - begin)} ms`);
await tab.locator(".preview-panel").waitFor();
const now = await tab.evaluate(() => scrollY);
check(`the page stays at ${place}, and is not at ${now}`, Math.abs(now - place) < 2);

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

writeFileSync(report, before.replace("---\n", "---\nx: [\n"));
await panelSays("finding");
check("a report that breaks stays in sight", (await tab.locator("main h1").count()) === 1);
writeFileSync(report, before);
await panelSays("Nothing to mend");

check(`nothing is complained of: ${complaints.join("; ")}`, complaints.length === 0);
await browser.close();
console.log(`${results.passed} passed, ${results.failed} failed`);
process.exit(results.failed === 0 ? 0 : 1);
