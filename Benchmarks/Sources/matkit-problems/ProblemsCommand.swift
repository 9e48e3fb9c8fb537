import ArgumentParser
import Foundation
import Optimization

/// Writes the documentation's page about the test problems of Moré, Garbow and Hillstrom: our methods and
/// SciPy's on the same functions, from the same starts.
@main
struct ProblemsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matkit-problems",
    abstract: "Compares our minimisers with SciPy's on 45 test problems and writes a page about it."
  )

  @Option(help: "The Python whose SciPy is the peer.")
  var python: String

  @Option(help: "Where the page goes, as Markdown.")
  var output: String

  func run() throws {
    let peer = try SciPy(python: python)
    var page = ProblemsPage(peer: peer.version)
    for pair in methodPairs {
      let ours = pair.instances.compactMap(pair.solve)
      let (defaults, tight) = try (
        pair.instances.compactMap { try peer.minimize($0, method: pair.peer, isTight: false) },
        pair.instances.compactMap { try peer.minimize($0, method: pair.peer, isTight: true) }
      )
      page.add(pair, ours: ours, defaults: defaults, tight: tight)
      FileHandle.standardError.write(
        Data("\(pair.name): \(ours.summary); \(pair.peer): \(tight.summary)\n".utf8))
    }
    try Data(page.text.utf8).write(to: URL(filePath: output), options: .atomic)
  }
}

/// How a method fared on one instance.
struct Outcome {
  let value: Double
  let isMinimum: Bool
  let isSuccess: Bool
  /// The calls of the objective, whatever for.
  let calls: Int

  init(_ instance: Instance, value: Double, isSuccess: Bool, calls: Int) {
    self.value = value
    self.isSuccess = isSuccess
    self.calls = calls
    isMinimum = instance.isMinimum(value)
  }
}

extension [Outcome] {
  var minima: Int { count { $0.isMinimum } }
  var falseSuccesses: Int { count { $0.isSuccess && !$0.isMinimum } }
  var falseFailures: Int { count { !$0.isSuccess && $0.isMinimum } }
  var calls: Int { reduce(0) { $0 + $1.calls } }

  var summary: String {
    "\(minima) minima, \(falseSuccesses) false successes, \(falseFailures) false failures, "
      + "\(calls) calls"
  }
}
