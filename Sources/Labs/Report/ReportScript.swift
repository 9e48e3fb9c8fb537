extension Report {
  /// What answers to the pointer over the decision regions, and to numbers typed in: the network itself,
  /// in doubles as everywhere, from the weights in `#network`.
  static let script = #"""
    'use strict';
    (function () {
      const net = JSON.parse(document.getElementById('network').textContent);
      const output = document.getElementById('answer');
      const fields = ['x1', 'x2'].map(id => document.getElementById(id));
      const functions = {
        'sigmoid': a => 1 / (1 + Math.exp(-a)),
        'tanh': a => Math.tanh(a),
        'relu': a => Math.max(a, 0),
        'leaky-relu': a => a > 0 ? a : 0.01 * a,
        'softplus': a => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))),
        'elu': a => a > 0 ? a : Math.expm1(a),
        'identity': a => a
      };
      function activate(name, a) {
        if (name !== 'softmax') return a.map(functions[name]);
        const most = Math.max(...a);
        const e = a.map(v => Math.exp(v - most));
        const sum = e.reduce((s, v) => s + v, 0);
        return e.map(v => v / sum);
      }
      function answer(point) {
        let z = point.map((v, i) => (v - net.mu[i]) / net.sigma[i]);
        for (const layer of net.layers) {
          z = activate(layer.activation, layer.W.map((row, i) =>
            row.reduce((s, w, j) => s + w * z[j], layer.b[i])));
        }
        return z.length === 1 ? [1 - z[0], z[0]] : z;
      }
      function say(point) {
        if (!point.every(Number.isFinite)) { output.textContent = 'Give two numbers.'; return; }
        const p = answer(point);
        const best = p.indexOf(Math.max(...p));
        output.textContent = 'At (' + point.map(v => v.toFixed(3)).join(', ') + '): class ' +
          net.classes[best] + '. ' + p.map((v, k) => 'p(' + net.classes[k] + ') = ' + v.toFixed(4))
          .slice(0, 12).join(', ');
      }
      function typed() { say(fields.map(f => f.value.trim() === '' ? NaN : Number(f.value))); }
      fields.forEach(f => f.addEventListener('input', typed));
      document.querySelectorAll('#decision svg').forEach(svg => {
        svg.style.cursor = 'crosshair';
        svg.addEventListener('pointermove', event => {
          const box = svg.getBoundingClientRect();
          const scale = net.area.figure / box.width;
          const s = ((event.clientX - box.left) * scale - net.area.x) / net.area.width;
          const t = ((event.clientY - box.top) * scale - net.area.y) / net.area.height;
          if (s < 0 || s > 1 || t < 0 || t > 1) return;
          const [x, y] = [net.area.xLimits, net.area.yLimits];
          const point = [x[0] + s * (x[1] - x[0]), y[1] - t * (y[1] - y[0])];
          fields.forEach((f, i) => { f.value = point[i].toFixed(3); });
          say(point);
        });
      });
      typed();
    })();
    """#
}
