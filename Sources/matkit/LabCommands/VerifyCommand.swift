import ArgumentParser
import Foundation
import Labs
import MATFiles

/// `matkit verify LAB.yaml`
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Make a lab again from its inputs, elsewhere, and compare with its lock.",
    discussion: """
      Nothing of the lab is changed. Exits with 1 where something differs, and says by
      how much: the largest absolute, relative and ULP difference of each variable.
        matkit verify lab.yaml
        matkit verify lab.yaml --ulps 4        on another kind of machine
        matkit verify lab.tar                  what matkit pack made
      """)

  @OptionGroup var lab: LabArgument
  @OptionGroup var work: WorkArguments
  @OptionGroup var reading: ReadingOptions

  @Option(help: ArgumentHelp("Let numbers differ by so much, relative.", valueName: "T"))
  var relative = 0.0

  @Option(help: ArgumentHelp("Let numbers be so many representable ones apart.", valueName: "N"))
  var ulps: UInt64 = 0

  func validate() throws {
    guard relative >= 0 else { throw ValidationError("--relative is 0 or more.") }
  }

  func run() throws {
    guard LabPack.isArchive(lab.lab) else { return try verify(lab.file) }
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "matkit-verify-\(UUID().uuidString)").path(percentEncoded: false)
    // Nobody looks for what is left of it, should it not go.
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try verify(LabPack.unpack(lab.lab, into: folder))
  }

  private func verify(_ path: String) throws {
    let interruption = Interruption()
    let signals = InterruptionSignals(interruption)
    let verification = LabVerification(
      try Lab(path), work.options,
      tolerance: MATTolerance(relative: relative, ulps: ulps), interruption: interruption)
    let result: LabVerification.Result
    do {
      result = try verification.run()
    } catch let error as LabError where error.code == .interrupted {
      signals.passOn(advice: "run again to go on")
      throw error
    }
    for finding in result.findings { try StandardStream.output.print(text: "\(finding)") }
    guard !result.passes else {
      try StandardStream.output.print("\(lab.lab): made again, and the same.")
      return
    }
    for difference in result.machineDifferences {
      try StandardStream.output.print("The lock is of another machine: \(difference).")
    }
    try StandardStream.output.print("\(lab.lab): not the same.")
    throw ExitCode(ExitStatus.checkFailed.rawValue)
  }
}
