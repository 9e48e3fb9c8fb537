import CHDF5
import Matrices

/// Reads parts of a v7.3 variable: only the objects on the way, and of arrays only the elements wanted.
struct V73Parts: PartSource {
  private let file: V73File
  private let limits: MATLimits

  /// Where a value's object lies; 0 for a cell or field that was never set.
  typealias Place = UInt64

  init(_ file: V73File, _ limits: MATLimits) {
    self.file = file
    self.limits = limits
  }

  func outline(of place: Place) throws(MATError) -> PartOutline {
    guard place != 0 else { return PartOutline(.array, className: "double", size: [0, 0]) }
    return try withObject(at: place) { (_, object, _) throws(MATError) in
      PartOutline(object.partKind, className: object.className, size: object.size)
    }
  }

  func value(at place: Place) throws(MATError) -> MATValue {
    guard place != 0 else { return .emptyDouble }
    return try file.value(at: place, limits)
  }

  func elements(_ selection: MATSelection, at place: Place) throws(MATError) -> MATValue {
    guard place != 0 else { return try MATValue.emptyDouble.selecting(selection) }
    return try withObject(at: place) { (decoder, object, hdf5) throws(MATError) in
      if case .fieldArrays(let links) = object.content {
        return try decoder.structures(selection, links, object.className, object.size, hdf5)
      }
      if case .fields = object.content {
        return try decoder.value(of: object, hdf5).selecting(selection)
      }
      let box = V73Box(selection, of: object.size)
      let part = try decoder.value(
        of: object.picking(box, size: box.rest == nil ? selection.size : [box.count, 1], hdf5),
        hdf5)
      guard let rest = box.rest else { return part }
      return try part.selecting(rest)
    }
  }

  func columns(
    _ columns: Range<Int>, ofSparseAt place: Place
  ) throws(MATError) -> MATSparseMatrix {
    try withObject(at: place) { (decoder, object, hdf5) throws(MATError) in
      guard case .sparse(let links) = object.content else {
        throw MATError(.damaged, expected: "a sparse matrix", found: object.className)
      }
      return try decoder.columns(columns, links, object.className, object.size, hdf5)
    }
  }

  func place(ofCell index: Int, at place: Place) throws(MATError) -> Place {
    try withObject(at: place) { (decoder, object, hdf5) throws(MATError) in
      try decoder.reference(index, object, hdf5)
    }
  }

  func place(ofField field: Int, element: Int, at place: Place) throws(MATError) -> Place {
    try withObject(at: place) { (decoder, object, hdf5) throws(MATError) in
      switch object.content {
      case .fields(let links): return UInt64(try links[field].address())
      case .fieldArrays(let links):
        let member = try V73Object(at: links[field].address(), in: decoder.file, hdf5)
        return try decoder.reference(element, member, hdf5)
      default:
        throw MATError(.damaged, expected: "a struct", found: object.className)
      }
    }
  }

  private func withObject<Result>(
    at place: Place,
    _ body: (inout V73Decoder, consuming V73Object, borrowing HDF5) throws(MATError) -> Result
  ) throws(MATError) -> Result {
    var decoder = V73Decoder(file.file, limits, file.subsystem)
    return try HDF5.use(file: nil) { (hdf5) throws(MATError) in
      try body(&decoder, V73Object(at: haddr_t(place), in: decoder.file, hdf5), hdf5)
    }
  }
}

extension V73Object {
  /// How much of the object can be read by itself.
  fileprivate var partKind: PartOutline.Kind {
    switch content {
    case .numbers, .logical: .array
    case .char: isWide ? .indivisible : .array
    case .cells: .cell
    case .fields(let links), .fieldArrays(let links): .structure(links.map(\.name))
    case .sparse: .sparse
    case .empty, .emptyComplex, .text, .fieldNames, .functionHandle, .octave, .objects,
      .enumeration, .opaque:
      .indivisible
    }
  }

  /// Whether characters may be in UTF-32, which is decoded whole.
  private var isWide: Bool {
    switch elements {
    case .some(let elements): elements.datatype == .integer(.uint32)
    case .none: false
    }
  }

  /// The object with some of its elements only, as an array of the given size.
  fileprivate consuming func picking(
    _ box: V73Box, size: [Int], _ hdf5: borrowing HDF5
  ) throws(MATError) -> V73Object {
    let (className, content) = (className, content)
    let object = object
    let all = elements
    switch consume all {
    case .some(let elements):
      return V73Object(
        object, try elements.picking(box, hdf5), className: className, size: size, content)
    case .none:
      throw MATError(.damaged, expected: "a dataset with elements", found: "none")
    }
  }
}

