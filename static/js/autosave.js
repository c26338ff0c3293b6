// Saves each field of the survey while somebody writes. The protocol is told in
// followup/survey/answering/saving.py. What is written stays on the page whatever happens; nothing is kept
// in the browser's storage. One save of a field is on its way at a time, and a save is repeated
// with the same id until the server has answered, so that none is lost and none stored twice.
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form) return;

  const PAUSE = 1000; // ms without typing before a text is saved
  const RETRIES = [1000, 2000, 4000, 8000, 15000]; // ms; the last one is repeated
  const LATER = 30000; // ms until a save that was refused is tried again
  const LONGEST_WAIT = 45000; // ms for one answer of the server
  const fields = new Map(); // key → what the page knows of its saving
  const stateBox = form.querySelector("[data-save-state]");
  const faultBox = form.querySelector("[data-save-fault]");
  // What can be in the way, the gravest first; the page tells of one at a time.
  const TROUBLES = ["session", "refused", "held", "closed", "server", "network", "conflict"];
  const REFUSALS = new Set(["refused", "held", "closed"]);
  let told = "";
  let leaving = false;
  let wayOut = null; // where the writer wants to go once everything is saved

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

  // stopped: the writer must do something with this field ("value", "conflict").
  // trouble: something is in the way of its save, which is tried again by itself.
  function field(key) {
    if (!fields.has(key)) {
      fields.set(key, {
        key,
        pause: 0,
        retry: 0,
        waiting: false,
        sending: null,
        saved: null,
        isOnItsWay: false,
        isHurried: false,
        tries: 0,
        trouble: "",
        message: "",
        stopped: "",
      });
    }
    return fields.get(key);
  }

  const all = () => [...fields.values()];
  const unsaved = () => all().some((one) => one.waiting || one.sending);
  const isInTrouble = () => all().some((one) => one.trouble || one.stopped);

  function showState() {
    let name = null;
    if (all().some((one) => one.stopped || REFUSALS.has(one.trouble))) name = "stopped";
    else if (all().some((one) => one.tries > 0)) name = "unsaved";
    else if (all().some((one) => one.sending)) name = "saving";
    if (name) stateBox.replaceChildren(words(name));
    showTrouble();
  }

  function showSaved(time) {
    if (unsaved() || isInTrouble()) return showState();
    const saved = words("saved");
    saved.querySelector(".saved").append(time);
    stateBox.replaceChildren(saved);
    showTrouble();
  }

  // One answer that went missing is no news; a second time in a row is.
  function troubleOf(one) {
    if (one.stopped === "conflict") return "conflict";
    return ["server", "network"].includes(one.trouble) && one.tries < 2 ? "" : one.trouble;
  }

  function showTrouble() {
    const name = TROUBLES.find((kind) => all().some((one) => troubleOf(one) === kind)) ?? "";
    const worst = all().find((one) => troubleOf(one) === name) ?? {};
    const what = name ? `${name} ${worst.message ?? ""} ${name === "conflict" ? worst.key : ""}` : "";
    if (what === told) return; // said once, not at each attempt
    told = what;
    if (!name) return faultBox.replaceChildren();
    const notice = words(name);
    const place = notice.querySelector("[data-message]");
    if (place && worst.message) place.textContent = worst.message;
    const way = notice.querySelector("[data-way]");
    if (way) way.href = `#${box(worst.key).querySelector("[data-conflict] h3").id}`;
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
      describe(first);
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
    describe(first, id);
  }

  function describe(element, error) {
    const ids = [`${element.id}_hint`, error].filter((id) => id && document.getElementById(id));
    if (ids.length) element.setAttribute("aria-describedby", ids.join(" "));
    else element.removeAttribute("aria-describedby");
  }

  function changed(key, pause) {
    const one = field(key);
    one.waiting = true;
    if (one.stopped === "value") one.stopped = "";
    clearTimeout(one.pause);
    one.pause = setTimeout(() => send(one), pause);
  }

  // Nothing was stored of a save that was refused: what is written now takes its place.
  function send(one) {
    clearTimeout(one.pause);
    if (!one.waiting || one.isOnItsWay || (one.sending && !REFUSALS.has(one.trouble))) return;
    one.waiting = false;
    const now = values(one.key);
    if (same(now, one.sending?.values)) return attempt(one);
    if (!one.stopped && same(now, one.saved)) return leaveIfSaved();
    one.sending = { id: newId(), values: now, base: base(one.key).value };
    attempt(one);
  }

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  async function attempt(one) {
    if (one.isOnItsWay) return;
    one.isOnItsWay = true;
    clearTimeout(one.retry);
    const { id, values: sent, base: seen } = one.sending;
    const writer = form.dataset.writer;
    const body = new URLSearchParams({ key: one.key, base: seen, save_id: id, writer });
    sent.forEach((value) => body.append("value", value));
    showState();
    let response = null;
    let answer = null;
    try {
      response = await fetch(form.dataset.autosave, {
        method: "POST",
        body,
        redirect: "error",
        signal: AbortSignal.timeout?.(LONGEST_WAIT),
        headers: { "X-CSRFToken": token(), "X-Requested-With": "fetch" },
      });
      answer = await read(response);
    } catch {
      response = null;
    }
    one.isOnItsWay = false;
    if (response) settle(one, response.status, answer);
    else again(one, "network");
  }

  // The portal's own answers are JSON; a page comes from something between us and the portal.
  async function read(response) {
    const kind = response.headers.get("Content-Type") ?? "";
    return kind.startsWith("application/json") ? response.json() : null;
  }

  function again(one, trouble, wait = RETRIES[Math.min(one.tries, RETRIES.length - 1)]) {
    one.tries += 1;
    one.trouble = trouble;
    one.message = "";
    clearTimeout(one.retry);
    if (one.isHurried) wait = 0;
    one.isHurried = false;
    one.retry = setTimeout(() => attempt(one), wait);
    // Whoever pressed a button need not press again for one answer that went missing.
    if (troubleOf(one)) stay();
    else showState();
  }

  // Not now. The way may clear: more time, a right given back, the right person signed in.
  function refuse(one, trouble, message = "") {
    one.trouble = trouble;
    one.message = message;
    clearTimeout(one.retry);
    one.retry = setTimeout(() => attempt(one), LATER);
    stay();
  }

  // Whoever was on the way out is kept here, where the text is.
  function stay() {
    showState();
    if (wayOut && faultBox.firstElementChild) faultBox.focus();
    wayOut = null;
  }

  function settle(one, status, answer) {
    if (status === 200 && answer) return done(one, answer);
    if (status === 401) return again(one, "session");
    // The server has just sent a new token, and says so.
    if (answer?.kind === "token") return again(one, "server", one.trouble === "server" ? undefined : 0);
    // A colleague has got the section: the answer says who.
    if (answer?.kind === "held") return refuse(one, "held", answer.message);
    if (status === 403 || status === 404) return refuse(one, "refused", answer?.message);
    if (status === 409 && answer?.kind === "conflict") return conflict(one, answer);
    if (status === 409) return refuse(one, "closed", answer?.message);
    if (status === 422 && answer) return stop(one, answer.message);
    return again(one, "server");
  }

  function settled(one) {
    one.sending = null;
    one.isHurried = false;
    one.tries = 0;
    one.trouble = "";
    one.message = "";
  }

  function showWritten(key, words) {
    const line =
      document.querySelector(`[data-written="${key}"]`) ??
      named(key)[0].closest(".asked, .intervention")?.querySelector("[data-written]");
    if (line) line.textContent = words;
  }

  function showHistory(key, version) {
    const link = named(key)[0].closest(".asked, .intervention")?.querySelector("[data-history]");
    if (link && version > 1) link.hidden = false;
  }

  // What somebody has touched is no longer a copy.
  function showTouched(key) {
    for (const mark of form.querySelectorAll("[data-copied]")) {
      const left = mark.dataset.copied.split(" ").filter((one) => one !== key);
      if (left.length) mark.dataset.copied = left.join(" ");
      else mark.remove();
    }
  }

  function done(one, answer) {
    base(one.key).value = answer.version;
    showWritten(one.key, answer.written);
    showHistory(one.key, answer.version);
    showError(one.key, answer.fault);
    showTouched(one.key);
    if (one.stopped) endConflict(one);
    one.saved = one.sending.values;
    settled(one);
    if (one.waiting) send(one);
    showSaved(answer.saved);
    leaveIfSaved();
  }

  function stop(one, message) {
    settled(one);
    one.stopped = "value";
    showError(one.key, message);
    if (one.waiting) send(one);
    stay();
  }

  // Both texts are kept. Until the writer has chosen, what is written on is kept beside the other
  // in the same way, on the version that this page has seen.
  function conflict(one, answer) {
    settled(one);
    one.stopped = "conflict";
    one.saved = null;
    one.theirs = answer.theirs;
    one.theirVersion = answer.version;
    const page = new DOMParser().parseFromString(answer.html, "text/html");
    box(one.key).querySelector("[data-conflict]").replaceChildren(...page.body.childNodes);
    if (one.waiting) send(one);
    stay();
  }

  function endConflict(one) {
    one.stopped = "";
    box(one.key).querySelector("[data-conflict]").replaceChildren();
  }

  function resolve(button) {
    const key = button.value.slice(button.value.indexOf(":") + 1);
    const one = field(key);
    const choice = button.dataset.resolve;
    if (choice === "theirs") setValues(key, one.theirs);
    if (choice === "merge") setValues(key, [[...values(key), ...one.theirs].join("\n\n")]);
    base(key).value = one.theirVersion;
    endConflict(one);
    named(key)[0].focus();
    changed(key, 0);
  }

  // Everything that waits is sent at once: what is being typed, and what is to be tried again. An
  // attempt on its way may have been sent before the way was clear; the next then follows at once.
  function hurry() {
    for (const one of fields.values()) {
      if (one.waiting) send(one);
      if (!one.sending || !one.trouble) continue;
      if (one.isOnItsWay) one.isHurried = true;
      else attempt(one);
    }
  }

  function leaveWhenSaved(go) {
    wayOut = go;
    hurry();
    leaveIfSaved();
  }

  function leaveIfSaved() {
    if (!wayOut || unsaved()) return;
    const go = wayOut;
    wayOut = null;
    go();
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
    if (event.target.closest("[data-save-again]")) return hurry();
    const button = event.target.closest("[data-resolve]");
    if (!button || !field(button.value.slice(button.value.indexOf(":") + 1)).theirs) return;
    event.preventDefault();
    resolve(button);
  });

  // A button or a link waits for the last words to be saved. Where they cannot be, the writer
  // stays on the page with them.
  form.addEventListener("submit", (event) => {
    leaving = !unsaved();
    if (leaving) return;
    event.preventDefault();
    const { submitter } = event;
    leaveWhenSaved(() => form.requestSubmit(submitter));
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || link.target || event.defaultPrevented || event.button) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const isOnThisPage = link.href.split("#")[0] === location.href.split("#")[0];
    if (link.origin !== location.origin || isOnThisPage || !unsaved() || isInTrouble()) return;
    event.preventDefault();
    leaveWhenSaved(() => location.assign(link.href));
  });
  // A button with which the server changes an answer waits for them too. Its question is then drawn
  // again, unless somebody has begun to write there meanwhile: their text meets the server's as a
  // colleague's would.
  document.body.addEventListener("htmx:confirm", (event) => {
    if (!event.target.matches("[data-after-saves]")) return;
    event.preventDefault();
    leaveWhenSaved(() => event.detail.issueRequest(true));
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.requestConfig.elt.matches("[data-after-saves]")) return;
    const inside = all().filter((one) => event.detail.target.contains(base(one.key)));
    if (inside.some((one) => one.waiting || one.sending || one.stopped)) {
      event.detail.shouldSwap = false;
    } else inside.forEach((one) => fields.delete(one.key));
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (unsaved() || all().some((one) => one.stopped))) event.preventDefault();
  });

  // Back from signing in, back to a page that the browser had put aside, or the network is back:
  // try at once instead of waiting.
  window.addEventListener("focus", hurry);
  window.addEventListener("online", hurry);
  window.addEventListener("pageshow", () => {
    leaving = false;
    hurry();
  });
  // The writer goes on in what they added. What is drawn again keeps its focus by itself (htmx).
  document.body.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
    if (target.id !== "insatslista") return;
    target.querySelector(".intervention:last-child input:not([type=hidden])")?.focus();
  });
})();
