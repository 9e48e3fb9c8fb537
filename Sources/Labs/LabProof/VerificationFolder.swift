import Foundation

/// A folder with a lab file and its inputs and nothing else, taken away with the value.
///
/// It lies in the lab's working folder where there is one that can be written in, beside the
/// outputs that it will hold again; else where temporary files lie.
final class VerificationFolder: Sendable {
  /// Where the lab file lies.
  let folder: String
  private let root: PrivateFolder
  private let file: String

  /// Lays out the folder: the lab file is copied, its inputs are links.
  init(_ lab: Lab) throws {
    if let path = lab.outputs.first(where: { $0.hasPrefix("/") }) {
      throw LabError(
        .invalidArgument, at: path, "an output with an absolute path cannot be made elsewhere",
        advice: "write it as seen from the lab file")
    }
    root = try PrivateFolder(in: [lab.workFolder, PrivateFolder.temporary])
    folder = root.path + String(repeating: "/up", count: lab.levelsUp) + "/lab"
    file = "\(folder)/\(LabPath.name(of: lab.file))"
    try makeFolder(folder)
    try copyFile(lab.file, to: file)
    for path in lab.inputs where !path.hasPrefix("/") {
      let link = LabPath.join(folder, path)
      try makeFolder(LabPath.folder(of: link))
      guard let target = resolvedPath(LabPath.join(lab.folder, path)), symlink(target, link) == 0
      else { throw LabError(.cannotWrite, at: link, "the link to an input cannot be made") }
    }
  }

  /// Does something with the files there; errors name them as the lab file does.
  func naming<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as LabError {
      throw error.replacing(
        [folder, resolvedPath(folder)].compactMap(\.self).map { ("\($0)/", "") })
    }
  }

  /// Runs the lab there, all of it. Throws the error of a stage that fails.
  func run(
    _ options: RunOptions, isConfined: Bool, _ interruption: Interruption,
    _ observer: @escaping @Sendable (RunEvent) -> Void
  ) throws -> RunResult {
    var runner = LabRunner(try Lab(file), options, interruption: interruption)
    runner.isProof = true
    runner.isConfined = isConfined
    let result = try naming { try runner.run(observer: observer) }
    if let failure = result.failures.first { try naming { throw failure.error } }
    if interruption.isRequested {
      throw LabError(.interrupted, "the verification was stopped")
    }
    return result
  }
}
