// The report's preview: keeps the reader's place when it is renewed, also from one visit of the
// page to the next, and leads to a part that is chosen in the list beside it. The place is the
// heading that was read last, so that it is found again where the parts have changed their order.
// See followup/report/workshop/views_preview.py.
(() => {
  "use strict";

  const box = document.querySelector("[data-preview]");
  if (!box) return;
  const key = "preview-place";
  const hasOwnScroll = box.hasAttribute("data-scrolls");
  const top = () => (hasOwnScroll ? box.getBoundingClientRect().top : 0);
  const scroll = (by) => (hasOwnScroll ? box : window).scrollBy({ top: by, behavior: "instant" });
  const distance = (heading) => heading.getBoundingClientRect().top - top();
  let place = null;

  // The last heading above the reader's eye, and how far above.
  function remember() {
    const above = [...box.querySelectorAll("h2[id], h3[id]")].filter((one) => distance(one) < 80);
    const last = above.at(-1);
    place = last ? { id: last.id, at: distance(last) } : null;
  }

  function find(id) {
    return id ? box.querySelector(`[id="${CSS.escape(id)}"]`) : null;
  }

  function putBack() {
    const heading = find(place?.id);
    if (heading) scroll(distance(heading) - place.at);
  }

  box.addEventListener("htmx:beforeSwap", remember);
  box.addEventListener("htmx:afterSwap", () => {
    place ??= JSON.parse(sessionStorage.getItem(key));
    sessionStorage.removeItem(key);
    putBack();
  });
  window.addEventListener("pagehide", () => {
    remember();
    if (hasOwnScroll && place) sessionStorage.setItem(key, JSON.stringify(place));
  });

  // Beside the list of parts: a part's link leads to it there, where there is room for both.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-shows]");
    const heading = link && box.offsetParent ? find(link.dataset.shows) : null;
    if (!heading) return;
    event.preventDefault();
    scroll(distance(heading) - 16);
  });
})();
