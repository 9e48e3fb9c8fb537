public import ArgumentParser
public import MATFiles

/// `matkit convert IN OUT`
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a .mat file anew in another version of the format.",
    discussion: """
      Names, order, values and which variables are global stay. What the version
      cannot hold is refused, naming the variable and the place in it, and no file is
      written: v4 holds matrices of doubles and text, v6 and v7 at most 2 GiB a
      variable.
        matkit convert new.mat old.mat --version v6
        matkit convert octave.mat large.mat --version v7.3
      """)

  @Argument(help: ArgumentHelp("The .mat file to read, of any version.", valueName: "IN"))
  var input: String

  @Argument(help: ArgumentHelp("The .mat file to write; IN itself may be.", valueName: "OUT"))
  var output: String

  @Option(help: "v4, v6 (v5 uncompressed), v7 (compressed) or v7.3 (HDF5).")
  var version = MATVersion.v7

  @OptionGroup var reading: ReadingOptions

  func run() throws {
    try reading.open(input).convert(to: output, version: version)
  }
}

extension MATVersion: ExpressibleByArgument {}
