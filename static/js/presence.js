// Tells that the section is open here and shows which colleagues have it open too. It is a small
// sign only: when it fails nothing is said, and a page that nobody looks at tells nothing.
(() => {
  "use strict";

  const EVERY = 20_000; // ms
  const sign = document.querySelector("[data-presence]");
  if (!sign) return;

  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

  async function tell() {
    if (document.hidden) return;
    let response;
    try {
      response = await fetch(sign.dataset.presence, {
        method: "POST",
        redirect: "error",
        headers: { "X-CSRFToken": token(), "X-Requested-With": "fetch" },
      });
    } catch {
      return;
    }
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    // Left alone where nothing is new, so that it is not read aloud again.
    if (page.body.textContent.trim() !== sign.textContent.trim()) {
      sign.replaceChildren(...page.body.childNodes);
    }
  }

  tell();
  setInterval(tell, EVERY);
  document.addEventListener("visibilitychange", tell);
})();
