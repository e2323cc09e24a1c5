// Follows the colours that the reader chose in Airflow: the pages stand in a frame of the same site.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
} catch { /* a reader who keeps no storage gets the system's colours */ }

// A form that was sent is not sent again by a second click.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  for (const button of event.target.querySelectorAll("button[type=submit]")) {
    setTimeout(() => { button.disabled = true; button.textContent = "Đang gửi…"; });
  }
});

// A choice in a filter takes effect at once; without scripts the button does it.
for (const select of document.querySelectorAll("form.filter select")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

// A link to a page of Airflow opens there, around the frame in which our page stands. Without a frame it is a link like any other.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-airflow]");
  if (!link || window.parent === window || event.ctrlKey || event.metaKey || event.shiftKey) return;
  try {
    const outer = window.parent.document.createElement("a");
    outer.href = link.href;
    window.parent.document.body.append(outer);
    outer.click();
    outer.remove();
    event.preventDefault();
  } catch { /* a frame of another site: the link opens in the frame */ }
});

// Words typed above a list of choices leave the choices that hold them all, and those that are ticked. Without scripts all stay.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
for (const box of document.querySelectorAll("input[data-narrows]")) {
  const list = document.getElementById(box.dataset.narrows);
  box.closest("[data-search]").hidden = false;
  box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  box.addEventListener("input", () => {
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    for (const part of list.querySelectorAll("details")) {
      for (const choice of part.querySelectorAll("label")) {
        const text = plain(choice.textContent);
        choice.hidden = !choice.control.checked && !words.every((word) => text.includes(word));
      }
      part.hidden = !part.querySelector("label:not([hidden])");
      if (words.length) part.open = true;
    }
  });
}
