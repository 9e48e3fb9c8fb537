import Testing

@testable import Networks

/// How the work is cut up: by the samples and the network alone, with bounded memory.
@Suite("The plan of a sweep") struct SweepPlanTests {
  private static let network = Network(
    inputs: 2, layers: [.dense(10, .gelu), .dense(10, .tanh), .dense(3, .softmax)])

  @Test("memory beside the data does not grow from thousands of samples to two million")
  func memory() {
    let plans = [20_000, 200_000, 2_000_000].map { SweepPlan(Self.network, sampleCount: $0) }
    let most =
      plans[0].workspaceCount + 32 * plans[0].accumulatorStride
    for plan in plans {
      #expect(plan.chunkCount <= 32)
      #expect(plan.workspaceCount + plan.chunkCount * plan.accumulatorStride <= most + 1000)
    }
    // Less than a feature of the samples takes.
    #expect(most < 20_000 * 2)
  }

  @Test(
    "chunks and blocks cover every sample once",
    arguments: [1, 15, 16, 255, 256, 257, 8193, 99_999])
  func partition(count: Int) {
    let plan = SweepPlan(Self.network, sampleCount: count)
    let ranges = (0..<plan.chunkCount).map { plan.samples(ofChunk: $0) }
    #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == count)
    #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    #expect(ranges.allSatisfy { !$0.isEmpty } && plan.blockSize <= 256)
  }

  @Test("work too small to be shared stays on one thread, large work uses all that it may")
  func workers() {
    #expect(SweepPlan(Self.network, sampleCount: 200).workerCount(atMost: 8) == 1)
    #expect(SweepPlan(Self.network, sampleCount: 200_000).workerCount(atMost: 8) == 8)
  }
}
