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
