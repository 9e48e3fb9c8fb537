import Foundation
import Testing

@testable import Optimization

struct CheckpointTests {
  private static let start = (0..<12).map { $0.isMultiple(of: 2) ? -1.2 : 1.0 }

  /// What must be the same to the last bit.
  private struct Facts: Codable, Equatable {
    var x: [UInt64]
    var gradient: [UInt64]
    var evaluations: Int
    var iterations: Int
    var steps: [UInt64]
    var reason: EndReason

    init(_ solution: Solution<Double>, steps: [Double]) {
      x = solution.x.map(\.bitPattern)
      gradient = solution.gradient.map(\.bitPattern)
      evaluations = solution.evaluations
      iterations = solution.iterations
      self.steps = steps.map(\.bitPattern)
      reason = solution.reason
    }
  }

  private static func finish(_ run: inout Minimization<Double>) -> Facts {
    var steps: [Double] = []
    while let iterate = run.next() { steps.append(iterate.stepLength) }
    // Those that a run from the fortieth iteration takes too, where it ends before the hundredth.
    return Facts(run.solution, steps: Array(steps.suffix(min(30, max(0, run.iterations - 40)))))
  }

  private static func whole(_ method: any MinimizationMethod) -> Facts {
    var run = Minimization(
      Chained(dimension: 12), from: start, using: method, stopping: StoppingRules(iterations: 100))
    return finish(&run)
  }

  private static func part(_ method: any MinimizationMethod) throws -> Checkpoint {
    var run = Minimization(
      Chained(dimension: 12), from: start, using: method, stopping: StoppingRules(iterations: 40))
    while run.next() != nil {}
    return try run.checkpoint()
  }

  private static func rest(
    _ method: any MinimizationMethod, _ checkpoint: Checkpoint
  ) throws -> Facts {
    var run = try Minimization(
      Chained(dimension: 12), resuming: checkpoint, using: method,
      stopping: StoppingRules(iterations: 100))
    return finish(&run)
  }

  @Test(
    "a hundred iterations are forty, saved and loaded, and sixty more, to the bit",
    arguments: everyMethod.indices)
  func halves(index: Int) throws {
    let method = everyMethod[index]
    let saved = try Self.part(method)
    let loaded = try Checkpoint(bytes: saved.bytes)
    #expect(loaded == saved && loaded.iterations == 40 && loaded.dimension == 12)
    #expect(try Self.rest(method, loaded) == Self.whole(method))
    // Whatever keeps Codable values keeps a checkpoint.
    let json = try JSONDecoder().decode(Checkpoint.self, from: JSONEncoder().encode(saved))
    #expect(json == saved)
  }

  @Test(
    "so it is with methods of second order", arguments: secondOrder.indices)
  func otherMethods(index: Int) throws {
    let method = secondOrder[index].method
    func run(_ iterations: Int) -> Minimization<Double> {
      var run = Minimization(
        Chained(dimension: 12), from: Self.start, using: method,
        stopping: StoppingRules(iterations: iterations))
      while run.next() != nil {}
      return run
    }
    let saved = try Checkpoint(bytes: run(4).checkpoint().bytes)
    var rest = try Minimization(
      Chained(dimension: 12), resuming: saved, using: method,
      stopping: StoppingRules(iterations: 12))
    while rest.next() != nil {}
    let whole = run(12)
    #expect(saved.iterations == 4 && whole.iterations == 12)
    #expect(rest.solution.x.map(\.bitPattern) == whole.solution.x.map(\.bitPattern))
    #expect(rest.solution.counts == whole.solution.counts)
  }

