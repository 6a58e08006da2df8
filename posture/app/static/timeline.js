"use strict";
// The windows on a timeline. The text of a field is what counts; dragging writes it.
(() => {
  const line = document.getElementById("timeline"), worth = document.getElementById("worth");
  if (!line) return;
  const film = line.dataset.film, LEAST_S = 0.5;
  let duration = Number(line.dataset.duration) || 0, asked = 0, timer = 0;
  let byItself = {};

  const lanes = [...line.querySelectorAll(".lane")].map((element) => ({
    element,
    name: element.dataset.name,
    isWindow: element.dataset.kind === "window",
    input: element.querySelector("input"),
    track: element.querySelector(".track"),
    band: element.querySelector(".band"),
    handles: [...element.querySelectorAll(".handle")],
  }));

  function format(seconds) {
    const tenths = Math.round(seconds * 10);
    const minutes = Math.floor(tenths / 600), rest = tenths % 600;
    const whole = String(Math.floor(rest / 10)).padStart(2, "0");
    const text = rest % 10 ? `${whole}.${rest % 10}` : whole;
    const hours = Math.floor(minutes / 60);
    return hours ? `${hours}:${String(minutes % 60).padStart(2, "0")}:${text}` : `${minutes}:${text}`;
  }

  function parse(text) {
    const clean = text.trim();
    if (/^[\d.]+%$/.test(clean)) return (parseFloat(clean) / 100) * duration;
    if (!/^(\d+:){0,2}\d+(\.\d*)?$/.test(clean)) return NaN;
    return clean.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);
  }

  function usual(lane) {
    if (byItself[lane.name]) return byItself[lane.name];
    if (lane.name === "early") return [0, duration / 3];
    if (lane.name === "late") return [(2 * duration) / 3, duration];
    return lane.isWindow ? [0, Math.min(3, duration / 4)] : [duration / 2, duration / 2];
  }

  // [start, end] of a lane in seconds, or null where its text is no window
  function given(lane) {
    const text = lane.input.value.trim();
    if (!text) return null;
    const parts = lane.isWindow ? text.split(/[-–]/).map(parse) : [parse(text), parse(text)];
    return parts.length === 2 && parts.every(Number.isFinite) ? parts : null;
  }

  function draw(lane) {
    const own = given(lane), span = own || usual(lane);
    const isOff = !lane.input.value.trim();
    const share = (seconds) => `${(100 * Math.min(Math.max(seconds, 0), duration)) / (duration || 1)}%`;
    lane.element.classList.toggle("off", isOff);
    lane.element.classList.toggle("wrong", !isOff && !own);
    lane.band.hidden = !duration || (isOff && !["early", "late"].includes(lane.name));
    lane.band.style.left = share(span[0]);
    lane.band.style.width = `calc(${share(span[1])} - ${share(span[0])})`;
    lane.handles.forEach((handle, k) => {
      handle.hidden = !duration;
      handle.style.left = share(span[k]);
      handle.setAttribute("aria-valuemax", duration.toFixed(1));
      handle.setAttribute("aria-valuenow", span[k].toFixed(1));
      handle.setAttribute("aria-valuetext", isOff ? `${format(span[k])}, not set` : format(span[k]));
    });
  }

  function drawAll() {
    lanes.forEach(draw);
  }

  function put(lane, start, end) {
    const least = lane.isWindow ? Math.min(LEAST_S, duration) : 0;
    const first = Math.min(Math.max(start, 0), duration - least);
    const last = Math.min(Math.max(end, first + least), duration);
    lane.input.value = lane.isWindow ? `${format(first)}-${format(last)}` : format(first);
    changed(lane);
  }

  function moveEnd(lane, k, seconds) {
    const span = given(lane) || usual(lane);
    if (!lane.isWindow) put(lane, seconds, seconds);
    else if (k === 0) put(lane, Math.min(seconds, span[1] - LEAST_S), span[1]);
    else put(lane, span[0], Math.max(seconds, span[0] + LEAST_S));
  }

  function changed(lane) {
    draw(lane);
    clearTimeout(timer);
    timer = setTimeout(weigh, 120);
  }

  async function weigh() {
    if (!duration) return;
    const number = ++asked, query = new URLSearchParams();
    for (const lane of lanes) if (lane.input.value.trim()) query.set(lane.name, lane.input.value.trim());
    const answer = await fetch(`/films/${film}/worth?${query}`);
    const said = await answer.json();
    if (number !== asked) return;
    worth.classList.toggle("error", Boolean(said.error));
    worth.textContent = said.error || said.sentences.join(" ");
    if (!said.error) {
      byItself = { early: said.early, late: said.late };
      drawAll();
    }
  }

  function drag(lane, element, begin, move) {
    element.addEventListener("pointerdown", (event) => {
      if (!duration || event.button) return;
      event.preventDefault();
      element.focus();
      element.setPointerCapture(event.pointerId);
      const box = lane.track.getBoundingClientRect(), from = begin();
      const at = (e) => ((e.clientX - box.left) / box.width) * duration, origin = at(event);
      const follow = (e) => move(at(e), at(e) - origin, from);
      const end = () => {
        element.removeEventListener("pointermove", follow);
        element.removeEventListener("pointerup", end);
        element.removeEventListener("pointercancel", end);
      };
      element.addEventListener("pointermove", follow);
      element.addEventListener("pointerup", end);
      element.addEventListener("pointercancel", end);
    });
  }

  for (const lane of lanes) {
    lane.input.addEventListener("input", () => changed(lane));
    lane.element.querySelector("[data-clear]").addEventListener("click", () => {
      lane.input.value = "";
      changed(lane);
      lane.input.focus();
    });
    drag(lane, lane.band, () => given(lane) || usual(lane), (_, by, from) => {
      const length = from[1] - from[0];
      const start = Math.min(Math.max(from[0] + by, 0), duration - length);
      put(lane, start, start + length);
    });
    lane.handles.forEach((handle, k) => {
      drag(lane, handle, () => null, (at) => moveEnd(lane, k, at));
      handle.addEventListener("keydown", (event) => {
        const step = event.shiftKey ? 1 : 0.1, now = (given(lane) || usual(lane))[k];
        const to = {
          ArrowLeft: now - step, ArrowDown: now - step, ArrowRight: now + step, ArrowUp: now + step,
          PageDown: now - 10, PageUp: now + 10, Home: 0, End: duration,
        }[event.key];
        if (to === undefined || !duration) return;
        event.preventDefault();
        moveEnd(lane, k, to);
      });
    });
  }

  // more is known of the film: its length, or what its check says
  document.addEventListener("film-known", (event) => {
    if (event.detail.duration) {
      duration = event.detail.duration;
      const ends = line.querySelectorAll(".scale span");
      ends[1].textContent = format(duration);
    }
    drawAll();
    weigh();
  });
  drawAll();
  weigh();
})();
