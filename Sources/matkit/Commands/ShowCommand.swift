import ArgumentParser
import MATFiles

/// `matkit show FILE[:PATH]`
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print a value of a .mat file as MATLAB would.",
    discussion: """
      PATH is written as in MATLAB, with indices from one; without it every variable
      is shown.
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
      show(try target.value(at: path), name: target.pathText)
    } else {
      for variable in target.file.variables {
        show(try target.file.value(of: variable), name: variable.name)
      }
    }
  }

  private func show(_ value: MATValue, name: String) {
    print("\(name) =\n\n\(value)\n")
  }
}
