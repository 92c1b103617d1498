// Puts a button on every block of code that copies it. The words come from the page.
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
