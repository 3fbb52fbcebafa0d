// Small helps for pages that work without: keys, copying, and finding a mark's line in the list beside the article.
"use strict";
(() => {
  const typing = (element) => element.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const cards = () => [...document.querySelectorAll(".card h3 a, ol.figures > li > a")];

  const step = (by) => {
    const all = cards();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    all[Math.min(Math.max(at + by, 0), all.length - 1)].focus();
  };

  const keys = {
    "/": () => document.querySelector("#q, #top-q")?.focus(),
    j: () => step(1),
    k: () => step(-1),
    n: () => document.querySelector("a[rel=next]")?.click(),
    p: () => document.querySelector("a[rel=prev]")?.click(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    const button = document.querySelector(`[data-keys] [data-key="${CSS.escape(event.key)}"]`);
    if (button) {
      event.preventDefault();
      if (button.matches("button")) button.click();
      else button.focus();
    } else if (Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.copy);
      field.select();
      const done = () => { button.textContent = "已复制"; };
      if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, () => {});
      else if (document.execCommand("copy")) done();
    });
  }

  for (const select of document.querySelectorAll("select[data-submit]")) {
    select.form.querySelector("button").hidden = true;
    select.addEventListener("change", () => select.form.requestSubmit());
  }

  const light = (event, on) => {
    const mark = event.target.closest?.("[data-claim]");
    if (mark) document.getElementById(`l-${mark.dataset.claim}`)?.classList.toggle("lit", on);
  };
  for (const [name, on] of [["mouseover", true], ["focusin", true], ["mouseout", false], ["focusout", false]])
    document.addEventListener(name, (event) => light(event, on));

  if (matchMedia("(max-width: 760px)").matches)
    for (const part of document.querySelectorAll("details.narrow")) part.open = false;
})();
