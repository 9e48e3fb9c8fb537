import CMatio

/// Reads files with libmatio alone, whatever is in them.
struct MatioReader {
  let path: String

  /// The values of all variables with their names, as far as libmatio reads them.
  func values() throws(MATError) -> [(name: String, value: MATValue)] {
    try Matio.use(failure: .damaged, file: path) { matio throws(MATError) in
      let file = try MatioFile(reading: path, matio)
      var values: [(name: String, value: MATValue)] = []
      while let pointer = unsafe Mat_VarReadNext(file.handle) {
        let variable = unsafe MatioVariable(owning: pointer)
        let name = unsafe variable.pointer.pointee.name.map { unsafe String(cString: $0) } ?? ""
        values.append((name, unsafe try MatioDecoder.value(of: variable.pointer)))
      }
      return values
    }
  }
}
