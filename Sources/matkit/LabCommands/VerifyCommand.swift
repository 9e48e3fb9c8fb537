import ArgumentParser
import Foundation
import Labs
import MATFiles

/// `matkit verify LAB…`
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Make labs again from their inputs, elsewhere, and compare with their locks.",
    discussion: """
      Nothing of a lab is changed. Exits with 1 where something differs, and says by
      how much: the largest absolute, relative and ULP difference of each variable.
      All that the lock says is compared, but for the machine that it was made on.
        matkit verify lab.yaml
        matkit verify lab.yaml --ulps 4        on another kind of machine
        matkit verify lab.tar                  what matkit pack made
        matkit verify submissions/*.tar        a table, a line each
        matkit verify lab.tar --check-only     compares hashes, and runs nothing
      Commands of the shell in a lab (cmd) are shown, and run only where you say so:
      at the terminal, or before by --run-commands. On Linux every stage then writes
      in a folder of its own alone, has no network, and reads no more than its inputs,
      the system's programs and what --readable names (--unconfined: all that you
      may); where the kernel cannot do that, it is said.
      """)

  @Argument(
    help: ArgumentHelp(
      "Lab files, folders with a lab.yaml, or archives that matkit pack made.",
      valueName: "LAB"))
  var labs = ["lab.yaml"]

  @OptionGroup var work: WorkArguments
  @OptionGroup var reading: ReadingOptions

  @Flag(name: .customLong("run-commands"), help: "Run the commands of the shell without asking.")
  var runCommands = false

  @Flag(
    name: .customLong("check-only"),
    help: "Compare the lock with the lab and its files as they are, and run nothing.")
  var checkOnly = false

  @Flag(help: "Run stages with all of your rights, with the network and your files.")
  var unconfined = false

  @Option(
    help: ArgumentHelp(
      "Let commands read this file or folder, too; may be repeated.", valueName: "path"))
  var readable: [String] = []

  @Option(
    name: .customLong("time-limit"),
    help: ArgumentHelp("Stop a lab that takes longer, and go on.", valueName: "seconds"))
  var timeLimit: Double?

  @Option(help: ArgumentHelp("The relative tolerance of numbers.", valueName: "T"))
  var relative = 0.0

  @Option(
    help: ArgumentHelp("The tolerance of numbers in units in the last place.", valueName: "N"))
  var ulps: UInt64 = 0

  func validate() throws {
    guard relative >= 0 else { throw ValidationError("--relative is 0 or more.") }
    guard timeLimit.map({ $0 > 0 && $0 <= 1e9 }) ?? true else {
      throw ValidationError("--time-limit is more than 0 seconds, and 1e9 at most.")
    }
    guard !(runCommands && checkOnly) else {
      throw ValidationError("--check-only runs nothing, so --run-commands has no use with it.")
    }
    guard !unconfined || !checkOnly && readable.isEmpty else {
      throw ValidationError(
        "--unconfined has no use with \(checkOnly ? "--check-only" : "--readable").")
    }
    if let path = readable.first(where: { !FileManager.default.fileExists(atPath: $0) }) {
      throw ValidationError("--readable \(path): there is no such file or folder.")
    }
  }

  func run() throws {
    let interruption = Interruption()
    let signals = InterruptionSignals(interruption)
    let outcome = labs.count == 1 ? verifyOne(labs[0], interruption) : verifyAll(interruption)
    // What was unpacked is taken away by now.
    signals.passOn(advice: "run again to verify the rest")
    try outcome.get()
  }

  private func verifyOne(_ lab: String, _ interruption: Interruption) -> Result<Void, any Error> {
    Result {
      let result = try verify(lab, interruption)
      for finding in result.findings { try StandardStream.output.print(text: "\(finding)") }
      guard !result.passes else {
        return try StandardStream.output.print(
          "\(lab): \(checkOnly ? "the files are" : "made again, and") the same.")
      }
      for difference in result.machineDifferences {
        try StandardStream.output.print("The lock is of another machine: \(difference).")
      }
      try StandardStream.output.print("\(lab): not the same.")
      throw ExitCode(ExitStatus.checkFailed.rawValue)
    }
  }

  /// A line for each lab, as each comes to its end; one that fails stops none after it.
  private func verifyAll(_ interruption: Interruption) -> Result<Void, any Error> {
    Result {
      let table = VerificationTable(labs)
      try StandardStream.output.print(table.heading)
      var count = 0
      for lab in labs where !interruption.isRequested {
        let outcome = Result { try verify(lab, interruption) }
        if interruption.isRequested { break }
        if case .success(let result) = outcome, result.passes { count += 1 }
        try StandardStream.output.print(table.row(lab, outcome))
      }
      try StandardStream.output.print("\(count) of \(labs.count) the same.")
      if count < labs.count { throw ExitCode(ExitStatus.checkFailed.rawValue) }
    }
  }

  private func verify(
    _ path: String, _ interruption: Interruption
  ) throws -> LabVerification.Result {
    guard LabPack.isArchive(path) else {
      return try verify(Lab(LabArgument.file(path)), path, interruption)
    }
    let unpacked = try UnpackedLab(path, interruption: interruption)
    for item in unpacked.leftOut {
      try StandardStream.error.print("matkit: \(path): left out: \(item)")
    }
    return try unpacked.naming(path) { try verify(unpacked.read(), path, interruption) }
  }

  private func verify(
    _ lab: Lab, _ path: String, _ interruption: Interruption
  ) throws -> LabVerification.Result {
    var options = work.options
    options.readable = readable
    let verification = { (interruption: Interruption) in
      LabVerification(
        lab, options, tolerance: MATTolerance(relative: relative, ulps: ulps),
        isConfined: !unconfined, interruption: interruption)
    }
    if checkOnly { return try verification(interruption).check() }
    try CommandConsent(lab, path, isConfined: !unconfined).obtain(
      isGiven: runCommands, interruption)
    guard let timeLimit else { return try verification(interruption).run() }
    let limit = TimeLimit(seconds: timeLimit, within: interruption)
    defer { limit.end() }
    do {
      return try verification(limit.interruption).run()
    } catch  where limit.isOver {
      throw ToolError(
        .checkFailed, "\(path): stopped, since it took more than \(timeLimit.significant(6)) s")
    }
  }
}
