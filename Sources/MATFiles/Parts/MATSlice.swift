import Matrices

/// The elements picked along one dimension, counted from zero as everywhere in Swift: every `step`-th of a
/// range.
///
///     try file.read("A", rows: 10..<20, columns: 3...)
///     try file.read("T", 0..<5, .all, MATSlice(0..<100, by: 10))
///
/// What MATLAB writes with indices from one is ``/MATValues/MATPath``.
public struct MATSlice: Hashable, Sendable {
  /// The first element, from zero.
  public let first: Int
  /// The end of the range, which is not part of it; nil where it reaches to the end of the dimension.
  public let end: Int?
  /// The distance from one element to the next, 1 or more.
  public let step: Int

  private init(first: Int, end: Int?, step: Int) {
    require(step >= 1, "a slice cannot have a step of \(step)")
    self.first = first
    self.end = end
    self.step = step
  }

  /// All elements.
  public static let all = MATSlice(first: 0, end: nil, step: 1)

  /// Every `step`-th element of a range: the first, and what follows at that distance.
  ///
  /// Traps where `step` is less than 1.
  public init(_ range: Range<Int>, by step: Int = 1) {
    self.init(first: range.lowerBound, end: range.upperBound, step: step)
  }

  /// Every `step`-th element of a range, otherwise as with `Range`.
  public init(_ range: ClosedRange<Int>, by step: Int = 1) {
    self.init(Range(range), by: step)
  }

  /// Every `step`-th element from one to the last of the dimension, otherwise as with `Range`.
  public init(_ range: PartialRangeFrom<Int>, by step: Int = 1) {
    self.init(first: range.lowerBound, end: nil, step: step)
  }
}

/// What can say which elements are picked along a dimension: a range of integers, one integer, or a
/// ``MATSlice`` with a step.
public protocol MATSliceExpression {
  /// The elements meant.
  var matSlice: MATSlice { get }
}

extension MATSlice: MATSliceExpression {
  /// The slice itself.
  public var matSlice: MATSlice { self }
}

extension MATSliceExpression where Self == MATSlice {
  /// All elements along the dimension.
  public static var all: MATSlice { MATSlice.all }
}

extension Int: MATSliceExpression {
  /// The one element; its dimension stays, with length one.
  public var matSlice: MATSlice { MATSlice(self..<self + 1) }
}

extension Range: MATSliceExpression where Bound == Int {
  /// The elements of the range, counted from 0.
  public var matSlice: MATSlice { MATSlice(self) }
}

extension ClosedRange: MATSliceExpression where Bound == Int {
  /// The elements of the range, the last included.
  public var matSlice: MATSlice { MATSlice(self) }
}

extension PartialRangeFrom: MATSliceExpression where Bound == Int {
  /// The elements from one to the last of the dimension.
  public var matSlice: MATSlice { MATSlice(self) }
}

extension PartialRangeUpTo: MATSliceExpression where Bound == Int {
  /// The elements before one.
  public var matSlice: MATSlice { MATSlice(min(0, upperBound)..<upperBound) }
}

extension PartialRangeThrough: MATSliceExpression where Bound == Int {
  /// The elements to one, that included.
  public var matSlice: MATSlice { MATSlice(min(0, upperBound)...upperBound) }
}

extension MATSlice {
  /// Slices as the indices of a path, one a dimension of an array of the given size.
  ///
  /// Dimensions of length one that MATLAB drops at the end may be named. Throws `notFound` where a slice
  /// reaches outside, `mismatch` where there are fewer slices than dimensions.
  static func indices(
    _ slices: [MATSlice], of size: [Int]
  ) throws(MATError) -> [MATPath.Index] {
    guard slices.count >= size.count else {
      throw MATError(
        .mismatch, expected: "a slice for each of \(size.count) dimensions",
        found: "\(slices.count)")
    }
    var indices: [MATPath.Index] = []
    for (dimension, slice) in slices.enumerated() {
      let extent = dimension < size.count ? size[dimension] : 1
      indices.append(try slice.index(extent: extent, dimension: dimension))
    }
    return indices
  }

  private func index(extent: Int, dimension: Int) throws(MATError) -> MATPath.Index {
    let end = end ?? extent
    guard first >= 0, first <= end, end <= extent else {
      throw MATError(
        .notFound, expected: "a range inside 0..<\(extent) in dimension \(dimension + 1)",
        found: self.end == nil ? "\(first)..." : "\(first)..<\(end)")
    }
    if first == 0 && end == extent && step == 1 { return .all }
    guard first < end else { return .ranges([]) }
    return .ranges([MATPath.Range(.number(first + 1), step: step, through: .number(end))])
  }
}
