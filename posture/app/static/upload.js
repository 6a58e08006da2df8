"use strict";
// A dropped or chosen video goes to the server as it is; how far it is shows in a bar.
(() => {
  const byId = (name) => document.getElementById(name);
  const drop = byId("drop"), input = byId("file"), refused = byId("refused");
  let request = null;

  const megabytes = (bytes) => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);

  function refuse(why) {
    request = null;
    byId("sending").hidden = true;
    refused.textContent = why;
    refused.hidden = false;
  }

  function send(file) {
    if (request || !file) return;
    refused.hidden = true;
    const most = Number(drop.dataset.largestGb) * 1e9;
    if (file.size > most) {
      refuse(`This video has ${(file.size / 1e9).toFixed(1)} GB, and ${most / 1e9} GB are taken at most. Give its path instead.`);
      return;
    }
    byId("sending-name").textContent = file.name;
    byId("sending").hidden = false;
    request = new XMLHttpRequest();
    request.open("POST", "/films");
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.upload.onprogress = (event) => {
      byId("sent").value = event.loaded / event.total;
      byId("sent-says").textContent = `${megabytes(event.loaded)} of ${megabytes(event.total)} MB`;
    };
    request.onload = () => {
      const said = JSON.parse(request.responseText || "{}");
      if (request.status === 201) window.location.assign(`/films/${said.id}`);
      else refuse(`It was not taken: ${said.error || "an unknown fault"}.`);
    };
    request.onerror = () => refuse("It was not taken: posture did not take it, or has ended.");
    request.onabort = () => refuse("Stopped; nothing was kept.");
    request.send(file);
  }

  byId("stop-sending").addEventListener("click", () => request && request.abort());
  input.addEventListener("change", () => send(input.files[0]));
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    send(event.dataTransfer.files[0]);
  });
})();
