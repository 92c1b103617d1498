// Makes a page into its next state without loading it again.
//
// What the server sent before is kept beside what is shown. Only where the next text of the server
// differs from the last is anything touched, so what a script or the reader made of the page stays:
// focus, a selection, an opened part, a button on a block of code.
//
// A script of a page says that it can go on with new content by `document.currentScript.dataset.follows`
// and gets the event `secondstory:page` after each swap. With any other script, and where more
// changes than content, `swap` says no and the page has to be loaded again.
globalThis.secondStoryPreview = (() => {
  // What is shown of a node that was sent.
  const shown = new WeakMap();
  // More pairs than this are not compared one with another.
  const MOST_PAIRS = 250_000;

  // ── What was sent ──────────────────────────────────────────────────────────────────────────────

  const pair = (sent, live) => {
    shown.set(sent, live);
    for (let one = sent.firstChild, other = live.firstChild; one && other; one = one.nextSibling, other = other.nextSibling) {
      pair(one, other);
    }
  };
  // This script runs before those of the page, at the end of the page: nothing has been changed yet.
  let sent = document.cloneNode(true);
  pair(sent, document);
  const isOwn = (element) => /^\/_preview\//.test(element.getAttribute("src") ?? element.getAttribute("href") ?? "");
  for (const element of sent.querySelectorAll("script, link")) if (isOwn(element)) element.remove();

  // What cannot be exchanged in place: what is run or loaded, and what the scripts of a page hold on
  // to outside its content.
  const frame = (page) => {
    const loaded = [...page.querySelectorAll('script, base, meta[http-equiv], link[rel="stylesheet"]')];
    const around = [...page.body.querySelectorAll(":not(main *)")];
    return [...loaded.map((it) => it.outerHTML), ...around.map((it) => `${it.localName}#${it.id}`)].join("\n");
  };
  const follows = () => [...sent.scripts].every((it) => shown.get(it)?.dataset.follows !== undefined);

  // ── From one state to the next ─────────────────────────────────────────────────────────────────

  // The child of a parent that holds a node: scripts wrap what was sent.
  const childWith = (parent, node) => {
    let child = node;
    while (child && child.parentNode !== parent) child = child.parentNode;
    return child;
  };
  const nameOf = (node) => `${node.nodeName}#${node.id ?? ""}`;
  const textOf = (node) => node.outerHTML ?? `${node.nodeName}:${node.data}`;

  // Pairs the places of two lists that are equal, in order, as many as there are.
  const common = (old, next) => {
    const pairs = [];
    let begin = 0;
    while (begin < old.length && begin < next.length && old[begin] === next[begin]) pairs.push([begin, begin++]);
    let end = 0;
    const isEqual = () => old[old.length - 1 - end] === next[next.length - 1 - end];
    while (begin + end < Math.min(old.length, next.length) && isEqual()) end++;
    const [height, width] = [old.length - begin - end, next.length - begin - end];
    if (height * width > 0 && height * width <= MOST_PAIRS) {
      // How many pairs there are from a place in both lists to their ends.
      const rest = Array.from({ length: height + 1 }, () => new Uint16Array(width + 1));
      for (let i = height - 1; i >= 0; i--) {
        for (let j = width - 1; j >= 0; j--) {
          rest[i][j] = old[begin + i] === next[begin + j] ? rest[i + 1][j + 1] + 1 : Math.max(rest[i + 1][j], rest[i][j + 1]);
        }
      }
      for (let i = 0, j = 0; i < height && j < width; ) {
        if (old[begin + i] === next[begin + j]) pairs.push([begin + i++, begin + j++]);
        else if (rest[i + 1][j] >= rest[i][j + 1]) i++;
        else j++;
      }
    }
    for (; end > 0; end--) pairs.push([old.length - end, next.length - end]);
    return pairs;
  };

  // Says which old child each next one is: the same, or between two that are the same, one of the
  // same name.
  const matches = (old, next) => {
    const found = new Map();
    const same = [...common(old.map(textOf), next.map(textOf)), [old.length, next.length]];
    let [from, to] = [0, 0];
    for (const [i, j] of same) {
      const alike = common(old.slice(from, i).map(nameOf), next.slice(to, j).map(nameOf));
      for (const [k, l] of alike) found.set(next[to + l], { old: old[from + k], isSame: false });
      if (j < next.length) found.set(next[j], { old: old[i], isSame: true });
      [from, to] = [i + 1, j + 1];
    }
    return found;
  };

  const carry = (old, next) => {
    shown.set(next, shown.get(old));
    for (let one = old.firstChild, other = next.firstChild; one && other; one = one.nextSibling, other = other.nextSibling) {
      carry(one, other);
    }
  };
  const adopt = (next) => {
    const made = document.importNode(next, true);
    pair(next, made);
    return made;
  };

  // Changes no more of a text than differs, so that a selection in the rest stays.
  const rewrite = (live, text) => {
    const old = live.data;
    const most = Math.min(old.length, text.length);
    let begin = 0;
    while (begin < most && old[begin] === text[begin]) begin++;
    let end = 0;
    while (begin + end < most && old.at(-1 - end) === text.at(-1 - end)) end++;
    live.replaceData(begin, old.length - begin - end, text.slice(begin, text.length - end));
  };
  const changeAttributes = (old, next, live) => {
    for (const { name } of old.attributes) if (!next.hasAttribute(name)) live.removeAttribute(name);
    for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) live.setAttribute(name, value);
  };
  const change = (old, next) => {
    const live = shown.get(old);
    shown.set(next, live);
    if (next.nodeType === Node.ELEMENT_NODE) changeAttributes(old, next, live);
    else if ("data" in next && old.data !== next.data) rewrite(live, next.data);
    const children = [...next.childNodes];
    const found = matches([...old.childNodes], children);
    const stays = new Set([...found.values()].map((it) => it.old));
    for (const child of old.childNodes) if (!stays.has(child)) shown.get(child).remove();
    let last = null;
    for (const child of children) {
      const match = found.get(child);
      if (match?.isSame) carry(match.old, child);
      else if (match) change(match.old, child);
      else if (last) last.after(adopt(child));
      else live.prepend(adopt(child));
      last = childWith(live, shown.get(child)) ?? last;
    }
  };

  // ── Where the reader is ────────────────────────────────────────────────────────────────────────

  // Elements in view, with where they are.
  const landmarks = () => {
    const content = document.querySelector("main") ?? document.body;
    const { left, width } = content.getBoundingClientRect();
    const all = new Map();
    for (let y = 8; y < innerHeight; y += 24) {
      const element = document.elementFromPoint(left + width / 2, y);
      const top = element?.getBoundingClientRect().top;
      if (top >= 0 && content.contains(element)) all.set(element, top);
    }
    return all;
  };
  // Scrolls so that what was in view before is where it was.
  const keepInView = (work) => {
    // At its top a page shows what comes first.
    if (scrollY === 0) return work();
    const before = landmarks();
    // Some browsers do the same by themselves; twice is too much.
    const { style } = document.documentElement;
    style.overflowAnchor = "none";
    work();
    for (const [element, top] of before) {
      const { top: now, height } = element.getBoundingClientRect();
      if (!element.isConnected || !height) continue;
      scrollBy({ top: now - top, behavior: "instant" });
      break;
    }
    requestAnimationFrame(() => requestAnimationFrame(() => style.removeProperty("overflow-anchor")));
  };

  // Shows the next state of the page, if that can be done in place.
  const swap = (html) => {
    const next = new DOMParser().parseFromString(html, "text/html");
    if (!follows() || frame(sent) !== frame(next)) return false;
    keepInView(() => {
      change(sent, next);
      sent = next;
      document.dispatchEvent(new Event("secondstory:page"));
    });
    return true;
  };
  return { swap };
})();
