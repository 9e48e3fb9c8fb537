import CMatio

/// Lists and reads files with libmatio alone: those of version 7.3, and in the tests all others, against
/// which MatKit's own reading of them is compared.
///
/// What libmatio cannot read in version 7.3 is an error here: a function handle or old-style object, which
/// would hide every variable behind it, and a struct whose names take 4096 characters or more, which would
/// come out without fields. MATLAB's own objects come out as opaque values of a class "unknown".
struct MatioReader: Sendable {
  /// What libmatio says of a variable without reading it.
  struct Header: Sendable {
    let name: String
    let className: String
    let size: [Int]
    let isComplex: Bool
    let isGlobal: Bool
    let isSparse: Bool
  }

  /// The file.
  let path: String

  /// The headers of all variables, in libmatio's order: alphabetical for version 7.3.
  func headers() throws(MATError) -> [Header] {
    // libmatio stops and complains at what it does not know, be it sound or not.
    try Matio.use(failure: .unsupported, file: path) { matio throws(MATError) in
      let file = try Self.open(path, matio)
      var headers: [Header] = []
      while let pointer = unsafe Mat_VarReadNextInfo(file.handle) {
        let variable = unsafe MatioVariable(owning: pointer)
        headers.append(try Self.header(of: variable))
      }
      return headers
    }
  }

  /// The values of all variables with their names.
  func values() throws(MATError) -> [(name: String, value: MATValue)] {
    try Matio.use(failure: .damaged, file: path) { matio throws(MATError) in
      let file = try Self.open(path, matio)
      var values: [(name: String, value: MATValue)] = []
      while let pointer = unsafe Mat_VarReadNext(file.handle) {
        let variable = unsafe MatioVariable(owning: pointer)
        let name = Self.name(of: variable)
        do throws(MATError) {
          values.append((name, unsafe try MatioDecoder.value(of: variable.pointer)))
        } catch {
          throw error.with(file: path, variable: name)
        }
      }
      return values
    }
  }

  /// The value of the variable of the given name.
  func value(_ name: String) throws(MATError) -> MATValue {
    try Matio.use(failure: .damaged, file: path) { matio throws(MATError) in
      let file = try Self.open(path, matio)
      guard let pointer = unsafe Mat_VarRead(file.handle, name) else {
        throw MATError(
          .damaged, expected: "a value", found: matio.complaint ?? "none that libmatio can read")
      }
      let variable = unsafe MatioVariable(owning: pointer)
      let value = unsafe try MatioDecoder.value(of: variable.pointer)
      guard !value.hasStructWithoutFields else {
        throw MATError(
          .unsupported, expected: "structs whose field names take fewer than 4096 characters",
          found: "one whose fields libmatio does not find")
      }
      return value
    }
  }

  /// Opens the file. That it can be opened and is no text is known, so a failure means damage.
  private static func open(_ path: String, _ matio: borrowing Matio) throws(MATError) -> MatioFile {
    do throws(MATError) {
      return try MatioFile(reading: path, matio)
    } catch {
      throw MATError(.damaged, file: path, found: error.found ?? "a file that libmatio cannot open")
    }
  }

  private static func name(of variable: borrowing MatioVariable) -> String {
    guard let name = unsafe variable.pointer.pointee.name else { return "" }
    return unsafe String(cString: name)
  }

  private static func header(of variable: borrowing MatioVariable) throws(MATError) -> Header {
    let pointer = unsafe variable.pointer
    return Header(
      name: name(of: variable), className: unsafe className(of: pointer),
      size: unsafe pointer.pointee.rank == 0 ? [0, 0] : try MatioDecoder.size(of: pointer),
      isComplex: unsafe pointer.pointee.isComplex != 0,
      isGlobal: unsafe pointer.pointee.isGlobal != 0,
      isSparse: unsafe pointer.pointee.class_type == MAT_C_SPARSE)
  }

  private static func className(of pointer: UnsafeMutablePointer<matvar_t>) -> String {
    if unsafe pointer.pointee.isLogical != 0 { return "logical" }
    let matioClass = unsafe pointer.pointee.class_type
    if let numericClass = MatioDecoder.numericClass(matioClass) { return numericClass.rawValue }
    switch matioClass {
    case MAT_C_CELL: return "cell"
    case MAT_C_STRUCT: return "struct"
    case MAT_C_CHAR: return "char"
    case MAT_C_SPARSE: return "double"
    case MAT_C_FUNCTION: return "function_handle"
    case MAT_C_EMPTY: return unsafe pointer.pointee.rank == 0 ? "double" : "unknown"
    default: return "unknown"
    }
  }
}

extension MATValue {
  /// Whether there is a struct of elements without fields in it, at any depth.
  fileprivate var hasStructWithoutFields: Bool {
    switch self {
    case .cell(let cells): cells.elements.contains { $0.hasStructWithoutFields }
    case .structure(let array):
      array.fields.isEmpty && array.count > 0
        || array.fields.values.contains { $0.contains { $0.hasStructWithoutFields } }
    default: false
    }
  }
}
