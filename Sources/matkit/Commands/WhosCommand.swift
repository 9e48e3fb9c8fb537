import ArgumentParser
import MATFiles

/// `matkit whos FILE…`
struct WhosCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "whos",
    abstract: "List what .mat files hold: names, sizes, bytes and classes.",
    discussion: """
      Like MATLAB's whos -file. Nothing is decoded, so large files are listed at once.
        matkit whos pointsClass1Week6.mat pointsClass2Week6.mat
      """)

  @Argument(help: "The .mat files.")
  var files: [String]

  func run() throws {
    for (index, path) in files.enumerated() {
      let file = try MATFile(path)
      if files.count > 1 { print(index == 0 ? "\(path):" : "\n\(path):") }
      for variable in file.variables {
        print(variable.name, variable.size, variable.byteCount, variable.className)
      }
    }
  }
}
