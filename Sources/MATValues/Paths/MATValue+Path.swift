import Matrices

extension MATValue {
  /// The value at the end of `path`, this value being that of the path's variable.
  ///
  /// Throws `notFound`, naming the fields or indices that exist, where the path leads nowhere, and
  /// `mismatch` where a step does not suit the class it meets or means several values at once:
  /// `s.name` of a struct array, `c{1:2}`. MATLAB answers those with a list; here `s(2).name` or
  /// `c(1:2)` says which value is meant. O(elements picked at each step).
  ///
  /// ```swift
  /// let net: MATStructArray = ["W": [Matrix(rows: [[1.0, 2], [3, 4]]).matValue].matValue]
  /// let entry = try net.matValue.value(at: MATPath("net.W{1}(2, 1)"))
  /// assert(entry == 3.0.matValue)
  /// ```
  public func value(at path: MATPath) throws(MATError) -> MATValue {
    var value = self
    for (position, step) in path.steps.enumerated() {
      do throws(MATError) {
        value = try value.following(step)
      } catch {
        var error = error
        let taken = MATPath(variable: path.variable, steps: Array(path.steps[..<position]))
        error.variable = path.variable
        error.path = taken.steps.isEmpty ? nil : taken.stepsDescription
        throw error
      }
    }
    return value
  }

  private func following(_ step: MATPath.Step) throws(MATError) -> MATValue {
    switch step {
    case .field(let name): try field(name)
    case .elements(let indices): indices.isEmpty ? self : try elements(indices)
    case .content(let indices): try content(indices)
    }
  }

  private func field(_ name: String) throws(MATError) -> MATValue {
    switch self {
    case .structure(let array):
      return try array.value(ofField: name)
    case .object(let object):
      if object.elements != nil { throw MATStructArray.severalElements(of: size, field: name) }
      guard let properties = object.properties else { throw unsupported }
      return try properties.value(ofField: name)
    case .functionHandle(let handle):
      guard let workspace = handle.workspace else {
        throw MATError(
          .notFound, expected: "no variable, as the function captured none", found: name)
      }
      return try workspace.field(name)
    case .opaque:
      throw unsupported
    default:
      throw MATError(
        .mismatch, expected: "a struct with the field \(MATPath.name(name))", found: summary)
    }
  }

  private func content(_ indices: [MATPath.Index]) throws(MATError) -> MATValue {
    guard case .cell(let array) = self else {
      throw MATError(.mismatch, expected: "a cell array", found: summary)
    }
    let picked =
      indices.isEmpty
      ? array.elements : try MATSelection(indices, of: array.size).gather(array.elements)
    guard picked.count == 1 else { throw Self.severalCells(picked.count) }
    return picked[0]
  }

  package static func severalCells(_ count: Int) -> MATError {
    MATError(.mismatch, expected: "one cell", found: "\(count); ( ) picks them as a cell array")
  }

  private func elements(_ indices: [MATPath.Index]) throws(MATError) -> MATValue {
    switch self {
    case .sparse(let matrix):
      return .sparse(try matrix.selecting(indices))
    case .functionHandle:
      throw MATError(.mismatch, expected: "an array", found: summary)
    case .opaque:
      throw unsupported
    default:
      return try selecting(MATSelection(indices, of: size))
    }
  }

  /// The elements picked; not for sparse matrices.
  package func selecting(_ selection: MATSelection) throws(MATError) -> MATValue {
    switch self {
    case .numeric(let array): .numeric(array.selecting(selection))
    case .logical(let array): .logical(array.selecting(selection))
    case .char(let array): .char(array.selecting(selection))
    case .string(let array): .string(MATStringArray(array.array.selecting(selection)))
    case .cell(let array): .cell(array.selecting(selection))
    case .structure(let array): .structure(array.selecting(selection))
    case .object(let object): try object.selecting(selection)
    case .sparse, .functionHandle, .opaque: throw unsupported
    }
  }

  private var unsupported: MATError {
    MATError(.unsupported, expected: "a value that can be looked into", found: summaryWithReason)
  }
}

extension MATStructArray {
  /// The value of a field of a scalar struct.
  fileprivate func value(ofField name: String) throws(MATError) -> MATValue {
    guard let values = fields[name] else { throw Self.noField(name, among: Array(fields.keys)) }
    guard values.count == 1 else { throw Self.severalElements(of: size, field: name) }
    return values[0]
  }

  package static func noField(_ name: String, among names: [String]) -> MATError {
    let expected =
      names.isEmpty
      ? "no field, as there is none"
      : "one of the fields \(names.map(MATPath.name).joined(separator: ", "))"
    return MATError(.notFound, expected: expected, found: name)
  }

  package static func severalElements(of size: [Int], field: String) -> MATError {
    MATError(
      .mismatch, expected: "one struct, as (1)\(MATPath.Step.field(field)) picks",
      found: "\(sizeDescription(size)) struct")
  }

  fileprivate func selecting(_ selection: MATSelection) -> MATStructArray {
    MATStructArray(size: selection.size, fields: fields.mapValues { selection.gather($0) })
  }
}

extension MATObject {
  /// The elements picked: one of several classes as a value of its own class.
  fileprivate func selecting(_ selection: MATSelection) throws(MATError) -> MATValue {
    if let elements {
      let picked = selection.gather(elements)
      if picked.count == 1 { return picked[0] }
      return .object(
        MATObject(className: className, size: selection.size, elements: picked, alias: alias))
    }
    guard let properties else {
      throw MATError(
        .unsupported, expected: "an object that can be looked into", found: className)
    }
    if isOneEach {
      return .object(
        MATObject(
          className: className, size: selection.size, properties: properties.selecting(selection),
          alias: alias))
    }
    guard let name = elementsProperty, let elements = properties.scalar(name) else {
      throw MATError(
        .unsupported, expected: "a value whose elements can be picked, as T.x(2) of a table T",
        found: "\(sizeDescription(size)) \(className)")
    }
    var fields = properties.fields
    fields[name] = [try elements.selecting(selection)]
    return .object(
      MATObject(
        className: className, size: selection.size,
        properties: MATStructArray(size: properties.size, fields: fields), alias: alias))
  }

  /// The property whose elements are those of the object, where one object stands for an array.
  private var elementsProperty: String? {
    switch className {
    case "datetime": "data"
    case "duration": "millis"
    case "categorical": "codes"
    default: nil
    }
  }
}

extension NDArray {
  fileprivate func selecting(_ selection: MATSelection) -> NDArray {
    NDArray(size: selection.size, elements: selection.gather(elements))
  }
}

extension MATNumericArray {
  fileprivate func selecting(_ selection: MATSelection) -> MATNumericArray {
    MATNumericArray(
      size: selection.size, real: real.selecting(selection),
      imaginary: imaginary?.selecting(selection))
  }
}
