// What the screens do beyond HTML. Without this script everything works; with it, typed words are kept,
// a second press of a button does nothing, and the time left goes on.
import { keepDrafts } from "./drafts.js";
import { runClocks } from "./clocks.js";

// A second press while the first is under way would be answered by the once-token; this spares the wait for it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
});
// The browser's “back” shows the page as it was left, and a file comes as an answer that leaves the page standing:
// in both cases the buttons have to work again.
function release() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
  }
}
addEventListener("pageshow", release);
for (const form of document.querySelectorAll("form[data-download]")) form.addEventListener("submit", () => setTimeout(release, 2000));

// A menu closes when the person goes on elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});

document.querySelector(".error-summary")?.focus();
keepDrafts();
runClocks();
