import Foundation
import MATFiles
import Matrices
import Testing

/// What training says of data that do not fit, of how it ended, and of what else to try.
@Suite("What training says") struct TrainingWordingTests {
  /// A folder with data.mat: X, 40×3, y of 0 and 1, T, 40×1, and what is added.
  private func folder(
    _ others: [String: MATValue] = [:], scale: Double = 1
  ) throws -> Scratch {
    let scratch = try Scratch()
    let X = Matrix<Double>(rowCount: 40, columnCount: 3) { row, column in
      scale * sin(0.7 * Double(row) + 1.9 * Double(column))
    }
    let y = Matrix(column: (0..<40).map { $0.isMultiple(of: 3) ? 1.0 : 0 })
    let T = Matrix(column: (0..<40).map { X[$0, 0] * X[$0, 1] })
    try MATFile.write(["X": X, "y": y, "T": T], to: scratch.path("data.mat"))
    for (name, value) in others {
      try MATFile.write([name: value], to: scratch.path("\(name).mat"))
    }
    return scratch
  }

  private func train(_ scratch: Scratch, _ words: String, output: String = "out.mat") throws
    -> Tool.Outcome
  {
    try Tool.run(
      ["train"] + words.split(separator: " ").map(String.init) + ["--no-timing", "-o", output],
      in: scratch.folder)
  }

  private let labelled = "--features data.mat:X --labels data.mat:y "

  @Test("targets whose squares overflow are refused, and nothing is written")
  func infiniteLoss() throws {
    let scratch = try folder(["T200": Matrix(column: (0..<40).map { Double($0) * 1e200 }).matValue])
    for loss in ["", " --loss squared-error", " --method adam --batch-size 8"] {
      let run = try train(scratch, "--features data.mat:X --targets T200.mat:T200" + loss)
      #expect(run.status == 65 && run.output.isEmpty)
      #expect(run.errors.contains("not finite") && run.errors.contains("T200.mat:T200"))
      #expect(run.errors.contains("3.9e+201"), "\(run.errors)")
    }
    #expect(try scratch.contents == ["T200.mat", "data.mat"])
  }

  @Test("early stopping has words of its own, printed and kept")
  func earlyStopping() throws {
    let scratch = try folder()
    let run = try train(
      scratch,
      labelled + "--validation-features data.mat:X --validation-labels data.mat:y --patience 2"
        + " --method adam --step-size 3 --starts 2")
    #expect(run.status == 0, "\(run.errors)")
    let words = "no lower validation loss for 2 iterations"
    #expect(run.output.contains(": \(words)"), "\(run.output)")
    let file = try MATFile(scratch.path("out.mat"))
    let reason = try String(matValue: file.value(at: MATPath("training.reason")))
    #expect(reason == words)
    let ledger = try String(matValue: file.value(at: MATPath("starts.reason{1}")))
    #expect(ledger == words)
  }

