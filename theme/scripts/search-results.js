// Shows what was found, on the search page and in the box on every other page.
//
// Whatever authors and readers wrote goes into the page as text, never as markup.
(() => {
  "use strict";
  const { engine } = secondStorySearch;

  const PAUSE = 120;
  const IN_BOX = 6;
  const ON_PAGE = 10;
  const MORE = 20;

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  };
  const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const fill = (text, places) => text.replace(/\{(\w+)\}/g, (all, name) => places[name] ?? all);

  // ── Results ────────────────────────────────────────────────────────────────────────────────────

  // A day as the other pages write it.
  const day = ({ words, months }, iso) => {
    const [year, month, day] = iso.split("-").map(Number);
    return make("time", { dateTime: iso }, fill(words.day, { day, month: months[month - 1], year }));
  };

  const badges = (root, { kind, severity }) => {
    const kinds = root.kinds[kind];
    const list = [make("span", { className: `badge ${kinds?.id ?? ""}` }, kinds?.title ?? root.words[kind] ?? "")];
    const level = root.severities[severity];
    if (level?.id) list.push(make("span", { className: `badge severity-${severity + 1}` }, level.title));
    return list;
  };

  // A result. Its excerpt, and the way to its section, come when it is looked at.
  const item = (site, found, hit, record, run) => {
    const link = make("a", { href: site.root + record.address }, make("bdi", {}, record.title));
    const about = make("p", { className: "about" });
    if (record.date) about.append(make("span", {}, day(site, record.date)));
    for (const service of record.services) about.append(make("span", {}, make("bdi", {}, service)));
    const excerpt = make("p", { className: "excerpt" });
    const missing = engine.missing(found.units, hit);
    const lacks = missing.length
      ? make("p", { className: "about" }, `${site.words.missing} `, ...missing.flatMap((word, at) => [at ? ", " : "", make("s", {}, word)]))
      : null;
    const element = make(
      "li",
      {},
      make("div", { className: "found" }, link, make("span", { className: "badges" }, ...badges(site, record))),
      about,
      excerpt,
      lacks,
    );
    const complete = async () => {
      const { anchor, heading, pieces } = await engine.best(found.units, hit, record, run);
      if (anchor) link.href = `${site.root}${record.address}#${encodeURIComponent(anchor)}`;
      if (heading) excerpt.append(make("b", {}, `${heading}: `));
      excerpt.append(...pieces.map(([text, isMark]) => (isMark ? make("mark", {}, text) : text)));
    };
    if (found.units.length) whenSeen(element, () => complete().catch(() => {}));
    return element;
  };

  const seen = new WeakMap();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        seen.get(target)();
      }
    },
    { rootMargin: "100px" },
  );
  const whenSeen = (element, then) => {
    seen.set(element, then);
    observer.observe(element);
  };

  // ── Where nothing is found ─────────────────────────────────────────────────────────────────────

  // What could be asked instead: without what narrows, or with words that are spelled nearly so.
  const advise = async (site, query, { loosely }, run) => {
    const ask = (text) => make("a", { href: `${site.folder}?q=${encodeURIComponent(text)}` }, make("bdi", {}, text));
    const near = await engine.near(query, run);
    const advice = [];
    if (loosely) advice.push(make("p", {}, `${site.words.loosely} `, ask(loosely)));
    if (near.length) advice.push(make("p", {}, `${site.words.near} `, ...near.flatMap((word, at) => [at ? ", " : "", ask(word)])));
    advice.push(make("p", { className: "about" }, site.words.otherwise));
    return advice;
  };

  // ── A search that is going on ──────────────────────────────────────────────────────────────────

  // Asks again whenever `search` is called; only the last question is answered. `narrow` may leave
  // hits out, and say so elsewhere.
  const searcher = ({ site, list, status, note, more, most, narrow }) => {
    let turn = 0;
    const search = async (query, { shown = most, pause = PAUSE, isAgain = false } = {}) => {
      const mine = ++turn;
      const run = { quiet: wait(pause), isOver: () => mine !== turn };
      try {
        const found = await engine.answer(query, run);
        const hits = await narrow(found, run);
        const visible = hits.slice(0, shown);
        const records = await Promise.all(visible.map((hit) => engine.record(hit.document, run)));
        if (run.isOver()) return;
        const reader = { quiet: null, isOver: () => false };
        list.replaceChildren(...visible.map((hit, at) => item(site, found, hit, records[at], reader)));
        const words = !hits.length ? site.words.none : query.trim() ? site.words.found : site.words.newest;
        status.textContent = fill(words, { n: hits.length });
        const mended = found.mended.map(([asked, instead]) => make("p", {}, fill(site.words.mended, { asked, instead })));
        const advice = hits.length ? [] : await advise(site, query, found, run);
        note.replaceChildren(...mended, ...advice);
        note.hidden = !mended.length && !advice.length;
        more(hits.length > shown, () => search(query, { shown: shown + MORE, pause: 0 }), hits.length);
      } catch (error) {
        if (error instanceof engine.Superseded) return;
        if (error instanceof engine.Outdated && !isAgain) {
          await engine.reopen();
          await search(query, { shown, pause: 0, isAgain: true });
        } else if (!run.isOver()) {
          status.textContent = site.words.failed;
        }
      }
    };
    const stop = () => turn++;
    return { search, stop };
  };

  // Arrows lead from the box through the results and back.
  const arrows = (input, list) => (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const links = [input, ...list.querySelectorAll("a[href]")];
    const at = links.indexOf(event.target);
    if (at < 0) return;
    event.preventDefault();
    links[Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), links.length - 1)].focus();
  };

  // ── The box ────────────────────────────────────────────────────────────────────────────────────

  const showBox = (site, form, input, before) => {
    const status = make("p", { className: "about" });
    status.setAttribute("role", "status");
    const note = make("div", { hidden: true });
    const list = make("ol", { id: "search-results", className: "results" });
    const all = make("a", { hidden: true });
    const panel = make("div", { className: "search-panel", hidden: true }, status, note, list, make("p", {}, all));
    form.append(panel);
    const address = (query) => `${form.action}?q=${encodeURIComponent(query)}`;
    const { search, stop } = searcher({
      site, list, status, note, most: IN_BOX,
      narrow: (found) => found.hits,
      more: (hasMore, _, total) => {
        all.hidden = !hasMore;
        all.textContent = fill(site.words.all, { n: total });
        all.href = address(input.value);
      },
    });
    const close = () => {
      stop();
      panel.hidden = true;
    };
    const open = () => {
      if (!input.value.trim()) return close();
      panel.hidden = false;
      return search(input.value);
    };
    input.addEventListener("input", open);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      location.href = address(input.value);
    });
    form.addEventListener("keydown", arrows(input, list));
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      close();
      input.value = "";
      const back = before();
      if (back && back !== document.body && back.isConnected) back.focus();
      else document.activeElement.blur();
    });
    form.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !form.contains(relatedTarget)) close();
    });
    document.addEventListener("pointerdown", ({ target }) => form.contains(target) || close());
    return open();
  };

  // ── Facets ─────────────────────────────────────────────────────────────────────────────────────

  const FACETS = ["kind", "severity", "service", "team", "factor", "group", "level", "year", "status", "detected", "open"];
  const SHOWN = 8;
  // In an archive of more reports than this, a facet is loaded when it is opened.
  const SMALL = 2500;

  // The values of a facet and those of every report. Groups and levels come from the factors, and a
  // report counts once for each.
  const column = async (site, name, run) => {
    if (name === "open") {
      const { values, column } = await engine.facet(name, run);
      return { values: values.map(({ id }) => ({ id, title: site.words[`open-${id}`] })), column };
    }
    if (name !== "group" && name !== "level") return engine.facet(name, run);
    const { values, column } = await engine.facet("factor", run);
    const ids = [...new Set(values.map((it) => it[name]).filter(Boolean))].sort();
    const places = values.map((it) => ids.indexOf(it[name]));
    return {
      values: ids.map((id) => ({ id, title: (name === "level" && site.words[id]) || id })),
      column: column.map((list) => [...new Set(list.map((value) => places[value]).filter((place) => place >= 0))]),
    };
  };

  // One facet as a list of boxes to tick.
  const facetView = (site, name, chosen, changed) => {
    const lines = new Map();
    const list = make("ul");
    const all = make("button", { type: "button", hidden: true }, site.words["show-all"]);
    const legend = make("legend", {}, site.words[name]);
    const details = make("details", {}, make("summary", {}, site.words[name]), make("fieldset", {}, legend, list, all));
    details.open = chosen.size > 0;
    let isLong = false;
    all.addEventListener("click", () => {
      isLong = true;
      all.hidden = true;
      for (const { element } of lines.values()) element.hidden = false;
      list.querySelector("input")?.focus();
    });
    const line = ({ id, title }) => {
      const input = make("input", { type: "checkbox", name, value: id, checked: chosen.has(id) });
      const count = make("span", { className: "number" });
      input.addEventListener("change", () => {
        if (input.checked) chosen.add(id);
        else chosen.delete(id);
        changed();
      });
      const element = make("li", {}, make("label", {}, input, make("bdi", {}, title || site.words.unknown), " ", count));
      return { element, input, count };
    };
    const show = (values, counts) => {
      if (!lines.size) {
        const order = values.map((_, at) => at);
        // Long lists begin with what is met most; short ones keep the order that people know.
        if (values.length > SHOWN && name !== "year") order.sort((a, b) => counts[b] - counts[a] || a - b);
        for (const at of order) {
          lines.set(at, line(values[at]));
          list.append(lines.get(at).element);
        }
      }
      let shown = 0;
      for (const [at, { element, input, count }] of lines) {
        input.checked = chosen.has(values[at].id);
        count.textContent = counts[at];
        const isEmpty = !counts[at] && !input.checked;
        element.hidden = isEmpty || (!isLong && !input.checked && shown >= SHOWN);
        if (!isEmpty) shown++;
      }
      all.hidden = isLong || shown <= SHOWN;
      details.hidden = !shown;
    };
    return { details, show };
  };

  // ── The page ───────────────────────────────────────────────────────────────────────────────────

  const showPage = (site, form, input) => {
    const part = (name) => document.querySelector(`[data-search-${name}]`);
    const [status, note, list, moreButton, clear, facets] = ["status", "note", "list", "more", "clear", "facets"].map(part);
    const chosen = new Map(FACETS.map((name) => [name, new Set()]));
    let continueSearch = () => {};

    // Which reports the ticked boxes leave, and how many each further box would.
    const narrow = async (found, run) => {
      const isWanted = (name) => chosen.get(name).size > 0 || views.get(name).details.open;
      const names = FACETS.filter(isWanted);
      const columns = await Promise.all(names.map((name) => column(site, name, run)));
      const counts = columns.map(({ values }) => values.map(() => 0));
      const allowed = columns.map(({ values }, at) => {
        const ids = chosen.get(names[at]);
        return ids.size ? values.map(({ id }) => ids.has(id)) : null;
      });
      const isNarrowed = allowed.some(Boolean);
      const hits = found.hits.filter(({ document }) => {
        if (document >= site.reports) return !isNarrowed;
        // A report that only one facet rules out still counts for the other values of that facet.
        const against = [];
        allowed.forEach((values, at) => {
          if (values && !columns[at].column[document].some((value) => values[value])) against.push(at);
        });
        columns.forEach(({ column }, at) => {
          if (against.length === 0 || (against.length === 1 && against[0] === at)) {
            for (const value of column[document]) counts[at][value]++;
          }
        });
        return against.length === 0;
      });
      if (!run.isOver()) names.forEach((name, at) => views.get(name).show(columns[at].values, counts[at]));
      clear.hidden = !isNarrowed;
      return hits;
    };
    const { search } = searcher({
      site, list, status, note, narrow, most: ON_PAGE,
      more: (hasMore, next, total) => {
        moreButton.hidden = !hasMore;
        continueSearch = next;
        for (const lists of document.querySelectorAll("[data-search-lists]")) lists.hidden = total > 0;
      },
    });

    const read = () => {
      const query = new URLSearchParams(location.search);
      input.value = query.get("q") ?? "";
      for (const [name, values] of chosen) {
        values.clear();
        for (const value of query.getAll(name)) values.add(value);
      }
    };
    const write = (isNew) => {
      const query = new URLSearchParams();
      if (input.value) query.set("q", input.value);
      for (const [name, values] of chosen) for (const value of values) query.append(name, value);
      const text = query.toString();
      const address = location.pathname + (text ? `?${text}` : "");
      try {
        if (isNew) history.pushState(null, "", address);
        else history.replaceState(null, "", address);
      } catch {
        // Some browsers keep no history for files; the search works all the same.
      }
    };
    const changed = () => {
      write(true);
      search(input.value, { pause: 0 });
    };
    const opened = () => search(input.value, { pause: 0 });

    read();
    const views = new Map(FACETS.map((name) => [name, facetView(site, name, chosen.get(name), changed)]));
    const isWide = matchMedia("(min-width: 56rem)").matches;
    for (const [name, { details }] of views) {
      if (isWide && (site.reports <= SMALL || name === "kind" || name === "year")) details.open = true;
      details.addEventListener("toggle", () => details.open && opened());
      facets.append(details);
    }
    facets.closest("details").open = isWide || [...chosen.values()].some((values) => values.size);

    input.addEventListener("input", () => {
      write(false);
      search(input.value);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      write(true);
      list.querySelector("a[href]")?.focus();
    });
    const move = arrows(input, list);
    document.addEventListener("keydown", (event) => {
      if (event.target === input || list.contains(event.target)) move(event);
      if (event.key === "Escape" && list.contains(event.target)) input.focus();
    });
    moreButton.addEventListener("click", async () => {
      const shown = list.children.length;
      await continueSearch();
      list.children[shown]?.querySelector("a").focus();
    });
    clear.addEventListener("click", () => {
      for (const values of chosen.values()) values.clear();
      changed();
      input.focus();
    });
    addEventListener("popstate", () => {
      read();
      opened();
    });
    return opened();
  };

  // Shows results for a form; `before` gives what had the focus when the search was opened.
  secondStorySearch.show = async (form, before) => {
    const input = form.elements.namedItem("q");
    // On the page the lists give way to the search, once it is there.
    for (const part of document.querySelectorAll("[data-search-page], [data-search-found]")) part.hidden = false;
    for (const part of document.querySelectorAll("[data-search-lists]")) part.hidden = true;
    const folder = new URL(".", form.action).href;
    const root = await engine.open(folder);
    const site = { ...root, folder: form.action, root: new URL("..", folder).href };
    return form.matches("[data-search-page]") ? showPage(site, form, input) : showBox(site, form, input, before);
  };
})();
