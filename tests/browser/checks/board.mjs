// Asking the board of action items.

export async function board({ browser, site, check }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const { page, faults } = await site.open(context, site.http("actions/index.html"));
  const shown = () => page.$$eval("[data-action-group] .actions > li", (all) => all.filter((it) => it.getClientRects().length).map((it) => it.querySelector(".owner")?.textContent.trim()));
  const all = await shown();
  const team = all.find(Boolean);
  await page.selectOption("[data-action-filter] select[name=team]", team);
  const some = await shown();
  if (some.length === 0 || some.length >= all.length || some.some((it) => it !== team)) faults.push(`${team} has ${some.length} of ${all.length}: ${[...new Set(some)]}`);
  await page.reload();
  if ((await shown()).length !== some.length) faults.push("the choice is not in the address");
  check("the board of action items narrows down", faults);
  await context.close();
}
