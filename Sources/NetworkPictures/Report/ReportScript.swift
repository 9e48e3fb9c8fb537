import NetworkFiles

extension Report {
  /// The script that answers the pointer over the regions, and numbers typed in: the network
  /// itself, in doubles as everywhere, from the weights in `#network`.
  static let script = #"""
    'use strict';
    (function () {
      const net = JSON.parse(document.getElementById('network').textContent);
      const output = document.getElementById('answer');
      const fields = ['x1', 'x2'].map(id => document.getElementById(id)).filter(f => f);
      // The error function is 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (1·3·5…(2n+1)), a sum without cancellation; beyond
      // 6 it is 1 to the last bit.
      function erf(x) {
        if (Math.abs(x) > 6) return Math.sign(x);
        let term = x, sum = x;
        for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n += 1) {
          term *= 2 * x * x / (2 * n + 1);
          sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
      }
      const functions = {
        'sigmoid': a => 1 / (1 + Math.exp(-a)),
        'tanh': a => Math.tanh(a),
        'relu': a => Math.max(a, 0),
        'leaky-relu': a => a > 0 ? a : 0.01 * a,
        'exponential': a => Math.exp(a),
        'softplus': a => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))),
        'elu': a => a > 0 ? a : Math.expm1(a),
        'gelu': a => a * (1 + erf(a / Math.SQRT2)) / 2,
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
        return z.length === 1 && net.classes.length ? [1 - z[0], z[0]] : z;
      }
      function say(point) {
        if (!point.every(Number.isFinite)) { output.textContent = 'Give numbers.'; return; }
        const p = answer(point);
        const at = 'At (' + point.map(v => v.toFixed(3)).join(', ') + '): ';
        if (!net.classes.length) {
          output.textContent = at + p.slice(0, 12).map(v => v.toPrecision(6)).join(', ') + '.';
          return;
        }
        const best = p.indexOf(Math.max(...p));
        output.textContent = at + 'class ' +
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
          const point = [x[0] + s * (x[1] - x[0]), y[1] - t * (y[1] - y[0])].slice(0, fields.length);
          fields.forEach((f, i) => { f.value = point[i].toFixed(3); });
          say(point);
        });
      });
      typed();
    })();
    """#
}
