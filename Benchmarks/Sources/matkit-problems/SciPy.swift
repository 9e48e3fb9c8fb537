import Foundation
import Optimization

/// SciPy's minimisers in a Python process, which asks here for values and derivatives, so that both sides
/// minimise the very same functions. See `Peers/problems.py` for the protocol.
final class SciPy {
  /// As in `SciPy 1.17.1`.
  private(set) var version = ""
  private let process = Process()
  private let requests = Pipe()
  private let answers = Pipe()
  private var unread = Data()

  init(python: String) throws {
    let program = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Peers/problems.py")
    process.executableURL = URL(filePath: python)
    process.arguments = [program.path]
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
    process.standardInput = requests
    process.standardOutput = answers
    try process.run()
    version = try readLine()
  }

  deinit {
    try? requests.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Runs one of SciPy's methods from the instance's start.
  func minimize(_ instance: Instance, method: String, isTight: Bool) throws -> Outcome? {
    guard var objective = instance.objective else { return nil }
    try send("\(method.replacing(" ", with: "_")) \(isTight ? "tight" : "default")", instance.x0)
    let residuals = ProblemResiduals(objective, at: instance.x0)
    var (calls, matrices) = (0, 0)
    while true {
      let words = try readLine().split(separator: " ")
      let x = words.dropFirst().compactMap { Double($0) }
      switch words.first {
      case "value":
        calls += 1
        var gradient = x
        var span = gradient.mutableSpan
        let value = objective.value(at: x.span, gradient: &span)
        try send("", [value] + gradient)
      case "hessian":
        matrices += 1
        var twice = WithHessian(base: objective)
        var hessian = [Double](repeating: 0, count: x.count * x.count)
        var span = hessian.mutableSpan
        twice.hessian(at: x.span, into: &span)
        try send("", hessian)
      case "residuals":
        calls += 1
        try send("", residuals.sum(x.span).residuals)
      case "jacobian":
        matrices += 1
        try send("", residuals.sum(x.span).rows.flatMap { $0 })
      case "success", "failure":
        var gradient = x
        var span = gradient.mutableSpan
        return Outcome(
          instance, value: objective.value(at: x.span, gradient: &span),
          isSuccess: words.first == "success", calls: calls, matrices: matrices)
      case "error":
        return Outcome(
          instance, value: .nan, isSuccess: false, calls: calls, matrices: matrices)
      default:
        throw SciPyError(
          description: "\(method) on \(instance.key): \(words.joined(separator: " "))")
      }
    }
  }

  /// Writes a line of text and numbers; these as hexadecimal fractions, so that no bit is lost.
  private func send(_ text: String, _ numbers: [Double]) throws {
    let line = ([text] + numbers.map(hexadecimal)).joined(separator: " ") + "\n"
    try requests.fileHandleForWriting.write(contentsOf: Data(line.utf8))
  }

  private func hexadecimal(_ number: Double) -> String {
    number.isFinite ? String(format: "%a", number) : "\(number)"
  }

  private func readLine() throws -> String {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        defer { unread = Data(unread[(end + 1)...]) }
        return String(decoding: unread[..<end], as: UTF8.self)
      }
      let more = answers.fileHandleForReading.availableData
      guard !more.isEmpty else { throw SciPyError(description: "SciPy's process has ended") }
      unread.append(more)
    }
  }
}

/// What went wrong on SciPy's side.
struct SciPyError: Error, CustomStringConvertible {
  let description: String
}
