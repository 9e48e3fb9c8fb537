import Matrices
import OrderedCollections

// Values that were encoded one by one, brought together in one array: the columns of a table, and arrays of texts and
// times. `TableRows` takes them apart again.

extension MATValue {
  /// A table of structs, a row each: a field is a column of the class of its values, where they have one, else of
  /// cells.
  ///
  /// Throws `.mismatch` for a field that no variable of a table can be called.
  static func table(of rows: MATStructArray) throws(MATError) -> MATValue {
    var variables: OrderedDictionary<String, any MATWritable> = [:]
    for (name, values) in rows.fields {
      variables[name] =
        column(of: values) ?? .cell(NDArray(size: [values.count, 1], elements: values))
    }
    return try MATTable(variables).matValue
  }

  /// One column, or a matrix of rows that are equally long; nil where the values are not of one class.
  ///
  /// What is absent is NaN among numbers with fractions, `<missing>` among texts, `NaT` among times, and otherwise
  /// leaves no column.
  static func column(of values: [MATValue]) -> MATValue? {
    guard let first = values.first(where: { !$0.isAbsent }) else { return nil }
    let count = values.count
    switch first {
    case .numeric(let array): return numbers(values, like: array)
    case .logical:
      return gathered(values, width: first.count) { value in
        if case .logical(let array) = value { array.elements } else { nil }
      }.map { .logical(NDArray(size: [count, first.count], elements: $0)) }
    case .string: return texts(values, size: [count, 1])
    case .char:
      guard values.contains(where: \.isAbsent) else {
        let areRows = values.allSatisfy { value in
          if case .char(let array) = value { array.size[0] == 1 || array.isEmpty } else { false }
        }
        return areRows ? .cell(NDArray(size: [count, 1], elements: values)) : nil
      }
      return texts(values, size: [count, 1])
    case .structure:
      let scalars = values.compactMap { value -> MATStructArray? in
        if case .structure(let array) = value, array.count == 1 { array } else { nil }
      }
      guard scalars.count == count, let names = scalars.first?.fields.keys,
        scalars.allSatisfy({ $0.fields.keys == names })
      else { return nil }
      let fields = names.map { name in (name, scalars.compactMap { $0.fields[name]?[0] }) }
      return .structure(
        MATStructArray(
          size: [count, 1], fields: OrderedDictionary(uniqueKeysWithValues: fields)))
    default: return times(values, size: [count, 1])
    }
  }

  /// An array of single texts, `<missing>` where one is absent; nil where one is something else.
  static func texts(_ values: [MATValue], size: [Int]) -> MATValue? {
    var texts: [String?] = []
    texts.reserveCapacity(values.count)
    for value in values {
      if value.isAbsent {
        texts.append(nil)
      } else {
        guard let text = try? String(matValue: value) else { return nil }
        texts.append(text)
      }
    }
    return .string(MATStringArray(size: size, elements: texts))
  }

  /// An array of single points in time of one zone and format, `NaT` where one is absent; nil where one is
  /// something else.
  static func times(_ values: [MATValue], size: [Int]) -> MATValue? {
    var first: MATDatetimeArray?
    var (milliseconds, corrections): ([Double], [Double]) = ([], [])
    for value in values {
      if value.isAbsent {
        milliseconds.append(.nan)
        corrections.append(0)
        continue
      }
      guard let time = try? MATDatetimeArray(matValue: value), time.milliseconds.count == 1,
        time.timeZone == (first ?? time).timeZone, time.format == (first ?? time).format
      else { return nil }
      first = first ?? time
      milliseconds.append(time.milliseconds.elements[0])
      corrections.append(time.corrections?.elements[0] ?? 0)
    }
    guard let first else { return nil }
    return MATDatetimeArray(
      milliseconds: NDArray(size: size, elements: milliseconds),
      corrections: corrections.allSatisfy { $0 == 0 }
        ? nil : NDArray(size: size, elements: corrections),
      timeZone: first.timeZone, format: first.format
    ).matValue
  }

  /// Real numbers of one class, rows of one length.
  private static func numbers(_ values: [MATValue], like first: MATNumericArray) -> MATValue? {
    struct Visitor: MATNumberVisitor {
      let values: [MATValue]
      let width: Int

      func visit<Number: StoredNumber>(_: [Number]) -> MATNumbers? {
        MATValue.gathered(values, width: width) { value in
          if value.isAbsent {
            return Number.isFloatingPoint && width == 1 ? Number("nan").map { [$0] } : nil
          }
          guard case .numeric(let array) = value, !array.isComplex, array.size == [1, width] else {
            return nil
          }
          return Number.picked(from: array.real)
        }.map(Number.matNumbers)
      }
    }
    guard !first.isComplex, first.size.count == 2, first.size[0] == 1, first.size[1] > 0 else {
      return nil
    }
    let width = first.size[1]
    return MATNumbers.none(of: first.numericClass).visit(Visitor(values: values, width: width))
      .map { .numeric(MATNumericArray(size: [values.count, width], real: $0)) }
  }

  /// The elements of rows that all have so many, column by column; nil where one has others.
  private static func gathered<Element>(
    _ values: [MATValue], width: Int, _ elements: (MATValue) -> [Element]?
  ) -> [Element]? {
    var rows: [[Element]] = []
    rows.reserveCapacity(values.count)
    for value in values {
      guard let row = elements(value), row.count == width else { return nil }
      rows.append(row)
    }
    return (0..<width).flatMap { column in rows.lazy.map { $0[column] } }
  }
}