  @Test("where steps of fixed size go up, the iterate that is kept is named")
  func lowest() throws {
    let scratch = try folder()
    for step in [5, 60] {
      let run = try train(
        scratch, labelled + "--method adam --step-size \(step) --max-iterations 4")
      let file = try MATFile(scratch.path("out.mat"))
      let losses: Matrix<Double> = try Matrix(
        matValue: file.value(at: MATPath("net.loss_history")))
      let least = try #require(losses.elements.min())
      let place = try #require(losses.elements.firstIndex(of: least))
      #expect(place < losses.count - 1, "\(losses.elements)")
      #expect(
        run.output.contains("Lowest    at iterate \(place) of \(losses.count - 1), "),
        "\(step): \(run.output)")
    }
    let good = try train(scratch, labelled + "--max-iterations 4")
    #expect(!good.output.contains("Lowest"))
  }

  @Test("--from names the file that the weights are from, and --no-timing no seconds")
  func lines() throws {
    let scratch = try folder()
    let first = try train(scratch, labelled + "--max-iterations 2", output: "first.mat")
    #expect(first.output.contains("Start     xavier, seed 0"))
    #expect(!first.output.contains("nan"), "\(first.output)")
    let run = try train(scratch, labelled + "--max-iterations 2 --from first.mat")
    #expect(run.output.contains("Start     the weights of first.mat"), "\(run.output)")
    let file = try MATFile(scratch.path("out.mat"))
    let command = try String(matValue: file.value(at: MATPath("training.command")))
    #expect(command.contains("--from first.mat") && !command.contains("--hidden"), "\(command)")
    for words in [
      "--hidden 4", "--activation relu", "--no-standardize", "--output-activation tanh",
    ] {
      let wrong = try train(scratch, labelled + "--from first.mat " + words)
      #expect(wrong.status == 64 && wrong.errors.contains("contradicts first.mat"), "\(words)")
    }
  }

  @Test("a network that is not trained can be seen by a script")
  func untrained() throws {
    let scratch = try folder()
    for (words, isTrained) in [("--l2 10 --no-standardize", false), ("--l2 1e-5", true)] {
      let run = try train(scratch, labelled + words)
      #expect(run.status == 0 && run.output.contains("not trained") == !isTrained)
      #expect(run.output.contains("or --standardize") == !isTrained)
      let file = try MATFile(scratch.path("out.mat"))
      let kept = try Bool(matValue: file.value(at: MATPath("training.trained")))
      #expect(kept == isTrained)
      let evaluated = try Tool.run(
        ["evaluate", "out.mat"] + labelled.split(separator: " ").map(String.init)
          + ["-o", "e.json"], in: scratch.folder)
      #expect(evaluated.status == 0)
      let json = try JSONSerialization.jsonObject(with: Data(contentsOf: scratch.file("e.json")))
      #expect((json as? [String: Any])?["trained"] as? Bool == isTrained)
    }
  }

  @Test("features of a wrong kind are told with file and variable")
  func kinds() throws {
    let cell = Matrix<MATValue>(
      rowCount: 40, columnCount: 1, elements: (0..<40).map { Double($0).matValue })
    let scratch = try folder([
      "C": cell.matValue,
      "S": (["a": 1.0] as MATStructArray).matValue,
    ])
    let complex = MATValue.numeric(
      MATNumericArray(
        size: [40, 1], real: .double((0..<40).map { sin(Double($0)) }),
        imaginary: .double((0..<40).map { $0 == 7 ? 1 : 0 })))
    try MATFile.write(["Z": complex], to: scratch.path("Z.mat"))
    for (name, found) in [
      ("C", "40×1 cell"), ("S", "1×1 struct"), ("Z", "40×1 complex double"),
    ] {
      let run = try train(scratch, "--features \(name).mat:\(name) --labels data.mat:y")
      #expect(run.status == 65)
      #expect(
        run.errors.contains("\(name).mat: variable '\(name)'") && run.errors.contains(found),
        "\(run.errors)")
      #expect(run.errors.contains("a sample a row"), "\(run.errors)")
    }
  }

  @Test("complex numbers without imaginary parts are real ones")
  func realComplex() throws {
    let scratch = try folder()
    let file = try MATFile(scratch.path("data.mat"))
    let X: Matrix<Double> = try file["X"]
    let complex = MATValue.numeric(
      MATNumericArray(
        size: X.size, real: .double(X.elements),
        imaginary: .double(Array(repeating: 0, count: X.count))))
    try MATFile.write(["Z": complex], to: scratch.path("Z.mat"))
    for (features, output) in [("data.mat:X", "real.mat"), ("Z.mat:Z", "complex.mat")] {
      let run = try train(
        scratch, "--features \(features) --labels data.mat:y --max-iterations 3", output: output)
      #expect(run.status == 0, "\(run.errors)")
    }
    let weights = try ["real.mat", "complex.mat"].map {
      try MATFile(scratch.path($0)).value(at: MATPath("net.W"))
    }
    #expect(weights[0] == weights[1])
  }

  @Test("an empty text among labels is no class")
  func emptyLabel() throws {
    let names = (0..<40).map { $0 == 5 ? "" : $0.isMultiple(of: 2) ? "even" : "odd" }
    let scratch = try folder(["names": Matrix(column: names.map(\.matValue)).matValue])
    let run = try train(scratch, "--features data.mat:X --labels names.mat:names")
    #expect(run.status == 65)
    #expect(run.errors.contains("names.mat:names: label 6 is an empty text"), "\(run.errors)")
  }

  @Test("a file with samples and their labels is trained on, and what was taken is said")
  func together() throws {
    let scratch = try folder()
    let data = try MATFile(scratch.path("data.mat"))
    let (X, y): (Matrix<Double>, Matrix<Double>) = (try data["X"], try data["y"])
    let names = Matrix(column: y.elements.map { ($0 == 1 ? "one" : "other").matValue })
    try MATFile.write(["meas": X, "species": names], to: scratch.path("iris.mat"))
    try MATFile.write(["y": y, "X": X], to: scratch.path("both.mat"))
    let three = Matrix<Double>(rowCount: 40, columnCount: 2) { X[$0, $1] }
    try MATFile.write(["in": X, "out": three], to: scratch.path("targets.mat"))
    for (file, features, answers) in [
      ("iris.mat", "meas", "species as labels"), ("both.mat", "X", "y as labels"),
      ("targets.mat", "in", "out as targets"),
    ] {
      let run = try train(scratch, file + " --l2 1e-3 --max-iterations 2")
      #expect(run.status == 0, "\(run.errors)")
      let taken = run.output.split(separator: "\n").first { $0.hasPrefix("Taken") } ?? ""
      #expect(taken.contains(" \(features) (") && taken.contains(answers), "\(run.output)")
    }
    let iris = try train(
      scratch, "--features iris.mat:meas --labels iris.mat:species --max-iterations 2")
    #expect(iris.status == 0, "\(iris.errors)")
    // A label where it has no meaning is not dropped.
    for words in [
      "--features data.mat:X=1 --labels data.mat:y", "--features data.mat:X --labels data.mat:y=2",
    ] {
      let run = try train(scratch, words)
      #expect(run.status == 64 && run.errors.contains("has no meaning here"), "\(run.errors)")
    }
    let predicted = try Tool.run(
      "predict", "out.mat", "data.mat:X=3", "-o", "p.mat", in: scratch.folder)
    #expect(predicted.status == 64 && predicted.errors.contains("has no meaning here"))
  }

  @Test("numbers that look like amounts, and features of a large scale, get a hint")
  func hints() throws {
    let amounts = Matrix(column: (0..<40).map { Double($0 * $0) / 7 })
    let scratch = try folder(["amounts": amounts.matValue], scale: 1000)
    let many = try train(
      scratch,
      "--features data.mat:X --labels amounts.mat:amounts --max-iterations 1 --method lbfgs")
    #expect(many.output.contains("40 different numbers") && many.output.contains("--targets"))
    let raw = try train(scratch, labelled + "--max-iterations 1 --no-standardize")
    #expect(raw.output.contains("features go up to 1e+03; --standardize"), "\(raw.output)")
    let scaled = try train(scratch, labelled + "--max-iterations 1")
    #expect(!scaled.output.contains("NOTE"), "\(scaled.output)")
  }

  @Test("of many constant features the first are named, and the others counted")
  func constantFeatures() throws {
    let wide = Matrix<Double>(rowCount: 40, columnCount: 30) { row, column in
      column < 25 ? 1 : sin(Double(row * column))
    }
    let scratch = try folder(["wide": wide.matValue])
    let run = try train(
      scratch, "--features wide.mat:wide --labels data.mat:y --max-iterations 1")
    #expect(
      run.output.contains("feature 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 15 more\n"), "\(run.output)")
  }

  @Test("a network of many layers is written without what grows with their square")
  func deep() throws {
    let scratch = try folder()
    for (layers, hasLegacy) in [(99, true), (100, false)] {
      let units = Array(repeating: "1", count: layers).joined(separator: ",")
      let run = try train(scratch, labelled + "--hidden \(units) --max-iterations 0")
      #expect(run.status == 0, "\(run.errors)")
      let file = try MATFile(scratch.path("out.mat"))
      #expect((file.variable(named: "legacy") != nil) == hasLegacy)
      #expect(run.output.contains("NOTE      legacy") == !hasLegacy)
      let evaluated = try Tool.run(
        ["evaluate", "out.mat"] + labelled.split(separator: " ").map(String.init),
        in: scratch.folder)
      #expect(evaluated.status == 0)
    }
  }

  @Test("threads share a batch: nothing is said of --threads beside --batch-size")
  func batchThreads() throws {
    let scratch = try folder()
    let words = labelled + "--method adam --batch-size 8 --max-iterations 2"
    #expect(try !train(scratch, words).output.contains("--threads"))
    let run = try train(scratch, words + " --threads 2")
    #expect(run.status == 0 && !run.output.contains("--threads"))
  }
}

