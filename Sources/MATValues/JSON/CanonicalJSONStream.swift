import Matrices

/// Canonical JSON of a file, variable by variable, handed out in chunks: the text of a file of any size
/// takes no more memory than its largest variable and a buffer of 64 KiB.
///
/// Append each variable and then `finish()`; what is not finished is not complete JSON.
///
/// ```swift
/// var bytes: [UInt8] = []
/// var stream = CanonicalJSONStream<Never>(format: .v7) { bytes += $0 }
/// stream.append(MATVariable(name: "x", value: 1.0.matValue))
/// stream.finish()
/// assert(try! CanonicalJSON.variables(of: bytes).map(\.name) == ["x"])
/// ```
public struct CanonicalJSONStream<Failure: Error> {
  private static var chunkSize: Int { 1 << 16 }

  var text = JSONText()
  private var variableCount = 0
  private let sink: ([UInt8]) throws(Failure) -> Void

  /// A stream that hands UTF-8 chunks of about 64 KiB to `sink`, beginning a file of `format`.
  public init(
    format: MATFormat, sink: @escaping (_ utf8: [UInt8]) throws(Failure) -> Void
  ) {
    self.init(sink: sink)
    begin(format: format)
  }

  init(sink: @escaping (_ utf8: [UInt8]) throws(Failure) -> Void) {
    self.sink = sink
  }

  /// Writes the next variable.
  public mutating func append(_ variable: MATVariable) throws(Failure) {
    if variableCount > 0 { text.append(",\n") }
    variableCount += 1
    try write(variable.value, name: variable.name, isGlobal: variable.isGlobal)
  }

  /// Ends the file and hands out what is left.
  public mutating func finish() throws(Failure) {
    text.append("]}\n")
    try flush()
  }

  mutating func begin(format: MATFormat) {
    text.append("{\"format\":")
    text.append(string: format.rawValue)
    text.append(",\"variables\":[")
  }

  mutating func flush() throws(Failure) {
    guard !text.utf8.isEmpty else { return }
    try sink(text.utf8)
    text.removeAll()
  }
}

// The value tree, each class as `CanonicalJSON` describes it.
extension CanonicalJSONStream {
  mutating func write(
    _ value: MATValue, name: String? = nil, isGlobal: Bool = false
  ) throws(Failure) {
    text.append("{")
    if let name {
      text.append("\"name\":")
      text.append(string: name)
      text.append(",")
    }
    if isGlobal { text.append("\"global\":true,") }
    try writeBody(of: value)
    text.append("}")
  }

  private mutating func writeBody(of value: MATValue) throws(Failure) {
    switch value {
    case .numeric(let array):
      writeHeading(array.numericClass.rawValue, array.size)
      try write("data", array.real)
      if let imaginary = array.imaginary { try write("imag", imaginary) }
    case .logical(let array):
      writeHeading("logical", array.size)
      try write("data", array.elements) { $0.append($1) }
    case .char(let array):
      writeHeading("char", array.size)
      try writeRows(of: array)
    case .string(let array):
      writeHeading("string", array.size)
      try write("data", array.elements) { $0.append(textOrNull: $1) }
    case .cell(let array):
      writeHeading("cell", array.size)
      text.append(",\"data\":")
      try writeList(of: array.elements)
    case .structure(let array):
      writeHeading("struct", array.size)
      try writeFields(of: array)
    case .sparse(let matrix):
      try write(matrix)
    case .functionHandle(let handle):
      writeHeading("function_handle", [1, 1])
      writeText(of: handle)
      if let workspace = handle.workspace {
        text.append(",\"workspace\":")
        try write(workspace)
      }
    case .object(let object):
      writeHeading(object.className, object.size)
      try writeContent(of: object)
    case .opaque(let className, let size, let reason):
      writeHeading(className, size)
      text.append(",\"opaque\":true")
      if reason != .unknown {
        text.append(",\"why\":")
        text.append(string: reason.description)
      }
    }
  }

