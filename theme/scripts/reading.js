// The comforts of a long text: the outline follows the reader, and code can be copied. The words
// come from the page. Everything here can be read without it.

// Marks the section that is being read in the outline of the page.
(() => {
  const outline = document.querySelector("[data-outline]");
  if (!outline) return;
  const links = new Map();
  for (const link of outline.querySelectorAll("a[href^='#']")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  const headings = [...links.keys()];
  let current = null;
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
  mark();
})();

// Puts a button on every block of code that copies it.
(() => {
  const words = document.documentElement.dataset;
  if (!navigator.clipboard || !words.copy) return;
  for (const code of document.querySelectorAll("pre > code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.copy;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = words.copied;
      } catch {
        button.textContent = words.notCopied;
      }
      setTimeout(() => (button.textContent = words.copy), 2000);
    });
    const block = document.createElement("div");
    block.className = "code";
    code.parentElement.replaceWith(block);
    block.append(code.parentElement, button);
  }
})();
