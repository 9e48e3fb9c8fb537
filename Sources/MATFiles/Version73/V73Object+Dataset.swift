import CHDF5

// How MATLAB lays values out in HDF5, as its files show: an attribute MATLAB_class names the class of an
// object; MATLAB_empty marks a dataset that holds the size of an array instead of its elements;
// MATLAB_sparse makes a group a sparse matrix and says its rows; MATLAB_fields lists the fields of a
// struct in order; MATLAB_object_decode tells a function handle (1), an old-style object (2) and an object
// of a newer class (3) from the rest. Elements lie in MATLAB's order, so the extents are those of HDF5
// in reverse. Where no class is said, the file is another program's and HDF5's own type decides.
extension V73Object {
  /// A dataset: an array, a cell array, the size of an empty array, or an object of a newer class.
  static func dataset(
    _ object: consuming HDF5Object, _ hdf5: borrowing HDF5
  ) throws(MATError) -> V73Object {
    let elements = try HDF5Elements(dataset: object, hdf5)
    guard let className = try hdf5.matlabClass(of: object) else {
      return try unlabelled(object, elements, hdf5)
    }
    // A size is stored as integers: cells, doubles and complex numbers need not be asked.
    if case .integer = elements.datatype, try hdf5.integer("MATLAB_empty", of: object) ?? 0 != 0 {
      return try empty(object, elements, className: className, hdf5)
    }
    try checkWhole(className, elements, object, hdf5)
    if className == "char", elements.datatype.isText, elements.extents.isEmpty {
      return try unlabelled(object, elements, hdf5)
    }
    guard let content = try content(className, elements) else {
      try hdf5.checkObject(object, of: className)
      let size = try objectSize(elements, hdf5)
      let isReference = elements.datatype == .integer(.uint32)
      return V73Object(
        object, elements, className: className, size: size, isReference ? .objects : .opaque)
    }
    var size = elements.size
    if case .char = content { size = try textSize(elements, isOctave: false, hdf5) }
    return V73Object(object, elements, className: className, size: size, content)
  }

  /// Throws where a dataset looks like the size of an array whose mark is damaged: one dimension, which
  /// no array of MATLAB's has, of the integers that sizes are stored as.
  private static func checkWhole(
    _ className: String, _ elements: borrowing HDF5Elements, _ object: borrowing HDF5Object,
    _ hdf5: borrowing HDF5
  ) throws(MATError) {
    guard elements.datatype == .integer(.uint64), elements.extents.count == 1 else { return }
    let isMarkDamaged = try hdf5.hasName(like: "MATLAB_empty", of: object)
    guard className == "uint64", !isMarkDamaged else {
      throw MATError(
        .damaged, expected: "the elements of a \(className) array",
        found: "what may be the size of an empty one, without MATLAB_empty")
    }
  }

  /// The size of text once it is in MATLAB's encoding, for which it must be read. Longer texts than any
  /// person writes are listed with the number of their stored characters.
  static func textSize(
    _ elements: borrowing HDF5Elements, isOctave: Bool, _ hdf5: borrowing HDF5
  ) throws(MATError) -> [Int] {
    guard elements.count < 1 << 24,
      let text = try elements.recodedText(isOctave: isOctave, hdf5)
    else { return elements.size }
    return text.size
  }

  /// What a dataset of a class holds; nil where the class is none of MATLAB's basic ones.
  private static func content(
    _ className: String, _ elements: borrowing HDF5Elements
  ) throws(MATError) -> Content? {
    switch (className, elements.datatype) {
    case ("cell", .reference): return .cells
    case ("logical", .boolean): return .logical
    case (let name, .integer), (let name, .float), (let name, .bits):
      // Numbers of fewer bits than their bytes have room for are no MATLAB's, and a sign of damage.
      guard elements.fillsItsBytes else { break }
      if name == "char" { return .char }
      if name == "logical" { return .logical }
      fallthrough
    case (let name, .complex):
      if let numbers = MATNumericClass(rawValue: name) { return .numbers(numbers) }
    default: break
    }
    guard !basicClasses.contains(className) else {
      throw MATError(
        .damaged, expected: "the elements of a \(className) array",
        found: "elements of HDF5's type \(elements.datatype)")
    }
    return nil
  }

  /// MATLAB's classes that are not objects.
  static let basicClasses = Set(MATNumericClass.allCases.map(\.rawValue)).union([
    "logical", "char", "cell", "struct", "function_handle", "canonical empty",
  ])

