"use strict";
// A run's page while it waits and is measured; the report is opened once it is there.
(() => {
  const state = document.getElementById("state"), run = state.dataset.run;
  if (!["waiting", "running"].includes(state.dataset.state)) return;

  function follow(now) {
    if (now === "done") window.location.assign(`/runs/${run}/report/`);
    else if (now === "failed" || now === "cancelled") window.location.reload();
    else window.posture.renew(state, `/runs/${run}?part=state`);
  }

  window.posture.listen(
    {
      run: (news) => { if (news.id === run) follow(news.state); },
      progress: window.posture.showProgress,
    },
    async () => {
      const answer = await fetch(`/runs/${run}?part=word`);
      if (answer.ok) follow((await answer.json()).state);
    },
  );
})();
