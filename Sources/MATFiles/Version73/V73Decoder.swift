import CHDF5
import Matrices
import OrderedCollections

/// Makes the values of one variable from the objects of a v7.3 file.
///
/// Everything below a variable counts against one budget, and an object that contains itself is an error,
/// so a file can make this neither run without end nor take more memory than ``/MATValues/MATLimits`` allow.
struct V73Decoder {
  let file: hid_t
  var budget: V73Budget
  let limits: MATLimits
  /// The length of the file in bytes.
  let fileByteCount: Int
  /// The data of MATLAB's objects; nil while those are read.
  private(set) var subsystem: Subsystem?
  /// How what refers to other parts of the file is taken.
  private(set) var storing: Storing
  /// Makes the objects, from the first on.
  var objects: ObjectReader?
  /// The objects that are being decoded, the outermost first.
  private var ancestors: [haddr_t] = []
  /// The arrays without elements met so far: MATLAB stores one 0×0 for all cells and fields.
  private var empties: [haddr_t: MATValue] = [:]

  init(
    _ file: borrowing HDF5File, _ limits: MATLimits, _ subsystem: Subsystem?,
    storing: Storing = .resolved
  ) {
    self.storing = storing
    self.file = file.id
    self.limits = limits
    self.subsystem = subsystem
    fileByteCount = file.byteCount
    budget = V73Budget(limits, file)
  }

  /// Makes this a decoder of the data of objects, which hold references to each other.
  mutating func forgetObjects() {
    (subsystem, objects, ancestors) = (nil, nil, [])
    storing = .objectData
  }

  /// The value of the object at `address`, as a reference or link has it.
  mutating func value(at address: haddr_t, _ hdf5: borrowing HDF5) throws(MATError) -> MATValue {
    if let empty = empties[address] { return empty }
    try budget.spendValue()
    try budget.check(depth: ancestors.count)
    guard !ancestors.contains(address) else {
      throw MATError(.damaged, expected: "a value", found: "a reference to what contains it")
    }
    ancestors.append(address)
    defer { ancestors.removeLast() }
    let object = try V73Object(at: address, in: file, hdf5)
    let value = try value(of: object, hdf5)
    if case .empty = object.content { empties[address] = value }
    return value
  }

  /// The value of an opened object.
  mutating func value(
    of object: borrowing V73Object, _ hdf5: borrowing HDF5
  ) throws(MATError) -> MATValue {
    let size = object.size
    switch object.content {
    case .empty:
      if storing == .objectData, try hdf5.matlabClass(of: object.object) == "canonical empty" {
        return .unset
      }
      return emptyValue(object.className, size)
    case .emptyComplex: return emptyValue(object.className, size, isComplex: true)
    case .numbers(let numbers):
      return .numeric(try numeric(object, as: numbers, hdf5))
    case .logical:
      return .logical(NDArray(size: size, elements: try truthValues(object, hdf5)))
    case .char: return .char(try characters(object, hdf5))
    case .text: return try text(object, hdf5)
    case .cells:
      return .cell(NDArray(size: size, elements: try cells(object, hdf5)))
    case .fields(let links):
      return structure(
        object.className, MATStructArray(size: size, fields: try fields(links, hdf5)))
    case .fieldArrays(let links):
      return structure(
        object.className, MATStructArray(size: size, fields: try fieldArrays(links, hdf5)))
    case .fieldNames(let names):
      let fields = OrderedDictionary(
        names.map { ($0, [MATValue]()) }, uniquingKeysWith: { first, _ in first })
      return structure(object.className, MATStructArray(size: size, fields: fields))
    case .sparse(let links): return .sparse(try sparse(object, links, hdf5))
    case .functionHandle(let links) where storing.isKept:
      let part = MATStructArray(size: [1, 1], fields: try fields(links, hdf5))
      return .stored(
        .functionHandle(parts: [.structure(part)]), className: object.className, size: size)
    case .functionHandle(let links):
      return .functionHandle(
        MATFunctionHandle(
          stored: MATStructArray(size: [1, 1], fields: try fields(links, hdf5)),
          instance: try instance(of: links, hdf5)))
    case .octave(let content): return try octaveValue(object, content, hdf5)
    case .objects where storing.isKept:
      return storedReference(.numeric(try referenceWords(object, hdf5)), object)
    case .enumeration(let links) where storing.isKept:
      let part = MATStructArray(size: [1, 1], fields: try fields(links, hdf5))
      return storedReference(.structure(part), object)
    case .objects:
      return try objects(object, .numeric(referenceWords(object, hdf5)), hdf5)
    case .enumeration(let links):
      return try objects(
        object, .structure(MATStructArray(size: [1, 1], fields: fields(links, hdf5))), hdf5)
    case .opaque:
      if storing.isKept, let stored = try storedObject(object, hdf5) { return stored }
      // MATLAB marks objects of Java and ActiveX as it does its own.
      let isObject = try hdf5.integer("MATLAB_object_decode", of: object.object) == 3
      return .opaque(
        className: object.className, size: size,
        reason: isObject ? .withoutReference(className: object.className) : .unknown)
    }
  }

  /// Where a function handle was read from, whose workspace may be that of others too; nil where its objects are
  /// not known.
  private func instance(
    of links: [HDF5Link], _ hdf5: borrowing HDF5
  ) throws(MATError) -> StoredInstance? {
    guard case .known(let store)? = try objectData(hdf5) else { return nil }
    var decoder = self
    decoder.storing = .kept
    let part = MATStructArray(size: [1, 1], fields: try decoder.fields(links, hdf5))
    return StoredInstance(store: store, reference: .structure(part))
  }

  /// A struct array, or the object whose properties it holds.
  private func structure(_ className: String, _ fields: MATStructArray) -> MATValue {
    guard className != "struct" else { return .structure(fields) }
    return .object(
      MATObject(className: className, size: fields.size, properties: fields, stored: .oldStyle))
  }

  /// An array without elements.
  private func emptyValue(
    _ className: String, _ size: [Int], isComplex: Bool = false
  ) -> MATValue {
    switch className {
    case "logical": return .logical(NDArray(size: size, elements: []))
    case "char": return .char(NDArray(size: size, elements: []))
    case "cell": return .cell(NDArray(size: size, elements: []))
    default:
      guard let numbers = MATNumericClass(rawValue: className) else {
        return .opaque(className: className, size: size)
      }
      return .numeric(
        MATNumericArray(
          size: size, real: .none(of: numbers), imaginary: isComplex ? .none(of: numbers) : nil))
    }
  }
}
