import ArgumentParser
import Foundation

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

  @Option(help: "Only the methods of ours or of SciPy's that have this in their names.")
  var only: String?

  func run() throws {
    let peer = try SciPy(python: python)
    var page = ProblemsPage(peer: peer.version)
    var done: [String: (defaults: [Outcome], tight: [Outcome])] = [:]
    for pair in methodPairs where only.map({ pair.title.contains($0) }) ?? true {
      let ours = pair.instances.compactMap(pair.solve)
      report("\(pair.name): \(ours.summary)")
      let theirs =
        try done[pair.peer] ?? (peer.run(pair, isTight: false), peer.run(pair, isTight: true))
      done[pair.peer] = theirs
      report("  \(pair.peer): \(theirs.defaults.summary); tight: \(theirs.tight.summary)")
      page.add(pair, ours: ours, defaults: theirs.defaults, tight: theirs.tight)
    }
    try Data(page.text.utf8).write(to: URL(filePath: output), options: .atomic)
  }

  private func report(_ line: String) {
    FileHandle.standardError.write(Data("\(line)\n".utf8))
  }
}

extension MethodPair {
  fileprivate var title: String { "\(name) \(peer)" }
}

extension SciPy {
  /// Runs the peer of a pair on all its instances.
  fileprivate func run(_ pair: MethodPair, isTight: Bool) throws -> [Outcome] {
    try pair.instances.compactMap { try minimize($0, method: pair.peer, isTight: isTight) }
  }
}
