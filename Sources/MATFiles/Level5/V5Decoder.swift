import Matrices
import OrderedCollections

/// Makes values from version 5 arrays that ``V5Walker`` has checked.
///
/// The numbers go from the checked bytes straight into the arrays that are returned. libmatio could do
/// it, and is what this is tested against, but it copies three times on the way, holds one lock for the
/// whole process, and is wrong for names in UTF-8, dimensions stored as uint32, opaque arrays and
/// anything nested in them.
struct V5Decoder {
  var reader: ByteReader
  /// What the walker left of the time; memory and elements are counted by it already.
  var budget: DecodingBudget
  /// Where the file keeps the data of MATLAB's objects; nil where it has none, and while those are read.
  let subsystem: V5Subsystem?
  /// The encoding of text that may be in one.
  let encoding: MATTextEncoding
  /// How what refers to other parts of the file is taken.
  private let storing: Storing
  /// Makes the objects, from the first on.
  private var objects: ObjectReader?

  init(
    reader: ByteReader, budget: DecodingBudget, subsystem: V5Subsystem?, encoding: MATTextEncoding,
    storing: Storing = .resolved
  ) {
    self.storing = storing
    self.reader = reader
    self.budget = budget
    self.subsystem = subsystem
    self.encoding = encoding
  }

  /// The value of an array.
  mutating func value(of array: V5Array) throws(MATError) -> MATValue {
    try budget.checkTime()
    let header = array.header
    switch array.content {
    case .numbers(let real, let imaginary):
      if storing == .objectData, array.isUnset { return .unset }
      return try numeric(header, real: real, imaginary: imaginary)
    case .text(let data):
      return .char(try text(data, header))
    case .sparse(let rows, let columnStarts, let real, let imaginary):
      return .sparse(
        try sparse(
          header, rows: rows, columnStarts: columnStarts, real: real, imaginary: imaginary))
    case .cells(let elements):
      return .cell(NDArray(size: header.size, elements: try cells(elements)))
    case .fields(let names, let values):
      let array = MATStructArray(
        size: header.size, fields: try fields(names, values, count: header.count))
      guard let className = header.className else { return .structure(array) }
      return .object(
        MATObject(className: className, size: header.size, properties: array, stored: .oldStyle))
    case .functionHandle(let parts) where storing.isKept:
      return .stored(
        .functionHandle(parts: try cells(parts)), className: "function_handle", size: header.size)
    case .functionHandle(let parts):
      guard let part = parts.first, case .structure(let stored) = try value(of: part) else {
        return .functionHandle(MATFunctionHandle(text: nil))
      }
      return .functionHandle(MATFunctionHandle(stored: stored, instance: try instance(of: part)))
    case .opaque(let parts) where storing.isKept:
      return .stored(
        .reference(system: header.typeSystem, parts: try cells(parts)),
        className: header.className ?? "", size: header.size)
    case .opaque(let parts): return try object(header, parts)
    }
  }

  /// An object of a newer class; opaque where the file does not tell what is in it, or is not understood.
  private mutating func object(
    _ header: V5ArrayHeader, _ parts: [V5Array]
  ) throws(MATError) -> MATValue {
    let className = header.className ?? ""
    let opaque = { (reason: MATOpaqueReason) in
      MATValue.opaque(className: className, size: header.size, reason: reason)
    }
    guard header.typeSystem == "MCOS" else { return opaque(.foreign(system: header.typeSystem)) }
    guard let part = parts.first else { return opaque(.noReference) }
    guard let subsystem else { return opaque(.noObjectData) }
    let store: ObjectStore
    switch try subsystem.data(budget.limits) {
    case .known(let known): store = known
    case .unknown(let reason): return opaque(reason)
    }
    let reference = try value(of: part)
    var reader =
      objects.take() ?? ObjectReader(store, budget.limits, fileByteCount: budget.fileByteCount)
    defer { objects = reader }
    do throws(MATError) {
      return try reader.value(of: reference, className: className)
    } catch {
      throw error.ofObjects(at: nil)
    }
  }

  /// Where a function handle was read from, whose workspace may be that of others too; nil where its objects are
  /// not known.
  private func instance(of part: V5Array) throws(MATError) -> StoredInstance? {
    guard case .known(let store)? = try subsystem?.data(budget.limits) else { return nil }
    var decoder = V5Decoder(
      reader: reader, budget: budget, subsystem: nil, encoding: encoding, storing: .kept)
    return StoredInstance(store: store, reference: try decoder.value(of: part))
  }

  private mutating func numeric(
    _ header: V5ArrayHeader, real: V5Data, imaginary: V5Data?
  ) throws(MATError) -> MATValue {
    if header.isLogical {
      return .logical(NDArray(size: header.size, elements: try truthValues(real)))
    }
    // The walker gives numbers to numeric classes alone.
    let numericClass = header.arrayClass.numericClass ?? .double
    var imaginaryParts: MATNumbers?
    if let imaginary { imaginaryParts = try reader.numbers(imaginary, as: numericClass) }
    return .numeric(
      MATNumericArray(
        size: header.size, real: try reader.numbers(real, as: numericClass),
        imaginary: imaginaryParts))
  }

  /// Truth values: bytes today, doubles in files of MATLAB 5 and 6.
  private mutating func truthValues(_ data: V5Data) throws(MATError) -> [Bool] {
    if data.type == .uint8 { return (try reader.stored(data) as [UInt8]).map { $0 != 0 } }
    return (try reader.numbers(data) as [Double]).map { $0 != 0 }
  }

  private mutating func cells(_ elements: [V5Array]) throws(MATError) -> [MATValue] {
    var values: [MATValue] = []
    values.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      do throws(MATError) {
        values.append(try value(of: element))
      } catch {
        throw error.inside("{\(index + 1)}")
      }
    }
    return values
  }

  private mutating func fields(
    _ names: [String], _ elements: [V5Array], count: Int
  ) throws(MATError) -> OrderedDictionary<String, [MATValue]> {
    var fields: OrderedDictionary<String, [MATValue]> = [:]
    for (field, name) in names.enumerated() {
      var values: [MATValue] = []
      values.reserveCapacity(count)
      for element in 0..<count {
        do throws(MATError) {
          values.append(try value(of: elements[element * names.count + field]))
        } catch {
          throw error.inside(
            (count == 1 ? "" : "(\(element + 1))") + MATPath.Step.field(name).description)
        }
      }
      fields[name] = values
    }
    return fields
  }
}
