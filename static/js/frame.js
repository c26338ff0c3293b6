// The frame of every page: says what went wrong when a request in the background fails, and
// leads the reader to the error summary. A page that handles its own failures (the survey's
// saving) stops the event before it reaches the body.
(() => {
  "use strict";

  const fault = () => document.getElementById("fault");

  // Statuses with words of their own; every other failure is the server's.
  const WORDED = new Set([401, 403, 413]);

  function show(kind) {
    const words = document.querySelector(`template[data-fault="${kind}"]`);
    fault().replaceChildren(words.content.cloneNode(true));
  }

  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    show(WORDED.has(status) ? status : "server");
  });
  document.addEventListener("htmx:sendError", () => show("network"));
  document.addEventListener("htmx:timeout", () => show("network"));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) fault().replaceChildren();
  });

  // An error summary takes focus, on a new page as in a swapped fragment, and leads to its fields.
  function focusSummary(part) {
    part.querySelector("[data-error-summary]")?.focus();
  }
  document.addEventListener("DOMContentLoaded", () => focusSummary(document));
  document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.detail.target));
})();
