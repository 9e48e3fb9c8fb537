import ArgumentParser
import MATFiles

/// `matkit show FILE[:PATH]`
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print a value of a .mat file as MATLAB would.",
    discussion: """
      PATH is written as in MATLAB, with indices from one; without it every variable
      that is sound is shown, and what is wrong with the others said on standard
      error.
        matkit show trained.mat:net.W{2}
        matkit show 'trained.mat:grid.Z(1:5,:)'
      """)

  @Argument(
    help: ArgumentHelp(
      "The .mat file, and the variable or the path inside one.", valueName: "FILE[:PATH]"))
  var target: String

  @OptionGroup var reading: ReadingOptions

  func run() throws {
    let target = try Target(target, reading)
    if let path = target.path {
      try show(try target.value(at: path), name: target.pathText)
    } else {
      try showAll(of: target.file)
    }
  }

  /// Shows every variable that is sound; says on standard error what is wrong with the others.
  private func showAll(of file: MATFile) throws {
    var damagedCount = 0
    for variable in file.variables {
      let value: MATValue
      do throws(MATError) {
        value = try file.value(of: variable)
      } catch {
        guard error.exitStatus == .dataError else { throw error }
        try StandardStream.error.print("matkit: \(error)")
        damagedCount += 1
        continue
      }
      try show(value, name: variable.name)
    }
    guard damagedCount == 0 else {
      let count = file.variables.count
      throw ToolError(
        .dataError,
        "\(file.path): \(damagedCount) of \(count) variable\(count == 1 ? "" : "s") not shown")
    }
  }

  private func show(_ value: MATValue, name: String) throws {
    try StandardStream.output.print(text: "\(name.printable) =\n\n\(value)\n")
  }
}
