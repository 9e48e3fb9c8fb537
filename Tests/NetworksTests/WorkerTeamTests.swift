import CAllocationCount
import Dispatch
import Foundation
import Matrices
import Optimization
import Randomness
import Synchronization
import Testing

@testable import Networks

/// Threads that share work: whatever they do at which time, each part is done once.
struct WorkerTeamTests {
  /// Counts how often each part is done, and takes longer for some.
  private struct Count: SharedWork, @unchecked Sendable {
    let counts: UnsafeMutablePointer<Int>

    func perform(part: Int) {
      for _ in 0..<(part % 3) * 200 { unsafe counts[part] ^= 1 }
      unsafe counts[part] += 1
    }
  }

  private func perform(_ team: WorkerTeam, parts: Int, times: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: parts)
    counts.withUnsafeMutableBufferPointer { counts in
      guard let counts = counts.baseAddress else { return }
      for _ in 0..<times { team.perform(Count(counts: counts), inParts: parts) }
    }
    return counts
  }

  @Test("every part is done once, whatever the number of helpers", arguments: [0, 1, 2, 5])
  func once(helpers: Int) {
    let team = WorkerTeam(helperCount: helpers)
    for parts in [1, 2, 3, 8, 65] {
      #expect(perform(team, parts: parts, times: 300).allSatisfy { $0 == 300 })
    }
  }

  @Test("helpers that went to sleep in between wake, or are not waited for")
  func sleep() {
    let team = WorkerTeam(helperCount: 2)
    for pause in [0, 50, 100, 100, 150, 400, 2000] as [UInt32] {
      #expect(perform(team, parts: 4, times: 5).allSatisfy { $0 == 5 })
      usleep(pause)
    }
  }

  @Test("several threads may ask one team at the same time")
  func severalAskers() {
    let team = WorkerTeam(helperCount: 2)
    let wrong = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      let counts = perform(team, parts: 6, times: 200)
      wrong.add(counts.count { $0 != 200 }, ordering: .relaxed)
    }
    #expect(wrong.load(ordering: .relaxed) == 0)
  }

  @Test(
    "work is handed out without an allocation",
    .enabled(if: allocation_count_works() != 0, "allocations can't be counted here"))
  func allocations() {
    let team = WorkerTeam(helperCount: 1)
    var counts = [0, 0]
    counts.withUnsafeMutableBufferPointer { counts in
      guard let counts = counts.baseAddress else { return }
      for _ in 0..<10 { team.perform(Count(counts: counts), inParts: 2) }
      let before = allocation_count()
      for _ in 0..<100 { team.perform(Count(counts: counts), inParts: 2) }
      // The helper's start may fall into the count.
      #expect(allocation_count() - before < 50)
    }
  }

  @Test(
    "an evaluation on two threads allocates nothing, and has the bits of one thread",
    .enabled(if: allocation_count_works() != 0, "allocations can't be counted here"))
  func evaluation() throws {
    var random = MersenneTwister(seed: 1)
    let moons = makeMoons(sampleCount: 2000, noise: 0.2, using: &random)
    let network = Network(
      inputs: 2,
      layers: [.dense(10, .tanh), .dense(10, .tanh), .dense(10, .tanh), .dense(1, .sigmoid)])
    let data = try Dataset(inputs: moons.points, labels: moons.labels)
    let x = network.initialWeights(.xavierUniform, using: &random)
    func gradient(threads: Int) -> (gradient: [Double], allocations: Int) {
      var loss = RegularizedLoss(network, on: data, .binaryCrossEntropy, l2: 1e-3, threads: threads)
      #expect(loss.isShared == (threads > 1))
      var gradient = [Double](repeating: 0, count: x.count)
      var span = gradient.mutableSpan
      for _ in 0..<5 { _ = loss.value(at: x.span, gradient: &span) }
      let before = allocation_count()
      for _ in 0..<100 { _ = loss.value(at: x.span, gradient: &span) }
      return (gradient, Int(allocation_count() - before))
    }
    let (one, two) = (gradient(threads: 1), gradient(threads: 2))
    #expect(one.gradient == two.gradient)
    // The helper's start may fall into the count.
    #expect(two.allocations < 50)
  }
}
