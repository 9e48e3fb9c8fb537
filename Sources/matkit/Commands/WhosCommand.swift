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

  @OptionGroup var reading: ReadingOptions

  func run() throws {
    for (index, path) in files.enumerated() {
      let file = try reading.open(path)
      if files.count > 1 { print(index == 0 ? "\(path):" : "\n\(path):") }
      print(MATWhosTable(file.variables.map(MATWhosTable.Row.init)))
    }
  }
}

extension MATWhosTable.Row {
  /// What the file's index tells of a variable.
  fileprivate init(_ variable: MATFile.Variable) {
    let attributes = [
      ("global", variable.isGlobal), ("sparse", variable.isSparse), ("complex", variable.isComplex),
    ]
    self.init(
      name: variable.name, size: variable.size,
      byteCount: variable.byteCount > 0 || variable.size.contains(0) ? variable.byteCount : nil,
      className: variable.className, attributes: attributes.filter(\.1).map(\.0))
  }
}
