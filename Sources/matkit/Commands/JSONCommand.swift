import ArgumentParser
import MATFiles

/// `matkit json FILE[:PATH]`
struct JSONCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "json",
    abstract: "Print a .mat file, or a value of it, as canonical JSON.",
    discussion: """
      The whole file gives {"format": …, "variables": […]}; a path gives one value.
      Variables that are damaged are left out and named on standard error, and the
      exit code is then 65.
        matkit json points.mat
        matkit json trained.mat:net.sizes
      """)

  @Argument(
    help: ArgumentHelp(
      "The .mat file, and the variable or the path inside one.", valueName: "FILE[:PATH]"))
  var target: String

  @OptionGroup var reading: ReadingOptions

  func run() throws {
    var target = try Target(target, reading)
    if let path = target.path {
      let value = try target.sound.value(at: path)
      let isGlobal = target.sound.file.variable(named: path.variable)?.isGlobal ?? false
      try StandardStream.output.write(
        CanonicalJSON.text(
          of: value, name: target.pathText, isGlobal: path.steps.isEmpty && isGlobal) + "\n")
    } else {
      try printFile(&target.sound)
    }
    try target.sound.finish()
  }

  /// Prints variable by variable, so that no more than one is held at a time.
  private func printFile(_ sound: inout SoundFile) throws {
    var json = CanonicalJSONStream<any Error>(format: sound.file.format) { chunk in
      try StandardStream.output.write(Array(chunk))
    }
    try sound.forEachValue { variable, value in
      try json.append(
        MATVariable(name: variable.name, value: value, isGlobal: variable.isGlobal))
    }
    try json.finish()
  }
}
