import MATFiles
import Matrices
import Networks
import Randomness

let first: Matrix<Double> = try MATFile("Fixtures/pointsClass1Week6.mat")["pointsClass1Week6"]
let second: Matrix<Double> = try MATFile("Fixtures/pointsClass2Week6.mat")["pointsClass2Week6"]
let data = try Dataset(classes: [first, second])
let network = Network(inputs: 2, layers: [.dense(5, .tanh), .dense(1, .sigmoid)])
var random = MersenneTwister(seed: 0)

// Three folds of the samples, and a training on two of them for each fold and candidate.
let folds = try Folds(of: data, count: 3, using: &random)
let lambdas = [1e-5, 1e-3, 1e-1]
let candidates = lambdas.map { Candidate(network, TrainingOptions(l2: $0)) }
let scores = try crossValidate(candidates, on: data, folds: folds, threads: 2) ?? []

// The samples of one fold held back: the network of the lowest loss on them is kept.
var options = TrainingOptions(l2: 1e-5, method: .lbfgs)
options.patience = 20
let start = [network.initialWeights(using: &random)]
let part = data.selecting(folds.trainedOn(0))
let heldBack = data.selecting(folds.heldBack(0))
var checkpoint: TrainingCheckpoint?
let run = try train(
  network, on: part, options, from: start, validation: heldBack,
  observer: { if $0.number == 10 { $0.saveCheckpoint() } },
  saving: { checkpoint = checkpoint ?? $0 }
).best

// From the checkpoint the training takes the same steps, to the same bits, in another process too.
let again = try train(
  network, on: part, options, from: start, validation: heldBack, resuming: checkpoint
).best

for (lambda, score) in zip(lambdas, scores) {
  print("λ = \(lambda): loss \(score.meanLoss) ± \(score.lossDeviation)")
}
precondition(run.network == again.network && run.lossHistory == again.lossHistory)
print("kept iterate \(run.chosenIterate ?? 0) of \(run.iterations), accuracy \(run.accuracy)")
