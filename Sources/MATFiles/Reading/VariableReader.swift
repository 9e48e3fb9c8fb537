/// Decodes variables of one file, whatever its version, one after the other with the same tools.
struct VariableReader: ~Copyable {
  private let path: String
  private let limits: MATLimits
  private var version4: V4Decoder
  private var version5: V5Reader

  /// A reader that may take so many threads for one variable, where that is large and compressed.
  init(
    _ file: FileBytes, _ limits: MATLimits, _ encoding: MATTextEncoding = .automatic, workers: Int
  ) throws(MATError) {
    path = file.path
    self.limits = limits
    version4 = V4Decoder(file, limits, encoding)
    version5 = try V5Reader(file, limits, workers: workers)
  }

  /// The value of a variable; an error names it and the file.
  mutating func value(of variable: MATFile.Variable) throws(MATError) -> MATValue {
    do throws(MATError) {
      switch variable.place {
      case .version4(let record): return try version4.value(of: record)
      case .version5(let element): return try version5.value(of: element)
      case .version73(let file, let place): return try file.value(at: place.get(), limits)
      case .isolated(let file, let place):
        return try file.value(at: place.get(), byteCount: variable.byteCount, limits)
      }
    } catch {
      throw error.with(file: path, variable: variable.name)
    }
  }
}
