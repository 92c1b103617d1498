// The search as a reader meets it: in the box of every page and on its own page, from a server and
// from a folder. `run.mjs` calls it with what it has to open pages and to note faults.

const RESULT = "#search-results > li > div > a[href]";
// From a key press to the results on the page, with everything at hand.
const QUICK = 50;
const HARMLESS = [
  "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg/onload=alert(1)>", "javascript:alert(1)",
  "'", "\"", "\"\"", "\"unclosed", "`${alert(1)}`", "{{7*7}}", "</title><script>", "&lt;b&gt;", "%3Cscript%3E", "\\u003cscript\\u003e",
  "x".repeat(10000), "word ".repeat(2000), "-".repeat(300), "!!! ??? ...", "()[]{}*+?^$|\\", "--flag -x --", ":", "service:", "is:", "has:\"",
  "__proto__", "constructor", "toString hasOwnProperty", "service:__proto__", "مرحبا بالعالم", "שלום \u202e abc", "障害報告", "🔥🔥 🧯", "👩‍👩‍👧",
  "a\u0000b", "\u0001\u0002\u0003", "\ud800", "e\u0301\u0301\u0301", "Ⅻ ﬁ ｆｕｌｌ", "٣٤٥", "1e309", "../../etc/passwd", "'; DROP TABLE x;--",
];

