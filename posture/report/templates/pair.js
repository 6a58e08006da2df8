"use strict";
(() => {
  const section = document.getElementById("pair");
  const source = document.getElementById("pair-table");
  if (!section || !source) return;
  const sheets = JSON.parse(source.textContent);
  const count = sheets[0].phases.length;
  const slider = document.getElementById("pair-phase");
  const output = section.querySelector("output");
  const play = section.querySelector("[data-pair=play]");
  let cell = 0, speed = 0.25, timer = null;

  const degrees = (value) => value === null ? "not measured"
    : `${value.toFixed(1).replace("-", "−")}°`;
  const place = (use, sheet) => {
    use.setAttribute("x", -(cell % sheet.columns) * sheet.width);
    use.setAttribute("y", -Math.floor(cell / sheet.columns) * sheet.height);
  };
  const show = (to) => {
    cell = (to + count) % count;
    section.dataset.cell = String(cell);
    [...section.querySelectorAll("figure")].forEach((figure, i) => {
      [...figure.querySelectorAll("use.cell")].forEach((use, k) =>
        place(use, sheets[figure.classList.contains("ghost") ? k : i]));
      const lean = figure.querySelector(".lean");
      if (lean) lean.textContent = `lean ${degrees(sheets[i].lean[cell])}`;
    });
    const percent = Math.round(100 * sheets[0].phases[cell]);
    const phase = percent < 0 ? `${-percent} % before landing` : `${percent} % of the stride`;
    slider.value = String(cell);
    slider.setAttribute("aria-valuetext", phase);
    output.textContent = phase;
  };
  const stop = () => {
    clearTimeout(timer);
    timer = null;
    play.textContent = "Play";
  };
  const next = () => {
    const now = sheets[0].phases[cell];
    const after = cell + 1 < count ? sheets[0].phases[cell + 1] : 1 + sheets[0].phases[0];
    timer = setTimeout(() => { show(cell + 1); next(); }, 1000 * (after - now) * sheets[0].duration / speed);
    play.textContent = "Pause";
  };
  const mix = document.getElementById("ghost-mix");
  if (mix) mix.addEventListener("input", () =>
    section.querySelector(".over").setAttribute("opacity", String(mix.value / 100)));
  slider.addEventListener("input", () => { stop(); show(Number(slider.value)); });
  section.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.pairSpeed) {
      speed = Number(button.dataset.pairSpeed);
      section.querySelectorAll("[data-pair-speed]").forEach((one) =>
        one.setAttribute("aria-pressed", String(one === button)));
    } else if (button.dataset.pair === "play") {
      if (timer) stop(); else next();
    } else {
      stop();
      show(cell + (button.dataset.pair === "on" ? 1 : -1));
    }
  });
  section.addEventListener("click", (event) => {
    const link = event.target.closest("[data-to-cell]");
    if (!link) return;
    const sheet = sheets[Number(link.dataset.toCell)];
    link.dataset.toFrame = `${sheet.video} ${sheet.frames[cell]}`;
  });
  section.querySelectorAll(".scripted").forEach((part) => { part.hidden = false; });
  show(0);
})();
