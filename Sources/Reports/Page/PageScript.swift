/// What the page can do beside being read: zoom, point, filter, fold. Without it everything is there, as a whole.
enum PageScript {
  static let text = """
    (function () {
      'use strict';
      var find = function (id) { return document.getElementById(id); };
      var all = function (what, where) { return Array.from((where || document).querySelectorAll(what)); };
      all('.tools').forEach(function (tools) { tools.hidden = false; });

      // What a link leads to is shown, however deep it is folded.
      var reveal = function () {
        var target = location.hash.length > 1 ? find(decodeURIComponent(location.hash.slice(1))) : null;
        if (!target) { return; }
        for (var node = target; node; node = node.parentElement) {
          node.classList.remove('off');
          if (node.tagName === 'DETAILS') { node.open = true; }
        }
        target.scrollIntoView({ block: 'start' });
      };
      addEventListener('hashchange', reveal);

      // The model: fold and filter.
      var model = find('model');
      all('[data-fold]').forEach(function (button) {
        button.addEventListener('click', function () {
          all('details.scope', model).forEach(function (scope) {
            scope.open = button.dataset.fold === 'open';
          });
        });
      });
      var filter = find('filter');
      filter.addEventListener('input', function () {
        var word = filter.value.trim().toLowerCase();
        var shown = 0;
        all('.op', model).forEach(function (op) {
          var isHit = op.textContent.toLowerCase().includes(word);
          op.classList.toggle('off', !isHit);
          if (isHit) { shown += 1; }
        });
        all('details.scope', model).forEach(function (scope) {
          var isEmpty = !scope.querySelector('.op:not(.off)');
          scope.classList.toggle('off', isEmpty);
          if (word) { scope.open = !isEmpty; }
        });
        find('filtered').textContent = word ? shown + ' lines' : '';
      });

      // The time line: zoom and point.
      var pane = find('pane'), sheet = find('sheet'), axis = find('axis'), pointed = find('pointed');
      var seconds = Number(pane.dataset.seconds), zoom = 1;
      var hint = pointed.textContent;
      var told = function (time) {
        var units = [[1, 's'], [1e-3, 'ms'], [1e-6, '\\u00b5s'], [0, 'ns']];
        if (time === 0) { return '0 s'; }
        var unit = units.find(function (one) { return time >= one[0] * 0.9995; });
        var factor = unit[0] || 1e-9;
        return Number((time / factor).toPrecision(4)) + ' ' + unit[1];
      };
      var mark = function () {
        var rough = seconds / (Math.max(3, Math.floor(pane.clientWidth / 130)) * zoom);
        var power = Math.pow(10, Math.floor(Math.log10(rough)));
        var step = power * [1, 2, 5, 10].find(function (one) { return one * power >= rough * 0.999; });
        axis.textContent = '';
        for (var index = 0; step * index <= seconds; index += 1) {
          var tick = document.createElement('span');
          tick.style.left = 100 * step * index / seconds + '%';
          if ((1 - step * index / seconds) * sheet.offsetWidth < 70) { tick.className = 'end'; }
          tick.textContent = told(step * index);
          axis.append(tick);
        }
      };
      var setZoom = function (next, at) {
        next = Math.min(64, Math.max(1, next));
        var place = at === undefined ? pane.clientWidth / 2 : at;
        var part = (pane.scrollLeft + place) / sheet.offsetWidth;
        zoom = next;
        sheet.style.width = 100 * zoom + '%';
        pane.scrollLeft = part * sheet.offsetWidth - place;
        pane.dataset.scale = zoom;
        mark();
      };
      all('[data-zoom]').forEach(function (button) {
        button.addEventListener('click', function () { setZoom(zoom * Number(button.dataset.zoom)); });
      });
      pane.addEventListener('keydown', function (event) {
        if (event.ctrlKey || event.metaKey) { return; }
        var factor = { '+': 2, '=': 2, '-': 0.5, '0': 0 }[event.key];
        if (factor === undefined) { return; }
        event.preventDefault();
        setZoom(zoom * factor);
      });
      pane.addEventListener('wheel', function (event) {
        if (!event.ctrlKey) { return; }
        event.preventDefault();
        setZoom(zoom * (event.deltaY > 0 ? 0.8 : 1.25), event.clientX - pane.getBoundingClientRect().left);
      }, { passive: false });
      var bytes = function (count) {
        var units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'], unit = 0;
        while (count >= 1024) { count /= 1024; unit += 1; }
        return (unit ? count.toFixed(1) : count) + ' ' + units[unit];
      };
      var kinds = ['weights', 'gradients', 'optimiser', 'activations', 'buffers'];
      all('.memory').forEach(function (chart) {
        var points = chart.dataset.points.split(';').map(function (word) {
          var parts = word.split(':');
          return { x: Number(parts[0]), bytes: parts[1].split(',').map(Number) };
        });
        chart.addEventListener('pointermove', function (event) {
          var box = chart.getBoundingClientRect();
          var x = 100000 * (event.clientX - box.left) / box.width;
          var point = points[0];
          points.forEach(function (one) { if (one.x <= x) { point = one; } });
          var sum = point.bytes.reduce(function (one, other) { return one + other; }, 0);
          pointed.textContent = 'At ' + told(x / 100000 * seconds) + ' the busiest rank holds ' + bytes(sum) + ': ' +
            kinds.map(function (kind, index) { return [kind, point.bytes[index]]; })
              .filter(function (one) { return one[1] > 0; })
              .map(function (one) { return one[0] + ' ' + bytes(one[1]); }).join(', ');
        });
      });
      all('.lane').forEach(function (lane) {
        var tell = function (event) {
          var title = event.target.querySelector('title');
          if (event.target !== lane) { pointed.textContent = title ? title.textContent : hint; }
        };
        lane.addEventListener('pointerover', tell);
        lane.addEventListener('click', tell);
      });
      mark();
      addEventListener('resize', mark);
      reveal();
    })();
    """
}
