import ArgumentParser
import MATFiles

/// `matkit whos FILE…`
struct WhosCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "whos",
    abstract: "List what .mat files hold: names, sizes, bytes and classes.",
    discussion: """
      Like MATLAB's whos -file. Nothing is decoded, so large files are listed at once,
      unless --hash asks for the SHA-256 of what the data mean: the same for v4, v5,
      v7 and v7.3, whatever the file's date, compression and order of variables.
        matkit whos pointsClass1Week6.mat pointsClass2Week6.mat
        matkit whos --hash trained.mat
      """)

  @Argument(help: "The .mat files.")
  var files: [String]

  @Flag(help: "Show the hash of each variable's value, and of the file.")
  var hash = false

  @OptionGroup var reading: ReadingOptions

  func run() throws {
    for (index, path) in files.enumerated() {
      let file = try reading.open(path)
      if files.count > 1 {
        try StandardStream.output.print(lines: (index == 0 ? [] : [""]) + ["\(path):"])
      }
      var table = MATWhosTable(file.variables.map(MATWhosTable.Row.init))
      if hash {
        let hashes = try Hashes(file)
        table.addColumn("Hash", hashes.texts)
        try StandardStream.output.print(
          text: "\(table)\n\n  Hash of the file: \(hashes.fileText)")
      } else {
        try StandardStream.output.print(text: table.description)
      }
    }
  }

  /// The hashes of a file as texts, `-` where a value has none because its content is not understood.
  private struct Hashes {
    let texts: [String]
    let fileText: String

    init(_ file: MATFile) throws(MATError) {
      var hashes: [MATHash?] = []
      for variable in file.variables {
        do throws(MATError) {
          hashes.append(try file.semanticHash(of: variable))
        } catch {
          guard error.code == .unsupported else { throw error }
          hashes.append(nil)
        }
      }
      texts = hashes.map { $0?.description ?? "-" }
      let known = hashes.compactMap(\.self)
      let named = zip(file.variables, known).map { ($0.name, $1) }
      fileText = known.count == hashes.count ? "\(MATHash(of: named))" : "-"
    }
  }
}

extension MATWhosTable.Row {
  /// What the file's index tells of a variable.
  fileprivate init(_ variable: MATFile.Variable) {
    let attributes = [
      ("global", variable.isGlobal), ("sparse", variable.isSparse), ("complex", variable.isComplex),
    ]
    // A place inside the variable is for `check` to name.
    let reasons = variable.undecoded.prefix(1).filter(\.path.isEmpty).map(\.reason.description)
    self.init(
      name: variable.name, size: variable.size,
      byteCount: variable.byteCount > 0 || variable.size.contains(0) ? variable.byteCount : nil,
      className: variable.className, attributes: attributes.filter(\.1).map(\.0) + reasons)
  }
}
