import Foundation
import MATFiles
import Matrices
import Testing

/// What each command prints and writes when all is well.
@Suite("The tool's commands") struct CommandTests {
  /// A small trained network, made once for the tests that use one.
  private static let trained = Result {
    let scratch = try Scratch()
    let run = try Tool.run(
      "train", Fixture.class1, Fixture.class2, "--hidden", "4", "--l2", "1e-4", "--hold-out", "0",
      "--activation", "tanh", "-o", scratch.path("trained.mat"))
    #expect(run.status == 0, "\(run.errors)")
    return scratch
  }

  private func trainedFile() throws -> String {
    try Self.trained.get().path("trained.mat")
  }

  @Test("whos lists names, sizes, bytes and classes")
  func whos() throws {
    let run = try Tool.run("whos", Fixture.class1)
    #expect(run.status == 0 && run.errors.isEmpty)
    for word in ["pointsClass1Week6", "150x2", "2400", "double"] {
      #expect(run.output.contains(word), "\(run.output)")
    }
  }

  @Test("whos --hash shows the hash of each value and of the file")
  func whosWithHashes() throws {
    let (scratch, zero) = (try Scratch(), (0.0).matValue)
    for version in [MATVersion.v4, .v73] {
      let path = scratch.path("zero.mat")
      try MATFile.write(["z": zero], to: path, version: version)
      let run = try Tool.run("whos", "--hash", path)
      #expect(run.status == 0)
      #expect(run.output.contains(try "\(zero.semanticHash())"))
      #expect(run.output.contains(try "Hash of the file: \(MATFile(path).semanticHash())"))
    }
  }

  @Test("whos names each of several files")
  func whosOfSeveral() throws {
    let run = try Tool.run(["whos"] + Fixture.threeClasses)
    #expect(run.status == 0)
    for file in Fixture.threeClasses { #expect(run.output.contains("\(file):")) }
  }

  @Test("show without a path shows what is sound of a damaged file, and says what is not")
  func showOfDamaged() throws {
    let scratch = try Scratch()
    let path = scratch.path("a.mat")
    let contents: KeyValuePairs<String, MATValue> = [
      "a": 1.0.matValue, "b": "text".matValue, "c": 3.0.matValue,
    ]
    try MATFile.write(
      contents.map { MATVariable(name: $0.key, value: $0.value) }, to: path, version: .v6)
    var bytes = try Data(contentsOf: URL(filePath: path))
    let place = try #require(try MATFile(path).variable(named: "b")?.byteRange)
    // The type of the data in the char array, behind tag, flags, size and name.
    bytes[place.lowerBound + 48] = 0x7E
    try bytes.write(to: URL(filePath: path))
    let run = try Tool.run("show", path)
    #expect(run.status == 65)
    #expect(run.output.contains("a =\n\n1") && run.output.contains("c =\n\n3"), "\(run.output)")
    #expect(!run.output.contains("b ="))
    #expect(
      run.errors.contains("variable 'b'") && run.errors.contains("1 of 3 variables"),
      "\(run.errors)")
  }

