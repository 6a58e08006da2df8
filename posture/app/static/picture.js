"use strict";
// The large picture: chosen from the strip, and two clicks on an upright say how level it is.
(() => {
  const byId = (name) => document.getElementById(name);
  const WORDS = ["Click the foot of an upright: a door frame, a lamp post.", "Now its top."];
  let points = null;

  function ask(on) {
    points = on ? [] : null;
    byId("screen").classList.toggle("aiming", on);
    byId("click-level").setAttribute("aria-pressed", String(on));
    if (on) {
      byId("marks").replaceChildren();
      byId("level-says").textContent = WORDS[0];
    }
  }

  function mark(kind, values) {
    const shape = document.createElementNS("http://www.w3.org/2000/svg", kind);
    for (const [name, value] of Object.entries(values)) shape.setAttribute(name, value);
    byId("marks").append(shape);
  }

  function take(event, screen) {
    const box = byId("large").getBoundingClientRect();
    const width = Number(screen.dataset.width), height = Number(screen.dataset.height);
    const point = [
      ((event.clientX - box.left) / box.width) * width,
      ((event.clientY - box.top) / box.height) * height,
    ];
    points.push(point);
    mark("circle", { cx: point[0], cy: point[1], r: Math.max(width, height) / 160 });
    if (points.length < 2) {
      byId("level-says").textContent = WORDS[1];
      return;
    }
    // the upper of the two is the top, whichever was clicked first
    const [top, foot] = [...points].sort((a, b) => a[1] - b[1]);
    mark("line", { x1: foot[0], y1: foot[1], x2: top[0], y2: top[1] });
    const degrees = (Math.atan2(top[0] - foot[0], foot[1] - top[1]) * 180) / Math.PI;
    const isShort = Math.hypot(top[0] - foot[0], foot[1] - top[1]) < height / 10;
    ask(false);
    if (isShort || Math.abs(degrees) > 45) {
      byId("level-says").textContent = "That is no long upright; try again.";
      return;
    }
    byId("level").value = degrees.toFixed(1);
    byId("level-says").textContent = `The upright leans ${Math.abs(degrees).toFixed(1)}° to the ${degrees < 0 ? "left" : "right"}: that is taken off.`;
  }

  document.addEventListener("click", (event) => {
    const picture = event.target.closest("[data-picture]");
    if (picture) {
      const small = picture.querySelector("img"), large = byId("large");
      large.src = small.src;
      large.alt = `Picture of the video at ${small.alt}`;
      byId("marks").replaceChildren();
      for (const other of document.querySelectorAll("[data-picture]")) {
        other.setAttribute("aria-pressed", String(other === picture));
      }
    } else if (event.target.closest("#click-level")) {
      ask(points === null);
    } else if (points !== null && event.target.closest("#screen")) {
      take(event, event.target.closest("#screen"));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && points !== null) {
      ask(false);
      byId("level-says").textContent = "";
    }
  });
})();
