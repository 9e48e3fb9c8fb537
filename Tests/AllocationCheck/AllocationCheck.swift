import CAllocationCount
import Foundation
import Optimization

/// Counts what an iteration of every method allocates as it is compiled for users, optimised: with a gradient
/// and with differences, within bounds and without. Fails where one allocates anything.
///
/// A program, because the tests are compiled without optimisation, where generic code allocates at every
/// call; those of allocations that hold there too are among the tests.
@main
struct AllocationCheck {
  /// Iterations before the count begins, and those that are counted: before any method's end, which is
  /// examined once, with storage of its own.
  private static let warmUp = 3
  private static let counted = 6

  private static let methods: [(name: String, method: any MinimizationMethod)] = [
    ("gradientDescent", .gradientDescent),
    ("gradientDescent(stepSize:)", .gradientDescent(stepSize: 1e-4)),
    ("momentum", .momentum(stepSize: 1e-4)), ("nesterov", .nesterov(stepSize: 1e-4)),
    ("adam", .adam(stepSize: 0.01)), ("conjugateGradient", .conjugateGradient),
    ("conjugateGradient(.polakRibiere)", .conjugateGradient(.polakRibiere)),
    ("scaledConjugateGradient", .scaledConjugateGradient), ("bfgs", .bfgs), ("lbfgs", .lbfgs),
    ("bfgs, HagerZhang", LineSearchMethod(BFGS(), search: HagerZhang())),
    ("bfgs, StrongWolfe", LineSearchMethod(BFGS(), search: StrongWolfe())),
    ("newtonConjugateGradient", .newtonConjugateGradient), ("trustExact", .trustExact),
    ("trustConjugateGradient", .trustConjugateGradient), ("trustKrylov", .trustKrylov),
    ("dogleg", .dogleg), ("nelderMead", .nelderMead), ("powell", .powell),
  ]

  static func main() {
    guard allocation_count_works() != 0 else {
      print("allocations cannot be counted here")
      return
    }
    var failures = 0
    for (name, method) in methods {
      for isBounded in [false, true] {
        for hasGradient in [true, false] {
          let (steps, allocations) = count(method, isBounded, hasGradient)
          guard allocations > 0 || steps < counted else { continue }
          failures += 1
          print(
            name, isBounded ? "within bounds" : "without bounds",
            hasGradient ? "and with a gradient:" : "and with differences:",
            "\(allocations) allocations in \(steps) iterations")
        }
      }
    }
    for line in ConstrainedCheck.failures(warmUp: 2 * warmUp, counted: counted) {
      failures += 1
      print(line)
    }
    guard failures == 0 else { exit(EXIT_FAILURE) }
    print("No iteration of any method allocates anything.")
  }

  private static func count(
    _ method: any MinimizationMethod, _ isBounded: Bool, _ hasGradient: Bool
  ) -> (steps: Int, allocations: Int) {
    let n = 20
    let start = (0..<n).map { $0.isMultiple(of: 2) ? -1.2 : 0.7 }
    let box = isBounded ? Bounds(-1.3...0.8, dimension: n) : nil
    var run =
      hasGradient
      ? Minimization(Chained(dimension: n), from: start, bounds: box, using: method)
      : Minimization(ChainedValue(dimension: n), from: start, bounds: box, using: method)
    for _ in 0..<warmUp { _ = run.next() }
    var steps = 0
    let before = allocation_count()
    for _ in 0..<counted where run.next() != nil { steps += 1 }
    return (steps, allocation_count() - before)
  }
}

/// Rosenbrock's function chained over n variables, Σ 100·(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)².
struct Chained: DifferentiableObjective {
  let dimension: Int

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    var sum = 0.0
    gradient[0] = 0
    for i in 0..<(dimension - 1) {
      let (a, b) = (x[i + 1] - x[i] * x[i], 1 - x[i])
      sum += 100 * a * a + b * b
      gradient[i] += -400 * x[i] * a - 2 * b
      gradient[i + 1] = 200 * a
    }
    return sum
  }
}

/// The same without its gradient.
struct ChainedValue: Objective {
  let dimension: Int

  mutating func value(at x: Span<Double>) -> Double {
    var sum = 0.0
    for i in 0..<(dimension - 1) {
      let (a, b) = (x[i + 1] - x[i] * x[i], 1 - x[i])
      sum += 100 * a * a + b * b
    }
    return sum
  }
}
