(() => {
  const box = document.getElementById("find-box");
  const rows = [...document.querySelectorAll(".find li")];
  const plain = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, " ");
  document.getElementById("find-form").hidden = false;
  let wait;
  box.addEventListener("input", () => {
    const wanted = plain(box.value).trim();
    let left = 0;
    for (const row of rows) {
      row.hidden = !plain(row.textContent).includes(wanted);
      left += row.hidden ? 0 : 1;
    }
    clearTimeout(wait);
    wait = setTimeout(() => {
      document.getElementById("find-said").textContent = wanted ? `${left} found` : "";
    }, 500);
  });
})();
