public import ArgumentParser
public import MATFiles

/// `matkit convert IN OUT`
struct ConvertCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a .mat file anew in another version of the format.",
    discussion: """
      Names, order, values and which variables are global stay. What the version
      cannot hold is refused, naming the variable and the place in it, and no file is
      written: v4 holds matrices of doubles and text, v6 and v7 at most 2 GiB a
      variable.
        matkit convert new.mat old.mat --version v6
        matkit convert octave.mat large.mat --version v7.3 --deflate 3
      """)

  @Argument(help: ArgumentHelp("The .mat file to read, of any version.", valueName: "IN"))
  var input: String

  @Argument(help: ArgumentHelp("The .mat file to write, another than IN.", valueName: "OUT"))
  var output: String

  @Option(help: "v4, v6 (v5 uncompressed), v7 (compressed) or v7.3 (HDF5).")
  var version = MATVersion.v7

  @Option(
    help: """
      How hard to compress, from 1, which is fastest, to 9. v7 takes 6 where nothing is said; \
      v7.3 does not compress then, nor at 0.
      """)
  var deflate: Int?

  @OptionGroup var reading: ReadingOptions

  func validate() throws {
    guard let deflate else { return }
    guard (0...9).contains(deflate) else {
      throw ValidationError("--deflate is \(deflate); give 0 to 9.")
    }
    switch version {
    case .v4, .v6:
      throw ValidationError(
        "--deflate is for v7 and v7.3: \(version.rawValue) is never compressed.")
    case .v7 where deflate == 0:
      throw ValidationError(
        "--deflate 0 is for v7.3: v7 is always compressed, and --version v6 is the same without.")
    case .v7, .v73: break
    }
  }

  func filesRead() -> [String] { [input] }
  func filesWritten() -> [OutputFile] { [OutputFile(output, "OUT")] }

  func run() throws {
    let layout = MATArrayLayout(deflate: deflate ?? 0)
    try reading.open(input).convert(to: output, version: version, layout: layout)
  }
}

extension MATVersion: ExpressibleByArgument {}
