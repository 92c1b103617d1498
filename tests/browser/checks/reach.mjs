// Getting about: from a folder, without scripts, with the keyboard alone.

export async function fromDisk({ browser, site, check }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  for (const [kind, { page: path }] of site.kinds) {
    // Only a server ever shows it, at any depth, so its links begin at the root.
    if (path === "404.html") continue;
    const { page, faults } = await site.open(context, site.file(path));
    check(`${kind} from a folder`, faults);
    await page.close();
  }
  await context.close();
}

export async function withoutScripts({ browser, site, check }) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const links = async (path) => {
    await page.goto(site.http(path));
    const hrefs = await page.$$eval("a[href]", (anchors) => anchors.map((anchor) => new URL(anchor.getAttribute("href"), document.baseURI).href.split(/[?#]/)[0]));
    return hrefs.filter((href) => href.startsWith(site.base)).map((href) => {
      const path = decodeURIComponent(href.slice(site.base.length));
      return path === "" || path.endsWith("/") ? `${path}index.html` : path;
    }).filter((path) => path.endsWith(".html"));
  };
  const reports = new Set(site.reports);
  const reached = new Set(["index.html"]);
  let edge = ["index.html"];
  for (let clicks = 0; clicks < 3; clicks += 1) {
    const next = new Set();
    for (const path of edge) for (const link of await links(path)) if (!reached.has(link)) next.add(link);
    for (const link of next) reached.add(link);
    // A report is where a reader wants to be; the way on from it is no way to the others.
    edge = [...next].filter((path) => !reports.has(path));
    if (site.reports.every((path) => reached.has(path))) break;
  }
  check("every report within three clicks without scripts", site.reports.filter((path) => !reached.has(path)));
  await context.close();
}

export async function keyboard({ browser, site, check }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const { page, faults } = await site.open(context, site.http("index.html"));
  const focused = () => page.evaluate(() => ({ text: document.activeElement?.textContent?.trim() ?? "", href: document.activeElement?.getAttribute("href") ?? "", seen: getComputedStyle(document.activeElement).outlineStyle !== "none" || [...document.activeElement.querySelectorAll(":scope .hit")].some((hit) => parseFloat(getComputedStyle(hit).strokeWidth) >= 3) }));
  await page.keyboard.press("Tab");
  const first = await focused();
  if (!first.href.startsWith("#")) faults.push(`the first Tab is \`${first.text}\`, not a skip link`);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  if (!(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)))) faults.push("the skip link does not lead into the content");
  await page.goto(site.http("index.html"));
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
