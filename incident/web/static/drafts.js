// Keeps what is typed into a form with data-draft, and says so beside it with the time. The server fills it in again.
import { clock } from "./clocks.js";

const PAUSE = 800; // milliseconds without a key before it is kept
const AGAIN = 10_000; // milliseconds before a failed try is repeated
const OWN = ["csrf_token", "once", "version", "draft"]; // fields of the program, not of a person
const LOST = {
  network: "Not kept: the server cannot be reached. Leave this page open; it tries again by itself.",
  refused: "Not kept: your sign-in has ended. Sign in again in another tab; then it goes on by itself.",
  large: "Not kept: this is more than a form holds. Shorten the longest text.",
};

export function keepDrafts() {
  for (const form of document.querySelectorAll("form[data-draft]")) keep(form);
}

function keep(form) {
  const key = form.dataset.draft;
  const place = [...document.querySelectorAll("[data-saved]")].find((entry) => entry.dataset.saved === key);
  let timer = 0;
  let left = false; // sent, so that a late draft does not bring back what is saved

  const say = (words, lost) => {
    if (!place) return;
    place.textContent = words;
    place.classList.toggle("saved-words--lost", lost);
  };
  const later = (pause) => { clearTimeout(timer); timer = setTimeout(send, pause); };
  const send = async () => {
    clearTimeout(timer);
    timer = 0;
    if (left) return;
    try {
      const answer = await fetch("/drafts", {
        method: "POST",
        keepalive: document.visibilityState === "hidden",
        redirect: "error",
        headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token.value },
        body: JSON.stringify({ form: key, content: typed(form), once: form.elements.once?.value ?? "" }),
      });
      if (answer.ok) return say(`Kept ${clock(new Date((await answer.json()).saved_at))}`, false);
      const large = answer.status === 413 || answer.status === 422;
      say(large ? LOST.large : answer.status >= 500 ? LOST.network : LOST.refused, true);
      if (!large) later(AGAIN);
    } catch {
      say(LOST.network, true);
      later(AGAIN);
    }
  };

  form.addEventListener("input", () => later(PAUSE));
  document.addEventListener("submit", ({ target }) => {
    if (target === form || target.dataset.drops === key) { left = true; clearTimeout(timer); }
  });
  addEventListener("pageshow", () => { left = false; });
  addEventListener("online", () => { if (timer) send(); });
  document.addEventListener("visibilitychange", () => { if (timer && document.visibilityState === "hidden") send(); });
}

function typed(form) {
  const content = {};
  for (const [name, value] of new FormData(form)) {
    if (OWN.includes(name) || typeof value !== "string") continue;
    (content[name] ??= []).push(value);
  }
  return content;
}
