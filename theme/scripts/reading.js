// The comforts of a long text: the outline follows the reader, and code can be copied. The words
// come from the page. Everything here can be read without it.
//
// While a report is being written its page changes in place: `secondstory:page` says that it did.
document.currentScript.dataset.follows = "";

// Marks the section that is being read in the outline of the page.
(() => {
  const links = new Map();
  let headings = [];
  let current = null;
  const read = () => {
    links.clear();
    for (const link of document.querySelectorAll("[data-outline] a[href^='#']")) {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) links.set(heading, link);
    }
    headings = [...links.keys()];
  };
  const mark = () => {
    // Less than two headings one right below the other, so that a link marks its own section.
    const above = headings.filter((heading) => heading.getBoundingClientRect().top < 64);
    // The last sections of a text cannot come to the top.
    const isEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const now = links.get((isEnd && scrollY > 0 && headings.at(-1)) || above.at(-1) || headings[0]);
    if (now === current) return;
    current?.removeAttribute("aria-current");
    now?.setAttribute("aria-current", "location");
    current = now;
  };
  let waiting = false;
  addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        mark();
      });
    },
    { passive: true },
  );
  const begin = () => {
    read();
    mark();
  };
  document.addEventListener("secondstory:page", begin);
  begin();
})();

// Puts a button on every block of code that copies it.
(() => {
  const words = document.documentElement.dataset;
  if (!navigator.clipboard || !words.copy) return;
  const blocks = new Set();
  const addButton = (pre) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.copy;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(pre.textContent);
        button.textContent = words.copied;
      } catch {
        button.textContent = words.notCopied;
      }
      setTimeout(() => (button.textContent = words.copy), 2000);
    });
    const block = document.createElement("div");
    block.className = "code";
    pre.replaceWith(block);
    block.append(pre, button);
    blocks.add(block);
  };
  const begin = () => {
    for (const block of blocks) {
      if (block.querySelector("pre > code")) continue;
      block.replaceWith(...block.querySelectorAll("pre"));
      blocks.delete(block);
    }
    for (const { parentElement } of document.querySelectorAll("pre > code")) {
      if (!blocks.has(parentElement.parentElement)) addButton(parentElement);
    }
  };
  document.addEventListener("secondstory:page", begin);
  begin();
})();
