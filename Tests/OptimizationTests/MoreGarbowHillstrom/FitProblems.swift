import Foundation

/// Problems that fit a curve to data.
extension MoreGarbowHillstrom {
  static let fits: [Int: Residuals] = [
    8: { x, _, f in
      for (i, y) in bard.enumerated() {
        let (u, v) = (Double(i + 1), Double(15 - i))
        let w = min(u, v)
        let d = v * x[1] + w * x[2]
        f.add(y - (x[0] + u / d), (0, -1), (1, u * v / (d * d)), (2, u * w / (d * d)))
      }
    },
    9: { x, _, f in
      for (i, y) in gaussian.enumerated() {
        let t = Double(7 - i) / 2 - x[2]
        let e = exp(-x[1] * t * t / 2)
        f.add(x[0] * e - y, (0, e), (1, -x[0] * e * t * t / 2), (2, x[0] * e * x[1] * t))
      }
    },
    10: { x, _, f in
      for (i, y) in meyer.enumerated() {
        let t = 50 + 5 * Double(i) + x[2]
        let e = exp(x[1] / t)
        f.add(x[0] * e - y, (0, e), (1, x[0] * e / t), (2, -x[0] * e * x[1] / (t * t)))
      }
    },
    11: { x, m, f in
      for i in 1...m {
        let t = Double(i) / 100
        let y = 25 + pow(-50 * log(t), 2 / 3.0) - x[1]
        let power = pow(abs(y), x[2])
        let e = exp(-power / x[0])
        f.add(
          e - t, (0, e * power / (x[0] * x[0])), (1, e * x[2] * power / (y * x[0])),
          (2, -e * power * log(abs(y)) / x[0]))
      }
    },
    12: { x, m, f in
      for i in 1...m {
        let t = Double(i) / 10
        let (a, b, c) = (exp(-t * x[0]), exp(-t * x[1]), exp(-t) - exp(-10 * t))
        f.add(a - b - x[2] * c, (0, -t * a), (1, t * b), (2, -c))
      }
    },
    15: { x, _, f in
      for (y, u) in zip(kowalik.y, kowalik.u) {
        let (a, b) = (u * (u + x[1]), u * (u + x[2]) + x[3])
        let q = x[0] * a / (b * b)
        f.add(y - x[0] * a / b, (0, -a / b), (1, -x[0] * u / b), (2, q * u), (3, q))
      }
    },
    16: { x, m, f in
      for i in 1...m {
        let t = Double(i) / 5
        let (a, b) = (x[0] + t * x[1] - exp(t), x[2] + sin(t) * x[3] - cos(t))
        f.add(a * a + b * b, (0, 2 * a), (1, 2 * a * t), (2, 2 * b), (3, 2 * b * sin(t)))
      }
    },
    17: { x, _, f in
      for (i, y) in osborne1.enumerated() {
        let t = 10 * Double(i)
        let (a, b) = (exp(-t * x[3]), exp(-t * x[4]))
        f.add(
          y - (x[0] + x[1] * a + x[2] * b), (0, -1), (1, -a), (2, -b), (3, t * x[1] * a),
          (4, t * x[2] * b))
      }
    },
    18: { x, m, f in
      for i in 1...m {
        let t = Double(i) / 10
        let y = exp(-t) - 5 * exp(-10 * t) + 3 * exp(-4 * t)
        let (a, b, c) = (exp(-t * x[0]), exp(-t * x[1]), exp(-t * x[4]))
        f.add(
          x[2] * a - x[3] * b + x[5] * c - y, (0, -t * x[2] * a), (1, t * x[3] * b), (2, a),
          (3, -b),
          (4, -t * x[5] * c), (5, c))
      }
    },
    19: { x, _, f in
      for (i, y) in osborne2.enumerated() {
        let t = Double(i) / 10
        let decay = exp(-t * x[4])
        var model = x[0] * decay
        var derivatives = [Double](repeating: 0, count: 11)
        derivatives[0] = -decay
        derivatives[4] = t * x[0] * decay
        for k in 1...3 {
          let d = t - x[7 + k]
          let bell = exp(-d * d * x[4 + k])
          model += x[k] * bell
          derivatives[k] = -bell
          derivatives[4 + k] = x[k] * bell * d * d
          derivatives[7 + k] = -2 * x[k] * bell * d * x[4 + k]
        }
        f.add(y - model, dense: derivatives)
      }
    },
  ]

  private static let bard = [
    0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39,
  ]
  private static let gaussian = [
    0.0009, 0.0044, 0.0175, 0.054, 0.1295, 0.242, 0.3521, 0.3989, 0.3521, 0.242, 0.1295, 0.054,
    0.0175, 0.0044, 0.0009,
  ]
  private static let meyer: [Double] = [
    34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307,
    2872,
  ]
  private static let kowalik = (
    y: [0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246],
    u: [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625]
  )
  private static let osborne1 = [
    0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.85, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658,
    0.628, 0.603, 0.58, 0.558, 0.538, 0.522, 0.506, 0.49, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431,
    0.424, 0.42, 0.414, 0.411, 0.406,
  ]
  private static let osborne2 = [
    1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608,
    0.655,
    0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612,
    0.558,
    0.533, 0.495, 0.5, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562,
    0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559, 0.597, 0.625, 0.739, 0.71,
    0.729, 0.72, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054,
  ]
}
