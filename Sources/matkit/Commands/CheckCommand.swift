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
      code is then 65.
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
    var damaged: [String] = []
    for path in files {
      do throws(MATError) {
        guard try check(path) else {
          damaged.append(path)
          continue
        }
      } catch {
        // A file that is none, or of which nothing is left, is damage too; one that is absent is not.
        guard files.count > 1, error.exitStatus == .dataError else { throw error }
        print("\(path): not sound\n  lost: \(error)")
        damaged.append(path)
      }
    }
    guard let first = damaged.first else { return }
    let others = damaged.count > 1 ? " and \(damaged.count - 1) more of \(files.count) files" : ""
    throw ToolError(
      .dataError,
      "\(first)\(others): not sound; "
        + (salvage.map { "what is left is in \($0)" }
          ?? "save what is left with: matkit check --salvage OUT FILE"))
  }

  /// Whether a file is sound; says what is not.
  private func check(_ path: String) throws(MATError) -> Bool {
    let file = try MATFile(path, damage: .skip)
    var losses = file.losses
    if let salvage, !file.variables.isEmpty || losses.isEmpty {
      losses += try file.salvage(to: salvage)
    }
    let count = "\(file.variables.count) variable\(file.variables.count == 1 ? "" : "s")"
    print(
      "\(path): version \(file.format.rawValue), \(count) sound, \(losses.count) lost"
        + (file.unverified.isEmpty ? "" : ", \(file.unverified.count) unverified"))
    for loss in losses { print("  lost\(loss.label): \(loss.reason.statement)") }
    for doubt in file.unverified {
      print("  unverified\(doubt.label): \(doubt.reason.statement)")
    }
    return losses.isEmpty
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
