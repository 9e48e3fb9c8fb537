import MATFiles

/// Arrays of NumPy's under names: a ZIP archive of `name.npy`.
enum NPZFile {
  private static let ending = ".npy"

  /// The variables of an archive in its order.
  ///
  /// What its members are to inflate to is added up before any is inflated. Throws `.unsupported` for members that are
  /// no arrays.
  static func variables(of bytes: [UInt8], _ limits: MATLimits) throws(MATError) -> [MATVariable] {
    let archive = try ZIPArchive(bytes)
    let total = archive.members.reduce(0) { $0.addingSaturating($1.count) }
    guard total <= limits.decodedBytes else {
      throw MATError(
        .limitExceeded, expected: "at most \(limits.decodedBytes) bytes when inflated",
        found: "\(total)", limit: .decodedBytes)
    }
    var variables: [MATVariable] = []
    for member in archive.members {
      guard member.name.hasSuffix(ending) else {
        throw MATError(
          .unsupported, expected: "an archive of arrays, each name.npy", found: member.name)
      }
      let name = String(member.name.dropLast(ending.count))
      do throws(MATError) {
        let file = try archive.contents(of: member)
        variables.append(MATVariable(name: name, value: try NPYArray.value(of: file[...], limits)))
      } catch {
        throw error.with(file: nil, variable: name)
      }
    }
    return variables
  }

  /// Writes an archive of the variables.
  ///
  /// Throws `cannotRepresent` where NumPy has no array for one, or two have one name.
  static func write(
    _ variables: [MATVariable], to path: String, deflate: Int
  ) throws(MATError) {
    var names: Set<String> = []
    let output = try AtomicFile(path: path)
    var writer = ZIPWriter(level: deflate)
    for variable in variables {
      do throws(MATError) {
        guard names.insert(variable.name).inserted else {
          throw MATError(
            .cannotRepresent, expected: "different names", found: "two variables of this name")
        }
        try writer.append(
          NPYArray.bytes(of: variable.value), name: variable.name + ending, to: output)
      } catch {
        throw error.with(file: nil, variable: variable.name)
      }
    }
    try writer.finish(to: output)
    try output.commit()
  }
}