  /// An array without elements: the dataset holds its size.
  private static func empty(
    _ object: consuming HDF5Object, _ elements: consuming HDF5Elements, className: String,
    _ hdf5: borrowing HDF5
  ) throws(MATError) -> V73Object {
    let size = try hdf5.storedSize(elements)
    let isEmpty = size.contains(0)
    guard className == "struct" else {
      guard isEmpty else { throw notEmpty(size) }
      if className == "canonical empty" {
        return V73Object(object, className: "double", size: size, .empty)
      }
      if !basicClasses.contains(className) { try hdf5.checkObject(object, of: className) }
      let isMarked = try hdf5.hasAttribute(HDF5.emptyComplexMark, of: object)
      let isComplex = isMarked && MATNumericClass(rawValue: className) != nil
      return V73Object(
        object, className: className, size: size, isComplex ? .emptyComplex : .empty)
    }
    let names = try hdf5.fieldNames(of: object) ?? []
    // A struct array without fields has no other way to say how many elements it has.
    guard isEmpty || names.isEmpty else { throw notEmpty(size) }
    return V73Object(object, className: className, size: size, .fieldNames(names))
  }

  private static func notEmpty(_ size: [Int]) -> MATError {
    MATError(.damaged, expected: "the size of an array without elements", found: "\(size)")
  }

  /// The size of an object of a newer class, which its dataset tells after a mark: the number of
  /// dimensions, and each of them. Bytes without such a mark, of Java's and of ActiveX, are one object.
  private static func objectSize(
    _ elements: borrowing HDF5Elements, _ hdf5: borrowing HDF5
  ) throws(MATError) -> [Int] {
    guard elements.datatype == .integer(.uint32), (4...1 << 20).contains(elements.count) else {
      return [1, 1]
    }
    let words = try elements.array(of: UInt32.self, as: chdf5_uint32(), hdf5).map(Int.init)
    guard words[0] == 0xDD00_0000, (2...32).contains(words[1]), words.count >= words[1] + 2 else {
      return [1, 1]
    }
    return matlabSize(try checked(Array(words[2..<words[1] + 2])))
  }

  /// A dataset that no MATLAB wrote: HDF5's type tells the class.
  static func unlabelled(
    _ object: consuming HDF5Object, _ elements: consuming HDF5Elements, _ hdf5: borrowing HDF5
  ) throws(MATError) -> V73Object {
    let size = elements.size
    switch elements.datatype {
    case .integer(let numbers), .float(let numbers), .bits(let numbers),
      .complex(let numbers, _, _):
      return V73Object(
        object, elements, className: numbers.rawValue, size: size, .numbers(numbers))
    case .boolean:
      return V73Object(object, elements, className: "logical", size: size, .logical)
    case .text, .variableText:
      guard elements.extents.isEmpty else {
        return V73Object(object, elements, className: "cell", size: size, .text)
      }
      let units = try elements.texts(hdf5).first ?? []
      return V73Object(
        object, elements, className: "char", size: [units.isEmpty ? 0 : 1, units.count], .text)
    case .reference:
      return V73Object(object, elements, className: "cell", size: size, .cells)
    case .characterSequence:
      return V73Object(object, elements, className: "sequence", size: size, .opaque)
    case .other(let name):
      return V73Object(object, elements, className: name, size: size, .opaque)
    }
  }
}

extension HDF5 {
  /// The class that MATLAB_class names; nil where another program wrote the object.
  ///
  /// Throws where the object has others of MATLAB's attributes, which never come without this one, or
  /// one whose name is this one's but for a byte.
  func matlabClass(of object: borrowing HDF5Object) throws(MATError) -> String? {
    if let name = try text("MATLAB_class", of: object) { return name }
    let others = try attributeNames(of: object).filter { $0.hasPrefix("MATLAB_") }
    let isDamaged = try hasName(like: "MATLAB_class", of: object)
    guard others.isEmpty, !isDamaged else {
      throw MATError(
        .damaged, expected: "the attribute MATLAB_class",
        found: try attributeNames(of: object).joined(separator: ", "))
    }
    return nil
  }

  /// Throws where an object is not marked as one of a class that is none of MATLAB's basic ones.
  func checkObject(
    _ object: borrowing HDF5Object, of className: String
  ) throws(MATError) {
    // 1 marks function handles, whose class is known.
    guard try integer("MATLAB_object_decode", of: object) ?? 1 == 1 else { return }
    throw MATError(.damaged, expected: "one of MATLAB's classes", found: "class \(className)")
  }

  /// The size that a dataset of integers spells out.
  func storedSize(_ elements: borrowing HDF5Elements) throws(MATError) -> [Int] {
    matlabSize(try storedExtents(elements))
  }

  /// The extents that a dataset of integers spells out, as many as it has.
  func storedExtents(_ elements: borrowing HDF5Elements) throws(MATError) -> [Int] {
    guard (1...32).contains(elements.count), case .integer = elements.datatype else {
      throw MATError(
        .damaged, expected: "the size of an array", found: "\(elements.count) elements")
    }
    let extents = try elements.array(of: UInt64.self, as: chdf5_uint64(), self)
    return try checked(extents.map { Int(clamping: $0) })
  }
}
