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
      Of a damaged file what is sound is listed, the rest named on standard error, and
      the exit code is then 65.
      """)

  @Argument(help: "The .mat files.")
  var files: [String]

  @Flag(help: "Show the hash of each variable's value, and of the file.")
  var hash = false

  @OptionGroup var reading: ReadingOptions

  func run() throws {
    var damaged: (any Error)?
    for (index, path) in files.enumerated() {
      var sound = try SoundFile(path, reading)
      if files.count > 1 {
        try StandardStream.output.print(lines: (index == 0 ? [] : [""]) + ["\(path):"])
      }
      try list(&sound)
      for variable in sound.file.variables {
        if let problem = variable.problem {
          try sound.miss(problem.with(file: path, variable: variable.name))
        }
      }
      do {
        try sound.finish()
      } catch {
        // The files after it are listed too.
        damaged = damaged ?? error
      }
    }
    if let damaged { throw damaged }
  }

  private func list(_ sound: inout SoundFile) throws {
    let file = sound.file
    let doubted = Set(file.unverified.compactMap(\.byteRange))
    let rows = file.variables.map { variable in
      MATWhosTable.Row(
        variable, isUnverified: variable.byteRange.map(doubted.contains) ?? false)
    }
    var table = MATWhosTable(rows)
    guard hash else { return try StandardStream.output.print(text: table.description) }
    let hashes = try Hashes(&sound)
    table.addColumn("Hash", hashes.texts)
    try StandardStream.output.print(text: "\(table)\n\n  Hash of the file: \(hashes.fileText)")
  }

  /// The hashes of a file as texts, `-` where a value has none: because its content is not understood, or
  /// because it is damaged, which is said.
  private struct Hashes {
    let texts: [String]
    let fileText: String

    init(_ sound: inout SoundFile) throws {
      var hashes: [MATHash?] = []
      for variable in sound.file.variables {
        do throws(MATError) {
          // What cannot be read at all is said of the list.
          hashes.append(variable.problem == nil ? try sound.file.semanticHash(of: variable) : nil)
        } catch {
          if error.code != .unsupported { try sound.miss(error) }
          hashes.append(nil)
        }
      }
      texts = hashes.map { $0?.description ?? "-" }
      let known = hashes.compactMap(\.self)
      let named = zip(sound.file.variables, known).map { ($0.name, $1) }
      fileText =
        known.count == hashes.count && sound.file.losses.isEmpty ? "\(MATHash(of: named))" : "-"
    }
  }
}

extension MATWhosTable.Row {
  /// What the file's index tells of a variable.
  fileprivate init(_ variable: MATFile.Variable, isUnverified: Bool) {
    // As `check` says it too.
    let problem = variable.problem.map { $0.isDamage ? "damaged" : "not read here" }
    let attributes = [
      ("global", variable.isGlobal), ("sparse", variable.isSparse), ("complex", variable.isComplex),
      ("unverified", isUnverified), (problem ?? "", problem != nil),
    ]
    // A place inside the variable is for `check` to name.
    let reasons = variable.undecoded.prefix(1).filter(\.path.isEmpty).map(\.reason.description)
    self.init(
      name: variable.name, size: variable.problem == nil ? variable.size : [],
      byteCount: variable.problem == nil && (variable.byteCount > 0 || variable.size.contains(0))
        ? variable.byteCount : nil,
      className: variable.className, attributes: attributes.filter(\.1).map(\.0) + reasons)
  }
}
