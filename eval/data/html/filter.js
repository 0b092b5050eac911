// Finds cases in the list of all; without it the list is read as it is.
"use strict";
const form = document.querySelector("form.filter");
if (form) {
  const rows = [...document.querySelectorAll("table.cases tbody tr")];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const chosen = (name) => form.elements.namedItem(name)?.value ?? "";
  const fits = (row, text) => {
    const words = chosen("text").toLowerCase().split(/\s+/);
    const { fault, decision, tags } = row.dataset;
    const wanted = { right: fault === "", wrong: fault !== "", "": true };
    return (
      words.every((word) => text.includes(word)) &&
      (wanted[chosen("fault")] ?? fault === chosen("fault")) &&
      ["", decision].includes(chosen("decision")) &&
      (chosen("tag") === "" || tags.split("\n").includes(chosen("tag")))
    );
  };
  const show = () => {
    let count = 0;
    rows.forEach((row, at) => {
      row.hidden = !fits(row, texts[at]);
      count += row.hidden ? 0 : 1;
    });
    form.querySelector(".shown").textContent = count;
    document.querySelector(".empty").hidden = count > 0;
  };
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  // Fields are empty only after the event.
  form.addEventListener("reset", () => setTimeout(show));
}
