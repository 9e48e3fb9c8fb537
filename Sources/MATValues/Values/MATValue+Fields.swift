import Matrices
package import OrderedCollections

// Fields that are left out or get another name.
extension MATValue {
  /// An operation on the fields of a struct array, given the name of the field that is meant.
  package typealias FieldChange =
    (inout OrderedDictionary<String, [MATValue]>, String) throws(MATError) -> Void

  /// The value with a change made to the struct that the steps lead to.
  ///
  /// Throws `notFound` where there is no such place or field, `mismatch` where a step does not suit the class
  /// that it meets, as paths do.
  package func changing(
    field name: String, at steps: ArraySlice<MATPath.Step>, _ change: FieldChange
  ) throws(MATError) -> MATValue {
    do throws(MATError) {
      switch steps.first {
      case nil: return try changing(field: name, change)
      case .field(let step):
        return try changing(step, elements: nil) { (value) throws(MATError) in
          try value.changing(field: name, at: steps.dropFirst(), change)
        }
      case .elements(let indices):
        guard case .field(let step)? = steps.dropFirst().first else {
          throw MATError(
            .mismatch, expected: "a field of all elements, as these have the same fields",
            found: "one of some of them")
        }
        let places = try MATSelection(indices, of: size).gather(Array(0..<count))
        return try changing(step, elements: places) { (value) throws(MATError) in
          try value.changing(field: name, at: steps.dropFirst(2), change)
        }
      case .content(let indices):
        guard case .cell(var cells) = self else {
          throw MATError(.mismatch, expected: "a cell array", found: summary)
        }
        var elements = cells.elements
        for place in try MATSelection(indices, of: size).gather(Array(0..<count)) {
          elements[place] = try elements[place].changing(
            field: name, at: steps.dropFirst(), change)
        }
        cells = NDArray(size: cells.size, elements: elements)
        return .cell(cells)
      }
    } catch {
      guard let step = steps.first else { throw error }
      throw error.inside(step.description)
    }
  }

  private func changing(field name: String, _ change: FieldChange) throws(MATError) -> MATValue {
    var array = try structArray(with: name)
    var fields = array.fields
    try change(&fields, name)
    array = MATStructArray(size: array.size, fields: fields)
    return .structure(array)
  }

  /// Changes the values of a field, in all elements or some.
  private func changing(
    _ field: String, elements: [Int]?, _ change: (MATValue) throws(MATError) -> MATValue
  ) throws(MATError) -> MATValue {
    let array = try structArray(with: field)
    var fields = array.fields
    var values = fields[field] ?? []
    for place in elements ?? Array(values.indices) { values[place] = try change(values[place]) }
    fields[field] = values
    return .structure(MATStructArray(size: array.size, fields: fields))
  }

  private func structArray(with field: String) throws(MATError) -> MATStructArray {
    guard case .structure(let array) = self else {
      throw MATError(
        .mismatch, expected: "a struct with the field \(MATPath.name(field))", found: summary)
    }
    guard array.fields[field] != nil else {
      throw MATStructArray.noField(field, among: Array(array.fields.keys))
    }
    return array
  }
}

extension OrderedDictionary where Key == String {
  /// Gives a key another name, in its place; throws `mismatch` where that is taken.
  package mutating func rename(_ key: String, to newKey: String) throws(MATError) {
    guard key != newKey, let place = index(forKey: key) else { return }
    guard self[newKey] == nil else {
      throw MATError(
        .mismatch, path: MATPath.Step.field(newKey).description,
        expected: "a name that is not taken", found: "a field of that name")
    }
    let value = remove(at: place).value
    updateValue(value, forKey: newKey, insertingAt: place)
  }
}
