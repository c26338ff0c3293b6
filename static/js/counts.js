// The sum below the five counts, kept while somebody types. The server sums again when it saves.
(() => {
  "use strict";

  const WHOLE_NUMBER = /^\d{1,3}([ \u00a0]?\d{3})*$/;

  // The sum of the boxes that hold a number; "–" when none does, for blank is not 0.
  function sum(boxes) {
    const numbers = boxes
      .map((box) => box.value.trim())
      .filter((text) => WHOLE_NUMBER.test(text))
      .map((text) => Number(text.replace(/[ \u00a0]/g, "")));
    return numbers.length ? numbers.reduce((a, b) => a + b).toLocaleString("sv-SE") : "–";
  }

  document.addEventListener("input", (event) => {
    const counts = event.target.closest("[data-counts]");
    if (!counts || !event.target.matches("[data-count]")) return;
    counts.querySelector("[data-sum]").textContent = sum([...counts.querySelectorAll("[data-count]")]);
  });
})();
