// The lab with nothing but matrices and `minimize`: layers, loss and backpropagation written out, as one would
// with NumPy. Writes out/scratch-….svg.
import Foundation
import LinearAlgebra
import MATFiles
import Matrices
import Optimization
import Plots
import Randomness

typealias M = Matrix<Double>
func sigmoid(_ a: M) -> M { a.map { 1 / (1 + exp(-$0)) } }
func sigmoidSlope(_ a: M) -> M { sigmoid(a) .* (1 - sigmoid(a)) }

/// Any depth; hidden units of f, and one sigmoid output or K softmax outputs.
struct Net {
  var sizes: [Int]
  var f = sigmoid, df = sigmoidSlope
  var shapes: [(Int, Int)] { Array(zip(sizes, sizes.dropFirst())) }

  func unpack(_ w: [Double]) -> [(W: M, b: M)] {
    var rest = w[...]
    func take(_ i: Int, _ o: Int) -> M {
      defer { rest = rest.dropFirst(i * o) }
      return M(rowCount: i, columnCount: o, elements: Array(rest.prefix(i * o)))
    }
    return shapes.map { i, o in (take(i, o), take(1, o)) }
  }

  func initial(_ random: inout MersenneTwister) -> [Double] {
    shapes.flatMap { i, o in
      let range = (2 / Double(i + o)).squareRoot()
      let W = (2 * random.uniforms(i, o) - 1) * range
      return W.elements + Array(repeating: 0, count: o)
    }
  }

  func forward(_ w: [Double], _ X: M) -> (a: [M], z: [M]) {
    var (a, z): ([M], [M]) = ([], [X])
    for (l, layer) in unpack(w).enumerated() {
      a.append(z[l] * layer.W + layer.b)
      let e = (a[l] - a[l].rowMaxima()).map(exp)
      z.append(l < sizes.count - 2 ? f(a[l]) : sizes.last == 1 ? sigmoid(a[l]) : e ./ e.rowSums())
    }
    return (a, z)
  }

  func loss(_ w: [Double], _ X: M, _ T: M, _ lambda: Double) -> (value: Double, gradient: [Double])
  {
    let (a, z) = forward(w, X), layers = unpack(w), N = Double(X.rowCount), p = z[layers.count]
    let right = p.columnCount == 1 ? T .* p + (1 - T) .* (1 - p) : (T .* p).rowSums()
    var E = -right.map(log).mean()
    var (d, g) = ((p - T) / N, [Double]())
    for (l, layer) in layers.enumerated().reversed() {
      E += lambda * (layer.W .* layer.W).sum()
      g = (z[l].transposedTimes(d) + 2 * lambda * layer.W).elements + d.columnSums().elements + g
      if l > 0 { d = d.times(transposed: layer.W) .* df(a[l - 1]) }
    }
    return (E, g)
  }
}

func fit(_ name: String, _ net: Net, _ classes: [M], _ lambda: Double, starts: Int = 1) throws {
  let X = M.stacked(classes), K = classes.count
  let labels = classes.indices.flatMap { Array(repeating: $0, count: classes[$0].rowCount) }
  let T = M(rowCount: labels.count, columnCount: net.sizes.last ?? 1) { i, k in
    labels[i] == (K == 2 ? 1 : k) ? 1 : 0
  }
  var random = MersenneTwister(seed: 0)
  let solutions = (0..<starts).map { _ in
    minimize(from: net.initial(&random), using: .bfgs) { w, g in
      let (value, gradient) = net.loss(w.indices.map { w[$0] }, X, T, lambda)
      for i in gradient.indices { g[i] = gradient[i] }
      return value
    }
  }
  guard let best = solutions.min(by: { $0.value < $1.value }) else { return }
  func predicted(_ X: M) -> [Int] {
    let p = net.forward(best.x, X).z[net.sizes.count - 1]
    return K == 2 ? p.elements.map { $0 > 0.5 ? 1 : 0 } : p.rowArgmax()
  }
  let right = zip(predicted(X), labels).count { $0 == $1 }
  print(name, best.reason, best.iterations, best.value, "right:", right, "of", labels.count)
  let sides = [0, 1].map { c in
    linspace((X.column(c).min() ?? 0) - 0.5, (X.column(c).max() ?? 0) + 0.5, count: 200)
  }
  let (xx, yy) = meshgrid(sides[0], sides[1])
  let grid = predicted(.sideBySide([M(column: xx.elements), M(column: yy.elements)]))
  let regions = try ClassRegions(
    RectangularGrid(x: sides[0], y: sides[1]),
    classes: Matrix(rowCount: 200, columnCount: 200, elements: grid))
  let panel = try Panel.classRegions(regions, data: LabeledPoints(X, labels: labels), title: name)
  try Data(Figure(panel).svg()).write(to: URL(filePath: "out/scratch-\(name).svg"))
}

func points(_ name: String) throws -> M { try MATFile("Fixtures/\(name).mat")[name] }
let two = try ["pointsClass1Week6", "pointsClass2Week6"].map(points)
let three = try (1...3).map { try points("xWeek6Ex3PointsClass\($0)") }
try fit("sigmoid", Net(sizes: [2, 10, 1]), two, 1e-4)
try fit(
  "relu", Net(sizes: [2, 10, 1], f: { $0.map { max(0, $0) } }, df: { $0.map { $0 > 0 ? 1 : 0 } }),
  two, 1e-4)
try fit("three-classes", Net(sizes: [2, 10, 3]), three, 1e-4)
