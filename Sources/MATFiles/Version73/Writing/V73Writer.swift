import CHDF5
import Matrices

/// Writes variables into an HDF5 file by MATLAB's conventions, which The MathWorks has not published;
/// they are as MATLAB's own files show them:
///
/// - An array is a dataset with its dimensions reversed, `MATLAB_class` says its class. Truth values are
///   bytes and characters 16 bits, marked by `MATLAB_int_decode`; complex numbers are compounds of `real`
///   and `imag`.
/// - An array without elements is a dataset that holds its size, marked by `MATLAB_empty`.
/// - A cell array is a dataset of references to its elements, which lie in the group `#refs#`.
/// - A struct is a group with a member for each field, in the order of `MATLAB_fields`. The members of a
///   struct array are datasets of references, without a class.
/// - A sparse matrix is a group of `data`, `ir` (rows) and `jc` (where each column starts), marked by
///   `MATLAB_sparse` with the number of rows.
struct V73Writer: ~Copyable {
  /// The bytes before the HDF5 part, where MATLAB's header stands.
  static let userBlockSize = 512
  /// The most characters of field names that stand in an attribute, which could not hold many more; MATLAB
  /// lays more in a dataset.
  private static let longestInlineNames = 4095

  private let file: hid_t
  private let layout: MATArrayLayout
  /// The group `#refs#`, made when the first element needs it, and the number of its members.
  private var references: HDF5Handle?
  private var referenceCount = 0
  /// Whether the group was there before, with members of other variables.
  private var sharesReferences = false

  private init(file: hid_t, _ layout: MATArrayLayout) {
    self.file = file
    self.layout = layout
  }

  /// MATLAB's header, in front of the HDF5 part.
  static var userBlock: [UInt8] {
    let header = MATHeader.version73.bytes
    return header + Array(repeating: 0, count: userBlockSize - header.count)
  }

  /// Writes a file of the variables: where the output can be gone back to, as HDF5 makes it, so that no more
  /// than the variables is in memory, else when it is made.
  static func write(
    _ variables: [MATVariable], _ layout: MATArrayLayout, to output: borrowing AtomicFile
  ) throws(MATError) {
    try output.write(userBlock)
    let descriptor = output.seekableDescriptor
    let overlay = HDF5Overlay(output: descriptor)
    try HDF5.use(file: nil) { (hdf5) throws(MATError) in
      // With room for the group of the parts of cells.
      let members = variables.map(\.name) + ["#refs#"]
      let file = try overlay.create(userBlockSize: userBlockSize, members: members, hdf5)
      try write(variables, layout, into: file.id, hdf5)
      try file.close(overlay, hdf5)
    }
    if descriptor == nil {
      try overlay.write(to: output, from: userBlockSize)
    } else {
      try output.setCount(overlay.finalCount)
    }
  }

  /// Writes the variables into an open file, which has none of their names.
  static func write(
    _ variables: [MATVariable], _ layout: MATArrayLayout, into file: hid_t,
    _ hdf5: borrowing HDF5
  ) throws(MATError) {
    // What is still open when the writer goes is not complete.
    var writer = V73Writer(file: file, layout)
    // First, as in MATLAB's files, and readers (hdf5storage 0.2.2) that go through a file in its order know
    // it for what it is only there.
    if variables.contains(where: { $0.value.needsReferences }) { try writer.openReferences(hdf5) }
    for variable in variables {
      do throws(MATError) {
        try writer.write(variable, hdf5)
      } catch {
        throw error.with(file: nil, variable: variable.name)
      }
    }
  }

  private mutating func write(
    _ variable: MATVariable, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    let object = try write(variable.value, as: variable.name, in: file, hdf5)
    if variable.isGlobal {
      try hdf5.makeAttribute("MATLAB_global", of: object.id, int32: 1)
    }
  }

  /// Writes a value as a member of `parent`.
  private mutating func write(
    _ value: MATValue, as name: String, in parent: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) -> HDF5Handle {
    switch value {
    case .structure(let array): return try write(array, as: name, in: parent, hdf5)
    case .sparse(let matrix): return try hdf5.write(matrix, as: name, in: parent)
    case .cell(let array) where !array.isEmpty:
      let cells = try writeReferences(to: array.elements, array.size, as: name, in: parent, hdf5)
      try hdf5.makeAttribute("MATLAB_class", of: cells.id, text: "cell")
      return cells
    case .numeric, .logical, .char, .cell:
      return try hdf5.write(
        array: value, as: name, in: parent, parent == file ? layout : layout.nested)
    case .string, .functionHandle, .object, .opaque:
      throw MATError(.cannotRepresent, found: value.summary)
    }
  }

