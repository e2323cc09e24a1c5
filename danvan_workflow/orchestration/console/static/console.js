// Follows the colours that the reader chose in Airflow: the pages stand in a frame of the same site.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
} catch { /* a reader who keeps no storage gets the system's colours */ }

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
