import Matrices

extension MATValue {
  /// The value without dimensions of length one beyond the second, as MATLAB's `squeeze` gives it.
  ///
  /// A 1×1×3 array becomes 3×1, a 2×1×3 array 2×3. What has two dimensions stays as it is, a row a row and a
  /// column a column. Arrays inside cells and fields keep their sizes. O(1) but for a struct array's fields.
  ///
  /// ```swift
  /// let value = NDArray(size: [1, 1, 3], elements: [1.0, 2, 3]).matValue
  /// assert(value.squeezed().size == [3, 1])
  /// ```
  public func squeezed() -> MATValue {
    switch self {
    case .numeric(let array):
      .numeric(
        MATNumericArray(size: array.size.squeezed, real: array.real, imaginary: array.imaginary))
    case .logical(let array): .logical(array.squeezed())
    case .char(let array): .char(array.squeezed())
    case .string(let array): .string(MATStringArray(array.array.squeezed()))
    case .cell(let array): .cell(array.squeezed())
    case .structure(let array): .structure(array.squeezed())
    case .object(let object):
      .object(object.squeezed())
    case .sparse, .functionHandle, .opaque: self
    }
  }
}

extension MATObject {
  fileprivate func squeezed() -> MATObject {
    if let elements {
      return MATObject(
        className: className, size: size.squeezed, elements: elements, alias: alias)
    }
    return MATObject(
      className: className, size: size.squeezed,
      properties: isOneEach ? properties?.squeezed() : properties, alias: alias)
  }
}

extension MATStructArray {
  /// The array without dimensions of length one beyond the second, as MATLAB's `squeeze`.
  public func squeezed() -> MATStructArray {
    MATStructArray(size: size.squeezed, fields: fields)
  }
}

extension [Int] {
  /// A size without ones beyond the second dimension; of two dimensions it is as it was.
  fileprivate var squeezed: [Int] {
    guard count > 2 else { return self }
    var kept = filter { $0 != 1 }
    while kept.count < 2 { kept.append(1) }
    return kept
  }
}
