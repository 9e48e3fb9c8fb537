extension MATFile {
  /// Changes a file: adds, replaces, renames and removes variables, all of it or nothing.
  ///
  ///     try MATFile.update("week6.mat") { file throws(MATError) in
  ///       file.set("step", to: 0.01)
  ///       try file.rename("net", to: "oldNet")
  ///       try file.remove("grid")
  ///     }
  ///
  /// The same as making an ``Editor`` and committing it. Where `body` throws, nothing has changed.
  public static func update(
    _ path: String, _ body: (inout Editor) throws(MATError) -> Void
  ) throws(MATError) {
    var editor = try Editor(path)
    try body(&editor)
    try editor.commit()
  }

  /// Changes to be made to an existing file, collected and then made at once.
  ///
  ///     var editor = try MATFile.Editor("week6.mat")
  ///     editor.set("step", to: 0.01)
  ///     try editor.remove("grid")
  ///     try editor.commit()
  ///
  /// ``commit()`` writes a new file beside the old one and puts it in its place, so the file is the old one
  /// or the new one whenever the process is killed or the disk is full. The version of the format stays, and
  /// what is not changed is kept as it is: in v4 to v7 its bytes are copied, compressed or not, with the data
  /// of MATLAB's own objects behind them; in v7.3 it is not touched. Permissions and owner stay, and a
  /// symbolic link is followed to the file it names.
  ///
  /// Where several variables have one name, what is done to the name is done to all of them.
  public struct Editor: Sendable {
    /// The file as it was opened.
    public let file: MATFile
    /// How new arrays are laid out in a v7.3 file.
    public var layout = MATArrayLayout.contiguous
    /// What the file will hold, in its order.
    var entries: [Entry]

    /// A variable of the file to come.
    struct Entry: Sendable {
      var name: String
      var source: Source
    }

    enum Source: Sendable {
      /// A variable of the old file, by its place among them.
      case kept(Int)
      /// A new value.
      case new(MATVariable)
    }

    /// Opens the file at `path`; throws as
    /// ``MATFile/init(_:limits:damage:isolation:decoding:only:)`` does.
    public init(_ path: String) throws(MATError) {
      file = try MATFile(path, decoding: MATDecoding())
      entries = file.variables.enumerated().map { Entry(name: $1.name, source: .kept($0)) }
    }

    /// The names of the variables that the file will have, in its order.
    public var names: [String] { entries.map(\.name) }

    /// Gives the variable of a name a value: in the place of the one that is there, which stays global if it
    /// is, or as a new variable at the end.
    ///
    /// Whether the file's version can hold it is checked when it is committed. For a value with an object in it the
    /// whole file is written anew. In v7 the variable is
    /// compressed as the others are. In v7.3 a variable that is replaced comes last in the file.
    public mutating func set(_ name: String, to value: some MATWritable) {
      let isGlobal = entries.contains { $0.name == name && self.isGlobal($0) }
      set(MATVariable(name: name, value: value.matValue, isGlobal: isGlobal))
    }

    /// Puts a variable in the place of the one of its name, or at the end.
    public mutating func set(_ variable: MATVariable) {
      let entry = Entry(name: variable.name, source: .new(variable))
      guard let place = entries.firstIndex(where: { $0.name == variable.name }) else {
        entries.append(entry)
        return
      }
      entries[place] = entry
      entries = entries.enumerated().filter { $0 <= place || $1.name != variable.name }
        .map(\.element)
    }

    /// Removes a variable; throws `notFound` where there is none of that name.
    ///
    /// In v7.3 the room that it took stays in the file and is not reused; `matkit convert` writes a compact
    /// one.
    public mutating func remove(_ name: String) throws(MATError) {
      try find(name)
      entries.removeAll { $0.name == name }
    }

    /// Gives a variable another name, in its place; throws `notFound` where there is none of the old name,
    /// `mismatch` where there is one of the new name already.
    ///
    /// A compressed variable is compressed anew for it.
    public mutating func rename(_ name: String, to newName: String) throws(MATError) {
      try find(name)
      guard name != newName else { return }
      guard !names.contains(newName) else {
        throw MATError(
          .mismatch, file: file.path, variable: newName, expected: "a name that is not taken",
          found: "a variable of that name")
      }
      for index in entries.indices where entries[index].name == name {
        entries[index].name = newName
        if case .new(var variable) = entries[index].source {
          variable.name = newName
          entries[index].source = .new(variable)
        }
      }
    }

    /// Makes the changes.
    ///
    /// Throws `cannotRepresent` where the version cannot hold a value or a name, before anything is written;
    /// `cannotCreate` where no file can be made there, or the file may not be written to; `writeFailed` where
    /// the disk is full or fails, or another file has been put under the name since this one was opened. Two
    /// programs that change one file at the same moment are not kept apart: the later one to commit wins, or
    /// is told that it came too late.
    public func commit() throws(MATError) {
      do throws(MATError) {
        try check()
        if hasNewObjects { return try commitObjects() }
        try file.content.commit(self)
      } catch {
        throw error.with(file: file.path)
      }
    }

    private func find(_ name: String) throws(MATError) {
      guard names.contains(name) else {
        throw MATError(
          .notFound, file: file.path, variable: name,
          expected: names.isEmpty ? "no name, as the file is empty" : names.joined(separator: ", "))
      }
    }

    private func isGlobal(_ entry: Entry) -> Bool {
      switch entry.source {
      case .kept(let index): file.variables[index].isGlobal
      case .new(let variable): variable.isGlobal
      }
    }
  }
}

extension MATFile.Editor {
  /// The variables that are new or have a new value.
  var newVariables: [MATVariable] {
    entries.compactMap { entry in
      if case .new(let variable) = entry.source { variable } else { nil }
    }
  }

  /// The version that writes what the file has.
  var version: MATVersion {
    switch file.format {
    case .v4: .v4
    case .v5: .v6
    case .v7: .v7
    case .v73: .v73
    }
  }

  /// Throws where the version cannot hold the file to come.
  private func check() throws(MATError) {
    // A v4 file must not come to be empty; new variables may be none where others are kept.
    if version == .v4 && entries.isEmpty || !newVariables.isEmpty {
      try MATWriteRules.check(newVariables, for: version, limits: file.limits)
    }
    for entry in entries {
      if case .kept(let index) = entry.source, file.variables[index].name != entry.name {
        try MATWriteRules.check(name: entry.name, for: version)
      }
    }
  }

  /// Throws where another file has been put under the name since.
  func checkIdentity() throws(MATError) {
    let now = try FileBytes(file.path)
    guard let identity = now.identity, identity == file.bytes.identity,
      now.count == file.bytes.count
    else {
      throw MATError(
        .writeFailed, expected: "the file as it was opened", found: "a file changed since")
    }
  }
}
