import Foundation

/// The times of everyone in turn, A B A B, this often after the warm-up; and what takes long, so often.
private let (rounds, slowRounds) = (7, 5)
/// What takes as many seconds or more, takes long: it needs no second warm-up to see how long.
private let slowSeconds = 2.0
/// The pause before each measurement: OpenBLAS' threads stay awake for 2²⁸ cycles after a product, some 0.1 s, and
/// would take a core from whoever is next.
private let secondsOfPause = 0.2
/// The repeats of a round are chosen so that it takes about this long.
private let secondsARound = 0.15

/// Measures ours and each peer in turn. Throws where someone's check differs from ours, for then it is not
/// the same work. Peers that are not installed are left out, and said to be.
func compare(
  _ benchmark: Benchmark, with peers: PeerProcess, in folder: URL
) throws -> [ComparisonResult] {
  var sides: [Side] = []
  for peer in benchmark.peers {
    var side = Side { try peers.run(benchmark.name, as: peer, repeats: $0) }
    do {
      try side.warmUp()
      sides.append(side)
    } catch let missing as MissingPeer {
      FileHandle.standardError.write(Data("\(benchmark.name): \(missing)\n".utf8))
    }
  }
  guard !sides.isEmpty else { return [] }
  let work = try benchmark.prepare(folder)
  var ours = Side { ("MatKit", try work($0)) }
  try ours.warmUp()
  for side in sides {
    guard abs(side.check - ours.check) <= benchmark.tolerance * abs(ours.check) else {
      throw BenchmarkError(
        "\(benchmark.name): \(side.name) gets \(side.check) where MatKit gets \(ours.check)")
    }
  }
  let isSlow = ours.isSlow || sides.contains { $0.isSlow }
  for _ in 0..<(isSlow ? slowRounds : rounds) {
    try ours.measure()
    for index in sides.indices { try sides[index].measure() }
  }
  return sides.map {
    ComparisonResult(
      name: benchmark.name, peer: $0.name, ours: ours.median, theirs: $0.median,
      wanted: benchmark.wanted)
  }
}

/// One who takes part in a comparison.
private struct Side {
  let run: (_ repeats: Int) throws -> (peer: String, Measurement)
  private(set) var name = ""
  private(set) var check = Double.nan
  /// Whether it takes so long that it is run less often.
  private(set) var isSlow = false
  private var repeats = 1
  private var times: [Double] = []

  init(run: @escaping (_ repeats: Int) throws -> (peer: String, Measurement)) {
    self.run = run
  }

  /// Runs once for the caches, then often enough to see how long it takes.
  mutating func warmUp() throws {
    if try seconds({ try runOnce() }) >= slowSeconds {
      isSlow = true
      return
    }
    while true {
      let elapsed = try seconds { try runOnce() }
      if elapsed >= secondsARound / 10 {
        repeats = max(1, Int(Double(repeats) * secondsARound / elapsed))
        return
      }
      repeats *= 10
    }
  }

  private mutating func runOnce() throws {
    let (peer, measurement) = try run(repeats)
    (name, check) = (peer, measurement.check)
  }

  mutating func measure() throws {
    Thread.sleep(forTimeInterval: secondsOfPause)
    times.append(try run(repeats).1.seconds)
  }

  var median: Double { times.sorted()[times.count / 2] }
}
