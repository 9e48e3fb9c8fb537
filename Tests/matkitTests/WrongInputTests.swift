import Foundation
import MATFiles
import Matrices
import Testing

/// Each kind of wrong input: one sentence, the right exit code, and no output left behind.
@Suite("Wrong input to the tool") struct WrongInputTests {
  /// A run of `train` that must fail, in a folder where nothing may be left but what was there.
  private func expectRefusal(
    _ data: [String], status: Int32, saying words: String..., options: [String] = [],
    scratch: Scratch, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try scratch.contents
    let run = try Tool.run(["train"] + data + options + ["-o", "out.mat"], in: scratch.folder)
    #expect(run.status == status, "\(run.errors)", sourceLocation: sourceLocation)
    #expect(run.errors.hasPrefix("matkit: "), "\(run.errors)", sourceLocation: sourceLocation)
    #expect(
      run.errors.filter { $0 == "\n" }.count == 1, "one sentence, one line: \(run.errors)",
      sourceLocation: sourceLocation)
    for word in words {
      #expect(run.errors.contains(word), "\(run.errors)", sourceLocation: sourceLocation)
    }
    #expect(try scratch.contents == before, sourceLocation: sourceLocation)
  }

  @Test("a missing file is no input, exit 66")
  func missing() throws {
    try expectRefusal(
      ["nowhere.mat", Fixture.class2], status: 66, saying: "nowhere.mat", scratch: Scratch())
  }

  @Test("a folder in place of a file is no input, exit 66")
  func folder() throws {
    try expectRefusal(["."], status: 66, saying: ".", scratch: Scratch())
  }

  @Test("an empty file is damaged, exit 65")
  func emptyFile() throws {
    let scratch = try Scratch()
    try Data().write(to: scratch.file("empty.mat"))
    try expectRefusal(
      ["empty.mat", Fixture.class2], status: 65, saying: "empty.mat", scratch: scratch)
  }

  @Test("a text file is not a .mat file, exit 65")
  func textFile() throws {
    let scratch = try Scratch()
    try Data("x,y\n1,2\n3,4\n".utf8).write(to: scratch.file("points.csv"))
    try expectRefusal(
      ["points.csv", Fixture.class2], status: 65, saying: "points.csv", scratch: scratch)
  }

  @Test("a file without a numeric variable says what it has, exit 65")
  func noNumericVariable() throws {
    let scratch = try Scratch()
    try MATFile.write(["remark": "no numbers here"], to: scratch.path("text.mat"))
    try expectRefusal(
      ["text.mat", Fixture.class2], status: 65, saying: "text.mat", "numeric", scratch: scratch)
  }

  @Test("several numeric variables ask for one to be named, exit 65")
  func severalVariables() throws {
    let scratch = try Scratch()
    try MATFile.write(["a": [1.0, 2], "b": [3.0, 4]], to: scratch.path("two.mat"))
    try expectRefusal(
      ["two.mat", Fixture.class2], status: 65, saying: "two.mat:a", scratch: scratch)
  }

  @Test("points with three columns do not fit points with two, exit 65")
  func columnsDiffer() throws {
    let scratch = try Scratch()
    let points: Matrix = [[1.0, 2, 3], [4, 5, 6]]
    try MATFile.write(["points": points], to: scratch.path("three.mat"))
    try expectRefusal(
      [Fixture.class1, "three.mat"], status: 65, saying: "three.mat", "3", "2", scratch: scratch)
  }

  @Test("NaN is named by its row and column, exit 65", arguments: [Double.nan, .infinity])
  func notFinite(value: Double) throws {
    let scratch = try Scratch()
    let points: Matrix = [[1.0, 2], [value, 4]]
    try MATFile.write(["points": points], to: scratch.path("nan.mat"))
    try expectRefusal(
      [Fixture.class1, "nan.mat"], status: 65, saying: "nan.mat", "row 2", "column 1",
      scratch: scratch)
  }

  @Test("one class alone cannot be learned, exit 65")
  func oneClass() throws {
    try expectRefusal([Fixture.class1], status: 65, saying: "class", scratch: Scratch())
    try expectRefusal(
      [Fixture.class1 + "=1", Fixture.class2 + "=1"], status: 65, saying: "class",
      scratch: Scratch())
  }

  @Test("a variable that is not there names those that are, exit 65")
  func noSuchVariable() throws {
    try expectRefusal(
      [Fixture.class1 + ":points", Fixture.class2], status: 65, saying: "pointsClass1Week6",
      scratch: Scratch())
  }

  @Test("a file cut short is damaged, wherever it is cut, exit 65")
  func truncated() throws {
    let whole = try Data(contentsOf: URL(filePath: Fixture.class1))
    for length in [1, 100, 127, 128, 130, 140, 200, whole.count / 2, whole.count - 1] {
      let scratch = try Scratch()
      try whole.prefix(length).write(to: scratch.file("cut.mat"))
      try expectRefusal(
        ["cut.mat", Fixture.class2], status: 65, saying: "cut.mat", scratch: scratch)
    }
  }

  @Test("a flipped byte inside compressed data is damage, exit 65")
  func flipped() throws {
    let whole = try Data(contentsOf: URL(filePath: Fixture.class1))
    for offset in stride(from: 140, to: whole.count, by: whole.count / 40) {
      let scratch = try Scratch()
      var damaged = whole
      damaged[offset] ^= 0x10
      try damaged.write(to: scratch.file("flipped.mat"))
      try expectRefusal(
        ["flipped.mat", Fixture.class2], status: 65, saying: "flipped.mat", scratch: scratch)
    }
  }

  @Test("labels that do not match the rows are refused, exit 65")
  func labelsDoNotMatch() throws {
    let scratch = try Scratch()
    let X: Matrix = [[1.0, 2], [3, 4], [5, 6]]
    try MATFile.write(["X": X, "y": [0.0, 1]], to: scratch.path("data.mat"))
    try expectRefusal(
      [], status: 65, saying: "3", "2",
      options: ["--features", "data.mat:X", "--labels", "data.mat:y"], scratch: scratch)
  }

  @Test("an output in a folder that is not there cannot be created, exit 73")
  func noFolder() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      "train", Fixture.class1, Fixture.class2, "-o", "no/such/folder/out.mat", in: scratch.folder)
    #expect(run.status == 73, "\(run.errors)")
    #expect(run.errors.contains("no/such/folder"))
    #expect(try scratch.contents.isEmpty)
  }

  @Test("an output named like a folder cannot be created, exit 73")
  func outputIsFolder() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      "train", Fixture.class1, Fixture.class2, "-o", ".", in: scratch.folder)
    #expect(run.status == 73, "\(run.errors)")
  }

  @Test("a folder that may not be written to is refused, exit 73")
  func unwritableFolder() throws {
    let scratch = try Scratch()
    // /proc refuses new files to everybody, root too.
    let run = try Tool.run(
      "train", Fixture.class1, Fixture.class2, "-o", "/proc/out.mat", in: scratch.folder)
    #expect(run.status == 73, "\(run.errors)")
    #expect(run.errors.contains("/proc/out.mat"))
  }

  @Test(
    "a disk that fills up fails with exit 74 and leaves nothing, nor spoils what was there",
    arguments: Array(1...40) + [100, 1000, 2000, 2700])
  func fullDisk(blocks: Int) throws {
    let scratch = try Scratch()
    try Data("what was there before".utf8).write(to: scratch.file("out.mat"))
    // The file-size limit stands for a full disk: writing goes well for so many blocks of 512 bytes, and
    // then fails, at the end of a variable too.
    let run = try Tool.run(
      ["train", Fixture.class1, Fixture.class2, "--max-iterations", "2", "-o", "out.mat"],
      in: scratch.folder, shellPrefix: "ulimit -f \(blocks); ")
    #expect(run.status == 74, "\(run.errors)")
    #expect(try scratch.contents == ["out.mat"])
    #expect(
      try String(contentsOf: scratch.file("out.mat"), encoding: .utf8) == "what was there before")
  }

  @Test(
    "wrong usage is exit 64",
    arguments: [
      ["train"], ["train", "a.mat", "b.mat"], ["train", "a.mat", "-o", "o.mat", "--hidden", "x"],
      ["train", "a.mat", "-o", "o.mat", "--hidden", "0"],
      ["train", "a.mat", "-o", "o.mat", "--activation", "sigmoidal"],
      ["train", "a.mat", "-o", "o.mat", "--l2", "-1"], ["train", "a.mat=x", "-o", "o.mat"],
      ["train", "a.mat", "b.mat", "-o", "o.mat", "--hidden", "3,3", "--activation", "a,b,c"],
      ["nonsense"], ["whos"], ["show"], ["demo", "week7"],
    ])
  func usage(arguments: [String]) throws {
    let scratch = try Scratch()
    let run = try Tool.run(arguments, in: scratch.folder)
    #expect(run.status == 64, "\(run.errors)")
    #expect(!run.errors.isEmpty)
    #expect(try scratch.contents.isEmpty)
  }
}
