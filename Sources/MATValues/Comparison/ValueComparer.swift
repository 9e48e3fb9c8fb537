import Matrices

/// Goes down two values at once and notes what differs.
struct ValueComparer {
  private var difference: MATDifference
  private let tolerance: MATTolerance
  private var numberCount = 0
  /// The way down to where the comparison is; written out only where something differs.
  private var steps: [Step] = []

  private enum Step {
    case cell(Int, size: [Int])
    case field(String, element: Int, size: [Int])
    case element(Int, size: [Int])
  }

  init(name: String, tolerance: MATTolerance) {
    difference = MATDifference(name: name)
    self.tolerance = tolerance
  }

  /// The differences found; nil where there are none.
  var result: MATDifference? {
    guard difference.mismatchCount > 0 || difference.numbers != nil else { return nil }
    var result = difference
    result.numbers?.count = numberCount
    return result
  }

  /// The path to where the comparison is.
  private var path: String {
    steps.reduce(into: difference.root) { path, step in
      switch step {
      case .cell(let position, let size): path += "{\(subscriptText(of: position, in: size))}"
      case .element(let position, let size):
        path += "(\(subscriptText(of: position, in: size)))"
      case .field(let name, let position, let size):
        if size.contains(where: { $0 != 1 }) {
          path += "(\(subscriptText(of: position, in: size)))"
        }
        path += MATPath.Step.field(name).description
      }
    }
  }

  private mutating func note(_ kind: MATDifference.Mismatch.Kind, at rest: String = "") {
    difference.append(kind, at: path + rest)
  }

  mutating func compare(_ a: MATValue, _ b: MATValue) {
    if case (.char(let a), .char(let b)) = (a, b), a.size != b.size, a.count + b.count > 0,
      let first = a.rowText, let second = b.rowText
    {
      note(.texts(first, second))
      return
    }
    let (first, second) = (a.kindDescription, b.kindDescription)
    guard first == second else {
      note(.classes(first, second))
      return
    }
    guard a.size == b.size else {
      note(.sizes(a.size, b.size))
      return
    }
    compareContent(a, b)
  }

  /// Compares two values of one class and size.
  private mutating func compareContent(_ a: MATValue, _ b: MATValue) {
    switch (a, b) {
    case (.numeric(let a), .numeric(let b)): compare(a, b)
    case (.logical(let a), .logical(let b)): compareElements(a, b)
    case (.char(let a), .char(let b)):
      if let first = a.rowText, let second = b.rowText {
        if a != b { note(.texts(first, second)) }
      } else {
        compareElements(a, b)
      }
    case (.string(let a), .string(let b)): compare(a, b)
    case (.cell(let a), .cell(let b)):
      for (position, (first, second)) in zip(a.elements, b.elements).enumerated() {
        steps.append(.cell(position, size: a.size))
        compare(first, second)
        steps.removeLast()
      }
    case (.structure(let a), .structure(let b)): compare(a, b)
    case (.sparse(let a), .sparse(let b)): compare(a, b)
    case (.functionHandle(let a), .functionHandle(let b)): compare(a, b)
    case (.object(let a), .object(let b)): compare(a, b)
    case (.opaque(_, _, let a), .opaque(_, _, let b)) where !(a.hidesData || b.hidesData):
      // Deleted handles, and an object that is around both.
      if a != b { note(.texts(a.description, b.description)) }
    default:
      note(.unknown)
    }
  }

  private mutating func compare(_ a: MATFunctionHandle, _ b: MATFunctionHandle) {
    if a.text == nil && b.text == nil {
      note(.unknown)
    } else if a.text != b.text {
      note(.texts(a.text, b.text))
    }
    let none = MATValue.structure(MATStructArray([:]))
    switch (a.workspace, b.workspace) {
    case (nil, nil): return
    case (let first, let second): compare(first ?? none, second ?? none)
    }
  }

  private mutating func compare(_ a: MATObject, _ b: MATObject) {
    if a.alias != b.alias { note(.texts(a.alias, b.alias)) }
    if let first = a.elements, let second = b.elements {
      for (position, (first, second)) in zip(first, second).enumerated() {
        steps.append(.element(position, size: a.size))
        compare(first, second)
        steps.removeLast()
      }
      return
    }
    guard let first = a.properties, let second = b.properties, first.size == second.size else {
      note(.unknown)
      return
    }
    compare(first, second)
  }

