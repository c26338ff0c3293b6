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
    const { xhr } = event.detail;
    // An old token, for which the server has just sent a new one: trying again is enough.
    const isToken = xhr.status === 403 && xhr.getResponseHeader("Content-Type") === "application/json";
    show(WORDED.has(xhr.status) && !isToken ? xhr.status : "server");
  });
  document.addEventListener("htmx:sendError", () => show("network"));
  document.addEventListener("htmx:timeout", () => show("network"));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) fault().replaceChildren();
  });

  // Signing in in another tab changes the token against forgery. What this page sends takes the
  // one that holds now, so that a page left open can still be sent.
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

  document.addEventListener("htmx:configRequest", (event) => {
    const { headers, parameters } = event.detail;
    if (!token()) return;
    headers["X-CSRFToken"] = token();
    if (parameters.csrfmiddlewaretoken) parameters.csrfmiddlewaretoken = token();
  });
  document.addEventListener(
    "submit",
    (event) => {
      const field = event.target.elements.namedItem("csrfmiddlewaretoken");
      if (field && token()) field.value = token();
    },
    true,
  );

  // An error summary takes focus, on a new page as in a swapped fragment, and leads to its fields.
  function focusSummary(part) {
    part.querySelector("[data-error-summary]")?.focus();
  }
  document.addEventListener("DOMContentLoaded", () => focusSummary(document));
  document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.detail.target));
})();
