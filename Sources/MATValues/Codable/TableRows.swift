import Matrices
import OrderedCollections

/// The rows of a table as structs, for types that are decoded of them: `EncodedTable` is the counterpart.
///
/// A variable of one column gives each row its element: the content of a cell, the label of a
/// category as a text, a struct of a table that is a variable. Of several columns each row is a row
/// of the same class.
enum TableRows {
  /// The rows of a table or timetable; nil where the value is none. Throws `.mismatch` for a
  /// variable whose rows cannot be told apart.
  static func structs(of value: MATValue) throws(MATError) -> MATStructArray? {
    guard case .object(let object) = value else { return nil }
    var variables: OrderedDictionary<String, MATValue>
    let rowCount: Int
    switch object.className {
    case "table":
      let table = try MATTable(matValue: value)
      (variables, rowCount) = (table.variables, table.rowCount)
    case "timetable":
      let table = try MATTimetable(matValue: value)
      (variables, rowCount) = (table.variables, table.rowCount)
      if let times = table.rowTimes, times.size.first == rowCount {
        variables.updateValue(times, forKey: "Time", insertingAt: 0)
      }
    default: return nil
    }
    var fields: OrderedDictionary<String, [MATValue]> = [:]
    for (name, value) in variables {
      guard let rows = try rows(of: value), rows.count == rowCount else {
        throw MATError(
          .mismatch, path: MATPath.Step.field(name).description,
          expected: "a variable with \(rowCount) rows", found: value.summary)
      }
      fields[name] = rows
    }
    return MATStructArray(size: [rowCount, 1], fields: fields)
  }

  /// The value of each row of a variable; nil where that cannot be told.
  static func rows(of value: MATValue) throws(MATError) -> [MATValue]? {
    let rowCount = value.size[0]
    guard rowCount > 0 else { return [] }
    let width = value.count / rowCount
    func split<Element>(_ elements: [Element], _ make: ([Int], [Element]) -> MATValue) -> [MATValue]
    {
      (0..<rowCount).map { row in
        make([1, width], (0..<width).map { elements[row + $0 * rowCount] })
      }
    }
    switch value {
    case .numeric(let array):
      return (0..<rowCount).map { row in
        .numeric(
          MATNumericArray(
            size: [1, width], real: array.real.selecting(width, from: row, by: rowCount),
            imaginary: array.imaginary?.selecting(width, from: row, by: rowCount)))
      }
    case .logical(let array):
      return split(array.elements) { .logical(NDArray(size: $0, elements: $1)) }
    case .char(let array):
      return split(array.elements) { .char(NDArray(size: $0, elements: $1)) }
    case .string(let array):
      return split(array.elements) { .string(MATStringArray(size: $0, elements: $1)) }
    case .cell(let array):
      return split(array.elements) { size, cells in
        cells.count == 1 ? cells[0] : .cell(NDArray(size: size, elements: cells))
      }
    case .structure(let array) where width == 1:
      return (0..<rowCount).map { row in
        .structure(MATStructArray(size: [1, 1], fields: array.fields.mapValues { [$0[row]] }))
      }
    case .object(let object): return try rows(of: object, value)
    default: return nil
    }
  }

  private static func rows(of object: MATObject, _ value: MATValue) throws(MATError) -> [MATValue]?
  {
    let rowCount = object.size[0]
    let width = object.size.dropFirst().reduce(1, *)
    switch object.className {
    case "datetime":
      let times = try MATDatetimeArray(matValue: value)
      return (0..<rowCount).map { row in
        let part = times.row(row, of: rowCount, width)
        // What is no time is not there.
        return width == 1 && part.milliseconds.elements[0].isNaN ? .absent : part.matValue
      }
    case "duration":
      let lengths = try MATDurationArray(matValue: value)
      return (0..<rowCount).map { row in
        MATDurationArray(
          milliseconds: lengths.milliseconds.row(row, of: rowCount, width), format: lengths.format
        ).matValue
      }
    case "categorical":
      let labels = try MATCategoricalArray(matValue: value).labels
      return (0..<rowCount).map { .string(MATStringArray(labels.row($0, of: rowCount, width))) }
    case "table", "timetable":
      guard let rows = try structs(of: value) else { return nil }
      return try self.rows(of: .structure(rows))
    default:
      guard width == 1, let properties = object.properties, properties.size == object.size else {
        return nil
      }
      return (0..<rowCount).map { row in
        .structure(MATStructArray(size: [1, 1], fields: properties.fields.mapValues { [$0[row]] }))
      }
    }
  }
}

extension NDArray {
  /// A row of the array, as 1×width.
  fileprivate func row(_ row: Int, of rowCount: Int, _ width: Int) -> NDArray {
    NDArray(size: [1, width], elements: (0..<width).map { elements[row + $0 * rowCount] })
  }
}

extension MATDatetimeArray {
  fileprivate func row(_ row: Int, of rowCount: Int, _ width: Int) -> MATDatetimeArray {
    MATDatetimeArray(
      milliseconds: milliseconds.row(row, of: rowCount, width),
      corrections: corrections?.row(row, of: rowCount, width), timeZone: timeZone, format: format)
  }
}