  private mutating func write(
    _ array: MATStructArray, as name: String, in parent: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) -> HDF5Handle {
    let fields = Array(array.fields.keys)
    let isEmpty = array.count == 0 || fields.isEmpty
    let object =
      try isEmpty
      ? hdf5.writeSize(array.size, as: name, in: parent) : hdf5.makeGroup(name, in: parent)
    try hdf5.makeAttribute("MATLAB_class", of: object.id, text: "struct")
    if !fields.isEmpty { try writeNames(fields, of: object.id, hdf5) }
    guard !isEmpty else { return object }
    for (field, values) in array.fields {
      if values.count == 1 {
        _ = try write(values[0], as: field, in: object.id, hdf5)
      } else {
        _ = try writeReferences(to: values, array.size, as: field, in: object.id, hdf5)
      }
    }
    return object
  }

  /// Writes values as members of `#refs#`, and a dataset of references to them.
  private mutating func writeReferences(
    to values: [MATValue], _ size: [Int], as name: String, in parent: hid_t,
    _ hdf5: borrowing HDF5
  ) throws(MATError) -> HDF5Handle {
    var places: [hobj_ref_t] = []
    places.reserveCapacity(values.count)
    for value in values {
      let (group, member) = try nextReference(hdf5)
      // Of the object itself: by its name it would be looked for among all others.
      let object = try write(value, as: member, in: group, hdf5)
      places.append(try hdf5.reference(to: ".", in: object.id))
    }
    return try unsafe places.span.withUnsafeBytes { places throws(MATError) in
      try unsafe hdf5.makeDataset(
        name, in: parent, type: chdf5_object_reference(), size: size, places.baseAddress)
    }
  }

  /// Opens the group `#refs#`, or makes it.
  private mutating func openReferences(_ hdf5: borrowing HDF5) throws(MATError) {
    guard references == nil else { return }
    references = try hdf5.openGroup("#refs#", in: file)
    sharesReferences = references != nil
    if references == nil { references = try hdf5.makeGroup("#refs#", in: file) }
  }

  /// The group `#refs#` and the name of the member to come.
  private mutating func nextReference(
    _ hdf5: borrowing HDF5
  ) throws(MATError) -> (group: hid_t, name: String) {
    try openReferences(hdf5)
    let group = references?.id ?? file
    referenceCount += 1
    if sharesReferences {
      while try hdf5.hasMember("\(referenceCount)", in: group) { referenceCount += 1 }
    }
    return (group, "\(referenceCount)")
  }

  /// The names of a struct's fields in their order.
  private mutating func writeNames(
    _ names: [String], of object: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    let type = try hdf5.nameType()
    let bytes = names.map { Array($0.utf8) }
    guard Self.areLong(names) else {
      return try unsafe bytes.withSequences { sequences throws(MATError) in
        try unsafe hdf5.makeAttribute(
          "MATLAB_fields", of: object, type: type.id, count: names.count, sequences)
      }
    }
    let (group, member) = try nextReference(hdf5)
    try unsafe bytes.withSequences { sequences throws(MATError) in
      _ = try unsafe hdf5.makeDataset(
        member, in: group, type: type.id, size: [names.count], sequences)
    }
    var place = try hdf5.reference(to: member, in: group)
    try unsafe hdf5.makeAttribute(
      "MATLAB_fields", of: object, type: chdf5_object_reference(), &place)
  }
}

extension V73Writer {
  /// Whether the names of a struct's fields are too long together for an attribute.
  fileprivate static func areLong(_ names: some Sequence<String>) -> Bool {
    names.reduce(0) { $0 + $1.utf8.count } > longestInlineNames
  }
}

extension MATValue {
  /// Whether anything in the value lies in the group `#refs#`.
  fileprivate var needsReferences: Bool {
    switch self {
    case .cell(let array): !array.isEmpty
    case .structure(let array):
      array.count > 1 && !array.fields.isEmpty || V73Writer.areLong(array.fields.keys)
        || array.fields.values.contains { $0.contains(where: \.needsReferences) }
    default: false
    }
  }
}

extension [[UInt8]] {
  /// Lends `body` the texts as HDF5 takes sequences of any length.
  fileprivate func withSequences(
    _ body: (UnsafeRawPointer?) throws(MATError) -> Void
  ) throws(MATError) {
    var bytes = flatMap { $0 }
    try unsafe bytes.withUnsafeMutableBufferPointer { buffer throws(MATError) in
      var next = buffer.baseAddress
      let sequences = unsafe map { text in
        defer { unsafe next = next?.advanced(by: text.count) }
        return unsafe hvl_t(len: text.count, p: next)
      }
      try unsafe sequences.withUnsafeBufferPointer { sequences throws(MATError) in
        try unsafe body(UnsafeRawPointer(sequences.baseAddress))
      }
    }
  }
}