extension V73Decoder {
  /// One of the references that a dataset holds; 0 for what was never set.
  fileprivate mutating func reference(
    _ index: Int, _ object: consuming V73Object, _ hdf5: borrowing HDF5
  ) throws(MATError) -> UInt64 {
    let size = object.size
    let selection = MATSelection(
      size: [1, 1], extents: [size.reduce(1, *)],
      picked: [[MATSelection.Progression(first: index, step: 1, count: 1)]])
    let one = try object.picking(V73Box(selection, of: size), size: [1, 1], hdf5)
    guard let reference = try references(one, hdf5).first, reference != CHDF5_UNDEFINED_ADDRESS
    else { return 0 }
    return UInt64(reference)
  }

  /// Elements of a struct array: of each field the values that are referred to.
  fileprivate mutating func structures(
    _ selection: MATSelection, _ links: [HDF5Link], _ className: String, _ size: [Int],
    _ hdf5: borrowing HDF5
  ) throws(MATError) -> MATValue {
    let box = V73Box(selection, of: size)
    var fields: [(String, [MATValue])] = []
    for link in links {
      let field = try V73Object(at: link.address(), in: file, hdf5)
      let part = try field.picking(box, size: [box.count, 1], hdf5)
      let references = try references(part, hdf5)
      var values: [MATValue] = []
      for reference in box.rest?.gather(references) ?? references {
        do throws(MATError) {
          values.append(try value(referredToBy: reference, hdf5))
        } catch {
          throw error.inside(MATPath.Step.field(link.name).description)
        }
      }
      fields.append((link.name, values))
    }
    let array = MATStructArray(
      size: selection.size, fields: .init(uniqueKeysWithValues: fields))
    guard className != "struct" else { return .structure(array) }
    return .object(MATObject(className: className, size: selection.size, properties: array))
  }

  /// Columns of a sparse matrix: their starts, and the entries between the first and the last.
  fileprivate mutating func columns(
    _ columns: Range<Int>, _ links: [HDF5Link], _ className: String, _ size: [Int],
    _ hdf5: borrowing HDF5
  ) throws(MATError) -> MATSparseMatrix {
    let starts = try numbers(
      "jc", columns.lowerBound..<columns.upperBound + 1, of: links, hdf5
    ).0
    let places = try (starts.exactly(size: [starts.count, 1]) as [Int])
    let entries = (places.first ?? 0)..<max(places.first ?? 0, places.last ?? 0)
    let rows = entries.isEmpty ? [] : try indices(numbers("ir", entries, of: links, hdf5).0)
    let (real, imaginary) = try values(entries, of: links, hdf5)
    return try SparseParts(
      [size[0], columns.count], places.map { $0 - entries.lowerBound }, rows: rows, real, imaginary
    ).matrix(of: className)
  }

  private func indices(_ numbers: MATNumbers) throws(MATError) -> [Int] {
    try numbers.exactly(size: [numbers.count, 1])
  }

  /// The values of entries; where there is no entry, none that tell whether they are complex.
  private mutating func values(
    _ entries: Range<Int>, of links: [HDF5Link], _ hdf5: borrowing HDF5
  ) throws(MATError) -> (MATNumbers, MATNumbers?) {
    guard links.contains(where: { $0.name == "data" }) else { return (.double([]), nil) }
    return try numbers("data", entries, of: links, hdf5)
  }

  /// Some of the numbers of a member, which is one column or row.
  private mutating func numbers(
    _ name: String, _ range: Range<Int>, of links: [HDF5Link], _ hdf5: borrowing HDF5
  ) throws(MATError) -> (MATNumbers, MATNumbers?) {
    let member = try V73Object(member: name, of: links, in: file, hdf5)
    let size = member.size
    guard range.upperBound <= size.reduce(1, *), range.lowerBound >= 0 else {
      throw MATError(
        .damaged, path: ".\(name)", expected: "\(range.upperBound) numbers",
        found: "\(size.reduce(1, *))")
    }
    // A member without elements holds a size instead.
    guard !range.isEmpty else { return (.double([]), member.isComplex ? .double([]) : nil) }
    let selection = MATSelection(
      size: [range.count, 1], extents: [size.reduce(1, *)],
      picked: [[MATSelection.Progression(first: range.lowerBound, step: 1, count: range.count)]])
    let part = try member.picking(V73Box(selection, of: size), size: [range.count, 1], hdf5)
    return try withElements(of: part, hdf5) {
      (elements, hdf5) throws(MATError) -> (MATNumbers, MATNumbers?) in
      if case .complex = elements.datatype { return try elements.parts(hdf5) }
      return (try elements.numbers(hdf5), nil)
    }
  }
}
