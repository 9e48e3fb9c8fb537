import Matrices
import Networks
import Optimization
import Randomness
import Testing

@Suite("Selecting")
struct SelectionTests {
  @Test("folds are a partition, stratified to one sample, and the same for the same seed")
  func folds() throws {
    var random = MersenneTwister(seed: 3)
    let labels = (0..<101).map { $0 % 7 < 2 ? 1 : $0 % 7 < 3 ? 2 : 0 }
    let data = try Dataset(
      inputs: Matrix(rows: (0..<101).map { [Double($0)] }), labels: labels)
    var again = random
    let folds = try Folds(of: data, count: 5, using: &random)
    #expect(try Folds(of: data, count: 5, using: &again) == folds)
    for label in 0..<3 {
      let sizes = (0..<5).map { fold in folds.heldBack(fold).count { labels[$0] == label } }
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    }
    for fold in 0..<5 {
      #expect((19...21).contains(folds.heldBack(fold).count))
      #expect(Set(folds.heldBack(fold) + folds.trainedOn(fold)) == Set(0..<101))
    }
    #expect(try Folds(of: data, count: 5, using: &again) != folds)
    let few = try Dataset(inputs: [[1.0], [2]], labels: [0, 1])
    #expect(throws: NetworkError.self) { try Folds(of: few, count: 3, using: &random) }
  }

  @Test("cross-validation gives the same scores on any number of threads, and prefers what fits")
  func crossValidation() throws {
    let (data, _) = try TrainingTests.rings(count: 90)
    var random = MersenneTwister(seed: 3)
    let folds = try Folds(of: data, count: 3, using: &random)
    let candidates = [[], [6]].map { (hidden: [Int]) in
      Candidate(
        Network(inputs: 2, layers: hidden.map { .dense($0, .tanh) } + [.dense(1, .sigmoid)]),
        TrainingOptions(l2: 1e-4, stopping: StoppingRules(iterations: 150)))
    }
    var calls = 0
    let tables = try [1, 2, 4].map { threads in
      try crossValidate(
        candidates, on: data, folds: folds, standardizes: true, threads: threads
      ) { _, all in
        calls += 1
        return all == 6
      }
    }
    #expect(calls == 18)
    for table in tables { #expect(table == tables[0]) }
    let table = try #require(tables[0])
    #expect(table[1].meanLoss < table[0].meanLoss && table[1].meanScore > table[0].meanScore)
    #expect(table[0].losses.count == 3 && table[0].lossDeviation > 0)
    let ended = try crossValidate(candidates, on: data, folds: folds) { done, _ in done < 2 }
    #expect(ended == nil)
  }

  @Test("the ledger puts starts that ended in one minimum together, lowest first")
  func ledger() throws {
    let (data, network) = try TrainingTests.rings(count: 60)
    var random = MersenneTwister(seed: 8)
    let result = try train(
      network, on: data, TrainingOptions(l2: 1e-2, method: .bfgs, starts: 6), using: &random)
    let ledger = LossLedger(result)
    #expect(ledger.minima.flatMap(\.starts).sorted() == Array(0..<6))
    #expect(ledger.minima.map(\.loss) == ledger.minima.map(\.loss).sorted())
    #expect(ledger.minima[0].loss == result.best.solution.value)
    for minimum in ledger.minima {
      for start in minimum.starts {
        #expect(abs(result.runs[start].solution.value / minimum.loss - 1) < 1e-5)
      }
    }
  }

  @Test("standardised features have the mean 0 and the deviation 1; constant ones become 0")
  func standardization() {
    let inputs: Matrix = [[1.0, 7.1, 1e300], [2, 7.1, -1e300], [6, 7.1, 0]]
    let map = Standardization(of: inputs)
    let z = map.applied(to: inputs)
    #expect(map.mu[0] == 3 && map.sigma[1] == 1 && z.column(1) == [0, 0, 0])
    for column in [z.column(0), z.column(2)] {
      #expect(abs(column.reduce(0, +)) < 1e-15)
      #expect(abs(column.reduce(0) { $0 + $1 * $1 } / 3 - 1) < 1e-15)
    }
  }

  @Test("the horizon of the moons lab ends between the epochs 320 and 400")
  func moonsHorizon() throws {
    var random = MersenneTwister(seed: 0)
    let moons = makeMoons(sampleCount: 200, noise: 0.2, using: &random)
    let network = Network(
      inputs: 2, layers: [.dense(3, .tanh), .dense(3, .tanh), .dense(1, .sigmoid)])
    let start = network.initialWeights(.uniform01, using: &random)
    let data = try Dataset(inputs: moons.points, labels: moons.labels)
    let horizon = try horizon(
      of: network, on: data,
      TrainingOptions(
        reduction: .sum, method: .gradientDescent(stepSize: 0.01),
        stopping: StoppingRules(gradientNorm: 0, iterations: 500)), from: start)
    #expect(horizon.digits.count == 501)
    #expect(horizon.leastDigits(upTo: 300) > 9)
    let end = try #require(horizon.lastIterate(digits: 6))
    #expect((320..<400).contains(end))
    #expect((320..<400).contains(try #require(horizon.lastIterate(digits: 3))))
  }

  @Test("weights are drawn in the order asked for, and biases where asked for")
  func order() {
    let network = Network(inputs: 3, layers: [.dense(2, .tanh), .dense(1, .sigmoid)])
    var random = MersenneTwister(seed: 1)
    let stream = random.copyUniforms(11)
    let inputsFirst = network.initialWeights(.uniform01, using: &random)
    #expect(inputsFirst == Array(stream))
    random = MersenneTwister(seed: 1)
    let unitsFirst = network.initialWeights(.uniform01, order: .unitsFirst, using: &random)
    #expect(network.weights(ofLayer: 0, in: unitsFirst).row(0) == Array(stream[0..<3]))
    #expect(network.weights(ofLayer: 0, in: unitsFirst).row(1) == Array(stream[3..<6]))
    random = MersenneTwister(seed: 1)
    let glorot = network.initialWeights(.glorotUniform, biases: .drawn, using: &random)
    let bound = (6.0 / 5).squareRoot()
    #expect(zip(glorot, stream).prefix(8).allSatisfy { abs($0 - bound * (2 * $1 - 1)) < 1e-15 })
    random = MersenneTwister(seed: 1)
    let zero = network.initialWeights(.uniform01, biases: .zero, using: &random)
    #expect(zero[6] == 0 && zero[7] == 0 && zero[8] == stream[6])
  }
}

extension MersenneTwister {
  /// The next numbers, without using them up.
  fileprivate func copyUniforms(_ count: Int) -> [Double] {
    var copy = self
    return copy.uniforms(count)
  }
}
