"use strict";
// The queue, written anew whenever a run begins or ends.
(() => {
  const list = document.getElementById("queue");
  const renew = () => window.posture.renew(list, "/queue?part=list");
  window.posture.listen({ run: renew, progress: window.posture.showProgress }, renew);
})();
