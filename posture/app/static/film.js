"use strict";
// A film's page while more and more is known of it.
(() => {
  const form = document.getElementById("set-up"), film = form.dataset.film;
  const part = (name) => window.posture.renew(document.getElementById(name), `/films/${film}?part=${name}`);
  let known = form.dataset.state;

  async function follow(state) {
    if (state === known) return;
    const before = known;
    known = form.dataset.state = state;
    if (before === "looking") await part("pictures");
    await Promise.all([part("check"), part("people")]);
    const screen = document.getElementById("screen");
    const detail = { duration: screen ? Number(screen.dataset.duration) : 0 };
    document.dispatchEvent(new CustomEvent("film-known", { detail }));
    document.querySelector(".start button").disabled = state === "unreadable";
    if (state === "ready" || state === "unreadable") stop();
  }

  // of two videos all is compared, and there is no window to drag
  const late = document.getElementById("late-film");
  const choose = () => {
    document.getElementById("windows").hidden = late.value !== "";
    document.getElementById("two-films").hidden = late.value === "";
  };
  if (late) {
    late.addEventListener("change", choose);
    choose();
  }

  // a file of a watch goes to the server at once; the choice to use it comes back
  document.addEventListener("change", async (event) => {
    const file = event.target.id === "pace-file" && event.target.files[0];
    if (!file) return;
    const says = document.getElementById("pace-says");
    says.textContent = `Taking ${file.name} …`;
    try {
      const headers = { "X-File-Name": encodeURIComponent(file.name) };
      const answer = await fetch(`/films/${film}/pace`, { method: "POST", headers, body: file });
      if (answer.ok) await part("pace");
      else says.textContent = `It was not taken: ${(await answer.json()).error}.`;
    } catch {
      says.textContent = "It was not taken: posture has ended, or the file cannot be read.";
    }
  });

  let stop = () => {};
  if (known === "looking" || known === "checking") {
    stop = window.posture.listen(
      { film: (news) => { if (news.id === film) follow(news.state); } },
      async () => {
        const answer = await fetch(`/films/${film}?part=state`);
        if (answer.ok) follow((await answer.json()).state);
      },
    );
  }
})();
