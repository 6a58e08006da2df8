"use strict";
// Shared by all pages: news from the server, parts of a page written anew, questions before deleting.
window.posture = (() => {
  const lost = () => { document.getElementById("lost").hidden = false; };

  // News are only asked for while the page is seen: browsers allow few open streams in all.
  function listen(handlers, again) {
    let source = null, ended = false;
    const open = () => {
      if (source || ended) return;
      source = new EventSource("/events");
      source.addEventListener("hello", again);
      source.addEventListener("end", () => { ended = true; close(); lost(); });
      source.onerror = () => { if (source && source.readyState === EventSource.CLOSED) lost(); };
      for (const [kind, handle] of Object.entries(handlers)) {
        source.addEventListener(kind, (event) => handle(JSON.parse(event.data)));
      }
    };
    const close = () => { if (source) { source.close(); source = null; } };
    document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
    window.addEventListener("pagehide", close);
    open();
    return () => { ended = true; close(); };
  }

  async function renew(element, address) {
    const answer = await fetch(address);
    if (answer.ok) {
      const text = await answer.text();
      if (element.innerHTML !== text) element.innerHTML = text;
    }
    return answer.ok;
  }

  function showProgress(news) {
    for (const line of document.querySelectorAll(`[data-progress="${news.id}"]`)) {
      line.textContent = news.text;
    }
    for (const bar of document.querySelectorAll(`[data-bar="${news.id}"]`)) {
      if (news.share === null) bar.removeAttribute("value"); else bar.value = news.share;
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-ask]");
    if (button && !window.confirm(button.dataset.ask)) event.preventDefault();
  });

  return { listen, renew, showProgress };
})();
