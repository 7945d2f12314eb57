// Beside what the desk keeps: a copy in this browser, and the login in a layer over the page when the session has ended.
(function () {
  "use strict";
  var PREFIX = "krisekanal:", SENT = PREFIX + "sent";
  var form = document.querySelector("form[data-keep]"), key = form && PREFIX + form.dataset.keep + location.pathname + location.search;

  function written() {
    return Array.from(form.elements).filter(function (one) {
      return one.name && one.matches("textarea, select, input:not([type=hidden]):not([type=file]):not([type=password])");
    });
  }
  function words() { return written().map(function (one) { return [one.name, one.value, Boolean(one.checked)]; }); }
  function stored() { try { return JSON.parse(localStorage.getItem(key)); } catch (error) { return null; } }
  function store() { try { localStorage.setItem(key, JSON.stringify(words())); } catch (error) { /* the desk keeps it too */ } }
  function forget(name) { try { localStorage.removeItem(name); } catch (error) { /* nothing is kept here */ } }

  function fill(kept) {
    var left = kept.slice();
    written().forEach(function (one) {
      var at = left.findIndex(function (entry) { return entry[0] === one.name && (!one.matches("[type=checkbox]") || entry[1] === one.value); });
      if (at < 0) { return; }
      var entry = left.splice(at, 1)[0];
      if (one.matches("[type=checkbox]")) { one.checked = entry[2]; } else { one.value = entry[1]; }
    });
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function offer() {
    var kept = stored(), box = document.getElementById("kept-here");
    if (!kept || !box || JSON.stringify(kept) === JSON.stringify(words())) { return; }
    box.hidden = false;
    box.querySelector("[value=restore]").addEventListener("click", function () { fill(kept); box.hidden = true; });
    box.querySelector("[value=forget]").addEventListener("click", function () { forget(key); box.hidden = true; });
  }

  if (form) {
    form.addEventListener("input", store);
    // Typed while the page was still coming, on a slow line: nobody listened then, and the next key may be long in coming.
    window.addEventListener("load", function () {
      var early = written().some(function (one) { return one.matches("textarea, input:not([type=checkbox]):not([type=radio])") && one.value !== one.defaultValue; });
      if (early) { store(); form.dispatchEvent(new Event("change", { bubbles: true })); }
    });
    form.addEventListener("submit", function () { sessionStorage.setItem(SENT, key); });
    offer();
  } else if (sessionStorage.getItem(SENT)) {
    forget(sessionStorage.getItem(SENT));
    sessionStorage.removeItem(SENT);
  }
  document.querySelectorAll("form[action='/logout']").forEach(function (out) {
    out.addEventListener("submit", function () {
      Object.keys(localStorage).filter(function (name) { return name.startsWith(PREFIX); }).forEach(forget);
    });
  });

  var layer = document.getElementById("login-layer");
  document.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status !== 401 || !layer || layer.open) { return; }
    htmx.ajax("GET", "/login", { target: "#login-layer-in", select: "main > .ds-alert, main > .narrow", swap: "innerHTML" });
    layer.showModal();
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.target.id !== "login-layer-in") { return; }
    var word = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html").body.dataset.csrf;
    event.detail.shouldSwap = !word;
    if (!word) { return; }
    document.body.dataset.csrf = word;
    document.querySelectorAll("input[name=csrf]").forEach(function (one) { one.value = word; });
    document.getElementById("login-layer-in").replaceChildren();
    layer.close();
    if (form) { form.dispatchEvent(new Event("change", { bubbles: true })); }
  });
})();
