import MATFiles

/// What `FILE[:PATH]` names: a file, or a value inside it.
struct Target {
  /// The file, opened.
  var sound: SoundFile
  /// The path inside it; nil for all of it.
  let path: MATPath?
  /// The path as the user wrote it.
  let pathText: String

  /// Opens what `argument` names, as the options say, damaged though something in it be.
  init(_ argument: String, _ options: ReadingOptions) throws {
    let (file, path) = MATPath.splitArgument(argument)
    pathText = path ?? ""
    self.path = try path.map { text throws(MATError) in try MATPath(text) }
    guard let variable = self.path?.variable else {
      sound = try SoundFile(file, options)
      return
    }
    let part = try SoundFile(file, options, only: [variable])
    // What it has instead tells whoever misspelt the name.
    sound = try part.file.variables.isEmpty ? SoundFile(file, options) : part
  }

  /// The file of a target all of which is wanted: throws where something of it is damaged.
  var wholeFile: MATFile {
    get throws(MATError) {
      if let loss = sound.file.losses.first { throw loss.reason }
      return sound.file
    }
  }
}
