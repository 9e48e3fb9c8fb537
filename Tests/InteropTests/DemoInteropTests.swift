import Foundation
import Testing

/// What `matkit demo` writes, recomputed by others.
@Suite("The files of matkit demo", .enabled(if: Interop.isEnabled, Interop.comment))
struct DemoInteropTests {
  /// The files of the two labs, and the accuracy that each lab's network has to reach.
  static let accuracies: [String: Double] = [
    "moons": 0.95, "week6-exercise1": 0.98, "week6-exercise1-relu": 0.98, "week6-exercise2": 0.98,
    "week6-exercise3": 0.98,
  ]
  static let files: [String] = accuracies.keys.sorted()

  @Test("there are the five of the two labs, each with its picture and report, and no others")
  func written() throws {
    let files = Self.files.flatMap { ["\($0).mat", "\($0).svg", "\($0)-report.html"] }
    #expect(try Set(Self.reports.get().files) == Set(files))
  }

  @Test("NumPy gets the same outputs and loss from the weights, and the accuracy", arguments: files)
  func numpy(file: String) throws {
    try check(Self.reports.get().python[file], of: file)
  }

  @Test("Octave gets the same outputs from the weights, and the accuracy", arguments: files)
  func octave(file: String) throws {
    try check(Self.reports.get().octave[file], of: file)
  }

  private func check(_ report: String?, of file: String) throws {
    let report = try #require(report)
    #expect(!report.contains("FAILED"), "\(report)")
    let accuracy = try #require(report.firstMatch(of: /accuracy ([0-9.]+)/)?.1)
    #expect(try #require(Double(accuracy)) >= Self.accuracies[file] ?? 1, "\(report)")
  }

  private struct Reports {
    let files: [String]
    let python: [String: String]
    let octave: [String: String]
  }

  /// The demo runs once for all the tests.
  private static let reports = Result {
    try Interop.withTemporaryFolder { folder in
      let demo = try Interop.matkit(["demo", "-o", folder.path])
      try #require(demo.status == 0, "\(demo.text)")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      let paths = names.filter { $0.hasSuffix(".mat") }.map { folder.appending(path: $0).path }
      return Reports(
        files: names, python: try Interop.python("check_network.py", paths).textByFile,
        octave: try Interop.octave(Interop.networkCheck, paths).textByFile)
    }
  }
}
