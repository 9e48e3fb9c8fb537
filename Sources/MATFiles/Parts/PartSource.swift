import Matrices

/// A variable in which one can go down to a part without decoding the rest.
///
/// The way down is the same for every version of the format (``value(at:following:)``); how a place is
/// found and a part is read is each version's own.
protocol PartSource: ~Copyable {
  /// Where a value lies.
  associatedtype Place

  /// What the value at a place is, from its header.
  mutating func outline(of place: Place) throws(MATError) -> PartOutline

  /// The value at a place, decoded whole.
  mutating func value(at place: Place) throws(MATError) -> MATValue

  /// Elements of an array, cell array or struct array, picked in the order in which they lie; the value has
  /// the size of `selection`.
  mutating func elements(
    _ selection: MATSelection, at place: Place
  ) throws(MATError) -> MATValue

  /// Columns of a sparse matrix.
  mutating func columns(
    _ columns: Range<Int>, ofSparseAt place: Place
  ) throws(MATError) -> MATSparseMatrix

  /// The place of an element of a cell array.
  mutating func place(ofCell index: Int, at place: Place) throws(MATError) -> Place

  /// The place of a field's value in an element of a struct array.
  mutating func place(
    ofField field: Int, element: Int, at place: Place
  ) throws(MATError) -> Place
}

/// What a value is, before it is decoded.
struct PartOutline {
  enum Kind {
    /// Numbers, truth values or characters that can be read in part.
    case array
    case sparse
    case cell
    /// A struct array or old-style object with fields of the given names.
    case structure([String])
    /// What is read whole.
    case indivisible
  }

  let kind: Kind
  let size: [Int]
  /// The size and class as a person says it: `3×2 struct`.
  let summary: String

  init(_ kind: Kind, className: String, size: [Int]) {
    self.kind = kind
    self.size = size
    summary = "\(sizeDescription(size)) \(className)"
  }
}

extension PartSource where Self: ~Copyable {
  /// The value at the end of a path that starts at a variable's place.
  ///
  /// The same as decoding the variable and following the path in it (``/MATValues/MATValue/value(at:)``), errors
  /// included, but what lies beside the way is not decoded, nor checked for damage.
  mutating func value(
    at place: Place, following path: MATPath
  ) throws(MATError) -> MATValue {
    var taken = 0
    do throws(MATError) {
      return try value(at: place, path.steps, &taken)
    } catch {
      let way = MATPath(variable: path.variable, steps: Array(path.steps[..<taken]))
      var error = taken == 0 ? error : error.inside(way.stepsDescription)
      error.variable = path.variable
      throw error
    }
  }

  private mutating func value(
    at start: Place, _ steps: [MATPath.Step], _ taken: inout Int
  ) throws(MATError) -> MATValue {
    var place = start
    while taken < steps.count {
      let outline = try outline(of: place)
      switch (steps[taken], outline.kind) {
      case (.elements(let indices), _) where indices.isEmpty:
        taken += 1
      case (.field(let name), .structure(let names)):
        let field = try outline.index(ofField: name, among: names, elements: outline.size)
        place = try self.place(ofField: field, element: 0, at: place)
        taken += 1
      case (.content(let indices), .cell):
        place = try self.place(ofCell: outline.cell(indices), at: place)
        taken += 1
      case (.elements(let indices), .structure(let names)):
        let selection = try MATSelection(indices, of: outline.size)
        guard case .field(let name)? = steps.dropFirst(taken + 1).first, selection.count == 1 else {
          let part = try self.part(selection, at: place)
          taken += 1
          return try rest(of: steps, from: taken, in: part)
        }
        taken += 1
        let field = try outline.index(ofField: name, among: names, elements: [1, 1])
        place = try self.place(ofField: field, element: selection.first, at: place)
        taken += 1
      case (.elements(let indices), .array), (.elements(let indices), .cell):
        let part = try self.part(MATSelection(indices, of: outline.size), at: place)
        taken += 1
        return try rest(of: steps, from: taken, in: part)
      case (.elements(let indices), .sparse):
        let part = try self.part(indices, ofSparseAt: place, size: outline.size)
        taken += 1
        return try rest(of: steps, from: taken, in: part)
      default:
        return try rest(of: steps, from: taken, in: value(at: place))
      }
    }
    return try value(at: place)
  }

  /// What is left of a path, followed in a value that has been decoded.
  private func rest(
    of steps: [MATPath.Step], from start: Int, in value: MATValue
  ) throws(MATError) -> MATValue {
    // The error's path then is what has been taken of these steps, and goes behind those before.
    try value.value(at: MATPath(variable: "", steps: Array(steps[start...])))
  }

  /// The elements of an array in the order asked for.
  private mutating func part(
    _ selection: MATSelection, at place: Place
  ) throws(MATError) -> MATValue {
    let (ascending, order) = selection.ascending()
    let value = try elements(ascending, at: place)
    guard let order else { return value }
    return try value.selecting(order)
  }

  /// The part of a sparse matrix: its columns from the first to the last that is named, and of those what
  /// is picked.
  private mutating func part(
    _ indices: [MATPath.Index], ofSparseAt place: Place, size: [Int]
  ) throws(MATError) -> MATValue {
    let selection = try MATSelection(indices, of: size)
    guard indices != [.all], selection.size.count == 2 else {
      return .sparse(
        try columns(0..<size[1], ofSparseAt: place).selecting(indices))
    }
    let columns = selection.columns(rowCount: size[0])
    let part = try self.columns(columns, ofSparseAt: place)
    return .sparse(part.selecting(selection, from: columns.lowerBound))
  }
}

extension PartOutline {
  /// The place of a field among the names of a struct array that has one element.
  fileprivate func index(
    ofField name: String, among names: [String], elements: [Int]
  ) throws(MATError) -> Int {
    guard let index = names.firstIndex(of: name) else {
      throw MATStructArray.noField(name, among: names)
    }
    guard elements.allSatisfy({ $0 == 1 }) else {
      throw MATStructArray.severalElements(of: elements, field: name)
    }
    return index
  }

  /// The one cell that indices mean.
  fileprivate func cell(_ indices: [MATPath.Index]) throws(MATError) -> Int {
    let indices = indices.isEmpty ? [.all] : indices
    let selection = try MATSelection(indices, of: size)
    guard selection.count == 1 else { throw MATValue.severalCells(selection.count) }
    return selection.first
  }
}

extension MATSelection {
  /// The first of the elements picked, one at least, counted in column-major order.
  fileprivate var first: Int {
    var (element, stride) = (0, 1)
    for (progressions, extent) in zip(picked, extents) {
      element += (progressions.first { $0.count > 0 }?.first ?? 0) * stride
      stride *= extent
    }
    return element
  }

  /// The columns from the first to the last in which elements of a matrix are picked.
  fileprivate func columns(rowCount: Int) -> Range<Int> {
    var (first, last) = (Int.max, -1)
    for progression in picked[picked.count == 1 ? 0 : 1] where progression.count > 0 {
      for end in [progression.first, progression[progression.count - 1]] {
        let column = picked.count == 1 ? end / rowCount : end
        (first, last) = (min(first, column), max(last, column))
      }
    }
    return last < 0 ? 0..<0 : first..<last + 1
  }
}
