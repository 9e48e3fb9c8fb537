import Matrices
import Networks
import Optimization
import Randomness
import Testing

/// Methods that know more of a network's loss than its value and gradient.
@Suite("Methods") struct MethodTests {
  private static let shapes: [(hidden: [Layer], output: Layer)] = [
    ([.dense(4, .tanh)], .dense(2, .identity)), ([.dense(3, .gelu)], .dense(1, .sigmoid)),
    ([.dense(3, .softplus), .dense(2, .elu)], .dense(2, .tanh)),
    ([.dense(4, .sigmoid), .dense(3, .leakyRelu)], .dense(1, .softplus)),
    ([], .dense(2, .gelu)),
  ]

  private func data(outputs: Int, weighted: Bool) throws -> Dataset<Double> {
    var random = MersenneTwister(seed: 9)
    let x = (0..<37).map { _ in [random.uniform(in: -2..<2), random.uniform(in: -1..<1)] }
    let targets = x.map { x in (0..<outputs).map { $0 == 0 ? x[0] * x[1] : x[0] - 0.5 } }
    let data = try Dataset(inputs: Matrix(rows: x), targets: Matrix(rows: targets))
    return weighted ? try data.weighted((0..<37).map { Double($0 % 4) }) : data
  }

  @Test(
    "Levenberg and Marquardt's residuals are the loss's: the same value and gradient",
    arguments: shapes.indices, Reduction.allCases)
  func residuals(index: Int, reduction: Reduction) throws {
    let (hidden, output) = Self.shapes[index]
    let network = Network(inputs: 2, layers: hidden + [output])
    let data = try data(outputs: output.unitCount, weighted: index.isMultiple(of: 2))
    var random = MersenneTwister(seed: 3)
    let start = (0..<network.parameterCount).map { _ in random.uniform(in: -1..<1) }
    var options = TrainingOptions(
      loss: .squaredError, reduction: reduction, method: .levenbergMarquardt,
      stopping: StoppingRules(iterations: 5))
    options.penalty = Penalty(l2: (0..<network.layers.count).map { 0.01 * Double($0) })
    var loss = RegularizedLoss(
      network, on: data, .squaredError, penalty: options.penalty, reduction: reduction)
    var iterates: [Iteration<Double>] = []
    _ = try train(network, on: data, options, from: [start]) { iterates.append($0.iteration) }
    #expect(iterates.count > 1)
    for iterate in iterates {
      var gradient = [Double](repeating: 0, count: start.count)
      var span = gradient.mutableSpan
      let value = loss.value(at: iterate.x.span, gradient: &span)
      // Rounding of sums over 37 samples in another order.
      #expect(abs(value - iterate.value) <= 1e-13 * value)
      let size = gradient.map(abs).max() ?? 0
      for (a, b) in zip(gradient, iterate.gradient) {
        #expect(abs(a - b) <= 1e-12 * max(size, value))
      }
    }
  }

  @Test("squared errors are fitted by Levenberg and Marquardt in fewer evaluations than by BFGS")
  func fit() throws {
    let data = try data(outputs: 2, weighted: false)
    let network = Network(inputs: 2, layers: [.dense(6, .tanh), .dense(2, .identity)])
    func run(_ method: any MinimizationMethod) throws -> TrainingRun<Double> {
      var random = MersenneTwister(seed: 1)
      return try train(
        network, on: data, TrainingOptions(l2: 1e-5, method: method), using: &random
      ).best
    }
    let (squares, quasi) = (try run(.levenbergMarquardt), try run(.bfgs))
    #expect(squares.solution.isSuccess && squares.errors.map { $0.r2 > 0.99 } == true)
    #expect(squares.evaluations * 2 < quasi.evaluations)
  }

  @Test("a loss that is no sum of squares has no Levenberg and Marquardt: it traps")
  func notSquares() async {
    await #expect(processExitsWith: .failure) {
      let data = try Dataset(inputs: [[-1.0], [1]], labels: [0, 1])
      let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
      _ = try train(
        network, on: data, TrainingOptions(method: .levenbergMarquardt), from: [[0.1, 0]])
    }
  }

  @Test(
    "methods of second order and without gradients end at the minimum that BFGS finds",
    arguments: [0, 1, 2, 3, 4, 5])
  func others(index: Int) throws {
    let methods: [any MinimizationMethod] = [
      .newtonConjugateGradient, .trustExact, .trustConjugateGradient, .trustKrylov, .dogleg,
      .powell,
    ]
    let data = try Dataset(
      inputs: [[-2.0], [-1], [0.5], [1], [2], [3]], labels: [0, 0, 1, 0, 1, 1])
    let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
    func value(_ method: any MinimizationMethod) throws -> Solution<Double> {
      let options = TrainingOptions(l2: 0.01, method: method)
      return try train(network, on: data, options, from: [[0.3, -0.1]]).best.solution
    }
    let (known, found) = (try value(.bfgs), try value(methods[index]))
    #expect(found.isSuccess && abs(found.value - known.value) <= 1e-9 * known.value)
  }
}
