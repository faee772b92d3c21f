// Comforts only: every page works without this file.

const onSubmit = (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    return;
  }
  if (form.method !== "post") return;
  // A second click on a slow day must not send twice; a download leaves the page standing, so the
  // hold is lifted again after a while.
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
  window.setTimeout(() => release(form), 4000);
};

const release = (form) => {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
};

// What was typed is not lost by a slip on a link: forms marked data-guard ask before leaving.
const guard = (form) => {
  let dirty = false;
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { dirty = false; });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
};

const closeMenus = (keep) => {
  for (const menu of document.querySelectorAll("details.who[open]")) {
    if (menu !== keep) menu.open = false;
  }
};

// The navigation is longer than the window: show where one is.
const here = document.querySelector(".side [aria-current]");
const side = here?.closest(".side");
if (side) side.scrollTop = here.offsetTop - side.offsetTop - side.clientHeight / 2;

document.addEventListener("submit", onSubmit);
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.who")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.who[open]");
  closeMenus(null);
  menu?.querySelector("summary").focus();
});
// "/" goes to the search box, unless something is being typed.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, select, textarea, [contenteditable]")) return;
  const box = document.querySelector("[data-search]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
// The back button may show a page from memory whose form is still held.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

document.querySelectorAll("form[data-guard]").forEach(guard);
document.querySelector("[data-focus]")?.focus();
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
