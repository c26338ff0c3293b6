// What is selected in the organisation's text fills the box; without this one cuts in the box itself.
(() => {
  "use strict";

  const source = document.querySelector("[data-passage-source]");
  const box = document.querySelector("[data-passage-box] textarea");
  if (!source || !box) return;

  function take() {
    const selection = document.getSelection();
    const text = selection.toString().trim();
    if (text && source.contains(selection.anchorNode) && source.contains(selection.focusNode)) box.value = text;
  }

  for (const name of ["mouseup", "touchend", "keyup"]) document.addEventListener(name, take);
  source.closest("[data-passage-hint]")?.querySelector("[hidden]")?.removeAttribute("hidden");
})();
