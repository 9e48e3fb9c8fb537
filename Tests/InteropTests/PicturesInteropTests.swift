import Foundation
import Testing

/// What `matkit demo --octave` leaves beside its files: functions that Octave runs, and reports that a
/// browser opens.
@Suite("The demo's pictures and reports", .enabled(if: Interop.isEnabled, Interop.comment))
struct PicturesInteropTests {
  /// The labs, and the tints of their classes' regions in both pictures.
  static let labs: [String: [String]] = [
    "moons": ["87b3d7", "f3cc94"], "week6-exercise1": ["87b3d7", "f3cc94"],
    "week6-exercise1-relu": ["87b3d7", "f3cc94"], "week6-exercise2": ["87b3d7", "f3cc94"],
    "week6-exercise3": ["a6c6e2", "f7dab0", "aed8c5"],
  ]
  static let names: [String] = labs.keys.sorted()

  @Test("lab_plot reproduces the grid to 1e-12 and draws the same picture", arguments: names)
  func octave(name: String) throws {
    let demo = try Self.demo.get()
    let (ours, theirs) = (demo.file("\(name)-ours.png"), demo.file("\(name)-theirs.png"))
    let drawn = try demo.octave("lab_plot ('\(name).mat', '\(theirs)')")
    try #require(drawn.status == 0, "\(drawn.text)")
    let difference = try #require(
      drawn.text.firstMatch(of: /grid reproduced, largest difference ([0-9.e+-]+)/)?.1)
    #expect(try #require(Double(difference)) <= 1e-12)
    let plot = try Interop.matkit([
      "plot", demo.file("\(name).mat"), "--size", "1040x460", "-o", ours,
    ])
    try #require(plot.status == 0, "\(plot.text)")
    let compared = try Interop.python(
      "compare_pictures.py", [ours, theirs] + (Self.labs[name] ?? []))
    #expect(compared.status == 0, "\(compared.text)")
  }

  @Test("pictures of different networks are told apart")
  func different() throws {
    let demo = try Self.demo.get()
    let pictures = try ["moons", "week6-exercise1"].map { name in
      let picture = demo.file("\(name)-other.png")
      let plot = try Interop.matkit([
        "plot", demo.file("\(name).mat"), "--size", "1040x460", "-o", picture,
      ])
      try #require(plot.status == 0, "\(plot.text)")
      return picture
    }
    let compared = try Interop.python("compare_pictures.py", pictures + ["87b3d7", "f3cc94"])
    #expect(compared.status == 1 && compared.text.contains("FAILED: the pictures differ"))
  }

  @Test("lab_plot refuses a grid that the weights do not give, and draws nothing")
  func moved() throws {
    let demo = try Self.demo.get()
    let drawn = try demo.octave(
      """
      lab = load ('week6-exercise1.mat'); lab.grid.Z(7, 3) += 2e-12; \
      save ('-v7', 'moved.mat', '-struct', 'lab'); lab_plot ('moved.mat', 'moved.png')
      """)
    #expect(
      drawn.status != 0 && drawn.text.contains("grid differs from the weights' answers by 2e-12"))
    #expect(!FileManager.default.fileExists(atPath: demo.file("moved.png")))
  }

  @Test("lab_predict gives the labels that matkit predict gives")
  func predictions() throws {
    let demo = try Self.demo.get()
    for name in Self.names {
      let out = demo.file("\(name)-predicted.mat")
      let run = try Interop.matkit([
        "predict", demo.file("\(name).mat"), demo.file("\(name).mat") + ":X", "-o", out,
      ])
      try #require(run.status == 0, "\(run.text)")
      let compared = try demo.octave(
        """
        lab = load ('\(name).mat'); ours = load ('\(out)'); \
        [p, label] = lab_predict ('\(name).mat', lab.X); \
        assert (isequal (label, ours.label)); assert (max (abs (p(:) - ours.P(:))) <= 1e-12)
        """)
      #expect(compared.status == 0, "\(name): \(compared.text)")
    }
  }

  @Test(
    "each report opens in a browser without an error or a request, light and dark, at 400 and 1400 pixels"
  )
  func reports() throws {
    let demo = try Self.demo.get()
    let pages = Self.names.map { demo.file("\($0)-report.html") }
    let checked = try Interop.python("check_report.py", ["chromium", demo.folder.path] + pages)
    #expect(checked.status == 0, "\(checked.text)")
    for page in pages {
      #expect(checked.text.contains(page))
    }
    #expect(checked.text.contains("At (0.250, -0.500): class "))
  }

  @Test("the check of reports finds an error, a request and a page too wide")
  func faults() throws {
    let demo = try Self.demo.get()
    let page = try String(contentsOfFile: demo.file("moons-report.html"), encoding: .utf8)
    for (fault, sentence) in [
      ("<script>undefinedFunction();</script>", "undefinedFunction"),
      ("<img alt=\"\" src=\"http://127.0.0.1:9/a.png\">", "FAILED"),
      ("<p style=\"width: 3000px\">wide</p>", "wide in"),
    ] {
      let path = demo.file("fault.html")
      try page.replacingOccurrences(of: "</body>", with: fault + "</body>")
        .write(toFile: path, atomically: true, encoding: .utf8)
      let checked = try Interop.python("check_report.py", ["chromium", demo.folder.path, path])
      #expect(checked.status == 1 && checked.text.contains(sentence), "\(checked.text)")
    }
  }

  /// A folder with what the demo wrote.
  private final class Demo: Sendable {
    let folder: URL

    init() throws {
      folder = FileManager.default.temporaryDirectory
        .appending(path: "matkit-interop-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let run = try Interop.matkit(["demo", "--octave", "-o", folder.path])
      try #require(run.status == 0, "\(run.text)")
    }

    deinit {
      try? FileManager.default.removeItem(at: folder)
    }

    func file(_ name: String) -> String { folder.appending(path: name).path }

    /// Runs code in the folder.
    func octave(_ code: String) throws -> Outcome {
      let script = folder.appending(path: "script_\(abs(code.hashValue)).m")
      try "1;\ncd ('\(folder.path)');\n\(code);\n".write(
        to: script, atomically: true, encoding: .utf8)
      return try Interop.octave(script)
    }
  }

  /// The demo runs once for all the tests.
  private static let demo = Result { try Demo() }
}
