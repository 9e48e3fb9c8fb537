import Matrices

/// By how much the numbers of two arrays of one class and size differ, and where: what the hot loops
/// gather, with places as indices.
struct NumberDifferences {
  private let tolerance: MATTolerance
  private(set) var count = 0
  private(set) var differingCount = 0
  private(set) var countBeyondTolerance = 0
  private(set) var absolute: (value: Double, index: Int)?
  private(set) var relative: (value: Double, index: Int)?
  private(set) var ulps: (value: UInt64, index: Int)?

  init(tolerance: MATTolerance) {
    self.tolerance = tolerance
  }

  /// Traps where the numbers are of two classes.
  mutating func compare(_ a: MATNumbers, _ b: MATNumbers) {
    struct Visitor: MATNumberVisitor {
      let others: MATNumbers
      var differences: NumberDifferences

      mutating func visit<Number: StoredNumber>(_ numbers: [Number]) {
        guard let others = Number.picked(from: others) else {
          preconditionFailure(
            "\(Number.numericClass) and \(others.numericClass) numbers cannot be compared")
        }
        for index in numbers.indices {
          differences.compare(numbers[index], others[index], at: index)
        }
      }
    }
    var visitor = Visitor(others: b, differences: self)
    a.visit(&visitor)
    self = visitor.differences
  }

  mutating func compare<Number: ComparedNumber>(_ a: Number, _ b: Number, at index: Int) {
    count += 1
    guard !a.isSame(as: b) else { return }
    note(a.distance(to: b), at: index)
  }

  /// Compares the entries of two sparse matrices of one size, `zero` standing where one has none; an
  /// index counts the elements of the full matrix.
  mutating func compare<Element>(
    _ a: SparseMatrix<Element>, _ b: SparseMatrix<Element>, zero: Element,
    by compare: (inout NumberDifferences, Element, Element, Int) -> Void
  ) {
    for column in 0..<a.columnCount {
      var (i, j) = (a.columnStarts[column], b.columnStarts[column])
      let (aEnd, bEnd) = (a.columnStarts[column + 1], b.columnStarts[column + 1])
      while i < aEnd || j < bEnd {
        let aRow = i < aEnd ? a.rowIndices[i] : .max
        let bRow = j < bEnd ? b.rowIndices[j] : .max
        let first = aRow <= bRow ? a.values[i] : zero
        let second = bRow <= aRow ? b.values[j] : zero
        compare(&self, first, second, min(aRow, bRow) &+ column &* a.rowCount)
        if aRow <= bRow { i += 1 }
        if bRow <= aRow { j += 1 }
      }
    }
  }

  private mutating func note(_ distance: NumberDistance, at index: Int) {
    differingCount += 1
    let isAllowed =
      distance.absolute.isFinite
      && (distance.relative <= tolerance.relative || (distance.ulps ?? .max) <= tolerance.ulps)
    if !isAllowed { countBeyondTolerance += 1 }
    if distance.absolute > absolute?.value ?? -1 { absolute = (distance.absolute, index) }
    if distance.relative > relative?.value ?? -1 { relative = (distance.relative, index) }
    if let steps = distance.ulps, steps > ulps?.value ?? 0 { ulps = (steps, index) }
  }

  /// The differences with paths for places; nothing may be asked where nothing differs.
  func summary(_ path: (Int) -> String) -> MATDifference.Numbers {
    MATDifference.Numbers(
      count: count, differingCount: differingCount, countBeyondTolerance: countBeyondTolerance,
      absolute: .init(value: absolute?.value ?? 0, path: path(absolute?.index ?? 0)),
      relative: .init(value: relative?.value ?? 0, path: path(relative?.index ?? 0)),
      ulps: ulps.map { .init(value: $0.value, path: path($0.index)) })
  }
}

extension MATDifference.Numbers {
  /// Adds what another array of the same variable differs by.
  mutating func add(_ other: MATDifference.Numbers) {
    count += other.count
    differingCount += other.differingCount
    countBeyondTolerance += other.countBeyondTolerance
    if other.absolute.value > absolute.value { absolute = other.absolute }
    if other.relative.value > relative.value { relative = other.relative }
    if let larger = other.ulps, larger.value > ulps?.value ?? 0 { ulps = larger }
  }
}