  @Test("a run goes on from a file in another process, to the bit")
  func anotherProcess() async throws {
    let folder = URL.temporaryDirectory.appending(path: "matkit-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (index, method) in everyMethod.enumerated() {
      try Self.part(method).write(to: "\(folder)/\(index)")
      let facts = try JSONEncoder().encode(Self.whole(method))
      try facts.write(to: URL(filePath: "\(folder)/\(index).json"))
    }
    await #expect(processExitsWith: .success) { [folder = folder as String] in
      for (index, method) in everyMethod.enumerated() {
        let facts = try Self.rest(method, Checkpoint(contentsOf: "\(folder)/\(index)"))
        let data = try Data(contentsOf: URL(filePath: "\(folder)/\(index).json"))
        #expect(try JSONDecoder().decode(Facts.self, from: data) == facts)
      }
    }
  }

  @Test("a checkpoint of any iteration goes on to the same end, in single precision too")
  func everyIteration() throws {
    let start: [Float] = [-1.2, 1]
    let objective = ClosureObjective(dimension: 2) { rosenbrock($0, &$1) as Float }
    var run = Minimization(objective, from: start, using: .lbfgs(memory: 3))
    var checkpoints = [try run.checkpoint()]
    while run.next() != nil { checkpoints.append(try run.checkpoint()) }
    for checkpoint in checkpoints {
      var other = try Minimization(objective, resuming: checkpoint, using: .lbfgs(memory: 3))
      while other.next() != nil {}
      #expect(other.solution.x == run.solution.x && other.reason == run.reason)
      #expect(other.solution.evaluations == run.solution.evaluations)
    }
  }

  @Test("numbers that are not finite, and the sign of zero, survive")
  func bits() throws {
    let odd: [Double] = [.nan, -.nan, Double(nan: 7, signaling: false), .infinity, -0.0, 0x1p-1074]
    let node = try StateEncoder.node(of: ["odd": odd, "none": []])
    var bytes: [UInt8] = []
    node.write(to: &bytes)
    var reader = StateReader(bytes, in: 0..<bytes.count)
    let read = reader.node()
    let back = try StateDecoder(#require(read)).decode([String: [Double]].self)
    #expect(back["odd"]?.map(\.bitPattern) == odd.map(\.bitPattern) && back["none"] == [])
  }

  @Test("another method, other options, precision or dimension do not fit")
  func misfits() throws {
    let saved = try Self.part(.lbfgs)
    func code(_ body: () throws -> Void) -> CheckpointError.Code? {
      do { try body() } catch { return (error as? CheckpointError)?.code }
      return nil
    }
    for method: any MinimizationMethod in [.bfgs, .lbfgs(memory: 9), .adam()] {
      #expect(code { _ = try Self.rest(method, saved) } == .doesNotFit)
    }
    #expect(
      code { _ = try Minimization(Chained(dimension: 11), resuming: saved, using: .lbfgs) }
        == .doesNotFit)
    let single = Stretched<Float>(dimension: 12)
    #expect(code { _ = try Minimization(single, resuming: saved, using: .lbfgs) } == .doesNotFit)
    #expect(code { _ = try Checkpoint(contentsOf: "/nowhere/at all") } == .notReadable)
    #expect(code { try saved.write(to: "/nowhere/at all") } == .notWritable)
  }

  @Test("damaged bytes are an error, whichever byte it is, with and without a right checksum")
  func damage() throws {
    let bytes = try Self.part(.lbfgs(memory: 2)).bytes
    for count in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: CheckpointError.self) { try Checkpoint(bytes: Array(bytes[..<count])) }
    }
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 0x55
      #expect(throws: CheckpointError.self) { try Checkpoint(bytes: damaged) }
      guard index < bytes.count - 8 else { continue }
      // Hostile bytes may be refused or resumed from; nothing else may happen.
      Checksum.mend(&damaged)
      if let checkpoint = try? Checkpoint(bytes: damaged) {
        _ = try? Self.rest(.lbfgs(memory: 2), checkpoint)
      }
    }
  }
}

/// The checksum that ends a checkpoint.
private enum Checksum {
  static func mend(_ bytes: inout [UInt8]) {
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes.dropLast(8) { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
    for i in 0..<8 { bytes[bytes.count - 8 + i] = UInt8(truncatingIfNeeded: sum >> (8 * i)) }
  }
}
