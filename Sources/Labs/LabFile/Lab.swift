/// A lab: stages that make files of files, as a lab file (`lab.yaml`) says.
///
///     let lab = try Lab("lab.yaml")
///     for stage in lab.stages { print(stage.name, stage.command) }
///
/// The lock, `lab.lock`, and the working folder, `.matkit`, stand beside the file.
public struct Lab: Sendable {
  /// The lab file, as the caller named it.
  public let file: String
  /// The folder that it stands in: what paths are relative to.
  public let folder: String
  /// The variables of `vars`, in their order.
  public let variables: [LabValue.Entry]
  /// The stages, those of `foreach` and `matrix` one by one, in the order of the file.
  public let stages: [Stage]
  /// The files that variables and parameters were read from.
  let parameterFiles: [String]
  /// Which stages a stage needs, and the order that follows.
  let graph: StageGraph

  /// Reads the lab file at `path`.
  ///
  /// Throws ``LabMistakes`` with everything that is wrong with it: what is no YAML, unknown keys,
  /// variables that are not set, two stages with one output, cycles, files that are missing,
  /// outputs outside the folder; and a ``LabError`` `cannotRead` where the file cannot be read.
  /// O(stages + files), 10,000 stages of a matrix in well under a second.
  public init(_ path: String) throws {
    try self.init(path, checkingFiles: true)
  }

  /// - Parameter checkingFiles: Whether the files that the stages need have to be there.
  init(_ path: String, checkingFiles: Bool) throws {
    file = path
    folder = LabPath.folder(of: path)
    var reader = LabReader(folder: folder)
    let contents = reader.read(try Self.text(of: path))
    variables = contents.variables
    stages = contents.stages
    parameterFiles = reader.parameterFiles.keys.sorted()
    graph = StageGraph(stages)
    var mistakes = reader.mistakes
    graph.check(stages, &mistakes)
    if checkingFiles {
      LabFileCheck(folder: folder).check(stages, graph, &mistakes)
      var outputs = LabOutputCheck(self, allowsOutside: contents.allowsOutside)
      outputs.check(stages, graph, &mistakes)
    }
    guard mistakes.mistakes.isEmpty else { throw LabMistakes(file: path, mistakes.mistakes) }
  }

  private static func text(of path: String) throws(LabError) -> String {
    guard let bytes = try readBytes(path) else {
      throw LabError(
        .cannotRead, at: path, "there is no such lab file",
        advice: "write one, or have matkit init write one")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw noText(bytes, path)
    }
    return text
  }

  /// The mistake of bytes that are no text in UTF-8.
  private static func noText(_ bytes: [UInt8], _ path: String) -> LabError {
    if LabPack.isArchive(path) {
      return LabError(
        .notALab, at: path, "this is no lab file",
        advice: "matkit verify checks an archive, and tar -xf unpacks it")
    }
    let advice = "save it as UTF-8, as editors and iconv do"
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return LabError(.notALab, at: path, "it is text in UTF-16", advice: advice)
    }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard !bytes.contains(0),
      let line = lines.firstIndex(where: { String(validating: $0, as: UTF8.self) == nil })
    else {
      return LabError(
        .notALab, at: path, "this is no lab file",
        advice: "give a lab file, as matkit init writes one for .mat files")
    }
    return LabError(
      .notALab, at: "\(path):\(line + 1)", "the line is no text in UTF-8", advice: advice)
  }

  /// The path of the lock: that of the lab file with `.lock` for `.yaml`.
  public var lockFile: String {
    let stem =
      file.hasSuffix(".yaml")
      ? file.dropLast(5) : file.hasSuffix(".yml") ? file.dropLast(4) : file[...]
    return stem + ".lock"
  }

  /// The working folder: what is known of files, and outputs of earlier runs.
  var workFolder: String { LabPath.join(folder, ".matkit") }
}