  private mutating func compare(_ a: MATStringArray, _ b: MATStringArray) {
    let differing = a.elements.indices.filter {
      !MATStringArray.areIdentical(a.elements[$0], b.elements[$0])
    }
    guard let first = differing.first else { return }
    if a.count == 1 { return note(.texts(a.elements[0], b.elements[0])) }
    difference.append(
      .elements(count: differing.count, of: a.count, first: path + place(of: first, in: a.size)),
      at: path)
  }

  private mutating func compare(_ a: MATStructArray, _ b: MATStructArray) {
    let inFirst = a.fields.keys
    for field in inFirst where b.fields[field] == nil {
      note(.onlyInFirst, at: MATPath.Step.field(field).description)
    }
    for field in b.fields.keys where a.fields[field] == nil {
      note(.onlyInSecond, at: MATPath.Step.field(field).description)
    }
    for (field, values) in a.fields {
      guard let others = b.fields[field] else { continue }
      for (position, (first, second)) in zip(values, others).enumerated() {
        steps.append(.field(field, element: position, size: a.size))
        compare(first, second)
        steps.removeLast()
      }
    }
  }

  private mutating func compareElements<Element: Equatable>(
    _ a: NDArray<Element>, _ b: NDArray<Element>
  ) {
    let differing = a.elements.indices.filter { a.elements[$0] != b.elements[$0] }
    guard let first = differing.first else { return }
    difference.append(
      .elements(count: differing.count, of: a.count, first: path + place(of: first, in: a.size)),
      at: path)
  }
}

// Numbers.
extension ValueComparer {
  private mutating func compare(
    _ a: MATNumericArray, _ b: MATNumericArray
  ) {
    var found = NumberDifferences(tolerance: tolerance)
    found.compare(a.real, b.real)
    if let first = a.imaginary, let second = b.imaginary { found.compare(first, second) }
    note(found, size: a.size)
  }

  private mutating func compare(
    _ a: MATSparseMatrix, _ b: MATSparseMatrix
  ) {
    var found = NumberDifferences(tolerance: tolerance)
    switch (a, b) {
    case (.real(let a), .real(let b)):
      found.compare(a, b, zero: 0) { $0.compare($1, $2, at: $3) }
    case (.complex(let a), .complex(let b)):
      found.compare(a, b, zero: .init(real: 0, imaginary: 0)) {
        $0.compare($1.real, $2.real, at: $3)
        $0.compare($1.imaginary, $2.imaginary, at: $3)
      }
    case (.logical(let a), .logical(let b)):
      compare(a, b)
      return
    default:
      return
    }
    note(found, size: a.size)
  }

  private mutating func compare(
    _ a: SparseMatrix<Bool>, _ b: SparseMatrix<Bool>
  ) {
    var found = NumberDifferences(tolerance: .exact)
    found.compare(a, b, zero: false) {
      $0.compare(UInt8($1 ? 1 : 0), UInt8($2 ? 1 : 0), at: $3)
    }
    guard let first = found.absolute else { return }
    difference.append(
      .elements(
        count: found.differingCount, of: found.count,
        first: path + place(of: first.index, in: [a.rowCount, a.columnCount])),
      at: path)
  }

  /// Adds what one array differs by to what the variable does.
  private mutating func note(_ found: NumberDifferences, size: [Int]) {
    numberCount += found.count
    guard found.differingCount > 0 else { return }
    let path = path
    let summary = found.summary { path + place(of: $0, in: size) }
    if difference.numbers?.add(summary) == nil { difference.numbers = summary }
  }
}

/// The place of an element in an array: `(3,1)`; nothing for a scalar.
private func place(of index: Int, in size: [Int]) -> String {
  size.allSatisfy { $0 == 1 } ? "" : "(\(subscriptText(of: index, in: size, always: true)))"
}

extension NDArray<UInt16> {
  /// The text of a row or of an empty array; nil for several rows, and where it is no valid Unicode.
  fileprivate var rowText: String? {
    guard isEmpty || (rank == 2 && size[0] == 1) else { return nil }
    return String(validating: elements, as: UTF16.self)
  }
}

extension MATValue {
  /// The class with what else tells two kinds of arrays apart: `sparse complex double`.
  fileprivate var kindDescription: String {
    (isSparse ? "sparse " : "") + (isComplex ? "complex " : "") + className
  }
}
