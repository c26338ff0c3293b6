// Saves each field of the survey while somebody writes. The protocol is told in
// followup/survey/saving.py. What is written stays on the page whatever happens; nothing is kept
// in the browser's storage. One save of a field is on its way at a time, and a save is repeated
// with the same id until the server has answered, so that none is lost and none stored twice.
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form) return;

  const PAUSE = 1000; // ms without typing before a text is saved
  const RETRIES = [1000, 2000, 4000, 8000, 15000]; // ms; the last one is repeated
  const fields = new Map(); // key → what the page knows of its saving
  const stateBox = form.querySelector("[data-save-state]");
  const faultBox = form.querySelector("[data-save-fault]");
  let leaving = false;

  const words = (name) =>
    document.querySelector(`template[data-words="${name}"]`).content.cloneNode(true);
  const named = (name) => [...form.elements].filter((element) => element.name === name);
  const base = (key) => named(`base:${key}`)[0];
  const isField = (element) => element.name && base(element.name);
  const box = (key) =>
    [...form.querySelectorAll("[data-box]")].find((one) => one.dataset.box === key);

  function values(key) {
    return named(key)
      .filter((element) => !["radio", "checkbox"].includes(element.type) || element.checked)
      .map((element) => element.value);
  }

  function setValues(key, chosen) {
    for (const element of named(key)) {
      if (["radio", "checkbox"].includes(element.type)) {
        element.checked = chosen.includes(element.value) || (element.value === "on" && chosen[0] === "yes");
      } else {
        element.value = chosen[0] ?? "";
      }
    }
  }

  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  // The token is read when it is sent: signing in in another tab changes it.
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

  function field(key) {
    if (!fields.has(key)) {
      fields.set(key, { key, timer: 0, waiting: false, sending: null, tries: 0, stopped: "" });
    }
    return fields.get(key);
  }

  const unsaved = () => [...fields.values()].some((one) => one.waiting || one.sending);

  function showState() {
    const all = [...fields.values()];
    let name = null;
    if (all.some((one) => one.stopped)) name = "stopped";
    else if (all.some((one) => one.tries > 0)) name = "unsaved";
    else if (all.some((one) => one.sending)) name = "saving";
    if (name) stateBox.replaceChildren(words(name));
  }

  function showSaved(time) {
    if (unsaved()) return showState();
    const saved = words("saved");
    saved.querySelector(".saved").append(time);
    stateBox.replaceChildren(saved);
  }

  function showFault(name, message) {
    const notice = words(name);
    const place = notice.querySelector("[data-message]");
    if (place) place.textContent = message;
    faultBox.replaceChildren(notice);
  }

  // A value that was saved as typed but must be put right, or one that cannot be kept.
  function showError(key, message) {
    const first = named(key)[0];
    const id = `${first.id}_error`;
    let line = document.getElementById(id);
    if (!message) {
      line?.remove();
      first.removeAttribute("aria-invalid");
      first.removeAttribute("aria-describedby");
      return;
    }
    if (!line) {
      line = document.createElement("p");
      line.className = "govuk-error-message";
      line.id = id;
      const row = first.closest(".counts__row");
      if (row) row.before(line);
      else first.before(line);
    }
    line.textContent = message;
    first.setAttribute("aria-invalid", "true");
    first.setAttribute("aria-describedby", id);
  }

  function changed(key, pause) {
    const one = field(key);
    one.waiting = true;
    one.stopped = "";
    clearTimeout(one.timer);
    one.timer = setTimeout(() => send(one), pause);
  }

  function send(one) {
    if (one.sending || !one.waiting) return;
    one.waiting = false;
    one.sending = { id: newId(), values: values(one.key), base: base(one.key).value };
    attempt(one);
  }

  async function attempt(one) {
    const { id, values: sent, base: seen } = one.sending;
    const body = new URLSearchParams({ key: one.key, base: seen, save_id: id });
    sent.forEach((value) => body.append("value", value));
    showState();
    let response;
    try {
      response = await fetch(form.dataset.autosave, {
        method: "POST",
        body,
        redirect: "error",
        headers: { "X-CSRFToken": token(), "X-Requested-With": "fetch" },
      });
    } catch {
      return again(one);
    }
    await settle(one, response);
  }

  function again(one) {
    const wait = RETRIES[Math.min(one.tries, RETRIES.length - 1)];
    one.tries += 1;
    showState();
    clearTimeout(one.timer);
    one.timer = setTimeout(() => attempt(one), wait);
  }

  async function settle(one, response) {
    if (response.status === 401) {
      showFault("session");
      return again(one);
    }
    if (response.status >= 500 || response.status === 429) return again(one);
    if ([403, 404].includes(response.status)) return refused(one, response);
    const answer = await response.json();
    if (response.status === 200) return done(one, answer);
    if (answer.kind === "conflict") return conflict(one, answer);
    if (answer.kind === "closed") return stop(one, "closed", answer.message);
    showError(one.key, answer.message);
    return stop(one);
  }

  function finish(one) {
    one.sending = null;
    one.tries = 0;
    if (one.waiting) send(one);
  }

  // The right to answer is gone, or a colleague has got the section: then the answer says who.
  async function refused(one, response) {
    const told = response.headers.get("Content-Type") === "application/json";
    if (!told) return stop(one, "refused");
    return stop(one, "held", (await response.json()).message);
  }

  function showWritten(key, words) {
    const line = named(key)[0].closest(".asked, .intervention")?.querySelector("[data-written]");
    if (line) line.textContent = words;
  }

  function done(one, answer) {
    base(one.key).value = answer.version;
    showWritten(one.key, answer.written);
    showError(one.key, answer.fault);
    if (![...fields.values()].some((other) => other.stopped)) faultBox.replaceChildren();
    finish(one);
    showSaved(answer.saved);
  }

  function stop(one, fault, message) {
    one.stopped = "stopped";
    one.sending = null;
    one.tries = 0;
    if (fault) showFault(fault, message);
    showState();
  }

  function conflict(one, answer) {
    base(one.key).value = answer.version;
    one.stopped = "conflict";
    one.sending = null;
    one.tries = 0;
    one.theirs = answer.theirs;
    const place = box(one.key).querySelector("[data-conflict]");
    const page = new DOMParser().parseFromString(answer.html, "text/html");
    place.replaceChildren(...page.body.childNodes);
    place.querySelector("h3").focus();
    showState();
  }

  function resolve(button) {
    const key = button.value.slice(button.value.indexOf(":") + 1);
    const one = field(key);
    const choice = button.dataset.resolve;
    if (choice === "theirs") setValues(key, one.theirs);
    if (choice === "merge") setValues(key, [[...values(key), ...one.theirs].join("\n\n")]);
    button.closest("[data-conflict]").replaceChildren();
    named(key)[0].focus();
    one.stopped = "";
    changed(key, 0);
  }

  form.addEventListener("input", (event) => {
    if (isField(event.target)) changed(event.target.name, PAUSE);
    const titled = form.querySelector(`[data-titled-by="${event.target.id}"]`);
    if (titled) titled.textContent = event.target.value || "Ny insats";
  });
  form.addEventListener("change", (event) => {
    if (isField(event.target)) changed(event.target.name, 0);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-resolve]");
    if (!button || !field(button.value.slice(button.value.indexOf(":") + 1)).theirs) return;
    event.preventDefault();
    resolve(button);
  });
  form.addEventListener("submit", () => {
    leaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (unsaved() || [...fields.values()].some((one) => one.stopped))) {
      event.preventDefault();
    }
  });
  // Back from signing in, or the network is back: try at once instead of waiting.
  const hurry = () => {
    for (const one of fields.values()) {
      if (!one.sending || !one.tries) continue;
      clearTimeout(one.timer);
      attempt(one);
    }
  };
  window.addEventListener("focus", hurry);
  window.addEventListener("online", hurry);
  document.body.addEventListener("htmx:afterSwap", (event) => {
    event.detail.elt?.querySelector?.(".intervention:last-child input:not([type=hidden])")?.focus();
  });
})();
