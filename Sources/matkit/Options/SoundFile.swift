import MATFiles

/// A file of which everything sound is shown, though something in it is damaged: a damaged variable, or what
/// lies behind the last one, costs no other.
struct SoundFile {
  /// The file: as it is, or where its frame is damaged, what is left of it.
  let file: MATFile
  /// How many variables, or stretches of bytes, could not be shown.
  private(set) var lossCount = 0

  /// Opens a file under the options; with `names` those of its variables alone.
  init(_ path: String, _ reading: ReadingOptions, only names: [String]? = nil) throws(MATError) {
    do throws(MATError) {
      file = try reading.open(path, only: names)
    } catch {
      guard error.code == .damaged else { throw error }
      do throws(MATError) {
        file = try reading.open(path, damage: .skip, only: names)
      } catch _ {
        throw error
      }
      if names == nil, file.variables.isEmpty { throw error }
    }
  }

  /// Calls `body` with each variable that can be decoded; says on standard error what is wrong with the others.
  mutating func forEachValue(_ body: (MATFile.Variable, MATValue) throws -> Void) throws {
    for variable in file.variables {
      let value: MATValue
      do throws(MATError) {
        value = try file.value(of: variable)
      } catch {
        // Another variable may be smaller.
        guard error.exitStatus == .dataError || error.code == .outOfMemory else { throw error }
        try miss(error)
        continue
      }
      try body(variable, value)
    }
  }

  /// Counts something that cannot be shown, and says on standard error why.
  mutating func miss(_ error: MATError) throws {
    try StandardStream.error.print("matkit: \(error)")
    lossCount += 1
  }

  /// The value at a path, of which no more is read than needed. Where its variable is lost, the reason is
  /// thrown and not that there is none of the name.
  func value(at path: MATPath) throws(MATError) -> MATValue {
    if file.variable(named: path.variable) == nil,
      let loss = file.losses.first(where: { $0.name == path.variable })
    {
      throw loss.reason
    }
    return try file.value(at: path)
  }

  /// Ends a command that has shown what is sound: throws where something is damaged, after a sentence for
  /// each loss.
  consuming func finish() throws {
    let unnamed = file.losses.count { $0.name == nil }
    for loss in file.losses { try miss(loss.reason) }
    guard lossCount > 0 else { return }
    // What could not be decoded stands among the variables, what was skipped does not.
    let total = file.variables.count + file.losses.count - unnamed
    let variables =
      lossCount > unnamed
      ? ["\(lossCount - unnamed) of \(total) variable\(total == 1 ? "" : "s") not shown"] : []
    let bytes =
      unnamed > 0 ? ["\(unnamed) stretch\(unnamed == 1 ? "" : "es") of bytes not read"] : []
    throw ToolError(
      .dataError,
      "\(file.path): \((variables + bytes).joined(separator: ", ")); "
        + "save what is sound with: matkit check --salvage OUT FILE")
  }
}
