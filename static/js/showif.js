// Shows and hides questions that hang on another question of the same page. What is hidden keeps
// its text. The server decides the same when it draws the page: followup/survey/form/section_form.py.
(() => {
  "use strict";

  const form = document.querySelector(".survey-form");
  if (!form || !form.querySelector("[data-shown-if]")) return;

  // What a question is answered with now; one that is itself hidden leads nowhere.
  function said(key) {
    return [...form.elements]
      .filter((one) => one.name === key && !one.closest("[data-shown-if][hidden]"))
      .filter((one) => !["radio", "checkbox"].includes(one.type) || one.checked)
      .map((one) => one.value.trim())
      .filter(Boolean);
  }

  function isMet(question) {
    const wanted = JSON.parse(question.dataset.shownValues);
    const answers = said(question.dataset.shownIf);
    return wanted.length ? answers.some((one) => wanted.includes(one)) : answers.length > 0;
  }

  // A question may hang on one further down: go round until nothing changes.
  function decide() {
    const questions = [...form.querySelectorAll("[data-shown-if]")];
    for (let round = 0; round <= questions.length; round += 1) {
      const changed = questions.filter((one) => one.hidden === isMet(one));
      changed.forEach((one) => {
        one.hidden = !one.hidden;
      });
      if (!changed.length) break;
    }
    questions.forEach(hideAround);
  }

  // A block of its own, ruled off from the next, goes with the only question in it.
  function hideAround(question) {
    const block = question.parentElement;
    if (block.matches(".question:not([id])")) block.hidden = question.hidden;
  }

  form.addEventListener("input", decide);
  form.addEventListener("change", decide);
  document.body.addEventListener("htmx:afterSwap", decide);
})();
