/// Decodes variables of one file, whatever its version, one after the other with the same tools.
struct VariableReader: ~Copyable {
  private let path: String
  private let limits: MATLimits
  private var version4: V4Decoder
  private var version5: V5Reader
  private let storing: Storing
  private let second: SecondReader?

  /// A reader that may take so many threads for one variable, where that is large and compressed.
  init(
    _ file: FileBytes, _ limits: MATLimits, _ decoding: MATDecoding = .swift, workers: Int,
    storing: Storing = .resolved
  ) throws(MATError) {
    let reader = try V5Reader(file, limits, workers: workers, storing: storing)
    let second = try Self.second(file, limits, decoding.reader)
    self.storing = storing
    path = file.path
    self.limits = limits
    version4 = V4Decoder(file, limits, decoding.text)
    version5 = reader
    self.second = second
  }

  /// The second reader, where one is asked for.
  private static func second(
    _ file: FileBytes, _ limits: MATLimits, _ readers: MATReaders
  ) throws(MATError) -> SecondReader? {
    if readers == .swift { return nil }
    return try SecondReader(file, limits, readers)
  }

  /// The value of a variable; an error names it and the file.
  mutating func value(of variable: MATFile.Variable) throws(MATError) -> MATValue {
    try reading(of: variable).value
  }

  /// The value of a variable, and who has read it.
  mutating func reading(
    of variable: MATFile.Variable
  ) throws(MATError) -> (value: MATValue, by: MATReading) {
    let own = try ownValue(of: variable)
    do throws(MATError) {
      switch second {
      case .some(let second): return try second.value(of: variable, own)
      case .none: return (own, .onlySwift(because: "as asked for"))
      }
    } catch {
      throw error.with(file: path, variable: variable.name)
    }
  }

  private mutating func ownValue(of variable: MATFile.Variable) throws(MATError) -> MATValue {
    do throws(MATError) {
      switch variable.place {
      case .version4(let record): return try version4.value(of: record)
      case .version5(let element): return try version5.value(of: element)
      case .version73(let file, let place): return try file.value(at: place.get(), limits, storing)
      case .isolated(let file, let place) where storing.isKept:
        return try file.storedValue(at: place.get(), limits)
      case .isolated(let file, let place):
        return try file.value(at: place.get(), byteCount: variable.byteCount, limits)
      }
    } catch {
      throw error.with(file: path, variable: variable.name)
    }
  }
}
