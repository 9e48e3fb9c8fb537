import CHDF5

/// What Octave's `save -hdf5` wraps in a group of two members: the `type`, a name of Octave's own, and
/// the `value`.
enum OctaveContent {
  /// Characters as bytes.
  case bytes
  /// First, limit and increment of a range.
  case range
  /// The elements of a cell array, named _0, _1, …, and its size.
  case cells([HDF5Link])
  /// The fields of a struct array, each a cell array.
  case fieldCells([HDF5Link])
  /// `nr`, `nc`, `cidx`, `ridx` and `data` of a sparse matrix.
  case sparse([HDF5Link])
  /// The text or the name of a function handle.
  case functionHandle([HDF5Link])
}

extension V73Object {
  /// What lies in one of Octave's groups.
  static func octave(
    _ group: borrowing HDF5Object, _ links: [HDF5Link], _ hdf5: borrowing HDF5
  ) throws(MATError) -> V73Object {
    let type = try text(member: "type", of: links, in: group.id, hdf5)
    guard let link = links.first(where: { $0.name == "value" }) else {
      throw MATError(.damaged, expected: "a value of Octave's type \(type)", found: "none")
    }
    let value = try HDF5Object(at: link.address(), in: group.id, hdf5)
    if try hdf5.hasAttribute("OCTAVE_EMPTY_MATRIX", of: group) {
      let size = try hdf5.storedSize(HDF5Elements(dataset: value, hdf5))
      return V73Object(value, className: className(octave: type), size: size, .empty)
    }
    if value.kind == .dataset { return try octaveDataset(value, type, hdf5) }
    return try octaveGroup(value, type, hdf5)
  }

  private static func octaveDataset(
    _ value: consuming HDF5Object, _ type: String, _ hdf5: borrowing HDF5
  ) throws(MATError) -> V73Object {
    let elements = try HDF5Elements(dataset: value, hdf5)
    let className = className(octave: type)
    if type == "range" || type == "double_range" {
      let count = try hdf5.integer("OCTAVE_RANGE_NELEM", of: value) ?? 0
      let size = try checked([1, Int(clamping: count)])
      return V73Object(value, elements, className: className, size: size, .octave(.range))
    }
    let content: Content? =
      switch (className, elements.datatype) {
      case ("char", .integer(.int8)), ("char", .integer(.uint8)): .octave(.bytes)
      case ("logical", .integer), ("logical", .float): .logical
      case (let name, let datatype):
        if let numbers = MATNumericClass(rawValue: name), datatype.numericClass != nil {
          .numbers(numbers)
        } else {
          nil
        }
      }
    let isText = if case .octave(.bytes)? = content { true } else { false }
    let size = isText ? try textSize(elements, isOctave: true, hdf5) : elements.size
    return V73Object(
      value, elements, className: content == nil ? type : className, size: size,
      content ?? .opaque)
  }

  private static func octaveGroup(
    _ value: consuming HDF5Object, _ type: String, _ hdf5: borrowing HDF5
  ) throws(MATError) -> V73Object {
    let links = try hdf5.links(of: value, byCreation: true)
    let className = className(octave: type)
    switch type {
    case "scalar struct":
      return V73Object(value, className: className, size: [1, 1], .fields(links))
    case "cell":
      let dims = try V73Object(member: "dims", of: links, in: value.id, hdf5)
      guard case let extents? = dims.elements else {
        throw MATError(.damaged, expected: "the size of a cell array", found: "a group")
      }
      // Octave writes the size of an empty array as it is, and that of a cell array in reverse.
      let size = try matlabSize(hdf5.storedExtents(extents).reversed())
      let cells = try numbered(links, count: size.reduce(1, *))
      return V73Object(value, className: className, size: size, .octave(.cells(cells)))
    case "struct":
      guard let first = links.first else {
        throw MATError(
          .unsupported, expected: "the size of a struct array", found: "no field that tells it")
      }
      let size = try V73Object(member: first.name, of: links, in: value.id, hdf5).size
      return V73Object(value, className: className, size: size, .octave(.fieldCells(links)))
    case "sparse matrix", "sparse complex matrix", "sparse bool matrix":
      let size = [
        try integer(member: "nr", of: links, in: value.id, hdf5),
        try integer(member: "nc", of: links, in: value.id, hdf5),
      ]
      let checked = try checked(size)
      return V73Object(value, className: className, size: checked, .octave(.sparse(links)))
    case "function handle":
      return V73Object(
        value, className: className, size: [1, 1], .octave(.functionHandle(links)))
    case "class":
      let name = try text(member: "classname", of: links, in: value.id, hdf5)
      return V73Object(value, className: name, size: [1, 1], .opaque)
    default:
      return V73Object(value, className: type, size: [1, 1], .opaque)
    }
  }

  /// The members _0, _1, … in the order of their numbers.
  private static func numbered(
    _ links: [HDF5Link], count: Int
  ) throws(MATError) -> [HDF5Link] {
    guard count == links.count - 1 else {
      throw MATError(
        .damaged, expected: "\(count) elements of a cell array", found: "\(links.count - 1)")
    }
    var ordered = [HDF5Link?](repeating: nil, count: count)
    for link in links where link.name != "dims" {
      guard let index = Int(link.name.dropFirst()), ordered.indices.contains(index),
        ordered[index] == nil
      else {
        throw MATError(.damaged, expected: "elements _0 to _\(count - 1)", found: link.name)
      }
      ordered[index] = link
    }
    return ordered.compactMap { $0 }
  }

  /// MATLAB's class for one of Octave's types.
  private static func className(octave type: String) -> String {
    let word = type.prefix { $0 != " " }
    switch word {
    case "float": return "single"
    case "bool": return "logical"
    case "string", "sq_string", "null_string", "null_sq_string": return "char"
    case "cell": return "cell"
    case "struct": return "struct"
    case "function": return "function_handle"
    case "sparse": return type == "sparse bool matrix" ? "logical" : "double"
    case "scalar": return type == "scalar struct" ? "struct" : "double"
    default: return MATNumericClass(rawValue: String(word))?.rawValue ?? "double"
    }
  }

  /// The text that a member holds.
  static func text(
    member name: String, of links: [HDF5Link], in place: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) -> String {
    let member = try V73Object(member: name, of: links, in: place, hdf5)
    guard case let elements? = member.elements, elements.count == 1,
      let bytes = try elements.strings(hdf5).first
    else { throw MATError(.damaged, expected: "text in \(name)", found: "something else") }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func integer(
    member name: String, of links: [HDF5Link], in place: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) -> Int {
    let member = try V73Object(member: name, of: links, in: place, hdf5)
    guard case let elements? = member.elements, elements.count == 1,
      case .integer = elements.datatype,
      let value = try elements.array(of: Int64.self, as: chdf5_int64(), hdf5).first
    else { throw MATError(.damaged, expected: "a number in \(name)", found: "something else") }
    return Int(value)
  }
}
