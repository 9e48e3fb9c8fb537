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
