import MATFiles

/// What `FILE[:PATH]` names: a file, or a value inside it.
struct Target {
  /// The file, opened.
  let file: MATFile
  /// The path inside it; nil for all of it.
  let path: MATPath?
  /// The path as the user wrote it.
  let pathText: String

  /// Opens what `argument` names, as the options say.
  init(_ argument: String, _ options: ReadingOptions) throws {
    let (file, path) = MATPath.splitArgument(argument)
    pathText = path ?? ""
    self.path = try path.map { text throws(MATError) in try MATPath(text) }
    guard let variable = self.path?.variable else {
      self.file = try options.open(file)
      return
    }
    let part = try options.open(file, only: [variable])
    // What it has instead tells whoever misspelt the name.
    self.file = try part.variables.isEmpty ? options.open(file) : part
  }

  /// The value at a path, of which no more is read than needed.
  func value(at path: MATPath) throws(MATError) -> MATValue {
    try file.value(at: path)
  }
}
