/// An array of any number of dimensions in column-major order: the first index varies fastest.
///
/// Element (i₀, i₁, …) is `elements[i₀ + i₁·s₀ + i₂·s₀·s₁ + …]` for size s₀×s₁×…. As in MATLAB an
/// array has at least two dimensions; a scalar is 1×1. Any dimension may be zero.
///
/// ```swift
/// let A = NDArray(size: [2, 2, 2], elements: [1, 2, 3, 4, 5, 6, 7, 8])
/// assert(A[1, 0, 1] == 6)
/// assert(A.size == [2, 2, 2] && A.rank == 3 && A.count == 8)
/// ```
public struct NDArray<Element> {
  /// The size along each dimension, two or more.
  public let size: [Int]
  /// The elements, first index fastest.
  public internal(set) var elements: [Element]

  /// An array of elements given in column-major order.
  ///
  /// Traps where `size` has fewer than two dimensions or a negative one, or where the count of
  /// `elements` is not their product.
  ///
  /// ```swift
  /// let A = NDArray(size: [1, 2, 2], elements: [1, 2, 3, 4])
  /// assert(A[0, 1, 0] == 2)
  /// ```
  public init(size: [Int], elements: [Element]) {
    require(
      size.count >= 2 && size.allSatisfy { $0 >= 0 }, "an array cannot have the size \(size)")
    require(
      elements.count == size.reduce(1, *),
      "an array of size \(sizeDescription(size)) cannot hold \(elements.count) elements")
    self.size = size
    self.elements = elements
  }

  /// An array with the same element everywhere.
  public init(repeating element: Element, size: [Int]) {
    self.init(size: size, elements: Array(repeating: element, count: size.reduce(1, *)))
  }

  /// A 1×1 array.
  ///
  /// ```swift
  /// assert(NDArray(7).size == [1, 1])
  /// ```
  public init(_ scalar: Element) {
    self.init(size: [1, 1], elements: [scalar])
  }

  /// The matrix as an array of two dimensions.
  ///
  /// ```swift
  /// let A: Matrix = [[1, 2], [3, 4]]
  /// assert(NDArray(A).elements == [1, 3, 2, 4])
  /// ```
  public init(_ matrix: Matrix<Element>) {
    self.init(size: matrix.size, elements: matrix.elements)
  }

  /// The number of elements, the product of the size.
  @inlinable public var count: Int { elements.count }

  /// True if there is no element.
  @inlinable public var isEmpty: Bool { elements.isEmpty }

  /// The number of dimensions, two or more.
  @inlinable public var rank: Int { size.count }

  /// The element of a 1×1×… array, nil for any other.
  ///
  /// ```swift
  /// assert(NDArray(7).scalar == 7)
  /// assert(NDArray(size: [1, 2], elements: [1, 2]).scalar == nil)
  /// ```
  public var scalar: Element? { elements.count == 1 ? elements[0] : nil }

  /// The element at the given indices, one a dimension, from zero.
  ///
  /// Traps where their number is not the rank or one lies outside.
  ///
  /// ```swift
  /// var A = NDArray(repeating: 0, size: [2, 2, 2])
  /// A[1, 1, 0] = 5
  /// assert(A.elements == [0, 0, 0, 5, 0, 0, 0, 0])
  /// ```
  public subscript(indices: Int...) -> Element {
    get { elements[offset(of: indices)] }
    set { elements[offset(of: indices)] = newValue }
  }

