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
      code is then 65. It is 65 too where a part cannot be read here, because a
      filter of HDF5 is missing or a limit is reached; such a part may be sound.
      What is sound but not decoded, such as objects of Java or of a MATLAB newer
      than this tool, is listed separately, with the reason. --salvage copies an
      undamaged file whole, and of a damaged one every variable that is sound,
      whether MatKit could write it or not.
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
    var faulty: [(path: String, finding: Finding)] = []
    for path in files {
      let (lines, finding) = try check(path)
      try StandardStream.output.print(lines: lines)
      if finding != .sound { faulty.append((path, finding)) }
    }
    // A damaged file says more than one that cannot be read here.
    guard let first = faulty.first(where: { $0.finding != .unread }) ?? faulty.first else { return }
    let others = faulty.count > 1 ? " and \(faulty.count - 1) more of \(files.count) files" : ""
    throw ToolError(.dataError, "\(first.path)\(others): \(advice(first.finding))")
  }

  /// What a file turns out to be.
  private enum Finding: Equatable {
    case sound
    /// Without damage as far as it can be read here.
    case unread
    case damaged(saved: Bool)
  }

  private func advice(_ finding: Finding) -> String {
    switch (finding, salvage) {
    case (.unread, let output):
      "not all of it can be read here, and what cannot be read was not checked"
        + (output.map { "; \($0) is a copy of all of it" } ?? "")
    case (.damaged(saved: true), let output?): "not sound; what is left is in \(output)"
    case (.damaged, .some): "not sound; nothing is left that could be saved, and no file was made"
    default: "not sound; save what is left with: matkit check --salvage OUT FILE"
    }
  }

  /// Whether a file is sound, and what is to be said of it; saves what is sound.
  private func check(_ path: String) throws(MATError) -> (lines: [String], finding: Finding) {
    do throws(MATError) {
      return try inspect(path)
    } catch {
      // A file that is none, or of which nothing is left, is damage too; one that is absent is not.
      guard files.count > 1, error.exitStatus == .dataError else { throw error }
      return (["\(path): not sound", "  lost: \(error)"], .damaged(saved: false))
    }
  }

  private func inspect(_ path: String) throws(MATError) -> (lines: [String], finding: Finding) {
    let file = try MATFile(path, damage: .skip)
    let surplus = file.losses.filter(\.isSurplus)
    let lost = file.losses.filter { $0.isDamage && !$0.isSurplus }
    let unread = file.losses.filter { !$0.isDamage }
    let undecoded = file.variables.filter { !$0.undecoded.isEmpty }
    let soundCount = file.variables.count - undecoded.count
    var counts = ["\(soundCount) variable\(soundCount == 1 ? "" : "s") sound"]
    counts.append("\(lost.count) lost")
    if !undecoded.isEmpty { counts.append("\(undecoded.count) not decoded") }
    if !unread.isEmpty { counts.append("\(unread.count) not read here") }
    if !surplus.isEmpty {
      let bytes = surplus.reduce(0) { $0 + ($1.byteRange?.count ?? 0) }
      counts.append("\(bytes) byte\(bytes == 1 ? "" : "s") of no variable")
    }
    if !file.unverified.isEmpty { counts.append("\(file.unverified.count) unverified") }
    var lines = ["\(path): version \(file.format.rawValue), \(counts.joined(separator: ", "))"]
    lines += undecoded.flatMap(self.lines)
    lines += lost.map { "  lost\($0.label): \($0.reason.statement)" }
    lines += surplus.map { "  no variable\($0.label): \($0.reason.statement)" }
    lines += unread.map { "  not read here\($0.label): \($0.reason.statement)" }
    lines += file.unverified.map { "  unverified\($0.label): \($0.reason.finding)" }
    var isSaved = false
    let isDamaged = file.losses.contains(where: \.isDamage)
    if let salvage, !isDamaged || !file.variables.isEmpty {
      lines += try file.salvage(to: salvage).map {
        "  not copied\($0.label): \($0.reason.statement)"
      }
      isSaved = true
    }
    guard !isDamaged else { return (lines, .damaged(saved: isSaved)) }
    return (lines, unread.isEmpty ? .sound : .unread)
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
  /// Whether these are bytes that belong to no variable and hide none.
  fileprivate var isSurplus: Bool { name == nil && reason.isUnverifiable }

  /// The name and the place: ` weights, bytes 128 to 4710`.
  fileprivate var label: String {
    let place = byteRange.map { "bytes \($0.lowerBound) to \($0.upperBound - 1)" }
    let parts = [name, place].compactMap(\.self)
    return parts.isEmpty ? "" : " " + parts.joined(separator: ", ")
  }
}
