extension MATFile {
  /// The value at a path, of which no more is read than needed.
  ///
  ///     let rows = try file.value(at: MATPath("net.W{2}(1:3, :)"))
  ///
  /// The same as `value(path.variable).value(at: path)`, errors included, but what lies beside the path is
  /// not decoded:
  ///
  /// - v4 and v5: the tags on the way, and of an array the bytes of the elements picked;
  /// - v7: the variable is inflated as far as the part reaches and not kept;
  /// - v7.3: the objects on the way, found by reference, and of an array the elements picked by a
  ///   hyperslab, or a block around them where that takes more than 64.
  ///
  /// Text in UTF-8 or UTF-32, v4 sparse matrices, and what Octave's `save -hdf5` wraps are decoded whole and
  /// then cut. Damage beside the path is not noticed, and the checksum of a compressed variable, which
  /// stands at its end, only where the part reaches to it. O(elements picked), and for cells and structs of
  /// v5 and v7 the number of elements before.
  public func value(at path: MATPath) throws(MATError) -> MATValue {
    let variable = try find(path.variable)
    guard !path.steps.isEmpty else { return try value(of: variable) }
    do throws(MATError) {
      return try content.value(of: variable, following: path)
    } catch {
      throw error.with(file: self.path, variable: variable.name)
    }
  }

  /// The value at a path as a Swift value: `let rows: Matrix<Double> = try file.read(at: path)`.
  ///
  /// Throws as ``value(at:)`` and the subscript do.
  public func read<Value: MATReadable>(at path: MATPath) throws(MATError) -> Value {
    try converted(value(at: path), at: path)
  }

  /// Rows and columns of a matrix, counted from zero: `try file.value("A", rows: 10..<20, columns: 3...)`.
  ///
  /// The variable is of any class that has elements, and the result of the same. Throws `notFound` where a
  /// range reaches outside, `mismatch` where there are not two dimensions.
  public func value(
    _ name: String, rows: some MATSliceExpression, columns: some MATSliceExpression = MATSlice.all
  ) throws(MATError) -> MATValue {
    try part(of: name, [rows.matSlice, columns.matSlice])
  }

  /// Columns of a matrix, counted from zero.
  public func value(
    _ name: String, columns: some MATSliceExpression
  ) throws(MATError) -> MATValue {
    try part(of: name, [.all, columns.matSlice])
  }

  /// Rows and columns of a matrix as a Swift value:
  /// `let block: Matrix<Double> = try file.read("A", rows: 10..<20, columns: 3...)`.
  public func read<Value: MATReadable>(
    _ name: String, rows: some MATSliceExpression, columns: some MATSliceExpression = MATSlice.all
  ) throws(MATError) -> Value {
    try converted(value(name, rows: rows, columns: columns), at: MATPath(variable: name))
  }

  /// Columns of a matrix as a Swift value.
  public func read<Value: MATReadable>(
    _ name: String, columns: some MATSliceExpression
  ) throws(MATError) -> Value {
    try converted(value(name, columns: columns), at: MATPath(variable: name))
  }

  /// A part of an array of any number of dimensions, one slice a dimension, counted from zero:
  /// `try file.value("T", 0..<5, .all, MATSlice(0..<100, by: 10))`.
  ///
  /// As in MATLAB the result has no dimensions of length one beyond the second at its end. Throws `notFound`
  /// where a slice reaches outside, `mismatch` where there are fewer slices than dimensions.
  public func value(
    _ name: String, _ slices: any MATSliceExpression...
  ) throws(MATError) -> MATValue {
    try part(of: name, slices.map(\.matSlice))
  }

  /// A part of an array of any number of dimensions as a Swift value.
  public func read<Value: MATReadable>(
    _ name: String, _ slices: any MATSliceExpression...
  ) throws(MATError) -> Value {
    try converted(part(of: name, slices.map(\.matSlice)), at: MATPath(variable: name))
  }

  /// The variable of a name as a Swift value, as the subscript has it.
  public func read<Value: MATReadable>(_ name: String) throws(MATError) -> Value {
    try self[name]
  }

  /// A part of an array, one slice a dimension.
  private func part(of name: String, _ slices: [MATSlice]) throws(MATError) -> MATValue {
    let variable = try find(name)
    let indices: [MATPath.Index]
    do throws(MATError) {
      indices = try MATSlice.indices(slices, of: variable.size)
    } catch {
      throw error.with(file: path, variable: name)
    }
    return try value(at: MATPath(variable: name, steps: [.elements(indices)]))
  }

  private func converted<Value: MATReadable>(
    _ value: MATValue, at path: MATPath
  ) throws(MATError) -> Value {
    do throws(MATError) {
      return try Value(matValue: value)
    } catch {
      let inner = path.steps.isEmpty ? error : error.inside(path.stepsDescription)
      throw inner.with(file: self.path, variable: path.variable)
    }
  }
}
