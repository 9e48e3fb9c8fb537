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
