// Shows how far a check or an import has come. Without this file the forms simply post.

const box = document.getElementById("import-progress");
const bar = box?.querySelector("progress");
const words = box?.querySelector(".meter-text");
const EVERY_MS = 700;

const show = ({ stage, done, total }) => {
  if (!stage) return;
  if (total) {
    bar.max = total;
    bar.value = done;
    words.textContent = `${stage} ${done.toLocaleString()} / ${total.toLocaleString()} 行`;
  } else {
    words.textContent = `${stage} ${done.toLocaleString()} 行`;
  }
};

const look = async () => {
  try {
    const answer = await fetch(box.dataset.url, { headers: { Accept: "application/json" } });
    if (answer.ok) show(await answer.json());
  } catch {
    // The next look may succeed; the run itself goes on.
  }
};

const send = async (form, submitter) => {
  box.hidden = false;
  // The first look keeps the session fresh, so that later ones write nothing beside the run.
  await look();
  const timer = window.setInterval(look, EVERY_MS);
  const body = new FormData(form, submitter);
  const action = form.action;
  for (const button of document.querySelectorAll("main button")) button.disabled = true;
  try {
    // The redirect is not followed here: the page that opens next shows the messages.
    await fetch(action, { method: "POST", body, redirect: "manual" });
  } finally {
    window.clearInterval(timer);
    window.location.assign(window.location.pathname);
  }
};

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !box || !("progress" in event.target.dataset)) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

if (new URLSearchParams(window.location.search).get("start") === "1") {
  window.history.replaceState(null, "", window.location.pathname);
  document.querySelector("form[data-start]")?.requestSubmit();
}
