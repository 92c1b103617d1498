// Reading one report: what it costs, what a script adds, what paper shows. The site has a report
// with everything that Markdown can be, so that there is something of each to look at.

import { join } from "node:path";

const MOST_REQUESTS = 6;
const MOST_BYTES = 60_000;

// The report with the most of what a page can have.
const everything = (site) => site.reports.map((path) => [path, [...site.read(path).matchAll(/<pre|<img|class="(?:callout|footnotes|wide|permalink)/g)].length]).sort((a, b) => b[1] - a[1])[0][0];

export async function budget({ browser, site, check }) {
  for (const width of [1280, 390]) {
    for (const path of new Set([everything(site), site.kinds.get("postmortems/one").page])) {
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      const asked = [];
      await context.addInitScript(() => {
        window.shifts = [];
        new PerformanceObserver((list) => list.getEntries().forEach((it) => window.shifts.push(it))).observe({ type: "layout-shift", buffered: true });
      });
      context.on("response", (response) => asked.push(response));
      const { page, faults } = await site.open(context, site.http(path));
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      for (let top = 0; top < height; top += 800) await page.evaluate((top) => scrollTo({ top, behavior: "instant" }), top);
      await page.waitForTimeout(100);
      const isImage = (response) => response.request().resourceType() === "image";
      const needed = asked.filter((response) => !isImage(response));
      const sizes = await Promise.all(needed.map(async (response) => (await response.body()).length));
      const bytes = sizes.reduce((sum, it) => sum + it, 0);
      if (needed.length > MOST_REQUESTS) faults.push(`asks for ${needed.length} files: ${needed.map((it) => it.url().split("/").at(-1))}`);
      if (bytes > MOST_BYTES) faults.push(`costs ${bytes} bytes, and nothing is compressed yet`);
      const blocking = await page.evaluate(() => performance.getEntriesByType("resource").filter((it) => it.renderBlockingStatus === "blocking").map((it) => it.name));
      if (blocking.length !== 1 || !blocking[0].endsWith(".css")) faults.push(`blocked by ${blocking}`);
      const shift = await page.evaluate(() => window.shifts.reduce((sum, it) => sum + it.value, 0));
      if (shift > 0) faults.push(`the layout shifts by ${shift.toFixed(4)}`);
      check(`a report is light and still at ${width} px: ${path}`, faults);
      await context.close();
    }
  }
}

export async function comforts({ browser, site, check }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 700 }, permissions: ["clipboard-read", "clipboard-write"], reducedMotion: "reduce" });
  const path = everything(site);
  const { page, faults } = await site.open(context, site.http(path));
  const say = (condition, fault) => condition || faults.push(fault);
  const current = () => page.$eval("[data-outline]", (outline) => outline.querySelector("[aria-current]")?.textContent ?? "");
  const entries = await page.$$eval("[data-outline] a", (links) => links.map((link) => link.textContent));
  say((await current()) === entries[0], "the outline does not begin with the first section");
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await page.waitForFunction((last) => document.querySelector("[data-outline] [aria-current]")?.textContent === last, entries.at(-1), { timeout: 2_000 }).catch(() => faults.push("the outline does not follow to the last section"));
  await page.click(`[data-outline] li:nth-child(2) a`);
  await page.waitForFunction((second) => document.querySelector("[data-outline] [aria-current]")?.textContent === second, entries[1], { timeout: 2_000 }).catch(() => faults.push("the outline does not follow to the second section"));

  const block = page.locator(".code").first();
  await block.locator(".copy").click();
  say((await page.evaluate(() => navigator.clipboard.readText())) === (await block.locator("code").textContent()), "the button copies something else than the code");

  faults.push(...(await page.evaluate(() => {
    const faults = [];
    const main = document.querySelector("main");
    for (const heading of main.querySelectorAll(".prose :is(h2, h3)")) {
      const link = heading.querySelector("a.permalink");
      if (!link || decodeURIComponent(link.hash.slice(1)) !== heading.id) faults.push(`no permalink on ${heading.textContent}`);
    }
    for (const link of main.querySelectorAll("a[href^='#']")) {
      if (!document.getElementById(decodeURIComponent(link.hash.slice(1)))) faults.push(`${link.hash} leads nowhere`);
    }
    if (!main.querySelector(".footnotes .back")) faults.push("no way back from a footnote");
    for (const image of main.querySelectorAll(".prose img")) {
      if (!image.hasAttribute("alt") || image.loading !== "lazy" || !(image.width > 0) || !image.hasAttribute("width")) faults.push(`image without its size, alt or patience: ${image.src}`);
    }
    for (const wanted of [".prose img", ".callout", ".footnotes", ".breadcrumbs", ".around a", "pre code span[class]", "time"]) {
      if (!main.querySelector(wanted)) faults.push(`nothing on the page is ${wanted}`);
    }
    for (const table of main.querySelectorAll("table")) {
      const region = table.closest(".wide");
      if (!region || region.tabIndex !== 0 || !region.getAttribute("aria-label")) faults.push("a wide table that a keyboard cannot scroll");
    }
    const words = main.textContent;
    for (const left of ["graph LR", "E = mc^2"]) if (!words.includes(left)) faults.push(`\`${left}\` cannot be read`);
    return faults;
  })));

  await page.click("[data-theme-switch]");
  const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  say((await scheme()) === "dark", "the switch does not make it dark");
  await page.reload();
  say((await scheme()) === "dark", "the choice of colours is forgotten");
  check("the comforts of reading", faults);
  await context.close();
}

export async function print({ browser, site, check, screenshots }) {
  const context = await browser.newContext({ viewport: { width: 800, height: 1000 } });
  const { page, faults } = await site.open(context, site.http(site.kinds.get("postmortems/one").page));
  await page.emulateMedia({ media: "print" });
  faults.push(...(await page.evaluate(() => {
    const isShown = (it) => it.getClientRects().length > 0 && getComputedStyle(it).visibility !== "hidden";
    const printed = [...document.querySelectorAll("nav, body > header, body > footer, button, form")].filter(isShown).map((it) => `printed: ${it.outerHTML.slice(0, 60)}`);
    const missing = ["h1", ".facts", ".status", ".prose", "figure.chart svg", "figure.chart table"].filter((it) => ![...document.querySelectorAll(it)].some(isShown)).map((it) => `not printed: ${it}`);
    return [...printed, ...missing];
  })));
  const { length } = await page.pdf({ format: "A4" });
  if (length < 10_000) faults.push("the print is empty");
  if (screenshots) await page.screenshot({ path: join(screenshots, "print.png"), fullPage: true });
  check("print: the report and nothing around it", faults);
  await context.close();
}
