// An area is drawn by its corners, and stands in its field as GeoJSON. The map (Leaflet) comes when it is asked for.
(function () {
  "use strict";

  function fetched(tag, address, name) {
    return new Promise(function (done, failed) {
      var made = document.createElement(tag);
      made[name] = address;
      made.onload = done;
      made.onerror = failed;
      if (tag === "link") { made.rel = "stylesheet"; }
      document.head.append(made);
    });
  }

  function leaflet(box) {
    return window.L ? Promise.resolve() : Promise.all([fetched("link", box.dataset.looks, "href"), fetched("script", box.dataset.script, "src")]);
  }

  function plain(words) {
    var made = document.createElement("span");
    made.textContent = words;
    return made;
  }

  // The land: tiles where the municipality has chosen some, its outline and its zones.
  function ground(box, land) {
    var map = L.map(box.querySelector(".land"), { zoomControl: false, attributionControl: Boolean(land.tiles), maxZoom: 18 });
    L.control.zoom({ zoomInTitle: box.dataset.closer, zoomOutTitle: box.dataset.farther }).addTo(map);
    if (land.tiles) {
      map.setMaxZoom(land.tiles.deepest);
      map.attributionControl.setPrefix(false);
      L.tileLayer(land.tiles.address, { attribution: plain(land.tiles.attribution).innerHTML, maxZoom: land.tiles.deepest }).addTo(map);
    }
    var drawn = L.geoJSON(land, {
      interactive: false,
      style: function (one) { return { className: one.properties.kind }; },
      onEachFeature: function (one, layer) {
        if (one.properties.name) { layer.bindTooltip(plain(one.properties.name), { permanent: true, direction: "center", className: "zone-name" }); }
      }
    });
    // A map has a place before anything stands on it.
    if (drawn.getLayers().length) { map.fitBounds(drawn.getBounds()); } else { map.setView([64.5, 12], 4); }
    drawn.addTo(map);
    return map;
  }

  // Counter-clockwise and closed (RFC 7946, 3.1.6), to a metre.
  function ring(points) {
    var corners = points.map(function (one) { return [Number(one.lng.toFixed(5)), Number(one.lat.toFixed(5))]; });
    var turn = corners.reduce(function (sum, one, at) {
      var next = corners[(at + 1) % corners.length];
      return sum + (next[0] - one[0]) * (next[1] + one[1]);
    }, 0);
    if (turn > 0) { corners.reverse(); }
    return corners.concat([corners[0]]);
  }

  function corners(text) {
    try {
      var found = JSON.parse(text);
      return found.type === "Polygon" && found.coordinates.length === 1 ? found.coordinates[0].slice(0, -1) : [];
    } catch (error) { return []; }
  }

  function open(box, land) {
    var field = document.getElementById(box.dataset.draws), told = box.querySelector("[role=status]"), set = [];
    var map = ground(box, land), area = L.polygon([], { className: "chosen", interactive: false }).addTo(map);

    function show() {
      area.setLatLngs(set.map(function (one) { return one.getLatLng(); }));
      told.textContent = (set.length > 2 || !set.length ? told.dataset.corners : told.dataset.few).replace("{count}", set.length);
    }
    function write() {
      show();
      field.value = set.length > 2 ? JSON.stringify({ type: "Polygon", coordinates: [ring(set.map(function (one) { return one.getLatLng(); }))] }) : "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    function corner(place) {
      var made = L.marker(place, { draggable: true, keyboard: false, icon: L.divIcon({ className: "corner", iconSize: [28, 28] }) });
      made.on("drag", write);
      set.push(made.addTo(map));
    }
    function empty() { set.splice(0).forEach(function (one) { one.remove(); }); }
    function read() {
      empty();
      corners(field.value).forEach(function (one) { corner([one[1], one[0]]); });
      show();
    }
    var deeds = {
      corner: function () { corner(map.getCenter()); },
      undo: function () { if (set.length) { set.pop().remove(); } },
      clear: empty
    };
    box.querySelectorAll("[data-deed]").forEach(function (button) {
      button.addEventListener("click", function () { deeds[button.dataset.deed](); write(); });
    });
    map.on("click", function (event) { corner(event.latlng); write(); });
    field.addEventListener("change", read);
    read();
    if (set.length) { map.fitBounds(area.getBounds(), { padding: [40, 40] }); }
  }

  document.querySelectorAll(".draw").forEach(function (box) {
    var begin = box.querySelector("[data-part=begin]");
    begin.hidden = false;
    begin.querySelector("button").addEventListener("click", function () {
      var land = fetch(box.dataset.land).then(function (answer) { return answer.json(); });
      Promise.all([land, leaflet(box)]).then(function (come) {
        begin.hidden = true;
        box.querySelector("[data-part=board]").hidden = false;
        open(box, come[0]);
      });
    });
  });
})();
