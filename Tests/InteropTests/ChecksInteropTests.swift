import Foundation
import Testing

/// The checks themselves: a file that SciPy wrote in the layout passes, and one with any fault fails.
@Suite("The checks of network files", .enabled(if: Interop.isEnabled, Interop.comment))
struct ChecksInteropTests {
  /// A fault that `make_networks.py` makes, and a part of what the checks say to it; nil where Octave's
  /// does not look for it.
  struct Fault: CustomTestStringConvertible {
    let name: String
    let python: String
    let octave: String?
    var testDescription: String { name }
  }

  static let faults = [
    Fault("weight_moved", python: "Theta2 is not [b W]", octave: "from net is off by"),
    Fault("legacy_moved", both: "from legacy is off by"),
    Fault("grid_moved", both: "grid.Z from net is off by 1.00e-10"),
    Fault("bias_last", both: "Theta1 is not [b W]"),
    Fault("weights_transposed", both: "net.W{1} is"),
    Fault("grid_transposed", both: "grid is no meshgrid"),
    Fault("labels_shifted", both: "y is not of the classes"),
    Fault("points_missing", python: "there is no X", octave: "no member 'X'"),
    Fault("activation_renamed", both: "from net is off by"),
    Fault("weights_single", both: "net.W{1} is not double"),
    Fault("loss_wrong", python: "training.loss is off by 1.00e-06", octave: nil),
    Fault("uncompressed", python: "not 15 (compressed)", octave: nil),
  ]

  @Test("a sound file passes NumPy's and Octave's", arguments: ["2", "3"])
  func sound(classes: String) throws {
    let reports = try Self.reports.get()
    for report in [reports.python, reports.octave] {
      let text = try #require(report["\(classes)-sound"])
      #expect(!text.contains("FAILED") && text.contains("accuracy 1.0000"), "\(text)")
    }
  }

  @Test("every fault is found", arguments: ["2", "3"], faults)
  func found(classes: String, fault: Fault) throws {
    let reports = try Self.reports.get()
    let python = try #require(reports.python["\(classes)-\(fault.name)"])
    #expect(python.contains("FAILED: ") && python.contains(fault.python))
    let octave = try #require(reports.octave["\(classes)-\(fault.name)"])
    if let sentence = fault.octave {
      #expect(octave.contains("FAILED: ") && octave.contains(sentence))
    } else {
      #expect(!octave.contains("FAILED: "))
    }
  }

  @Test("a fault and no file at all give the status of a failure")
  func status() throws {
    #expect(try Self.reports.get().statuses == [1, 1])
    #expect(try Interop.python("check_network.py").status == 1)
    #expect(try Interop.octave(Interop.networkCheck).status == 1)
  }

  /// What both checks said about each file, by its name without the extension.
  private struct Reports {
    let python: [String: String]
    let octave: [String: String]
    let statuses: [Int32]
  }

  /// All the files are made and checked once, for starting SciPy takes longer than all of it.
  private static let reports = Result {
    try Interop.withTemporaryFolder { folder in
      let made = try Interop.python("make_networks.py", [folder.path])
      try #require(made.status == 0, "\(made.text)")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .map { folder.appending(path: $0).path }
      let python = try Interop.python("check_network.py", files)
      let octave = try Interop.octave(Interop.networkCheck, files)
      return Reports(
        python: python.textByFile, octave: octave.textByFile,
        statuses: [python.status, octave.status])
    }
  }
}

extension ChecksInteropTests.Fault {
  init(_ name: String, python: String, octave: String?) {
    self.init(name: name, python: python, octave: octave)
  }

  init(_ name: String, both: String) {
    self.init(name: name, python: both, octave: both)
  }
}
