import ArgumentParser
import MATFiles

/// `matkit json FILE[:PATH]`
struct JSONCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "json",
    abstract: "Print a .mat file, or a value of it, as canonical JSON.",
    discussion: """
      The whole file gives {"format": …, "variables": […]}; a path gives one value.
        matkit json points.mat
        matkit json trained.mat:net.sizes
      """)

  @Argument(
    help: ArgumentHelp(
      "The .mat file, and the variable or the path inside one.", valueName: "FILE[:PATH]"))
  var target: String

  @OptionGroup var reading: ReadingOptions

  func run() throws {
    let target = try Target(target, reading)
    if let path = target.path {
      let value = try target.value(at: path)
      let isGlobal = target.file.variable(named: path.variable)?.isGlobal ?? false
      try StandardStream.output.write(
        CanonicalJSON.text(
          of: value, name: target.pathText, isGlobal: path.steps.isEmpty && isGlobal) + "\n")
    } else {
      try printFile(target.file)
    }
  }

  /// Prints variable by variable, so that no more than one is held at a time.
  private func printFile(_ file: MATFile) throws {
    var json = CanonicalJSONStream<any Error>(format: file.format) { chunk in
      try StandardStream.output.write(Array(chunk))
    }
    for variable in file.variables {
      try json.append(
        MATVariable(
          name: variable.name, value: file.value(of: variable), isGlobal: variable.isGlobal))
    }
    try json.finish()
  }
}
