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
