import ArgumentParser
import MATFiles

/// `matkit check [--salvage OUT] FILE…`
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say whether every byte of .mat files is sound, and save what is.",
    discussion: """
      Every variable is decoded: compressed data are inflated and their checksums
      verified, every tag, size and index is compared with the bytes that are there.
      What is lost is named, with its place in the file and the reason, and the exit
      code is then 65; so it is where a part cannot be read here, for want of a filter
      of HDF5's or because of a limit, which may be sound or not. --salvage copies a
      file without damage whole, and of a damaged one every variable that is sound,
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

  func run() throws {
    var faulty: [(path: String, finding: Finding)] = []
    for path in files {
      do throws(MATError) {
        let finding = try check(path)
        if finding != .sound { faulty.append((path, finding)) }
      } catch {
        // A file that is none, or of which nothing is left, is damage too; one that is absent is not.
        guard files.count > 1, error.exitStatus == .dataError else { throw error }
        print("\(path): not sound\n  lost: \(error)")
        faulty.append((path, .damaged(saved: false)))
      }
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

  /// Whether a file is sound; says what is not, and saves what is.
  private func check(_ path: String) throws(MATError) -> Finding {
    let file = try reading.open(path, damage: .skip)
    let lost = file.losses.filter(\.isDamage)
    let unread = file.losses.filter { !$0.isDamage }
    let count = "\(file.variables.count) variable\(file.variables.count == 1 ? "" : "s")"
    print(
      "\(path): version \(file.format.rawValue), \(count) sound, \(lost.count) lost"
        + (unread.isEmpty ? "" : ", \(unread.count) not read here"))
    for loss in lost { print("  lost\(loss.label): \(loss.reason.statement)") }
    for loss in unread { print("  not read here\(loss.label): \(loss.reason.statement)") }
    let isSaved = try salvage.map { output throws(MATError) in
      try save(file, to: output, isDamaged: !lost.isEmpty)
    }
    guard lost.isEmpty else { return .damaged(saved: isSaved ?? false) }
    return unread.isEmpty ? .sound : .unread
  }

  /// Saves what is sound of a file, and says what is not saved though it is; false where nothing is left.
  private func save(
    _ file: MATFile, to output: String, isDamaged: Bool
  ) throws(MATError) -> Bool {
    guard !isDamaged || !file.variables.isEmpty else { return false }
    for loss in try file.salvage(to: output) {
      print("  not copied\(loss.label): \(loss.reason.statement)")
    }
    return true
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
