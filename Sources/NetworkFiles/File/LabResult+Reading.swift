public import MATFiles
import Matrices

extension LabResult {
  /// Reads what training left in a file: `net`, `training`, `grid` where there is one, `X` and `y`.
  ///
  /// Throws a `MATError` where a variable is missing or not what it should be, and a ``NetworkFileError`` where
  /// the parts do not fit together.
  public init(_ file: MATFile) throws {
    let network = try SavedNetwork(file)
    let labels: Matrix<Double> = try file["y"]
    let data =
      network.isRegression
      ? try LabData(points: file["X"], targets: labels, source: file.path)
      : try LabData(points: file["X"], labels: labels.elements, source: file.path)
    try self.init(
      network: network, training: TrainingRecord(file), data: data,
      grid: file.variable(named: "grid") == nil
        ? nil : GridResult(file, hasClasses: !network.isRegression))
  }
}

extension TrainingRecord {
  /// What a file says of its network, whether it is trained; nil where it says nothing.
  package static func isTrained(in file: MATFile) -> Bool? {
    guard file.variable(named: "training") != nil,
      let knows = try? file.hasField("trained", of: "training"), knows
    else { return nil }
    return try? file.field("training.trained")
  }

  /// Reads the struct `training`.
  package init(_ file: MATFile) throws {
    func field<Value: MATReadable>(_ name: String) throws -> Value {
      try file.field("training.\(name)")
    }
    method = try field("method")
    reason = try field("reason")
    iterations = try field("iterations")
    evaluations = try field("evaluations")
    loss = try field("loss")
    gradientNorm = try field("gradient_norm")
    seconds = try field("seconds")
    start = try field("start")
    initialWeights = try field("init")
    let knowsPrecision = try file.hasField("precision", of: "training")
    precision =
      knowsPrecision ? try field("precision") : TrainingSettings.Precision.double.rawValue
    if try file.hasField("loss_function", of: "training") {
      lossFunction = try field("loss_function")
    }
    if try file.hasField("trained", of: "training") { isTrained = try field("trained") }
    command = try file.hasField("command", of: "training") ? field("command") : ""
    if try file.hasField("settings", of: "training") {
      // Those of a newer MatKit may have more in them than is known here.
      settings = try? MATDecoder().decode(
        TrainingSettings.self, from: file.value(at: MATPath("training.settings")))
    }
    if try file.hasField("validation_loss", of: "training") {
      let losses: Matrix<Double> = try field("validation_loss")
      validationHistory = losses.elements
    }
  }
}

extension GridResult {
  /// Reads the struct `grid`; throws `noGrid` where its matrices differ in size.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - hasClasses: Whether the numbers are probabilities of classes, so that there are labels.
  package init(_ file: MATFile, hasClasses: Bool = true) throws {
    xx = try file.field("grid.xx")
    yy = try file.field("grid.yy")
    Z = try file.field("grid.Z")
    let hasPages = try file.hasField("P", of: "grid")
    P = hasPages ? try file.field("grid.P") : nil
    if try file.hasField("label", of: "grid") {
      label = try file.field("grid.label")
    } else {
      label = hasPages || !hasClasses ? Matrix(rows: []) : Z.map { $0 > 0.5 ? 1 : 0 }
    }
    guard xx.size == yy.size, Z.size == xx.size, label.isEmpty || label.size == xx.size,
      P.map({ Array($0.size.prefix(2)) == xx.size }) ?? true
    else {
      throw NetworkFileError(
        .noGrid, at: file.path, "grid.xx, yy and Z differ in size",
        advice: "write it anew with matkit grid")
    }
  }
}

extension MATFile {
  /// The value at a path, as a Swift value, with an error that names the path.
  fileprivate func field<Value: MATReadable>(_ path: String) throws -> Value {
    let path = try MATPath(path)
    do {
      return try Value(matValue: value(path.variable).value(at: path))
    } catch var error {
      error.file = self.path
      error.variable = "\(path)"
      throw error
    }
  }

  fileprivate func hasField(_ field: String, of variable: String) throws -> Bool {
    guard case .structure(let structure) = try value(variable) else { return false }
    return structure[field] != nil
  }
}
