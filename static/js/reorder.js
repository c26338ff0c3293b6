// Moves questions within their list: by dragging the handle, or by the buttons that also work
// without this script. The new order is sent at once; where it is refused the list goes back to
// what it was, and what happened is said aloud. See followup/rounds/views_questions.py.
(() => {
  "use strict";

  const said = document.querySelector("[data-reorder-said]");
  const lists = [...document.querySelectorAll("[data-reorder]")];
  if (!said || !lists.length) return;

  const rows = (list) => [...list.children];
  const say = (text) => {
    said.textContent = text;
    said.classList.remove("visually-hidden");
  };
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

  // The first cannot go up, nor the last down.
  function showWays(list) {
    const all = rows(list);
    all.forEach((row, at) => {
      row.querySelector('[data-move="up"]').hidden = at === 0;
      row.querySelector('[data-move="down"]').hidden = at === all.length - 1;
    });
  }

  function put(list, order) {
    order.forEach((row) => list.append(row));
    showWays(list);
  }

  async function send(list, row, before) {
    const order = rows(list);
    if (order.every((one, at) => one === before[at])) return;
    showWays(list);
    const body = new URLSearchParams({ scope: list.dataset.scope });
    order.forEach((one) => body.append("key", one.dataset.key));
    let message = "Det gick inte att spara ordningen. Försök igen.";
    try {
      const response = await fetch(list.dataset.reorder, {
        method: "POST",
        body,
        redirect: "error",
        headers: { "X-CSRFToken": token(), "X-Requested-With": "fetch" },
      });
      if (response.ok) {
        const place = `plats ${order.indexOf(row) + 1} av ${order.length}`;
        return say(`”${row.dataset.name}” står nu på ${place}. Ordningen är sparad.`);
      }
      if (response.status === 409) message = (await response.json()).message;
      if (response.status === 401) message = "Du har loggats ut. Logga in i en ny flik och försök igen.";
    } catch {
      // The network is gone: the list goes back, and the message says so.
    }
    put(list, before);
    say(message);
  }

  // --- By button, without leaving the page ---

  document.addEventListener("submit", (event) => {
    const way = event.target.dataset?.move;
    const row = event.target.closest("[data-key]");
    const list = row?.closest("[data-reorder]");
    if (!way || !list) return;
    event.preventDefault();
    const before = rows(list);
    if (way === "up") row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    showWays(list);
    const button = event.target.hidden
      ? row.querySelector("[data-move]:not([hidden]) button")
      : event.target.querySelector("button");
    button?.focus();
    send(list, row, before);
  });

  // --- By dragging: mouse, pen or finger ---

  // The others are moved past the row that is dragged: one that is itself moved loses its pointer.
  function pass(row, last, towards, side) {
    let other;
    do {
      other = row[towards];
      row[side](other);
    } while (other !== last);
  }

  function grip(list, row) {
    const handle = document.createElement("span");
    handle.className = "grip";
    handle.setAttribute("aria-hidden", "true"); // the buttons do the same
    handle.title = "Dra för att flytta";
    row.firstElementChild.prepend(handle);
    handle.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      const before = rows(list);
      handle.setPointerCapture(event.pointerId);
      row.classList.add("is-dragged");
      const move = (at) => {
        const over = rows(list).find((one) => {
          const box = one.getBoundingClientRect();
          return one !== row && at.clientY >= box.top && at.clientY <= box.bottom;
        });
        if (!over) return;
        const box = over.getBoundingClientRect();
        const isBelow = at.clientY > box.top + box.height / 2;
        const follows = row.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
        if (isBelow && follows) pass(row, over, "nextElementSibling", "before");
        else if (!isBelow && !follows) pass(row, over, "previousElementSibling", "after");
      };
      const drop = () => {
        handle.removeEventListener("pointermove", move);
        handle.removeEventListener("pointerup", drop);
        handle.removeEventListener("pointercancel", cancel);
        row.classList.remove("is-dragged");
        send(list, row, before);
      };
      const cancel = () => {
        put(list, before);
        drop();
      };
      handle.addEventListener("pointermove", move);
      handle.addEventListener("pointerup", drop);
      handle.addEventListener("pointercancel", cancel);
    });
  }

  for (const list of lists) {
    rows(list).forEach((row) => grip(list, row));
  }
})();
