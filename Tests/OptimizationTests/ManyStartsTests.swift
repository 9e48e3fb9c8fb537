import Foundation
import LinearAlgebra
import Optimization
import SeededRandomness
import Testing

/// Himmelblau's function: four minima of zero.
private struct Himmelblau: DifferentiableObjective {
  let dimension = 2

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let (a, b) = (x[0] * x[0] + x[1] - 11, x[0] + x[1] * x[1] - 7)
    gradient[0] = 4 * x[0] * a + 2 * b
    gradient[1] = 2 * a + 4 * x[1] * b
    return a * a + b * b
  }
}

/// Rastrigin's function: a minimum at every integer point, the lowest at the origin.
private struct Rastrigin: DifferentiableObjective {
  let dimension: Int

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    var sum = 0.0
    for i in 0..<dimension {
      sum += x[i] * x[i] + 10 * (1 - cos(2 * .pi * x[i]))
      gradient[i] = 2 * x[i] + 20 * .pi * sin(2 * .pi * x[i])
    }
    return sum
  }
}

/// Himmelblau's function without its gradient, in either precision.
private struct HimmelblauValue<Scalar: LinearAlgebraScalar>: Objective {
  let dimension = 2

  mutating func value(at x: Span<Scalar>) -> Scalar {
    let (a, b) = (x[0] * x[0] + x[1] - 11, x[0] + x[1] * x[1] - 7)
    return a * a + b * b
  }
}

struct ManyStartsTests {
  private let starts = (0..<24).map { [cos(Double($0)) * 4, sin(Double($0) * 1.7) * 4] }

  @Test("all minima are found, counted, and replayed one by one")
  func ledger() {
    let ledger = minimize(Himmelblau(), starts: starts, using: .bfgs)
    #expect(ledger.minima.count == 4 && ledger.runs.count == 24)
    #expect(ledger.minima.allSatisfy { $0.solution.value < 1e-12 && $0.count > 0 })
    #expect(ledger.minima.reduce(0) { $0 + $1.count } + ledger.failures.count == 24)
    let values = ledger.minima.map(\.solution.value)
    #expect(values == values.sorted() && ledger.best.value == values[0])
    for (index, run) in ledger.runs.enumerated() {
      let again = minimize(Himmelblau(), from: ledger.starts[index], using: .bfgs)
      #expect(again.x == run.x && again.evaluations == run.evaluations)
    }
    for minimum in ledger.minima {
      #expect(minimum.runs == minimum.runs.sorted() && minimum.count == minimum.runs.count)
    }
  }

  @Test("the ledger is the same bits whatever the number of threads")
  func threads() {
    let ledgers = [1, 2, 5].map {
      minimize(Himmelblau(), starts: starts, using: .conjugateGradient, threads: $0)
    }
    for other in ledgers.dropFirst() {
      #expect(other.runs.map(\.x) == ledgers[0].runs.map(\.x))
      #expect(other.minima.map(\.runs) == ledgers[0].minima.map(\.runs))
    }
  }

  @Test("values alone are enough, whichever method, on any number of threads", arguments: 0..<3)
  func valuesAlone(index: Int) {
    let methods: [any MinimizationMethod] = [.lbfgs, .nelderMead, .powell]
    let method = methods[index]
    let ledgers = [1, 3].map { threads in
      minimize(HimmelblauValue<Double>(), starts: starts, using: method, threads: threads)
    }
    #expect(ledgers[0].minima.count == 4)
    #expect(index == 0 || ledgers[0].failures.isEmpty)
    #expect(ledgers[0].minima.allSatisfy { $0.solution.value < 1e-12 })
    #expect(ledgers[0].runs.map(\.x) == ledgers[1].runs.map(\.x))
    let again = minimize(HimmelblauValue<Double>(), from: starts[5], using: method)
    #expect(again.x == ledgers[0].runs[5].x && again.counts == ledgers[0].runs[5].counts)
    #expect(again.counts.gradients == 0)
    let single = minimize(
      HimmelblauValue<Float>(), starts: starts.map { $0.map { Float($0) } }, using: method)
    #expect(single.best.value < 1e-6 && single.minima.count >= 4)
  }

  @Test("a gradient that a generic caller does not know of is used all the same")
  func hiddenGradient() {
    func generic(_ objective: some Objective<Double> & Sendable) -> Ledger<Double> {
      minimize(objective, starts: starts)
    }
    let (hidden, known) = (generic(Himmelblau()), minimize(Himmelblau(), starts: starts))
    #expect(hidden.runs.map(\.counts) == known.runs.map(\.counts))
    #expect(hidden.runs[0].counts.gradients > 0)
  }

  @Test("basin hopping and differential evolution need no gradient")
  func searchesOfValues() {
    var random = SplitMix(state: 11)
    let hops = basinHopping(
      HimmelblauValue<Double>(), from: [4, 4], hops: 20, stepSize: 3, method: .nelderMead,
      using: &random)
    #expect(hops.best.value < 1e-12 && hops.minima.count > 1)
    let evolution = differentialEvolution(
      HimmelblauValue<Double>(), within: Bounds(-5...5, dimension: 2), method: .powell,
      using: &random)
    #expect(evolution.best.isSuccess && evolution.best.value < 1e-12)
  }

  @Test("a cancelled task ends every run")
  func cancellation() async {
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return minimize(Himmelblau(), starts: starts, threads: 2)
    }
    let ledger = await task.value
    #expect(ledger.runs.count == 24 && ledger.runs.allSatisfy { $0.reason == .cancelled })
    #expect(ledger.minima.isEmpty && ledger.failures.count == 24)
  }

  @Test(
    "basin hopping leaves the minimum it starts in, with the same bits on any number of threads")
  func hopping() {
    let ledgers = [1, 3].map { threads in
      var random = SplitMix(state: 7)
      return basinHopping(
        Rastrigin(dimension: 2), from: [3.1, -2.2], hops: 60, chains: 3, stepSize: 1,
        threads: threads, using: &random)
    }
    #expect(ledgers[0].best.value < 1e-12)
    #expect(ledgers[0].runs.map(\.x) == ledgers[1].runs.map(\.x))
    #expect(ledgers[0].runs.count == 3 * 61 && ledgers[0].minima.count > 3)
    let again = minimize(Rastrigin(dimension: 2), from: ledgers[0].starts[17])
    #expect(again.x == ledgers[0].runs[17].x)
  }

  @Test("differential evolution finds the lowest minimum in a box, on any number of threads")
  func evolution() {
    let box = Bounds<Double>(-5.12...5.12, dimension: 3)
    let ledgers = [1, 4].map { threads in
      var random = SplitMix(state: 3)
      return differentialEvolution(
        Rastrigin(dimension: 3), within: box, threads: threads, using: &random)
    }
    #expect(ledgers[0].best.value < 1e-10 && ledgers[0].best.isSuccess)
    #expect(ledgers[0].best.x == ledgers[1].best.x)
    #expect(ledgers[0].evaluations == ledgers[1].evaluations && ledgers[0].evaluations > 1000)
  }
}
