import MATFiles
import Matrices
import Networks
import Randomness

// The course's two classes of points, N×2 each.
let first: Matrix<Double> = try MATFile("Fixtures/pointsClass1Week6.mat")["pointsClass1Week6"]
let second: Matrix<Double> = try MATFile("Fixtures/pointsClass2Week6.mat")["pointsClass2Week6"]
let data = try Dataset(classes: [first, second])

// Two inputs, ten sigmoid units, one output; the loss is the mean cross-entropy + 1e-4 Σ W².
let network = Network(inputs: 2, layers: [.dense(10, .sigmoid), .dense(1, .sigmoid)])
var random = MersenneTwister(seed: 0)
let best = try train(network, on: data, TrainingOptions(l2: 1e-4), using: &random).best

print("\(best.solution.reason): loss \(best.solution.value), accuracy \(best.accuracy)")
let biases = best.network.biases.map { Matrix(column: $0) }
try MATFile.write(["W": best.network.weights, "b": biases], to: "out/weights.mat")