export async function search({ browser, open, axe, http, file, check }) {
  const visit = async (address, { width = 1280, scheme = "light" } = {}) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
    const { page, faults } = await open(context, address);
    const loaded = [];
    page.on("request", (request) => loaded.push(request.url()));
    return { page, faults, loaded, leave: () => context.close() };
  };
  const page = (query) => `search/index.html${query}`;
  const status = (page) => page.locator("[role=status]").first();
  const titles = (page) => page.$$eval(RESULT, (links) => links.map((link) => link.textContent));
  // Waits until results stand there, or that there are none.
  const settled = (page) => page.waitForFunction(() => /\S/.test(document.querySelector("[role=status]")?.textContent ?? ""));
  const expect = (faults, holds, fault) => holds || faults.push(fault);

  for (const [from, at] of [["a server", http], ["a folder", file]]) {
    const { page: tab, faults, loaded, leave } = await visit(at("index.html"));
    const before = await tab.evaluate(() => performance.getEntriesByType("resource").map((it) => it.name));
    expect(faults, !before.some((name) => /search(-results)?\.js|\/search\//.test(name)), "something is loaded before the first use");
    const link = tab.locator("main a[href]").first();
    await link.focus();
    await tab.keyboard.press("/");
    await tab.keyboard.type("certificate", { delay: 5 });
    await tab.waitForSelector(RESULT);
    expect(faults, loaded.length > 0 || from === "a folder", "nothing was loaded");
    expect(faults, /\d/.test(await status(tab).textContent()), "the number of results is not announced");
    await tab.keyboard.press("ArrowDown");
    await tab.keyboard.press("ArrowDown");
    await tab.keyboard.press("ArrowUp");
    const focused = () => tab.evaluate(() => document.activeElement.closest("#search-results") !== null);
    expect(faults, await focused(), "the arrows do not lead to a result");
    await tab.keyboard.press("Escape");
    expect(faults, await link.evaluate((it) => it === document.activeElement), "Escape does not give the focus back");
    expect(faults, (await tab.locator(RESULT).first().isVisible()) === false, "Escape leaves the results open");
    await tab.keyboard.press("Control+k");
    await tab.keyboard.type("certificate");
    await tab.waitForSelector(RESULT);
    const [first] = await titles(tab);
    await tab.keyboard.press("ArrowDown");
    await Promise.all([tab.waitForNavigation(), tab.keyboard.press("Enter")]);
    expect(faults, (await tab.textContent("h1")).includes(first), `Enter does not open \`${first}\``);
    check(`search: the box from ${from}`, faults);
    await leave();
  }

  {
    const { page: tab, faults, leave } = await visit(http(page("?q=gates")));
    await tab.waitForSelector(RESULT);
    const shared = await titles(tab);
    expect(faults, shared.length > 0 && (await tab.inputValue("[data-search-page] input")) === "gates", "an address that was shared does not search");
    const href = await tab.locator(RESULT).first().getAttribute("href");
    const [other] = await Promise.all([tab.context().waitForEvent("page"), tab.locator(RESULT).first().click({ button: "middle" })]);
    await other.waitForLoadState();
    expect(faults, other.url().split("#")[0] === new URL(href, tab.url()).href.split("#")[0], "a middle click does not open the result");
    await other.close();
    await Promise.all([tab.waitForNavigation(), tab.locator(RESULT).first().click()]);
    await tab.goBack();
    await tab.waitForSelector(RESULT);
    expect(faults, JSON.stringify(await titles(tab)) === JSON.stringify(shared), "Back does not lead to the same results");
    await tab.reload();
    await tab.waitForSelector(RESULT);
    expect(faults, JSON.stringify(await titles(tab)) === JSON.stringify(shared), "reloading changes the results");
    check("search: a shared address, Back and reload", faults);
    await leave();
  }

  {
    const { page: tab, faults, leave } = await visit(http(page("")));
    await tab.waitForSelector(RESULT);
    const number = async () => Number.parseInt(await status(tab).textContent(), 10);
    const tick = async (name, at = 0) => {
      const box = tab.locator(`input[name=${name}]:visible`).nth(at);
      const promised = Number(await box.locator("xpath=../span").textContent());
      const before = await status(tab).textContent();
      await box.check();
      await tab.waitForFunction((before) => document.querySelector("[role=status]").textContent !== before, before, { timeout: 3000 }).catch(() => {});
      return promised;
    };
    const all = await number();
    const incidents = await tick("kind", 1);
    expect(faults, (await number()) === incidents, `a facet promises ${incidents} and gives ${await number()}`);
    const breaches = await tick("kind", 0);
    expect(faults, (await number()) === incidents + breaches, "two values of one facet do not add up");
    const service = await tick("service");
    expect(faults, (await number()) === service && service < incidents + breaches, "two facets do not narrow together");
    const address = new URL(tab.url()).search;
    expect(faults, /kind=.*kind=.*service=/.test(address), `the facets are not in the address: ${address}`);
    await tab.goBack();
    await tab.waitForFunction((n) => Number.parseInt(document.querySelector("[role=status]").textContent, 10) === n, incidents + breaches).catch(() => faults.push("Back does not take back a facet"));
    await tab.goto(http(page(address)));
    await tab.waitForSelector(RESULT);
    expect(faults, (await number()) === service, "a shared address does not tick the boxes");
    await tab.locator("[data-search-clear]").click();
    await tab.waitForFunction((n) => Number.parseInt(document.querySelector("[role=status]").textContent, 10) === n, all).catch(() => faults.push("the filters cannot be removed"));
    check("search: facets combine, and live in the address", faults);
    await leave();
  }

  for (const width of [1280, 390]) {
    for (const scheme of ["light", "dark"]) {
      for (const query of ["?q=certificate&kind=incident", "?q=locksmth", "?q=zzqqxx", "?q=retry+dolphin"]) {
        const { page: tab, faults, leave } = await visit(http(page(query)), { width, scheme });
        await settled(tab);
        await tab.waitForTimeout(150);
        for (const closed of await tab.$$("details:not([open]) > summary:visible")) await closed.click();
        const overflow = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(faults, overflow <= 0, `scrolls sideways by ${overflow} px`);
        faults.push(...(await axe(tab)));
        check(`search: ${query} ${scheme} ${width}`, faults);
        await leave();
      }
    }
  }

  {
    const { page: tab, faults, leave } = await visit(http(page("?q=retry+dolphin")));
    await settled(tab);
    expect(faults, (await tab.locator("#search-results").textContent()).includes("dolphin"), "a missing word is not named");
    await tab.fill("[data-search-page] input", "locksmth");
    await tab.waitForFunction(() => /locksmith/.test(document.querySelector("[data-search-note]").textContent)).catch(() => faults.push("what was mended is not said"));
    await tab.fill("[data-search-page] input", "\"gates mailbox\" zzqqxx");
    await tab.waitForFunction(() => document.querySelector("[data-search-note] a[href]")).catch(() => faults.push("nothing is suggested where nothing is found"));
    expect(faults, await tab.locator("[data-search-lists]").isVisible(), "the lists are hidden where nothing is found");
    check("search: what is missing, mended or not there is said", faults);
    await leave();
  }

  {
    const { page: tab, faults, leave } = await visit(http(page("?q=gates")));
    await tab.exposeFunction("fault", (text) => faults.push(text));
    await tab.evaluate(() => (globalThis.alert = () => globalThis.fault("a query was run as a script")));
    await tab.waitForSelector(RESULT);
    const elements = () => tab.$$eval("main script, main img, main iframe, main svg[onload], main [onerror]", (all) => all.length);
    const there = await elements();
    for (const query of HARMLESS) {
      await tab.fill("[data-search-page] input", query);
      await tab.waitForTimeout(20);
      if ((await elements()) !== there) faults.push(`a query became markup: ${query.slice(0, 40)}`);
    }
    await tab.fill("[data-search-page] input", "gates");
    await tab.waitForFunction((result) => document.querySelector(result), RESULT).catch(() => faults.push("the search does not answer any more"));
    check(`search: ${HARMLESS.length} queries do no harm`, faults);
    await leave();
  }

  {
    const { page: tab, faults, leave } = await visit(http(page("")));
    await tab.waitForSelector(RESULT);
    const milliseconds = await press(tab, ["gate", "s", "Backspace", "s", "Backspace", "s", "Backspace", "s"]);
    expect(faults, milliseconds < QUICK, `it takes ${milliseconds.toFixed(0)} ms from a key press to results`);
    check("search: results come at once", faults);
    await leave();
  }
}

// Types, and returns the median of the milliseconds from each later key press to the results.
export async function press(tab, [text, ...keys]) {
  await tab.evaluate(() => {
    globalThis.times = [];
    let pressed = 0;
    addEventListener("keydown", () => (pressed = performance.now()), true);
    new MutationObserver(() => globalThis.times.push(performance.now() - pressed)).observe(document.querySelector("#search-results"), { childList: true });
  });
  await tab.locator("[data-search-page] input").fill(text);
  await tab.waitForTimeout(600);
  for (const key of keys) {
    await tab.keyboard.press(key);
    await tab.waitForTimeout(250);
  }
  const times = await tab.evaluate(() => globalThis.times);
  // The first keys load what the others have at hand.
  const warm = times.slice(-Math.max(1, keys.length - 2)).sort((a, b) => a - b);
  return warm[warm.length >> 1] ?? Infinity;
}
