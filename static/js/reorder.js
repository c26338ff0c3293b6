// Moves questions, or interventions, within their list: by dragging the handle, or by the buttons
// that also work without this script. The new order is sent at once; where it is refused the list
// goes back to what it was, and what happened is said aloud. While something is dragged the list is
// `is-reordering`, so that what is tall can be shown as its heading alone. See
// followup/rounds/views_questions.py and followup/survey/answering/views_interventions.py.
(() => {
  "use strict";

  const said = document.querySelector("[data-reorder-said]");
  const lists = [...document.querySelectorAll("[data-reorder]")];
  if (!said || !lists.length) return;

  const rows = (list) => [...list.children];
  const nameOf = (row) => row.dataset.name ?? row.querySelector("h3").textContent;
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
    const body = new URLSearchParams({ scope: list.dataset.scope ?? "" });
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
        list.dispatchEvent(new CustomEvent("reordered", { bubbles: true }));
        const place = `plats ${order.indexOf(row) + 1} av ${order.length}`;
        return say(`”${nameOf(row)}” står nu på ${place}. Ordningen är sparad.`);
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

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    const mover = pressed?.closest("[data-move]");
    const row = mover?.closest("[data-key]");
    const list = row?.closest("[data-reorder]");
    if (!list) return;
    event.preventDefault();
    const before = rows(list);
    if (mover.dataset.move === "up") row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    showWays(list);
    const left = mover.hidden ? row.querySelector("[data-move]:not([hidden])") : mover;
    (left?.querySelector("button") ?? left)?.focus();
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

  // What is dragged stays under the pointer while the list around it changes its height.
  function setReordering(list, handle, is) {
    const { top } = handle.getBoundingClientRect();
    list.classList.toggle("is-reordering", is);
    window.scrollBy({ top: handle.getBoundingClientRect().top - top, behavior: "instant" });
  }

  function grip(list, row) {
    if (row.querySelector(".grip")) return;
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
      setReordering(list, handle, true);
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
        setReordering(list, handle, false);
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

  function begin() {
    for (const list of lists) {
      rows(list).forEach((row) => grip(list, row));
      showWays(list);
    }
  }

  begin();
  document.body.addEventListener("htmx:afterSwap", begin);
})();