  @Test("show prints the value at a path")
  func show() throws {
    let scratch = try Scratch()
    let A: Matrix = [[1.5, 2], [3, 4]]
    try MATFile.write(["s": ["A": A] as MATStructArray], to: scratch.path("a.mat"))
    let run = try Tool.run("show", "a.mat:s.A(1,:)", in: scratch.folder)
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("s.A(1,:) =\n"))
    #expect(run.output.contains("1.5") && !run.output.contains("3"))
  }

  @Test("show shows all of one text, and as many digits as are asked for")
  func showWhole() throws {
    let scratch = try Scratch()
    let text = String(repeating: "matkit train --hidden 10 ", count: 40)
    let numbers = Matrix(column: [1 / 3.0, 1e-7 / 3, 2])
    let fields: MATStructArray = ["t": text, "x": numbers, "one": 1 / 3.0]
    try MATFile.write(["s": fields], to: scratch.path("a.mat"))
    let show = { (arguments: String...) in
      try Tool.run(["show"] + arguments, in: scratch.folder).output
    }
    #expect(try show("a.mat:s.t") == "s.t =\n\n'\(text)'\n\n")
    #expect(try show("a.mat").contains("…' (1000 characters)"))
    #expect(try !show("a.mat:s.x").contains("0.3333333"))
    let long = try show("--digits", "17", "a.mat:s.x")
    #expect(
      long.contains("0.33333333333333331") && long.contains("3.3333333333333334e-08"), "\(long)")
    #expect(try show("--digits", "3", "a.mat:s.one") == "s.one =\n\n0.333\n\n")
    #expect(try show("a.mat:s.one").contains("0.3333333333333333"))
    for digits in ["0", "18", "x"] {
      #expect(try Tool.run("show", "--digits", digits, "a.mat", in: scratch.folder).status == 64)
    }
  }

  @Test("a path that leads nowhere is exit 65, one that is no path 64")
  func wrongPaths() throws {
    let file = try trainedFile()
    #expect(try Tool.run("show", file + ":net.W{9}").status == 65)
    #expect(try Tool.run("json", file + ":nothing").status == 65)
    #expect(try Tool.run("show", file + ":net.W{").status == 64)
  }

  @Test("json of a file has its format and every variable in file order")
  func jsonOfAFile() throws {
    for (path, format) in zip(Fixture.threeClasses, ["7", "5", "4"]) {
      let run = try Tool.run("json", path)
      let json = try #require(try object(run.output))
      #expect(json["format"] as? String == format)
      let variables = try #require(json["variables"] as? [[String: Any]])
      #expect(variables.count == 1)
      let points: Matrix<Double> = try MATFile(path)[#require(variables[0]["name"] as? String)]
      #expect(variables[0]["class"] as? String == "double")
      #expect(variables[0]["size"] as? [Int] == points.size)
      #expect(variables[0]["data"] as? [Double] == points.elements)
    }
  }

  @Test("json of a path is that value")
  func jsonOfAPath() throws {
    let run = try Tool.run("json", try trainedFile() + ":net.sizes")
    let json = try #require(try object(run.output))
    #expect(json["class"] as? String == "double")
    #expect(json["size"] as? [Int] == [1, 3])
    #expect(json["data"] as? [Double] == [2, 4, 1])
  }

  @Test("train writes every variable of the layout")
  func layout() throws {
    let file = try MATFile(trainedFile())
    #expect(
      file.variables.map(\.name) == [
        "net", "Theta1", "Theta2", "legacy", "training", "grid", "X", "y",
      ])
    #expect(file.format == .v7)
    guard case .structure(let net) = try file.value("net"),
      case .structure(let training) = try file.value("training"),
      case .structure(let legacy) = try file.value("legacy"),
      case .structure(let grid) = try file.value("grid")
    else {
      Issue.record("net, training, legacy and grid are structs")
      return
    }
    #expect(
      Array(net.fields.keys) == [
        "format", "version", "sizes", "W", "b", "activations", "mu", "sigma", "classes", "lambda",
        "seed", "loss_history",
      ])
    #expect(
      Array(training.fields.keys) == [
        "method", "reason", "iterations", "evaluations", "loss_function", "loss",
        "gradient_norm", "trained", "seconds", "start", "init", "precision", "version", "command",
        "readers", "settings",
      ])
    #expect(Array(legacy.fields.keys) == ["IW", "LW", "b"])
    #expect(Array(grid.fields.keys) == ["xx", "yy", "Z"])
    let y: Matrix<Double> = try file["y"]
    #expect(y.size == [350, 1] && Set(y.elements) == [0, 1])
  }

  @Test("the same data, seed and options write the same bytes but for the time it took")
  func sameBytes() throws {
    let scratch = try Scratch()
    let names = ["one.mat", "two.mat", "three.mat"]
    for (name, threads) in zip(names, ["1", "2", "3"]) {
      let run = try Tool.run(
        "train", Fixture.class1, Fixture.class2, "--threads", threads, "--max-iterations", "50",
        "-o", name, in: scratch.folder)
      #expect(run.status == 0, "\(run.errors)")
    }
    let contents = try names.map { name in
      try MATFile(scratch.path(name)).values().filter { $0.key != "training" }
    }
    #expect(contents[0] == contents[1] && contents[0] == contents[2])
  }

  @Test("predict gives a probability and a label for each row, those of the grid's points too")
  func predict() throws {
    let scratch = try Scratch()
    let trained = try trainedFile()
    let run = try Tool.run("predict", trained, Fixture.class2, "-o", scratch.path("p.mat"))
    #expect(run.status == 0, "\(run.errors)")
    let file = try MATFile(scratch.path("p.mat"))
    let (P, label): (Matrix<Double>, Matrix<Double>) = (try file["P"], try file["label"])
    #expect(P.size == [200, 1] && label.size == [200, 1])
    #expect(zip(P.elements, label.elements).allSatisfy { ($0 > 0.5) == ($1 == 1) })
    let again = try Tool.run(
      "predict", trained, Fixture.class2, "--as", "table", "-o", scratch.path("t.mat"))
    #expect(again.status == 0, "\(again.errors)")
    let table = try MATTable(matValue: MATFile(scratch.path("t.mat")).value("predictions"))
    #expect(Array(table.variables.keys) == ["X", "P", "label"] && table.rowCount == 200)
    #expect(table.variables["P"] == P.matValue && table.variables["label"] == label.matValue)
  }

  @Test("evaluate prints the accuracy and the confusion matrix")
  func evaluate() throws {
    let run = try Tool.run("evaluate", try trainedFile(), Fixture.class1, Fixture.class2)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("Accuracy") && run.output.contains("of 350"))
  }

  @Test("evaluating with a label that the network does not know says which it knows, exit 65")
  func unknownLabel() throws {
    let run = try Tool.run("evaluate", try trainedFile(), Fixture.class1 + "=7")
    #expect(run.status == 65)
    #expect(run.errors.contains("7") && run.errors.contains("0, 1"))
  }

  @Test("grid covers the points with the padding to spare and is laid out as meshgrid")
  func grid() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      "grid", try trainedFile(), Fixture.class1, Fixture.class2, "--step", "0.1", "--padding",
      "0.25", "-o", scratch.path("grid.mat"))
    #expect(run.status == 0, "\(run.errors)")
    let file = try MATFile(scratch.path("grid.mat"))
    let X: Matrix<Double> = try file["X"]
    let xx = try Matrix<Double>(matValue: file.value("grid").value(at: MATPath("grid.xx")))
    let Z = try Matrix<Double>(matValue: file.value("grid").value(at: MATPath("grid.Z")))
    let first = X.column(0)
    let (low, high) = (try #require(first.min()), try #require(first.max()))
    #expect(xx[0, 0] == low - 0.25)
    #expect(xx[0, xx.columnCount - 1] >= high + 0.25 - 1e-12)
    #expect(xx[0, xx.columnCount - 2] < high + 0.25)
    #expect(Z.size == xx.size)
    #expect(Z.elements.allSatisfy { (0...1).contains($0) })
  }

  @Test("a grid with too many points is refused with what to do, exit 65")
  func hugeGrid() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      "grid", try trainedFile(), Fixture.class1, "--step", "1e-9", "-o", scratch.path("g.mat"))
    #expect(run.status == 65)
    #expect(run.errors.contains("larger step"))
    #expect(try scratch.contents.isEmpty)
  }

  @Test(
    "gradcheck passes for every activation and depth",
    arguments: [
      ["--hidden", "10"], ["--hidden", "10,10,10,10"], ["--hidden", "none"],
      ["--hidden", "5,4", "--activation", "tanh,relu"], ["--activation", "relu"],
      ["--activation", "identity", "--l2", "0.1", "--reduction", "sum"],
      ["--init", "uniform01", "--seed", "7"],
    ])
  func gradcheck(options: [String]) throws {
    let run = try Tool.run(["gradcheck", Fixture.class1, Fixture.class2] + options)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output.contains("Worst"))
  }

  @Test("a network that gave up is said not to be trained, with what to try")
  func notTrained() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      "train", Fixture.class1, Fixture.class2, "--l2", "10", "-o", scratch.path("flat.mat"))
    #expect(run.status == 0)
    #expect(run.output.contains("not trained") && run.output.contains("smaller λ"))
  }

  @Test("three classes get softmax outputs, P and label")
  func threeClasses() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      ["train"] + Fixture.threeClasses + ["--max-iterations", "30", "-o", scratch.path("3.mat")])
    #expect(run.status == 0, "\(run.errors)")
    let file = try MATFile(scratch.path("3.mat"))
    let grid = try file.value("grid")
    let P = try NDArray<Double>(matValue: grid.value(at: MATPath("grid.P")))
    let label = try Matrix<Double>(matValue: grid.value(at: MATPath("grid.label")))
    #expect(P.rank == 3 && P.size[2] == 3 && Array(P.size.prefix(2)) == label.size)
    let page = label.count
    for index in stride(from: 0, to: page, by: 997) {
      let row = (0..<3).map { P.elements[index + $0 * page] }
      #expect(abs(row.reduce(0, +) - 1) < 1e-14)
      #expect(row[Int(label.elements[index])] == row.max())
    }
  }

  @Test("labels given with = are kept, whatever numbers they are")
  func ownLabels() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      "train", Fixture.class1 + "=-1", Fixture.class2 + "=2.5", "--max-iterations", "5", "-o",
      scratch.path("own.mat"))
    #expect(run.status == 0, "\(run.errors)")
    let file = try MATFile(scratch.path("own.mat"))
    let y: Matrix<Double> = try file["y"]
    #expect(Set(y.elements) == [-1, 2.5])
    let classes = try Matrix<Double>(matValue: file.value("net").value(at: MATPath("net.classes")))
    #expect(classes == [[-1, 2.5]])
  }

  @Test("features and labels from one file train like one file a class")
  func featuresAndLabels() throws {
    let scratch = try Scratch()
    let trained = try trainedFile()
    let run = try Tool.run(
      "train", "--features", trained + ":X", "--labels", trained + ":y", "--hold-out", "0",
      "--hidden", "4", "--l2",
      "1e-4", "--activation", "tanh", "-o", scratch.path("again.mat"))
    #expect(run.status == 0, "\(run.errors)")
    let (again, first) = (try MATFile(scratch.path("again.mat")), try MATFile(trained))
    for name in ["net", "Theta1", "Theta2", "grid"] {
      #expect(try again.value(name) == first.value(name))
    }
  }

  @Test("plot draws a network and points in the format that the name ends in")
  func plot() throws {
    let scratch = try Scratch()
    let inputs = [[try trainedFile()], Fixture.threeClasses]
    for (index, files) in inputs.enumerated() {
      for (ending, magic) in [("svg", "<svg"), ("png", "\u{89}PNG"), ("pdf", "%PDF")] {
        let name = "\(index).\(ending)"
        let run = try Tool.run(["plot"] + files + ["-o", scratch.path(name)])
        #expect(run.status == 0, "\(run.errors)")
        let bytes = try Data(contentsOf: scratch.file(name))
        #expect(bytes.starts(with: magic.unicodeScalars.map { UInt8($0.value) }))
      }
    }
    #expect(try Tool.run("plot", Fixture.class1, "-o", scratch.path("p.gif")).status == 64)
    #expect(try Tool.run("plot", "nowhere.mat", "-o", scratch.path("p.svg")).status == 66)
  }

  @Test("a file that holds no network cannot predict, exit 65")
  func notANetwork() throws {
    let scratch = try Scratch()
    let run = try Tool.run("predict", Fixture.class1, Fixture.class1, "-o", scratch.path("p.mat"))
    #expect(run.status == 65)
    #expect(run.errors.contains("'net'"))
  }

  @Test("points with other features than the network's are refused, exit 65")
  func otherFeatures() throws {
    let scratch = try Scratch()
    let points: Matrix = [[1.0, 2, 3]]
    try MATFile.write(["points": points], to: scratch.path("three.mat"))
    let run = try Tool.run(
      "predict", try trainedFile(), "three.mat", "-o", "p.mat", in: scratch.folder)
    #expect(run.status == 65)
    #expect(run.errors.contains("3 columns") && run.errors.contains("2 inputs"))
  }

  @Test("every command has a help text with an example")
  func help() throws {
    let commands = [
      "whos", "show", "json", "train", "predict", "evaluate", "grid", "plot", "gradcheck", "demo",
    ]
    for command in commands {
      let run = try Tool.run(command, "--help")
      #expect(run.status == 0)
      #expect(run.output.contains("matkit \(command)"))
    }
    #expect(try Tool.run("--version").status == 0)
  }

  private func object(_ text: String) throws -> [String: Any]? {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
  }
}
