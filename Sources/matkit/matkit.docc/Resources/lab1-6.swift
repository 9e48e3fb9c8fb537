import Foundation
import LinearAlgebra
import MATFiles
import Matrices
import Networks
import Optimization
import Plots
import Randomness

// The data: two classes of points, a file each. X is 350×2, a sample a row; t is 350×1.
let first: Matrix<Double> = try MATFile("Fixtures/pointsClass1Week6.mat")["pointsClass1Week6"]
let second: Matrix<Double> = try MATFile("Fixtures/pointsClass2Week6.mat")["pointsClass2Week6"]
let X = Matrix.stacked([first, second])
let labels = (0..<X.rowCount).map { $0 < first.rowCount ? 0 : 1 }
let t = Matrix(column: labels.map { Double($0) })
let points = try LabeledPoints(X, labels: labels)
try Data(Figure(.classScatter(points)).svg()).write(to: URL(filePath: "out/lab1-points.svg"))

// The sigmoid and its derivative, entrywise. A difference quotient checks the derivative.
func sigmoid(_ a: Matrix<Double>) -> Matrix<Double> { a.map { 1 / (1 + exp(-$0)) } }
func sigmoidSlope(_ a: Matrix<Double>) -> Matrix<Double> { sigmoid(a) .* (1 - sigmoid(a)) }
let a: Matrix = [[-2.0, 0, 2]]
let quotient = (sigmoid(a + 1e-6) - sigmoid(a - 1e-6)) / 2e-6
print("σ′ differs by", (sigmoidSlope(a) - quotient).maximumMagnitude)

/// A network of any depth whose hidden units have the activation f, with one sigmoid output.
struct Net {
  var sizes: [Int]
  var f = sigmoid
  var slope = sigmoidSlope

  /// The weights of each layer, inputs×units, and its biases, 1×units, out of one vector.
  func layers(_ w: [Double]) -> [(W: Matrix<Double>, b: Matrix<Double>)] {
    var rest = w[...]
    func take(_ rows: Int, _ columns: Int) -> Matrix<Double> {
      defer { rest = rest.dropFirst(rows * columns) }
      return Matrix(
        rowCount: rows, columnCount: columns, elements: Array(rest.prefix(rows * columns)))
    }
    return zip(sizes, sizes.dropFirst()).map { (take($0, $1), take(1, $1)) }
  }

  /// The weighted sums a of each layer, and the outputs z, those of the layer before the first being X.
  func forward(_ w: [Double], _ X: Matrix<Double>) -> (a: [Matrix<Double>], z: [Matrix<Double>]) {
    var (a, z): ([Matrix<Double>], [Matrix<Double>]) = ([], [X])
    for (index, layer) in layers(w).enumerated() {
      a.append(z[index] * layer.W + layer.b)
      z.append(index < sizes.count - 2 ? f(a[index]) : sigmoid(a[index]))
    }
    return (a, z)
  }
}

extension Net {
  /// The mean cross-entropy with λ Σ W², and its gradient by backpropagation.
  func loss(
    _ w: [Double], _ X: Matrix<Double>, _ t: Matrix<Double>, lambda: Double
  ) -> (value: Double, gradient: [Double]) {
    let (a, z) = forward(w, X)
    let layers = layers(w)
    let p = z[layers.count]
    var value = -(t .* p + (1 - t) .* (1 - p)).map(log).mean()
    var delta = (p - t) / Double(X.rowCount)
    var gradient: [Double] = []
    for (index, layer) in layers.enumerated().reversed() {
      value += lambda * (layer.W .* layer.W).sum()
      let slopes = z[index].transposedTimes(delta) + 2 * lambda * layer.W
      gradient = slopes.elements + delta.columnSums().elements + gradient
      if index > 0 { delta = delta.times(transposed: layer.W) .* slope(a[index - 1]) }
    }
    return (value, gradient)
  }

  /// Weights uniform in ±√(2/(inputs + units)) of their layer, biases zero.
  func start(using random: inout MersenneTwister) -> [Double] {
    zip(sizes, sizes.dropFirst()).flatMap { inputs, units in
      let bound = (2 / Double(inputs + units)).squareRoot()
      return (0..<inputs * units).map { _ in random.uniform(in: -bound..<bound) }
        + Array(repeating: 0, count: units)
    }
  }
}

// The gradient on paper, checked by difference quotients at the starting weights.
let net = Net(sizes: [2, 10, 1])
var random = MersenneTwister(seed: 0)
let start = net.start(using: &random)
let gradient = net.loss(start, X, t, lambda: 1e-4).gradient
for index in [0, start.count - 1] {
  var (up, down) = (start, start)
  up[index] += 1e-6
  down[index] -= 1e-6
  let difference =
    net.loss(up, X, t, lambda: 1e-4).value - net.loss(down, X, t, lambda: 1e-4).value
  print("∂E/∂w\(index):", gradient[index], "and by differences", difference / 2e-6)
}

/// Minimises the loss of a network from a start.
func fit(
  _ net: Net, from start: [Double], _ X: Matrix<Double>, _ t: Matrix<Double>, lambda: Double
) -> Solution<Double> {
  minimize(from: start, using: .bfgs) { w, g in
    let (value, gradient) = net.loss(w.indices.map { w[$0] }, X, t, lambda: lambda)
    for index in gradient.indices { g[index] = gradient[index] }
    return value
  }
}

let solution = fit(net, from: start, X, t, lambda: 1e-4)
let answers = net.forward(solution.x, X).z[2].map { $0 > 0.5 ? 1.0 : 0 }
print(solution.reason, solution.value, "right:", (1 - (answers - t).map(abs)).sum(), "of 350")

// ReLU in place of the sigmoid: the derivative at 0 is taken as 0.
let relu = Net(
  sizes: [2, 10, 1], f: { $0.map { max(0, $0) } }, slope: { $0.map { $0 > 0 ? 1 : 0 } })
let bent = fit(relu, from: start, X, t, lambda: 1e-4)
print("ReLU:", bent.value, bent.reason)
