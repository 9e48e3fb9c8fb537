import Testing

@testable import Networks

/// How the work is cut up: by the samples and the network alone, with bounded memory.
@Suite("The plan of a sweep") struct SweepPlanTests {
  private static let network = Network(
    inputs: 2, layers: [.dense(10, .gelu), .dense(10, .tanh), .dense(3, .softmax)])

  @Test("memory beside the data grows as the logarithm of the number of samples, for each thread")
  func memory() {
    for count in [20_000, 200_000, 2_000_000] {
      let plan = SweepPlan(Self.network, sampleCount: count)
      #expect(plan.chunkCount <= 4096)
      for threads in [1, 3, 8] {
        let share = SweepShare(plan, threads: threads)
        #expect(share.workerCount == threads && share.sumCount <= 25 * threads + 1)
      }
      #expect(SweepShare(plan, threads: 1).sumCount <= 14)
    }
  }

  @Test("the shares of all ranks and threads are all chunks, once each")
  func shares() {
    let plan = SweepPlan(Self.network, sampleCount: 99_999)
    for (ranks, threads) in [(1, 1), (1, 7), (3, 2), (8, 5), (1000, 1)] {
      let chunks = (0..<ranks).flatMap { rank in
        SweepShare(plan, threads: threads, rank: rank, of: ranks).chunks.flatMap { Array($0) }
      }
      #expect(chunks == Array(0..<plan.chunkCount))
    }
  }

  @Test("a chunk of a large network is longer, once there are chunks for many threads")
  func largeNetworks() {
    let network = Network(inputs: 784, layers: [.dense(128, .relu), .dense(10, .softmax)])
    for (samples, chunks) in [(256, 1), (8192, 32), (20_000, 40), (60_000, 59)] {
      #expect(SweepPlan(network, sampleCount: samples).chunkCount == chunks)
    }
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
