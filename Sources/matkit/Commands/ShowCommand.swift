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
    var target = try Target(target, reading)
    if let path = target.path {
      try show(try target.sound.value(at: path), name: target.pathText)
    } else {
      try target.sound.forEachValue { variable, value in try show(value, name: variable.name) }
    }
    try target.sound.finish()
  }

  private func show(_ value: MATValue, name: String) throws {
    try StandardStream.output.print(text: "\(name.printable) =\n\n\(value)\n")
  }
}