  private mutating func writeHeading(_ className: String, _ size: [Int]) {
    text.append("\"class\":")
    text.append(string: className)
    text.append(",\"size\":[")
    for (dimension, extent) in size.enumerated() {
      if dimension > 0 { text.append(",") }
      text.append(integer: extent)
    }
    text.append("]")
  }

  mutating func write(_ key: StaticString, _ numbers: MATNumbers) throws(Failure) {
    var visitor = NumberWriter(stream: self, key: key)
    defer { self = visitor.stream }
    try numbers.visit(&visitor)
  }

  private struct NumberWriter: MATNumberVisitor {
    var stream: CanonicalJSONStream
    let key: StaticString

    mutating func visit<Number: StoredNumber>(_ numbers: [Number]) throws(Failure) {
      try stream.write(key, numbers) { $1.append(to: &$0) }
    }
  }

  /// `,"key":[…]`, each element appended by `append`.
  mutating func write<Elements: Collection>(
    _ key: StaticString, _ elements: Elements, append: (inout JSONText, Elements.Element) -> Void
  ) throws(Failure) {
    text.append(",\"")
    text.append(key)
    text.append("\":[")
    for (position, element) in elements.enumerated() {
      if position > 0 { text.append(UInt8(ascii: ",")) }
      append(&text, element)
      if text.utf8.count >= Self.chunkSize { try flush() }
    }
    text.append("]")
  }

  private mutating func writeRows(of array: NDArray<UInt16>) throws(Failure) {
    let (rowCount, columnCount) = (array.size[0], array.size[1])
    let units = array.elements
    // No more rows than characters: a size without columns can claim any number of rows that hold nothing.
    try write("data", 0..<(columnCount == 0 ? 0 : units.count / columnCount)) { text, row in
      let start = row / rowCount * rowCount * columnCount + row % rowCount
      text.append(string: (0..<columnCount).lazy.map { units[start + $0 * rowCount] })
    }
  }

  mutating func writeList(of values: [MATValue]) throws(Failure) {
    text.append("[")
    for (position, value) in values.enumerated() {
      if position > 0 { text.append(",") }
      try write(value)
      if text.utf8.count >= Self.chunkSize { try flush() }
    }
    text.append("]")
  }

  mutating func writeFields(of array: MATStructArray) throws(Failure) {
    text.append(",\"fields\":[")
    for (position, field) in array.fields.keys.enumerated() {
      if position > 0 { text.append(",") }
      text.append(string: field)
    }
    text.append("],\"data\":{")
    for (position, (field, values)) in array.fields.enumerated() {
      if position > 0 { text.append(",") }
      text.append(string: field)
      text.append(":")
      try writeList(of: values)
    }
    text.append("}")
  }

  private mutating func write(_ matrix: MATSparseMatrix) throws(Failure) {
    switch matrix {
    case .real(let matrix):
      try writePattern("double", of: matrix)
      try write("data", matrix.values) { $0.append(number: $1) }
    case .complex(let matrix):
      try writePattern("double", of: matrix)
      try write("data", matrix.values) { $0.append(number: $1.real) }
      try write("imag", matrix.values) { $0.append(number: $1.imaginary) }
    case .logical(let matrix):
      try writePattern("logical", of: matrix)
      try write("data", matrix.values) { $0.append($1) }
    }
  }

  private mutating func writePattern<Element>(
    _ className: String, of matrix: SparseMatrix<Element>
  ) throws(Failure) {
    writeHeading(className, [matrix.rowCount, matrix.columnCount])
    text.append(",\"sparse\":true")
    try write("rows", matrix.rowIndices) { $0.append(integer: $1) }
    try write("columns", matrix.columnIndices) { $0.append(integer: $1) }
  }

  private mutating func writeText(of handle: MATFunctionHandle) {
    if let text = handle.text {
      self.text.append(",\"data\":")
      self.text.append(string: text)
    } else {
      text.append(",\"opaque\":true")
    }
  }
}
