// Everything works without this file but: live updates, the countdown, passkeys.
(function () {
  "use strict";

  function csrf() { return document.body.dataset.csrf || ""; }

  document.addEventListener("htmx:configRequest", function (event) { event.detail.headers["x-csrf"] = csrf(); });

  // The menu is open where there is room for it.
  if (window.matchMedia("(min-width: 60rem)").matches) {
    document.querySelectorAll("details.menu").forEach(function (menu) { menu.open = true; });
  }

  // The bar came anew with a part of the page: the page wears its colours.
  document.addEventListener("htmx:afterSettle", function () {
    var bar = document.getElementById("top");
    if (bar) { document.body.classList.remove("calm", "crisis", "exercise"); document.body.classList.add(bar.dataset.world); }
  });

  // A decision form never follows a newer revision by itself: it says so.
  var first = document.querySelector("[data-revision]");
  var revision = first && first.dataset.revision;
  document.addEventListener("htmx:afterSwap", function () {
    var now = document.querySelector("[data-revision]");
    if (now && revision && now.dataset.revision !== revision) { now.hidden = false; now.setAttribute("role", "alert"); }
  });

  function count() {
    document.querySelectorAll("[data-until]").forEach(function (box) {
      var seconds = Math.round((new Date(box.dataset.until) - Date.now()) / 1000);
      var late = seconds < 0, left = Math.abs(seconds);
      var text = Math.floor(left / 3600) + ":" + String(Math.floor(left / 60) % 60).padStart(2, "0") + ":" + String(left % 60).padStart(2, "0");
      box.classList.toggle("late", late);
      box.querySelector(".countdown").textContent = late ? "(" + box.dataset.late + " " + text + ")" : "(" + text + " " + box.dataset.left + ")";
    });
  }
  setInterval(count, 1000); count();

  function postForm(path, fields) {
    return fetch(path, { method: "POST", headers: { "x-csrf": csrf() }, body: new URLSearchParams(fields) })
      .then(function (answer) { if (!answer.ok) { throw new Error(String(answer.status)); } return answer.json(); });
  }
  function post(path, body) {
    return fetch(path, { method: "POST", headers: { "content-type": "application/json", "x-csrf": csrf() }, body: body ? JSON.stringify(body) : undefined })
      .then(function (answer) { return answer.json().then(function (found) { if (!answer.ok) { throw new Error(found.message); } return found; }); });
  }

  function passkey(id, options, create, finish) {
    var button = document.getElementById(id);
    if (!button || !window.PublicKeyCredential || !PublicKeyCredential.parseCreationOptionsFromJSON) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      var old = document.getElementById("passkey-old");
      postForm(options, old ? { old: old.value } : {}).then(create).then(function (made) { return post(finish, made.toJSON()); })
        .then(function (found) { location.assign(found.next); })
        .catch(function () { document.getElementById("passkey-said").textContent = button.dataset.failed; });
    });
  }
  passkey("passkey-add", "/me/passkey/options", function (o) {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(o) });
  }, "/me/passkey?name=" + encodeURIComponent(navigator.platform || "passkey"));
  passkey("passkey-login", "/login/passkey/options", function (o) {
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(o) });
  }, "/login/passkey");
})();
