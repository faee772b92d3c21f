// The form of an entry: the year's benefit as it is typed, like earlier entries, members by
// initials. Comforts only: saving does all three without this file.

const WAIT_MS = 350;

const later = (deed) => {
  let timer;
  return (...args) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => deed(...args), WAIT_MS);
  };
};

// --- benefit (innovation/services/benefit.py counts the same way) ---------------------------------

const number = (box, name) => {
  const text = box.querySelector(`[name="${name}"]`).value.trim().replace(/,/g, "");
  return /^[0-9]+(\.[0-9]*)?$/.test(text) ? Number(text) : null;
};

const benefit = (box) => {
  const [old, now, quantity, profit, investment] =
    ["old_cost", "new_cost", "quantity", "added_profit", "investment"].map((n) => number(box, n));
  const saves = old !== null && quantity !== null;
  if (!saves && profit === null) return null;
  return (saves ? (old - (now ?? 0)) * quantity : 0) + (profit ?? 0) - (investment ?? 0);
};

for (const box of document.querySelectorAll("[data-benefit]")) {
  const shown = box.querySelector("[data-sum]");
  const show = () => {
    const sum = benefit(box);
    shown.textContent = sum === null
      ? "填写后计算"
      : `${sum.toLocaleString("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 })} 元`;
  };
  box.addEventListener("input", show);
  show();
}

// --- like earlier entries -------------------------------------------------------------------------

const line = (like) => {
  const item = document.createElement("li");
  const title = document.createElement(like.url ? "a" : "b");
  title.textContent = like.title;
  if (like.url) {
    title.href = like.url;
    title.target = "_blank";
  }
  item.append(title, `　${like.about}　相近 ${like.percent}%`);
  return item;
};

const similar = async (form, title) => {
  const box = form.querySelector("[data-found]");
  box.replaceChildren();
  if (title.trim().length < 3) return;
  const query = new URLSearchParams({ title, apart: form.dataset.apart ?? "" });
  try {
    const answer = await fetch(`${form.dataset.similar}?${query}`);
    const { found } = answer.ok ? await answer.json() : { found: [] };
    if (!found.length) return;
    const words = document.createElement("p");
    words.textContent = "已有名称相近的成果，请看看是否同一项：";
    const list = document.createElement("ul");
    list.append(...found.map(line));
    box.replaceChildren(words, list);
  } catch {
    // Without a connection the title is compared when the entry is sent in.
  }
};

// --- members by name or initials ------------------------------------------------------------------

const pick = (form, place, person) => {
  form.querySelector(`[name="author_${place}"]`).value = person.name;
  form.querySelector(`[name="member_${place}"]`).value = person.pk;
  form.querySelector(`[data-offers="${place}"]`).hidden = true;
  form.querySelector(`[name="share_${place}"]`).focus();
};

const offer = (form, place, people) => {
  const list = form.querySelector(`[data-offers="${place}"]`);
  list.replaceChildren(...people.map((person) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = [person.name, person.about].filter(Boolean).join("　");
    button.addEventListener("click", () => pick(form, place, person));
    item.append(button);
    return item;
  }));
  list.hidden = !people.length;
};

const findAuthors = async (form, place, typed) => {
  if (typed.trim().length < 2) return offer(form, place, []);
  const body = new URLSearchParams({
    q: typed,
    union: form.dataset.union,
    csrfmiddlewaretoken: form.querySelector("[name=csrfmiddlewaretoken]").value,
  });
  try {
    const answer = await fetch(form.dataset.authors, { method: "POST", body });
    if (answer.ok) offer(form, place, (await answer.json()).found);
  } catch {
    offer(form, place, []);
  }
};

for (const form of document.querySelectorAll("form[data-entry]")) {
  const title = form.querySelector('[name="title"]');
  title.addEventListener("input", later(() => similar(form, title.value)));
  for (const input of form.querySelectorAll("[data-author]")) {
    const look = later(() => findAuthors(form, input.dataset.author, input.value));
    input.addEventListener("input", () => {
      form.querySelector(`[name="member_${input.dataset.author}"]`).value = "";
      look();
    });
  }
}
