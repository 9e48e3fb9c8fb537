import ArgumentParser
import Labs
import MATFiles

/// What became of many labs: a line each, with its name, the verdict, and what differs.
struct VerificationTable {
  private let width: Int

  init(_ labs: [String]) {
    width = (labs.map(\.printable.count) + [3]).max() ?? 3
  }

  var heading: String { line("LAB", "VERDICT", "WHAT DIFFERS") }

  /// The line of one lab.
  func row(_ lab: String, _ outcome: Result<LabVerification.Result, any Error>) -> String {
    switch outcome {
    case .success(let result) where result.passes: line(lab, "the same", "")
    case .success(let result): line(lab, "differs", text(of: result))
    case .failure(let error):
      // The sentence begins with the lab's name, which stands there already.
      line(
        lab, "not verified",
        sentences(of: error).joined(separator: "; ").droppingStart("\(lab): "))
    }
  }

  /// The first thing that differs, and how many more there are.
  private func text(of result: LabVerification.Result) -> String {
    let failing = result.findings.filter { !$0.holds }
    let lines = failing.flatMap { finding in finding.lines.map { "\(finding.place): \($0)" } }
    guard let first = lines.first else { return "" }
    let rest = lines.count - 1
    return rest == 0 ? first : "\(first); and \(rest) more"
  }

  private func line(_ lab: String, _ verdict: String, _ rest: String) -> String {
    let name = lab.printable.padding(to: width)
    let text = rest.split(separator: "\n").joined(separator: " ").printable
    return text.isEmpty ? "\(name)  \(verdict)" : "\(name)  \(verdict.padding(to: 12))  \(text)"
  }
}

extension String {
  fileprivate func droppingStart(_ start: String) -> String {
    hasPrefix(start) ? String(dropFirst(start.count)) : self
  }

  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
