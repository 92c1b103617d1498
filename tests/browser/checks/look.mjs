// Every kind of page, light and dark, wide and narrow: nothing to complain of, nothing asked of
// others, nothing that axe finds, no sideways scroll, no chart whose words are too small to read.

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export async function look({ browser, site, check, screenshots, looks }) {
  for (const { scheme, width } of looks) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
    // Two pages at a time: the one is drawn while the other is examined.
    const waiting = [...site.kinds];
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [kind, { page: path }] = next;
        const { page, faults } = await site.open(context, site.http(path));
        faults.push(...(await overflow(page)), ...(await smallWords(page)), ...(await chartsWithoutData(page)), ...(await axe(page)));
        check(`${kind} ${scheme} ${width}`, faults);
        if (screenshots) {
          mkdirSync(screenshots, { recursive: true });
          const shot = kind.replace(/\/?index\.html$/, "").replaceAll("/", "-") || "home";
          await picture(page, join(screenshots, `${shot}-${width}-${scheme}.png`));
        }
        // 320 px is also what 400% of zoom comes to.
        for (const other of scheme === "light" ? [width < 1000 ? 320 : 3840] : []) {
          await page.setViewportSize({ width: other, height: 900 });
          check(`${kind} at ${other} px`, await overflow(page));
        }
        await page.close();
      }
    };
    await Promise.all([worker(), worker()]);
    await context.close();
  }
}

/** Takes a picture of a whole page. On a busy machine a page in the background may wait long for the frame to be drawn. */
async function picture(page, path) {
  const shoot = (timeout) => page.screenshot({ path, fullPage: true, timeout });
  await shoot(30_000).catch(async () => {
    await page.bringToFront();
    await shoot(120_000);
  });
}

async function overflow(page) {
  const by = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return by > 0 ? [`scrolls sideways by ${by} px`] : [];
}

async function smallWords(page) {
  const small = await page.evaluate(() => [...document.querySelectorAll("svg text")].filter((text) => {
    const box = text.ownerSVGElement.getBoundingClientRect();
    const units = text.ownerSVGElement.viewBox.baseVal?.width || box.width;
    return text.textContent.trim() && box.width > 0 && parseFloat(getComputedStyle(text).fontSize) * (box.width / units) < 10.9;
  }).map((text) => text.textContent.trim()).slice(0, 3));
  return small.map((text) => `chart label below 11 px: ${text}`);
}

async function chartsWithoutData(page) {
  return page.evaluate(() => [...document.querySelectorAll("figure.chart")].flatMap((figure) => {
    const svg = figure.querySelector("svg");
    const named = (svg.getAttribute("aria-labelledby") ?? "").split(" ").every((id) => document.getElementById(id)?.textContent.trim());
    const rows = figure.querySelectorAll("details table tbody tr").length;
    const lacks = [named || "title and description", figure.querySelector("figcaption")?.textContent.trim() || "caption", rows > 0 || "data"];
    return lacks.filter((it) => ["title and description", "caption", "data"].includes(it)).map((it) => `a chart without its ${it}: ${svg.className.baseVal}`);
  }));
}

export async function axe(page) {
  const session = await page.context().newCDPSession(page);
  // The page's policy forbids injected scripts, as it should; the debugger's own world may run one.
  const { result } = await session.send("Runtime.evaluate", { expression: `${AXE}; axe.run(document, { resultTypes: ["violations"], runOnly: ${JSON.stringify(WCAG)} }).then((it) => JSON.stringify(it.violations.map((v) => v.id + " (" + v.impact + "): " + v.nodes.slice(0, 2).map((n) => n.target.join(" ")).join(", "))))`, awaitPromise: true, returnByValue: true });
  await session.detach();
  return result.value ? JSON.parse(result.value) : [`axe did not run: ${result.description}`];
}
