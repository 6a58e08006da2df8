"use strict";
(() => {
  const section = document.getElementById("film");
  const source = document.getElementById("film-table");
  if (!section || !source) return;
  const table = JSON.parse(source.textContent);
  section.querySelectorAll("video[data-inside]").forEach((video) => {    // a clip within the page
    const letters = atob(document.getElementById(video.dataset.inside).textContent);
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    video.src = URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
  });
  const SVG = "http://www.w3.org/2000/svg";
  const SPEEDS = [0.25, 0.5, 1];

  // ---------------------------------------------------------------- the table of frames
  const sums = (steps) => {
    let sum = 0;
    return steps.map((step) => (sum += step) / 1e4);
  };
  const time = sums(table.time);
  const clips = table.clips.map((clip, k) => ({
    title: clip.title, first: clip.first, times: sums(clip.times), source: clip.source,
    screen: section.querySelectorAll(".screen")[k],
    video: section.querySelectorAll("video")[k],
  }));
  const strides = table.strides.map(([id, first, stop, start, end, window, used]) =>
    ({ id, first, stop, start, end, window, used }));
  const last = time.length - 1;
  const strideFirsts = strides.map((stride) => stride.first);
  const reasonFirsts = table.reasons.map((row) => row[0]);
  const clockStarts = table.clock.map((row) => row[0]);

  const atMost = (values, wanted) => {       // last index whose value is at most the wanted one
    let low = 0, high = values.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (values[middle] <= wanted) low = middle; else high = middle - 1;
    }
    return low;
  };
  const nearest = (values, wanted) => {
    const i = atMost(values, wanted);
    return i + 1 < values.length && values[i + 1] - wanted < wanted - values[i] ? i + 1 : i;
  };
  const part = (seconds) => table.clock[atMost(clockStarts, seconds)];    // a clip begins at its 0:00
  const place = (seconds) => seconds + part(seconds)[1];        // place on the axis of the run
  const places = time.map(place);
  const clipOf = (frame) => clips.findLastIndex((clip) => clip.first <= frame);
  const strideOf = (frame) => {
    const i = atMost(strideFirsts, frame);
    return strides[i] && strides[i].first <= frame && frame < strides[i].stop ? i : -1;
  };
  const phaseOf = (frame, stride) => (time[frame] - stride.start) / (stride.end - stride.start);
  const reasonOf = (frame) => table.reasons[atMost(reasonFirsts, frame)][1];
  const clock = (seconds) => {
    const own = Math.max(0, seconds - part(seconds)[0]);
    const hundredths = Math.round(own * 100);
    const minutes = Math.floor(hundredths / 6000);
    const rest = ((hundredths % 6000) / 100).toFixed(2).padStart(5, "0");
    return minutes < 60 ? `${minutes}:${rest}`
      : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
  };

  // ---------------------------------------------------------------- the film
  let frame = 0, shown = 0, loop = null, wanted = null, tries = 0;
  const middle = (clip, own) => {
    const next = clip.times[own + 1];
    const gap = next === undefined ? clip.times[own] - (clip.times[own - 1] ?? 0) : next - clip.times[own];
    return clip.times[own] + (gap || 0.02) / 2;
  };
  const ownFrame = (clip, seconds) => {
    const own = atMost(clip.times, seconds + 2e-4);
    return own;
  };
  const active = () => clips[shown].video;
  const showClip = (k) => {
    if (k === shown) return;
    active().pause();
    shown = k;
    clips.forEach((clip, i) => { clip.screen.hidden = i !== k; });
  };
  const seek = (target) => {                 // to the middle of a frame, so that no rounding shows its neighbour
    frame = Math.max(0, Math.min(last, target));
    showClip(clipOf(frame));
    const clip = clips[shown];
    wanted = frame;
    clip.video.currentTime = middle(clip, frame - clip.first);
    section.dataset.wanted = String(frame);
    delete section.dataset.shown;
    update();
  };
  const arrived = (clip, seconds) => {       // which frame the browser says that it shows
    const now = clip.first + ownFrame(clip, seconds);
    if (wanted !== null) {
      if (now !== wanted && tries < 3 && clip.video.paused) {
        tries += 1;
        clip.video.currentTime = middle(clip, wanted - clip.first) + (wanted > now ? 1 : -1) * tries * 1e-3;
        return;
      }
      wanted = null;
      tries = 0;
    }
    frame = now;
    section.dataset.shown = String(frame);
    if (loop && !clip.video.paused && (frame >= loop.stop || frame < loop.first)) {
      seek(loop.first);
      return;
    }
    update();
  };
  const watch = (k) => {
    const clip = clips[k], video = clip.video;
    if ("requestVideoFrameCallback" in HTMLVideoElement.prototype) {
      const each = (_, facts) => {
        if (k === shown) arrived(clip, facts.mediaTime);
        video.requestVideoFrameCallback(each);
      };
      video.requestVideoFrameCallback(each);
      // a frame that is on the screen already is not presented again
      video.addEventListener("seeked", () => {
        if (k === shown && wanted !== null) setTimeout(() => {
          if (wanted !== null) arrived(clip, video.currentTime);
        }, 120);
      });
    } else {
      const now = () => { if (k === shown && !video.seeking) arrived(clip, video.currentTime); };
      video.addEventListener("seeked", now);
      const follow = () => { now(); if (!video.paused) requestAnimationFrame(follow); };
      video.addEventListener("play", follow);
    }
    video.addEventListener("play", () => { if (k === shown) wanted = null; buttons(); });
    video.addEventListener("pause", buttons);
    video.addEventListener("ended", () => {
      if (loop && k === shown) { seek(loop.first); video.play(); }
    });
  };

  const step = (by) => { active().pause(); seek((wanted ?? frame) + by); };
  const stepStride = (by) => {
    const at = wanted ?? frame, i = strideOf(at);
    const before = strideFirsts[0] <= at ? atMost(strideFirsts, at) : -1;
    const target = strides[i < 0 ? (by > 0 ? before + 1 : before) : i + by];
    if (!target) return;
    const phase = i < 0 ? 0 : phaseOf(at, strides[i]);
    active().pause();
    if (loop && loop.kind === "stride") setLoop({ kind: "stride", first: target.first, stop: target.stop });
    seek(atPhase(target, phase));
  };
  const atPhase = (stride, phase) => {
    const own = time.slice(stride.first, stride.stop);
    return stride.first + nearest(own, stride.start + phase * (stride.end - stride.start));
  };
  const setLoop = (to) => {
    loop = to;
    buttons();
  };
  const toggleLoop = (kind) => {
    if (loop && loop.kind === kind) { setLoop(null); return; }
    if (kind === "stride") {
      const stride = strides[strideOf(frame)] ?? strides[0];
      if (!stride) return;
      setLoop({ kind, first: stride.first, stop: stride.stop });
    } else {
      const [start, end] = table.windows[kind];
      const own = atMost(time, start + 1e-3), clip = clipOf(own);
      const lastOfClip = clip + 1 < clips.length ? clips[clip + 1].first - 1 : last;
      setLoop({ kind, first: own, stop: Math.min(atMost(time, end), lastOfClip) });
    }
    if (frame < loop.first || frame >= loop.stop) seek(loop.first);
    active().play();
  };
  const setSpeed = (speed) => {
    clips.forEach((clip) => { clip.video.playbackRate = speed; });
    section.querySelectorAll("[data-speed]").forEach((button) =>
      button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === speed)));
  };
  const togglePlay = () => { if (active().paused) active().play(); else active().pause(); };

  // ---------------------------------------------------------------- the curves
  const make = (tag, parent, attributes) => {
    const element = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    parent.append(element);
    return element;
  };
  const span = (svg, axis) => svg.dataset[axis].split(" ").map(Number);
  const valueAt = (measure, at) => measure.values[at] === null ? null
    : measure.values[at] / 10 ** measure.decimals;
  const measureOf = (name) => table.measures.find((measure) => measure.name === name);

  const runs = [...section.querySelectorAll(".over-run svg.plot")].map((svg) => {
    const [low, high] = span(svg, "x"), height = svg.dataset.height;
    const cursor = make("line", svg, { class: "cursor", y1: 0, y2: height });
    const move = (at) => {
      const share = (places[at] - low) / (high - low);    // the axis ends where the strides end
      cursor.setAttribute("visibility", share >= 0 && share <= 1 ? "visible" : "hidden");
      const x = `${100 * share}%`;
      cursor.setAttribute("x1", x);
      cursor.setAttribute("x2", x);
    };
    const pick = (share, pixel) => {          // a stride whose dot is near, else the frame itself
      const wantedPlace = low + share * (high - low);
      const reach = 9 * pixel * (high - low);
      let best = null, least = reach;
      strides.forEach((stride) => {
        const centre = (stride.start + stride.end) / 2;
        const away = Math.abs(place(centre) - wantedPlace);
        if (away < least) { least = away; best = stride; }
      });
      return best ? best.first : nearest(places, wantedPlace);
    };
    const drag = (share) => nearest(places, low + share * (high - low));
    return { svg, move, pick, drag };
  });
  const waves = [...section.querySelectorAll(".through-stride svg.plot")].map((svg) => {
    const measure = measureOf(svg.closest("[data-measure]").dataset.measure);
    const [low, high] = span(svg, "y"), height = Number(svg.dataset.height);
    const cursor = make("line", svg, { class: "cursor", y1: 0, y2: height });
    const curve = make("path", svg.querySelector("svg"), { class: "line now" });
    const dot = make("circle", svg, { class: "now-dot", r: 5 });
    let drawn = -1;
    const move = (at) => {
      const i = strideOf(at), stride = strides[i];
      [cursor, dot].forEach((mark) => mark.setAttribute("visibility", stride ? "visible" : "hidden"));
      if (!stride || !measure) { curve.setAttribute("d", ""); drawn = -1; return; }
      if (drawn !== i) {
        let d = "", open = false;
        for (let g = stride.first; g < stride.stop; g += 1) {
          const value = valueAt(measure, g);
          if (value === null) { open = false; continue; }
          d += `${open ? "L" : "M"}${(1000 * phaseOf(g, stride)).toFixed(1)} ${(1000 * (high - value) / (high - low)).toFixed(1)}`;
          open = true;
        }
        curve.setAttribute("d", d);
        drawn = i;
      }
      const x = `${100 * phaseOf(at, stride)}%`;
      cursor.setAttribute("x1", x);
      cursor.setAttribute("x2", x);
      const value = valueAt(measure, at);
      if (value === null) dot.setAttribute("visibility", "hidden");
      else {
        dot.setAttribute("cx", x);
        dot.setAttribute("cy", height * (high - value) / (high - low));
      }
    };
    const pick = (share) => {
      const stride = strides[strideOf(wanted ?? frame)] ?? strides[0];
      return stride ? atPhase(stride, Math.max(0, Math.min(0.999, share))) : frame;
    };
    return { svg, move, pick, drag: pick };
  });
  const plots = [...runs, ...waves];

  const follow = ({ svg, pick, drag }) => {
    const at = (event) => {
      const box = svg.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width, 1 / box.width];
    };
    let moved = false;
    svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      moved = false;
      svg.setPointerCapture(event.pointerId);
      active().pause();
      seek(pick(...at(event)));
      svg.focus({ preventScroll: true });
      event.preventDefault();
    });
    svg.addEventListener("pointermove", (event) => {
      if (!svg.hasPointerCapture(event.pointerId)) return;
      if (!moved && Math.abs(event.movementX) < 2) return;
      moved = true;
      seek(drag(at(event)[0]));
    });
    svg.setAttribute("tabindex", "0");
    svg.setAttribute("role", "slider");
    svg.setAttribute("aria-valuemin", "0");
    svg.setAttribute("aria-valuemax", String(last));
  };
  plots.forEach(follow);

  // ---------------------------------------------------------------- what is said
  const readout = section.querySelector(".readout");
  const describe = (at) => {
    const i = strideOf(at), stride = strides[i];
    const facts = [clock(time[at]), `frame ${at - clips[clipOf(at)].first}`];
    if (stride) {
      facts.push(`stride ${stride.id}${stride.window ? `, ${stride.window}` : ""}${stride.used ? "" : ", not used"}`);
      facts.push(`${Math.round(100 * phaseOf(at, stride))} % of the stride`);
    } else facts.push("between strides");
    return facts;
  };
  const values = (at) => table.measures.map((measure) => {
    const value = valueAt(measure, at);
    const text = value === null ? "–" : value.toFixed(measure.decimals).replace("-", "−") + measure.unit;
    const half = value === null || measure.half === null ? "" : ` ± ${measure.half}`;
    return [measure.title, text + half];
  });
  let said = -1;
  function update() {
    plots.forEach((plot) => plot.move(frame));
    if (said === frame) return;
    said = frame;
    const facts = describe(frame), found = values(frame), why = reasonOf(frame);
    readout.replaceChildren();
    const line = document.createElement("span");
    line.className = "where";
    line.textContent = facts.join(" · ");
    readout.append(line);
    found.forEach(([title, text]) => {
      const item = document.createElement("span");
      item.className = "value";
      const strong = document.createElement("strong");
      strong.textContent = text;
      item.append(`${title} `, strong);
      readout.append(item);
    });
    if (why) {
      const reason = document.createElement("span");
      reason.className = "why";
      reason.textContent = `Not measured here: ${why}`;
      readout.append(reason);
    }
    const spoken = `${facts.join(", ")}; ${found.map((row) => row.join(" ")).join(", ")}`;
    plots.forEach(({ svg }) => {
      svg.setAttribute("aria-valuenow", String(frame));
      svg.setAttribute("aria-valuetext", spoken);
    });
  }
  function buttons() {
    section.querySelectorAll("[data-loop]").forEach((button) =>
      button.setAttribute("aria-pressed", String(Boolean(loop) && loop.kind === button.dataset.loop)));
    const play = section.querySelector("[data-do=play]");
    play.textContent = active().paused ? "Play" : "Pause";
  }

  // ---------------------------------------------------------------- buttons, links and keys
  const deeds = {
    play: togglePlay,
    back: () => step(-1),
    on: () => step(1),
    "stride-back": () => stepStride(-1),
    "stride-on": () => stepStride(1),
  };
  section.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.do) deeds[button.dataset.do]();
    if (button.dataset.speed) setSpeed(Number(button.dataset.speed));
    if (button.dataset.loop) toggleLoop(button.dataset.loop);
  });
  const targetOf = (link) => {                // a stride by its id, or a frame of one of the videos
    if (link.dataset.toFrame) {
      const [video, own] = link.dataset.toFrame.split(" ").map(Number), clip = clips[video];
      if (!clip) return null;
      const [from, index] = clip.source[atMost(clip.source.map((row) => row[1]), own)];
      return clip.first + Math.max(0, Math.min(clip.times.length - 1, from + own - index));
    }
    const stride = strides.find((one) => one.id === Number(link.dataset.toStride));
    return stride ? stride.first : null;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-to-stride], [data-to-frame], [data-to-window]");
    if (!link) return;
    if (link.dataset.toWindow) {
      event.preventDefault();
      if (!loop || loop.kind !== link.dataset.toWindow) toggleLoop(link.dataset.toWindow);
      return;
    }
    const target = targetOf(link);
    if (target === null) return;
    event.preventDefault();
    active().pause();
    setLoop(null);
    seek(target);
    section.scrollIntoView({ block: "start" });
  });
  const keys = {
    ",": deeds.back, ".": deeds.on, ArrowLeft: deeds.back, ArrowRight: deeds.on,
    "<": deeds["stride-back"], ">": deeds["stride-on"], "[": deeds["stride-back"], "]": deeds["stride-on"],
    k: togglePlay, l: () => toggleLoop("stride"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const on = document.activeElement;
    const free = !on || on === document.body || (section.contains(on) && !on.matches("input, select, textarea"));
    if (!free) return;
    const arrow = event.key.startsWith("Arrow");
    if (arrow && on && on.matches("video")) return;         // the browser's own
    const deed = arrow && event.shiftKey
      ? { ArrowLeft: deeds["stride-back"], ArrowRight: deeds["stride-on"] }[event.key]
      : keys[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  section.querySelectorAll(".controls, .readout, .keys").forEach((part) => { part.hidden = false; });
  section.querySelectorAll("[data-loop]").forEach((button) => {
    button.hidden = button.dataset.loop !== "stride" && !table.windows[button.dataset.loop];
  });
  section.classList.add("live");
  clips.forEach((clip, k) => { clip.screen.hidden = k !== 0; watch(k); });
  setSpeed(SPEEDS[2]);
  buttons();
  update();
})();
