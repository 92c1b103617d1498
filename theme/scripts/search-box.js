// Opens the search: `/` and Ctrl-K from every page. What it takes to search is loaded on first use.
(() => {
  const scripts = new URL(".", document.currentScript.src);
  const page = document.querySelector("form[data-search-page]");
  const form = page || document.querySelector("form.search");
  // While reports are being written pages change in place. The box stays, and asks anew what there
  // is when it is used next; the page of the search is loaded again.
  if (!page) document.currentScript.dataset.follows = "";
  if (!form) return;
  const input = form.elements.namedItem("q");
  let before = null;
  let loaded = null;
  let isOutdated = false;

  const script = (name) =>
    new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = new URL(name, scripts);
      element.onload = resolve;
      element.onerror = reject;
      document.head.append(element);
    });
  const style = () => {
    const element = document.createElement("link");
    element.rel = "stylesheet";
    element.href = new URL("../styles/search.css", scripts);
    document.head.append(element);
  };
  const load = () => {
    if (!loaded && !page) style();
    loaded ??= script("search.js")
      .then(() => script("search-results.js"))
      .then(() => secondStorySearch.show(form, () => before));
    if (isOutdated) loaded = loaded.then(() => secondStorySearch.engine.reopen());
    isOutdated = false;
    return loaded;
  };

  const isTyping = ({ target }) => target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);
  document.addEventListener("keydown", (event) => {
    const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event);
    const isCtrlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
    if (!isSlash && !isCtrlK) return;
    event.preventDefault();
    if (!form.contains(document.activeElement)) before = document.activeElement;
    input.focus();
    input.select();
  });
  document.addEventListener("secondstory:page", () => (isOutdated = loaded !== null));
  input.addEventListener("focus", load);
  if (page) load();
})();
