// Everything works without this file but: live updates, the countdown, passkeys.
(function () {
  "use strict";

  function csrf() { return document.body.dataset.csrf || ""; }

  document.addEventListener("htmx:configRequest", function (event) { event.detail.headers["x-csrf"] = csrf(); });

  // One stream of events for each page that is looked at: over HTTP/1.1 a browser has six lines to us, and a night has more tabs.
  // A page that is looked at again asks anew, and is told what happened meanwhile by the number that it was begun with.
  htmx.createEventSource = function (address) {
    var heard = [], source = null, closed = false;
    var line = {
      get readyState() { return closed ? EventSource.CLOSED : source ? source.readyState : EventSource.CONNECTING; },
      addEventListener: function (name, told) { heard.push([name, told]); if (source) { source.addEventListener(name, told); } },
      removeEventListener: function (name, told) {
        heard = heard.filter(function (one) { return one[0] !== name || one[1] !== told; });
        if (source) { source.removeEventListener(name, told); }
      },
      close: function () { closed = true; document.removeEventListener("visibilitychange", look); stop(); }
    };
    function stop() { if (source) { source.close(); source = null; } }
    function look() {
      if (document.hidden) { stop(); return; }
      if (source || closed) { return; }
      source = new EventSource(address);
      heard.forEach(function (one) { source.addEventListener(one[0], one[1]); });
      source.onopen = function (event) { if (line.onopen) { line.onopen(event); } };
      source.onerror = function (event) {
        if (source && source.readyState === EventSource.CLOSED) { line.close(); }
        if (line.onerror) { line.onerror(event); }
      };
    }
    document.addEventListener("visibilitychange", look);
    look();
    return line;
  };

  // A part that comes anew changes what has changed, and nothing else: focus, what was typed and what was opened stay.
  function typed(box) {
    if (box.matches("[type=checkbox], [type=radio]")) { return box.checked !== box.defaultChecked; }
    if (box.matches("select")) { return Array.from(box.options).some(function (one) { return one.selected !== one.defaultSelected; }); }
    return box.value !== box.defaultValue;
  }
  Idiomorph.defaults.callbacks.beforeNodeMorphed = function (old) {
    return !(old.matches && old.matches("input:not([type=hidden]), textarea, select") && (old === document.activeElement || typed(old)));
  };
  Idiomorph.defaults.callbacks.beforeAttributeUpdated = function (name, node) { return !(name === "open" && node.matches("details")); };

  var said = "";
  function told() { return Array.from(document.querySelectorAll(".live[data-said]")).map(function (part) { return part.dataset.said; }).join(" "); }
  said = told();

  document.addEventListener("htmx:afterSettle", function () {
    // The bar came anew with a part of the page: the page wears its colours.
    var bar = document.getElementById("top");
    if (bar) { document.body.classList.remove("calm", "crisis", "exercise"); document.body.classList.add(bar.dataset.world); }
    // What changed is read aloud, when the reader has time.
    if (told() !== said) { said = told(); document.getElementById("said").textContent = said; }
    // A form that is of no use any more says why, and cannot be sent; what is written in it can still be kept, and copied.
    var still = document.getElementById("still"), over = Boolean(still && still.dataset.over);
    document.querySelectorAll("form[data-while]").forEach(function (form) {
      form.classList.toggle("over", over);
      Array.from(form.elements).forEach(function (one) { if (one.matches("button:not([value=keep])")) { one.disabled = over; } });
    });
    count(); when();
  });

  // “3 minutes ago”, for the last hour; the page itself says the hour.
  var ago = new Intl.RelativeTimeFormat(document.documentElement.lang === "nn" ? "nb" : document.documentElement.lang, { numeric: "auto", style: "short" });
  function when() {
    document.querySelectorAll("time[datetime]").forEach(function (one) {
      if (!one.dataset.said) { one.dataset.said = one.textContent; }
      var minutes = Math.floor((Date.now() - new Date(one.dateTime)) / 60000);
      one.textContent = minutes < 0 || minutes >= 60 ? one.dataset.said : minutes ? ago.format(-minutes, "minute") : ago.format(0, "second");
    });
  }
  setInterval(when, 30000); when();

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

  // A file goes up as soon as it is chosen.
  document.addEventListener("htmx:xhr:progress", function (event) {
    var bar = document.getElementById("going-up");
    if (event.target.id !== "f-picture" || !bar || !event.detail.total) { return; }
    bar.hidden = false; bar.value = 100 * event.detail.loaded / event.detail.total;
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.detail.requestConfig.path !== "/write/files") { return; }
    var form = document.getElementById("files").closest("form"), unsaid = document.querySelector("#files [name^='alt:']:placeholder-shown, #files [name^='alt:'][value='']");
    if (unsaid) { unsaid.focus(); }
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });

  function postForm(path, fields) {
    return fetch(path, { method: "POST", headers: { "x-csrf": csrf() }, body: new URLSearchParams(fields) })
      .then(function (answer) { if (!answer.ok) { throw new Error(String(answer.status)); } return answer.json(); });
  }
  function post(path, body) {
    return fetch(path, { method: "POST", headers: { "content-type": "application/json", "x-csrf": csrf() }, body: body ? JSON.stringify(body) : undefined })
      .then(function (answer) { return answer.json().then(function (found) { if (!answer.ok) { throw new Error(found.message); } return found; }); });
  }

  function passkey(id, options, create, finish, done) {
    var button = document.getElementById(id);
    if (!button || !window.PublicKeyCredential || !PublicKeyCredential.parseCreationOptionsFromJSON) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      var old = document.getElementById("passkey-old");
      postForm(options, old ? { old: old.value } : {}).then(create).then(function (made) { return post(finish, made.toJSON()); })
        .then(function (found) { (done || function () { location.assign(found.next); })(); })
        .catch(function () { document.getElementById("passkey-said").textContent = button.dataset.failed; });
    });
  }
  passkey("passkey-add", "/me/passkey/options", function (o) {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(o) });
  }, "/me/passkey?name=" + encodeURIComponent(navigator.platform || "passkey"));
  function login(done) {
    passkey("passkey-login", "/login/passkey/options", function (o) {
      return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(o) });
    }, "/login/passkey", done);
  }
  login();
  // In the layer over a page: its words stay, and the next answer (keep.js) says who is logged in now.
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target.id !== "login-layer-in") { return; }
    login(function () { htmx.ajax("GET", "/me", { target: "#login-layer-in", swap: "innerHTML" }); });
  });
})();
