// Opens built sites in headless Chromium and says what a reader would stumble over.
//
//   node run.mjs SITE [--right-to-left SITE] [--screenshots DIR]
//
// SITE is looked at in every way; the site in a script that is written from right to left holds a
// report with everything that Markdown can be. Prints one line for each fault and a closing line
// `N passed, N failed`; exits 1 if anything failed.

import { chromium } from "playwright-core";
import { board } from "./checks/board.mjs";
import { axe, look } from "./checks/look.mjs";
import { fromDisk, keyboard, withoutScripts } from "./checks/reach.mjs";
import { budget, comforts, print } from "./checks/report.mjs";
import { validity } from "./checks/validity.mjs";
import { search as searchOf } from "./search.mjs";
import { openSite } from "./site.mjs";

const [folder, ...rest] = process.argv.slice(2);
const option = (name) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined);

const results = { passed: 0, failed: 0 };
const check = (name, faults) => {
  if (faults.length === 0) {
    results.passed += 1;
  } else {
    results.failed += 1;
    for (const fault of faults.slice(0, 12)) console.log(`FAILED ${name}: ${fault}`);
  }
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

const search = ({ site, check }) => searchOf({ browser, check, axe, open: site.open, http: site.http, file: site.file });

const ALL_LOOKS = ["light", "dark"].flatMap((scheme) => [1280, 390].map((width) => ({ scheme, width })));
const CHECKS = [look, fromDisk, withoutScripts, keyboard, budget, print, search, board, validity];
// Its pages are the same; what can differ is where things stand.
const RIGHT_TO_LEFT_LOOKS = [{ scheme: "light", width: 390 }];
const RIGHT_TO_LEFT_CHECKS = [look, budget, comforts, validity];

async function run(folder, checks, looks, screenshots) {
  const site = await openSite(folder);
  try {
    for (const one of checks) {
      const began = Date.now();
      await one({ browser, site, check, looks, screenshots });
      console.log(`${one.name} took ${((Date.now() - began) / 1000).toFixed(1)} s`);
    }
  } finally {
    site.close();
  }
}

try {
  const screenshots = option("--screenshots");
  await run(folder, CHECKS, ALL_LOOKS, screenshots);
  const rightToLeft = option("--right-to-left");
  if (rightToLeft) await run(rightToLeft, RIGHT_TO_LEFT_CHECKS, RIGHT_TO_LEFT_LOOKS, screenshots && `${screenshots}/right-to-left`);
} finally {
  await browser.close();
}
console.log(`${results.passed} passed, ${results.failed} failed`);
process.exit(results.failed === 0 ? 0 : 1);
