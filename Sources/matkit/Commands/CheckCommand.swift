import ArgumentParser
import MATFiles

/// `matkit check [--salvage OUT] FILE…`
struct CheckCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say whether every byte of .mat files is sound, and save what is.",
    discussion: """
      Every variable is decoded: compressed data are inflated and their checksums
      verified, every tag, size and index is compared with the bytes that are there.
      What is lost is named, with its place in the file and the reason, and the exit
      code is then 65. What is sound and not decoded, such as objects of Java's or of
      a MATLAB newer than this tool, is counted apart and told with the reason.
        matkit check measurements.mat backup/*.mat
        matkit check --salvage saved.mat damaged.mat
      """)

  @Option(help: ArgumentHelp("Write every sound variable of the file here.", valueName: "OUT"))
  var salvage: String?

  @Argument(help: ArgumentHelp("The .mat files.", valueName: "FILE"))
  var files: [String]

  @OptionGroup var reading: ReadingOptions

  func validate() throws {
    guard salvage == nil || files.count == 1 else {
      throw ValidationError("--salvage takes one FILE at a time.")
    }
  }

  func filesRead() -> [String] { files }
  func filesWritten() -> [OutputFile] { OutputFile.optional(salvage, "--salvage") }

  func run() throws {
    var damaged: [String] = []
    for path in files {
      let (lines, isSound) = try check(path)
      try StandardStream.output.print(lines: lines)
      if !isSound { damaged.append(path) }
    }
    guard let first = damaged.first else { return }
    let others = damaged.count > 1 ? " and \(damaged.count - 1) more of \(files.count) files" : ""
    throw ToolError(
      .dataError,
      "\(first)\(others): not sound; "
        + (salvage.map { "what is left is in \($0)" }
          ?? "save what is left with: matkit check --salvage OUT FILE"))
  }

  /// Whether a file is sound, and what is to be said of it.
  private func check(_ path: String) throws(MATError) -> (lines: [String], isSound: Bool) {
    do throws(MATError) {
      return try inspect(path)
    } catch {
      // A file that is none, or of which nothing is left, is damage too; one that is absent is not.
      guard files.count > 1, error.exitStatus == .dataError else { throw error }
      return (["\(path): not sound", "  lost: \(error)"], false)
    }
  }

  private func inspect(_ path: String) throws(MATError) -> (lines: [String], isSound: Bool) {
    let file = try MATFile(path, damage: .skip)
    var losses = file.losses
    if let salvage, !file.variables.isEmpty || losses.isEmpty {
      losses += try file.salvage(to: salvage)
    }
    let undecoded = file.variables.filter { !$0.undecoded.isEmpty }
    let soundCount = file.variables.count - undecoded.count
    let count = "\(soundCount) variable\(soundCount == 1 ? "" : "s") sound"
    let unknown = undecoded.isEmpty ? "" : ", \(undecoded.count) not decoded"
    let doubted = file.unverified.isEmpty ? "" : ", \(file.unverified.count) unverified"
    return (
      ["\(path): version \(file.format.rawValue), \(count)\(unknown), \(losses.count) lost\(doubted)"]
        + undecoded.flatMap(lines)
        + losses.map { "  lost\($0.label): \($0.reason.statement)" }
        + file.unverified.map { "  unverified\($0.label): \($0.reason.statement)" },
      losses.isEmpty
    )
  }

  /// Says which parts of a variable are not decoded, though the file is sound.
  private func lines(_ variable: MATFile.Variable) -> [String] {
    let mostPlaces = 10
    let more = variable.undecoded.count - mostPlaces
    return variable.undecoded.prefix(mostPlaces).map {
      "  \($0.statement(ofVariable: variable.name))"
    } + (more > 0 ? ["  and \(more) more places in the variable"] : [])
  }
}

extension MATLoss {
  /// The name and the place: ` weights, bytes 128 to 4710`.
  fileprivate var label: String {
    let place = byteRange.map { "bytes \($0.lowerBound) to \($0.upperBound - 1)" }
    let parts = [name, place].compactMap(\.self)
    return parts.isEmpty ? "" : " " + parts.joined(separator: ", ")
  }
}
