// One key for what a page marks with data-key, where no field has the focus; and y, n, u for the question one is
// at: the one with the focus, else the first that is open.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select")) return;
  if (answered(event)) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input, textarea, select")) target.focus();
  target.click();
});

function answered(event) {
  const value = { y: "yes", n: "no", u: "unsure" }[event.key];
  const asked = [...document.querySelectorAll("fieldset[data-asks]")];
  const here = event.target.closest("fieldset[data-asks]") || asked.find((each) => !each.querySelector(":checked"));
  const choice = value && here && here.querySelector(`input[value="${value}"]`);
  if (!choice) return false;
  event.preventDefault();
  choice.click();
  const next = asked[asked.indexOf(here) + 1];
  (next ? next.querySelector(":checked, input") : choice).focus();
  return true;
}
