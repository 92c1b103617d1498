// Keeps a page of the preview up to date: asks for news of it, and waits until there are some.
// What changed of the page comes with them and is swapped in place (`swap.js`), as styles are; where
// that cannot be done the page is loaded again where the reader was. What the rules say of the report
// stands in a panel that folds away.
(() => {
  const script = document.currentScript;
  const seen = { page: script.dataset.page, styles: "", panel: "" };
  const folded = "secondstory-preview-folded";
  const remember = (key, value) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // A browser that keeps nothing forgets whether the panel was folded.
    }
  };
  const remembered = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  const link = (href, text) => {
    if (!href) return element("span", "", text);
    const made = element("a", "", text);
    made.href = href;
    return made;
  };
  const count = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;

  const panel = element("aside", "preview-panel");
  panel.setAttribute("aria-label", "Preview");
  const details = panel.appendChild(element("details"));
  const summary = details.appendChild(element("summary"));
  summary.setAttribute("role", "status");
  const body = details.appendChild(element("div", "preview-body"));
  // On a small screen the report comes first.
  details.open = (remembered(folded) ?? (innerWidth < 800 ? "yes" : "no")) !== "yes";
  details.addEventListener("toggle", () => remember(folded, details.open ? "no" : "yes"));

  // Messages quote the author's words between backticks.
  const quoting = (text, className) => {
    const made = element("p", className);
    made.append(...text.split("`").map((part, at) => (at % 2 ? element("code", "", part) : part)));
    return made;
  };
  const describe = (finding) => {
    const item = element("li", `preview-${finding.level}`);
    const head = item.appendChild(element("p", "preview-head"));
    head.append(element("b", "", finding.level), ` line ${finding.line}, column ${finding.column}`);
    item.append(quoting(finding.message));
    if (finding.help) item.append(quoting(finding.help, "preview-help"));
    if (finding.question) item.append(quoting(finding.question, "preview-question"));
    item.append(link(finding.href, finding.rule));
    return item;
  };
  const show = (news) => {
    body.replaceChildren();
    panel.classList.toggle("preview-is-stuck", Boolean(news.trouble));
    if (news.trouble) {
      body.append(element("p", "", "This is the last state that could be shown."), element("pre", "", news.trouble));
    }
    if (news.findings.length) {
      const list = body.appendChild(element("ol"));
      list.append(...news.findings.map(describe));
    }
    if (news.elsewhere.length) {
      body.append(element("h2", "", "In other files"));
      const list = body.appendChild(element("ul"));
      for (const file of news.elsewhere) {
        const item = list.appendChild(element("li"));
        item.append(link(file.href, file.path), ` (${count(file.findings, "finding")})`);
      }
      if (news.more) list.append(element("li", "", `and ${count(news.more, "file")} more`));
    }
    const others = news.elsewhere.reduce((sum, file) => sum + file.findings, 0);
    summary.textContent = news.trouble
      ? "Cannot show the newest state"
      : news.findings.length
        ? `${count(news.findings.length, "finding")} here`
        : others
          ? "Nothing to mend here"
          : "Nothing to mend";
    panel.hidden = false;
    if (!panel.isConnected) document.body.append(panel);
  };
  const lost = () => {
    summary.textContent = "The preview has stopped";
    body.replaceChildren(element("p", "", "Start `secondstory serve` again, and this page goes on."));
    if (!panel.isConnected) document.body.append(panel);
  };

  const swapStyles = () => {
    for (const old of document.querySelectorAll('link[rel="stylesheet"]')) {
      const next = old.cloneNode();
      const url = new URL(old.href);
      url.searchParams.set("now", seen.styles);
      next.href = url.href;
      // The old one stays until the new one is there, so that nothing flickers.
      next.addEventListener("load", () => old.remove());
      old.after(next);
    }
  };

  // Where the reader was: a page that grew above them should not move them.
  const place = "secondstory-preview-place";
  const here = location.pathname + location.search;
  const reload = () => {
    try {
      sessionStorage.setItem(place, JSON.stringify({ here, y: scrollY }));
    } catch {
      // The browser itself most often knows.
    }
    location.reload();
  };
  const isSwapped = (html) => {
    try {
      return html !== null && secondStoryPreview.swap(html);
    } catch (error) {
      // Half a swap is worse than none.
      console.warn(error);
      return false;
    }
  };
  try {
    const before = JSON.parse(sessionStorage.getItem(place));
    sessionStorage.removeItem(place);
    if (before && before.here === here) scrollTo({ top: before.y, behavior: "instant" });
  } catch {
    // Then the page begins at its top.
  }

  const whenVisible = () =>
    new Promise((resolve) => {
      if (!document.hidden) return resolve();
      document.addEventListener("visibilitychange", resolve, { once: true });
    });
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  (async () => {
    for (;;) {
      // A browser opens few connections to one server: hidden pages leave them to those in sight.
      await whenVisible();
      const query = new URLSearchParams({ of: here, ...seen });
      let news;
      try {
        const answer = await fetch(`/_preview/news?${query}`, { cache: "no-store" });
        if (!answer.ok) throw new Error(answer.statusText);
        news = await answer.json();
      } catch {
        lost();
        seen.panel = "";
        await pause(1000);
        continue;
      }
      if (news.page !== seen.page) {
        if (!isSwapped(news.html)) return reload();
        seen.page = news.page;
      }
      const isFirst = seen.styles === "";
      if (news.styles !== seen.styles) {
        seen.styles = news.styles;
        if (!isFirst) swapStyles();
      }
      if (news.panel !== seen.panel) {
        seen.panel = news.panel;
        show(news);
      }
    }
  })();
})();
