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
/// - An object is the dataset or group of what is stored in its place, with its class, marked by
///   `MATLAB_object_decode`: a function handle by 1, an old-style object by 2, a reference to objects by 3. The data
///   of those lie in the group `#subsystem#`.
/// - Members of `#refs#` are named by numbers of base 62, the lowest digit first; the first is an array of 0×0 that
///   stands for what was never set. They and the fields of structs say in `H5PATH` where they are.
struct V73Writer: ~Copyable {
  /// The bytes before the HDF5 part, where MATLAB's header stands.
  static let userBlockSize = 512
  /// The most characters of field names that stand in an attribute, which could not hold many more; MATLAB
  /// lays more in a dataset.
  private static let longestInlineNames = 4095

  /// The longest `H5PATH`, which an attribute has room for.
  private static let longestPath = 1 << 15
  /// The class of what stands for places that were never set.
  private static let unsetClass = "canonical empty"

  /// Where an object comes to lie: what its `H5PATH` says, which variables have none of, and what it says of
  /// its members.
  private struct Place {
    let path: String?
    let inner: String

    /// The place of a variable.
    init(variable name: String) { (path, inner) = (nil, "/" + name) }

    /// The place of a member of an object whose members' paths are `path`.
    init(_ path: String, _ name: String) {
      (self.path, inner) = (path, path.utf8.count < V73Writer.longestPath ? path + name : path)
    }
  }

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
    _ variables: [MATVariable], _ objects: StoredObjects?, _ layout: MATArrayLayout,
    to output: borrowing AtomicFile
  ) throws(MATError) {
    try output.write(userBlock)
    let descriptor = output.seekableDescriptor
    let overlay = HDF5Overlay(output: descriptor)
    try HDF5.use(file: nil) { (hdf5) throws(MATError) in
      // With room for the group of the parts of cells, and that of the data of objects.
      let groups = objects == nil ? ["#refs#"] : ["#refs#", "#subsystem#"]
      let members = variables.map(\.name) + groups
      let file = try overlay.create(userBlockSize: userBlockSize, members: members, hdf5)
      try write(variables, objects: objects, layout, into: file.id, hdf5)
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
    _ variables: [MATVariable], objects: StoredObjects? = nil, _ layout: MATArrayLayout,
    into file: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    // What is still open when the writer goes is not complete.
    var writer = V73Writer(file: file, layout)
    // First, as in MATLAB's files, and readers (hdf5storage 0.2.2) that go through a file in its order know
    // it for what it is only there.
    if objects != nil || variables.contains(where: { $0.value.needsReferences }) {
      try writer.openReferences(hdf5)
    }
    for variable in variables {
      do throws(MATError) {
        try writer.write(variable, hdf5)
      } catch {
        throw error.with(file: nil, variable: variable.name)
      }
    }
    if let objects { try writer.write(objects, hdf5) }
  }

  private mutating func write(
    _ variable: MATVariable, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    let object = try write(
      variable.value, as: variable.name, in: file, Place(variable: variable.name), hdf5)
    if variable.isGlobal {
      try hdf5.makeAttribute("MATLAB_global", of: object.id, int32: 1)
    }
  }

  /// Writes the data of objects.
  private mutating func write(
    _ objects: StoredObjects, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    let group = try hdf5.makeGroup("#subsystem#", in: file)
    for (system, values) in objects.systems.fields {
      guard case .object(let object) = values[0], case .reference(_, let parts) = object.stored,
        parts.count == 1, case .cell(let cells) = parts[0]
      else {
        let unset = try hdf5.writeSize([0, 0], as: system, in: group.id)
        try hdf5.makeAttribute("MATLAB_class", of: unset.id, text: Self.unsetClass)
        continue
      }
      let wrapper = try writeReferences(
        to: cells.elements, cells.size, as: system, in: group.id, hdf5)
      try hdf5.makeAttribute("MATLAB_class", of: wrapper.id, text: object.className)
      try hdf5.makeAttribute("MATLAB_object_decode", of: wrapper.id, int32: 3)
    }
  }

  /// Writes a value as a member of `parent`; its class is `className` where that is another than its own.
  private mutating func write(
    _ value: MATValue, as name: String, in parent: hid_t, _ place: Place,
    className: String? = nil, _ hdf5: borrowing HDF5
  ) throws(MATError) -> HDF5Handle {
    if case .object(let object) = value {
      return try write(object, as: name, in: parent, place, hdf5)
    }
    let written: HDF5Handle
    switch value {
    case .structure(let array):
      written = try write(array, className ?? "struct", as: name, in: parent, place, hdf5)
    case .sparse(let matrix): written = try hdf5.write(matrix, as: name, in: parent)
    case .cell(let array) where !array.isEmpty:
      written = try writeReferences(to: array.elements, array.size, as: name, in: parent, hdf5)
      try hdf5.makeAttribute("MATLAB_class", of: written.id, text: className ?? "cell")
    case .numeric, .logical, .char, .cell:
      written = try hdf5.write(
        array: value, className: className, as: name, in: parent,
        parent == file ? layout : layout.nested)
    case .string, .functionHandle, .object, .opaque:
      throw MATError(.cannotRepresent, found: value.summary)
    }
    if let path = place.path { try hdf5.makeAttribute("H5PATH", of: written.id, text: path) }
    return written
  }

  /// Writes what is stored in place of an object.
  private mutating func write(
    _ object: MATObject, as name: String, in parent: hid_t, _ place: Place,
    _ hdf5: borrowing HDF5
  ) throws(MATError) -> HDF5Handle {
    let (part, mark): (MATValue?, Int32) =
      switch object.stored {
      case .functionHandle(let parts): (parts.first, 1)
      case .oldStyle: (object.properties.map(MATValue.structure), 2)
      case .reference(_, let parts): (parts.first, 3)
      case .instance, .enumeration, .unset, nil: (nil, 0)
      }
    guard let part else {
      throw MATError(.cannotRepresent, found: MATValue.object(object).summary)
    }
    let written = try write(
      part, as: name, in: parent, place, className: object.className, hdf5)
    try hdf5.makeAttribute("MATLAB_object_decode", of: written.id, int32: mark)
    return written
  }

  private mutating func write(
    _ array: MATStructArray, _ className: String, as name: String, in parent: hid_t,
    _ place: Place, _ hdf5: borrowing HDF5
  ) throws(MATError) -> HDF5Handle {
    let fields = Array(array.fields.keys)
    let isEmpty = array.count == 0 || fields.isEmpty
    let object =
      try isEmpty
      ? hdf5.writeSize(array.size, as: name, in: parent) : hdf5.makeGroup(name, in: parent)
    try hdf5.makeAttribute("MATLAB_class", of: object.id, text: className)
    // The only member of a group needs no name beside its own.
    if fields.count > (isEmpty ? 0 : 1) { try writeNames(fields, of: object.id, hdf5) }
    guard !isEmpty else { return object }
    for (field, values) in array.fields {
      if values.count == 1 {
        _ = try write(values[0], as: field, in: object.id, Place(place.inner, field), hdf5)
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
      if value.isUnset {
        try openReferences(hdf5)
        places.append(try hdf5.reference(to: Self.referenceName(0), in: references?.id ?? file))
        continue
      }
      let (group, member) = try nextReference(hdf5)
      // Of the object itself: by its name it would be looked for among all others.
      let object = try write(value, as: member, in: group, Place("/#refs#/" + member, member), hdf5)
      places.append(try hdf5.reference(to: ".", in: object.id))
    }
    return try unsafe places.span.withUnsafeBytes { places throws(MATError) in
      try unsafe hdf5.makeDataset(
        name, in: parent, type: chdf5_object_reference(), size: size, places.baseAddress)
    }
  }

  /// The name of a member of `#refs#`: the number with 62 digits, the lowest first.
  private static func referenceName(_ number: Int) -> String {
    let digits = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890".utf8)
    var name: [UInt8] = []
    var rest = number
    repeat {
      name.append(digits[rest % digits.count])
      rest /= digits.count
    } while rest > 0
    return String(decoding: name, as: UTF8.self)
  }

  /// Opens the group `#refs#`, or makes it.
  private mutating func openReferences(_ hdf5: borrowing HDF5) throws(MATError) {
    guard references == nil else { return }
    references = try hdf5.openGroup("#refs#", in: file)
    sharesReferences = references != nil
    guard references == nil else { return }
    let group = try hdf5.makeGroup("#refs#", in: file)
    let unset = try hdf5.writeSize([0, 0], as: Self.referenceName(0), in: group.id)
    try hdf5.makeAttribute("MATLAB_class", of: unset.id, text: Self.unsetClass)
    references = consume group
  }

  /// The group `#refs#` and the name of the member to come.
  private mutating func nextReference(
    _ hdf5: borrowing HDF5
  ) throws(MATError) -> (group: hid_t, name: String) {
    try openReferences(hdf5)
    let group = references?.id ?? file
    referenceCount += 1
    if sharesReferences {
      while try hdf5.hasMember(Self.referenceName(referenceCount), in: group) {
        referenceCount += 1
      }
    }
    return (group, Self.referenceName(referenceCount))
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
    case .object(let object):
      switch object.stored {
      case .reference(_, let parts), .functionHandle(let parts):
        parts.contains(where: \.needsReferences)
      case .oldStyle, .instance, .enumeration, .unset, nil:
        object.properties.map { MATValue.structure($0).needsReferences } ?? false
      }
    default: false
    }
  }

  /// Whether nothing is stored but that the place was never set.
  fileprivate var isUnset: Bool {
    if case .object(let object) = self, case .unset? = object.stored { true } else { false }
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
