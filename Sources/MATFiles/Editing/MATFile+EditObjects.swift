// New objects get their numbers among those that a file has, so that its variables and their data are written
// anew together.
extension MATFile.Editor {
  /// Whether a new value has an object in it.
  var hasNewObjects: Bool { newVariables.contains { $0.value.holdsObjects } }

  /// Writes the whole file anew, its own objects as they are stored.
  func commitObjects() throws(MATError) {
    var variables: [MATVariable] = []
    for entry in entries {
      switch entry.source {
      case .new(let variable): variables.append(variable)
      case .kept(let index):
        var variable = try file.contents(of: [file.variables[index]])[0]
        variable.name = entry.name
        variables.append(variable)
      }
    }
    try MATWriteRules.check(variables, for: version, limits: file.limits)
    let (stored, objects) = try ObjectEncoder.encode(variables)
    try checkIdentity()
    try MATFileWriter.write(
      stored, objects: objects, to: file.path, version: version, layout: layout)
  }
}
