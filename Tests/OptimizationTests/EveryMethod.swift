import Optimization

/// The methods that take a gradient and no more.
let firstOrder: [any MinimizationMethod] =
  searching + [
    .gradientDescent(stepSize: 1e-4), .momentum(stepSize: 1e-4), .nesterov(stepSize: 1e-4),
    .adam(stepSize: 0.01), .scaledConjugateGradient,
  ]

/// Every method, for tests of what holds for all: walls, checkpoints, the same bits, no allocations, no false
/// successes. A method that is listed here is tested by all of them.
let everyMethod: [any MinimizationMethod] = firstOrder + derivativeFree.map(\.method)