  /// The block of the given ranges, one a dimension: `A[[0..<2, 0..<3, 1..<2]]`.
  ///
  /// Traps where their number is not the rank or one reaches outside. O(elements of the block).
  ///
  /// ```swift
  /// let A = NDArray(size: [2, 2, 2], elements: [1, 2, 3, 4, 5, 6, 7, 8])
  /// assert(A[[0..<2, 1..<2, 0..<1]].elements == [3, 4])
  /// ```
  public subscript(ranges: [Range<Int>]) -> NDArray {
    require(
      ranges.count == rank
        && zip(ranges, size).allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= $1 },
      "the ranges \(ranges) reach outside an array of size \(sizeDescription(size))")
    return selecting(ranges.map { Array($0) })
  }

  /// The elements at every combination of the given indices, one list a dimension, as MATLAB's
  /// `A(i, j, …)` with vectors.
  ///
  /// Traps where the number of lists is not the rank or an index lies outside.
  ///
  /// O(elements selected).
  ///
  /// ```swift
  /// let A = NDArray(size: [2, 3], elements: [1, 2, 3, 4, 5, 6])
  /// assert(A.selecting([[1], [2, 0]]).elements == [6, 2])
  /// ```
  public func selecting(_ indices: [[Int]]) -> NDArray {
    require(
      indices.count == rank
        && zip(indices, size).allSatisfy { list, extent in
          list.allSatisfy { (0..<extent).contains($0) }
        }, "the indices \(indices) reach outside an array of size \(sizeDescription(size))")
    let resultSize = indices.map(\.count)
    let count = resultSize.reduce(1, *)
    var selected: [Element] = []
    selected.reserveCapacity(count)
    var position = Array(repeating: 0, count: rank)
    for _ in 0..<count {
      var offset = 0
      var stride = 1
      for dimension in 0..<rank {
        offset += indices[dimension][position[dimension]] * stride
        stride *= size[dimension]
      }
      selected.append(elements[offset])
      for dimension in 0..<rank {
        position[dimension] += 1
        if position[dimension] < resultSize[dimension] { break }
        position[dimension] = 0
      }
    }
    return NDArray(size: resultSize, elements: selected)
  }

  /// These elements in an array of another size: MATLAB's `reshape`, NumPy's with `order="F"`.
  ///
  /// Traps where the sizes differ in their number of elements.
  ///
  /// ```swift
  /// let A = NDArray(size: [2, 3], elements: [1, 2, 3, 4, 5, 6])
  /// assert(A.reshaped(to: [3, 2])[2, 0] == 3)
  /// ```
  public func reshaped(to size: [Int]) -> NDArray {
    NDArray(size: size, elements: elements)
  }

  /// The array without dimensions of length one beyond the second, as MATLAB's `squeeze`: a
  /// two-dimensional array stays as it is.
  ///
  /// ```swift
  /// let A = NDArray(size: [1, 2, 1, 3], elements: [1, 2, 3, 4, 5, 6])
  /// assert(A.squeezed().size == [2, 3])
  /// ```
  public func squeezed() -> NDArray {
    guard rank > 2 else { return self }
    var kept = size.filter { $0 != 1 }
    while kept.count < 2 { kept.append(1) }
    return NDArray(size: kept, elements: elements)
  }

  /// An array of the same size with `transform` applied to each element.
  ///
  /// ```swift
  /// let A = NDArray(size: [1, 2], elements: [1, 2])
  /// assert(A.map { $0 * 10 }.elements == [10, 20])
  /// ```
  public func map<Result, Failure: Error>(
    _ transform: (Element) throws(Failure) -> Result
  ) throws(Failure) -> NDArray<Result> {
    NDArray<Result>(size: size, elements: try elements.map(transform))
  }

  private func offset(of indices: [Int]) -> Int {
    require(
      indices.count == rank && zip(indices, size).allSatisfy { (0..<$1).contains($0) },
      "index \(indices) is outside an array of size \(sizeDescription(size))")
    var offset = 0
    var stride = 1
    for (index, extent) in zip(indices, size) {
      offset += index * stride
      stride *= extent
    }
    return offset
  }
}

/// A size as it is written: `2×3×4`.
package func sizeDescription(_ size: [Int]) -> String {
  size.map(String.init).joined(separator: "×")
}

extension NDArray: Equatable where Element: Equatable {}
extension NDArray: Hashable where Element: Hashable {}
extension NDArray: Sendable where Element: Sendable {}

extension Matrix {
  /// The array as a matrix; nil where it has more than two dimensions.
  ///
  /// ```swift
  /// let array = NDArray(size: [1, 2], elements: [1, 2])
  /// assert(Matrix(array) == [[1, 2]])
  /// assert(Matrix(NDArray(repeating: 0, size: [1, 1, 2])) == nil)
  /// ```
  public init?(_ array: NDArray<Element>) {
    guard array.rank == 2 else { return nil }
    self.init(rowCount: array.size[0], columnCount: array.size[1], elements: array.elements)
  }
}
