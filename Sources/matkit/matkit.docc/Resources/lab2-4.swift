import Foundation
import MATFiles
import Matrices
import Networks
import Optimization
import Plots
import Randomness

// Three classes of points, a file each, and a network with three softmax outputs.
let classes: [Matrix<Double>] = try (1...3).map {
  try MATFile("Fixtures/xWeek6Ex3PointsClass\($0).mat")["xWeek6Ex3PointsClass\($0)"]
}
let data = try Dataset(classes: classes)
let network = Network(inputs: 2, layers: [.dense(10, .sigmoid), .dense(3, .softmax)])
var random = MersenneTwister(seed: 0)
let best = try train(network, on: data, TrainingOptions(l2: 1e-4), using: &random).best
print("loss", best.solution.value, "accuracy", best.accuracy)

// The class of each point of a grid, as regions behind the samples.
let sides = (0...1).map { feature in
  let x = data.inputs.column(feature)
  return linspace((x.min() ?? 0) - 0.5, (x.max() ?? 0) + 0.5, count: 200)
}
let (xx, yy) = meshgrid(sides[0], sides[1])
let grid = Matrix.sideBySide([Matrix(column: xx.elements), Matrix(column: yy.elements)])
let regions = try ClassRegions(
  RectangularGrid(x: sides[0], y: sides[1]),
  classes: Matrix(rowCount: 200, columnCount: 200, elements: best.network.classes(for: grid)))
let points = try LabeledPoints(data.inputs, labels: data.labels)
try Data(Figure(.classRegions(regions, data: points)).svg())
  .write(to: URL(filePath: "out/lab2-classes.svg"))

// The moons: samples, then weights, from one stream, as NumPy draws them.
var stream = MersenneTwister(seed: 0)
let moons = makeMoons(sampleCount: 200, noise: 0.2, using: &stream)
let half = try Dataset(inputs: moons.points, labels: moons.labels)
let small = Network(
  inputs: 2, layers: [.dense(3, .tanh), .dense(3, .tanh), .dense(1, .sigmoid)])
let start = small.initialWeights(.uniform01, using: &stream)

// 400 steps of 0.01 along the negative gradient of the summed loss, beside the course's numbers.
let loss = RegularizedLoss(small, on: half, BuiltInLoss.binaryCrossEntropy, reduction: .sum)
var losses: [Double] = []
let descent = minimize(
  loss, from: start, using: LineSearchMethod.gradientDescent(stepSize: 0.01),
  stopping: StoppingRules(gradientNorm: 0, iterations: 400)
) { losses.append($0.value) }
let published = [157.625124238, 58.0230836875, 47.8963790291, 14.3334810612, 13.2279477282]
for (index, value) in published.enumerated() {
  print("epoch", 100 * index, "published", value, "here", losses[100 * index])
}