/// What `evaluate` computes is in either file that it writes.
@Suite("Evaluations in JSON") struct EvaluationFileTests {
  @Test("a .json file holds all that the .mat file holds", arguments: ["y", "y3", "T", "T1"])
  func whole(answer: String) throws {
    let scratch = try Scratch()
    let X = Matrix<Double>(rowCount: 36, columnCount: 2) { row, column in
      sin(0.7 * Double(row) + 1.9 * Double(column))
    }
    try MATFile.write(
      [
        "X": X, "y": Matrix(column: (0..<36).map { Double($0 % 2) }),
        "y3": Matrix(column: (0..<36).map { Double($0 % 3) }),
        "T": Matrix<Double>(rowCount: 36, columnCount: 3) { row, column in
          X[row, 0] * Double(column + 1) + X[row, 1]
        }, "T1": Matrix(column: (0..<36).map { X[$0, 0] }),
      ], to: scratch.path("d.mat"))
    let samples = [
      "--features", "d.mat:X", answer.hasPrefix("T") ? "--targets" : "--labels",
      "d.mat:\(answer)",
    ]
    for words in [
      ["train"] + samples + ["--max-iterations", "20", "-o", "n.mat"],
      ["evaluate", "n.mat"] + samples + ["-o", "e.mat"],
      ["evaluate", "n.mat"] + samples + ["-o", "e.json"],
    ] {
      let run = try Tool.run(words, in: scratch.folder)
      try #require(run.status == 0, "\(run.errors)")
    }
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: scratch.file("e.json")))
    let value = try MATFile(scratch.path("e.mat")).value("evaluation")
    #expect(try compare(value, json, at: "evaluation") >= 8)
    if answer == "T" {
      let r2 = try #require((json as? [String: Any])?["r2"] as? [Double])
      let mean = try #require((json as? [String: Any])?["r2_mean"] as? Double)
      #expect(r2.count == 3 && abs(mean - r2.reduce(0, +) / 3) < 1e-15)
    }
    let missing = try Tool.run(
      ["evaluate", "n.mat"] + samples + ["-o", "no/e.json"], in: scratch.folder)
    #expect(missing.status == 73 && missing.errors.contains("no/e.json"), "\(missing.errors)")
    #expect(try !scratch.contents.contains("no"))
  }

  /// Compares a value with its JSON, and returns how many numbers were compared.
  private func compare(_ value: MATValue, _ json: Any?, at place: String) throws -> Int {
    if case .structure(let fields) = value {
      let maps =
        fields.count == 1
        ? [try #require(json as? [String: Any], "\(place)")]
        : try #require(json as? [[String: Any]], "\(place)")
      #expect(maps.count == fields.count)
      return try fields.fields.reduce(0) { sum, field in
        try zip(field.value, maps).reduce(sum) { sum, pair in
          sum + (try compare(pair.0, pair.1[field.key], at: "\(place).\(field.key)"))
        }
      }
    }
    let array = try NDArray<Double>(matValue: value)
    let isMatrix = array.size[0] > 1 && array.size[1] > 1
    let columns = isMatrix ? array.size[1] : 1
    let flat: [Any]
    if isMatrix {
      let rows = try #require(json as? [[Any]], "\(place)")
      flat = (0..<columns).flatMap { column in rows.map { $0[column] } }
    } else if let list = json as? [Any] {
      flat = list
    } else {
      flat = [try #require(json, "\(place)")]
    }
    #expect(flat.count == array.elements.count, "\(place)")
    for (number, found) in zip(array.elements, flat) {
      let text = found as? String
      let same =
        text.map { $0 == (number.isNaN ? "NaN" : number > 0 ? "Infinity" : "-Infinity") }
        // Foundation reads decimals to a few units in the last place.
        ?? ((found as? NSNumber).map { abs($0.doubleValue - number) <= 16 * number.ulp } ?? false)
      #expect(same, "\(place): \(number) \(found)")
    }
    return flat.count
  }
}
