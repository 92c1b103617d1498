// Narrows the board of action items down to a team or a factor, and keeps the choice in the address.
// Without it, the board leads to the page of each team and of each factor.
//
// While reports are being written the board changes in place: `secondstory:page` says that it did.
document.currentScript.dataset.follows = "";
(() => {
  const text = (element) => element.textContent.trim();
  let form = null;
  let items = [];
  let selects = [];
  const read = () => {
    items = [...document.querySelectorAll("[data-action-group] .actions > li")].map((item) => ({
      item,
      team: [...item.querySelectorAll(".owner")].map(text),
      factor: [...item.querySelectorAll(".against a")].map(text),
    }));
    selects = [...form.querySelectorAll("select")];
    const asked = new URLSearchParams(location.search);
    for (const select of selects) {
      const names = new Set(items.flatMap((it) => it[select.name]));
      const sorted = [...names].sort((a, b) => a.localeCompare(b, document.documentElement.lang));
      // The first stands for all.
      select.length = 1;
      select.append(...sorted.map((name) => new Option(name, name)));
      const wanted = asked.get(select.name);
      if (names.has(wanted)) select.value = wanted;
    }
  };
  const narrow = () => {
    let shown = 0;
    for (const it of items) {
      const fits = selects.every((select) => !select.value || it[select.name].includes(select.value));
      it.item.hidden = !fits;
      shown += fits;
    }
    for (const group of document.querySelectorAll("[data-action-group]")) {
      group.hidden = !group.querySelector(".actions > li:not([hidden])");
    }
    form.querySelector("output").textContent = form.dataset.shown.replace("{n}", shown).replace("{total}", items.length);
  };
  const choose = () => {
    narrow();
    const query = new URLSearchParams(selects.filter((it) => it.value).map((it) => [it.name, it.value]));
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
  };
  const begin = () => {
    const there = document.querySelector("[data-action-filter]");
    if (there && there !== form) {
      there.addEventListener("change", choose);
      there.addEventListener("submit", (event) => event.preventDefault());
    }
    form = there;
    if (!form) return;
    read();
    form.hidden = false;
    narrow();
  };
  document.addEventListener("secondstory:page", begin);
  begin();
})();
