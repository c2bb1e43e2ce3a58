(function () {
  "use strict";
  var tip = document.getElementById("tip");
  document.addEventListener("mousemove", function (event) {
    var text = event.target.getAttribute && event.target.getAttribute("data-tip");
    tip.style.opacity = text ? 1 : 0;
    if (text) {
      tip.textContent = text;
      var left = Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8);
      var below = event.clientY + 18 + tip.offsetHeight < window.innerHeight;
      tip.style.left = left + "px";
      tip.style.top = (below ? event.clientY + 18 : event.clientY - 12 - tip.offsetHeight) + "px";
    }
  });
  document.querySelectorAll(".legend li").forEach(function (entry) {
    var chart = entry.closest("section");
    var index = entry.getAttribute("data-series");
    function pick(isPicked) {
      chart.classList.toggle("picked", isPicked);
      chart.querySelectorAll("svg").forEach(function (svg) {
        var series = svg.querySelectorAll(".series");
        if (series[index]) {
          series[index].classList.toggle("is-picked", isPicked);
        }
      });
    }
    entry.addEventListener("mouseenter", function () { pick(true); });
    entry.addEventListener("mouseleave", function () { pick(false); });
  });
})();
