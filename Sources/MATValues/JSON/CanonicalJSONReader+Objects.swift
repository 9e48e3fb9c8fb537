import Matrices
import OrderedCollections

// Sparse matrices, and MATLAB's own classes, which `CanonicalJSONStream+Objects` writes.
extension CanonicalJSONReader {
  func sparse(_ members: Members, _ size: [Int]) throws(MATError) -> MATSparseMatrix {
    guard try text(at: member("class", of: members)) == "double" else {
      throw document.damage(
        at: document.root, expected: "a sparse matrix of class double or logical",
        found: "another class")
    }
    let pattern = try pattern(members, size)
    let real = try doubles("data", of: members, count: pattern.rows.count)
    guard members["imag"] != nil else { return .real(try pattern.matrix(real)) }
    let imaginary = try doubles("imag", of: members, count: pattern.rows.count)
    return .complex(
      try pattern.matrix(
        zip(real, imaginary).map { MATSparseMatrix.ComplexPair(real: $0, imaginary: $1) }))
  }

  func sparseLogical(_ members: Members, _ size: [Int]) throws(MATError) -> MATSparseMatrix {
    let pattern = try pattern(members, size)
    return .logical(
      try pattern.matrix(
        list("data", of: members, count: pattern.rows.count) { position throws(MATError) in
          try truth(at: position)
        }))
  }

  /// Where the entries of a sparse matrix are.
  private struct Pattern {
    let size: [Int]
    let starts: [Int]
    let rows: [Int]

    func matrix<Element>(_ values: [Element]) throws(MATError) -> SparseMatrix<Element> {
      guard
        SparseMatrix<Element>.isValid(
          rowCount: size[0], columnCount: size[1], columnStarts: starts, rowIndices: rows,
          valueCount: values.count)
      else {
        throw MATError(
          .damaged, expected: "entries of a sparse matrix in column order, each inside and once",
          found: "others")
      }
      return SparseMatrix(
        rowCount: size[0], columnCount: size[1], columnStarts: starts, rowIndices: rows,
        values: values)
    }
  }

  private func pattern(_ members: Members, _ size: [Int]) throws(MATError) -> Pattern {
    guard size.count == 2 else {
      throw document.damage(
        at: document.root, expected: "a sparse matrix of two dimensions", found: "\(size.count)")
    }
    var columns: [Int] = []
    try forEach(in: member("columns", of: members), "a list of columns") {
      position throws(MATError) in
      columns.append(try index(at: position))
    }
    let rows = try list("rows", of: members, count: columns.count, index)
    // A column takes a word though it is empty: the claim of a size could take any memory.
    let words = size[1].addingSaturating(1)
    let most = max(
      256 << 20, document.bytes.count.multipliedSaturating(by: limits.expansion))
    guard words.multipliedSaturating(by: 8) <= min(most, limits.decodedBytes) else {
      throw MATError(
        .limitExceeded, expected: "a sparse matrix with fewer columns", found: "\(size[1])",
        limit: .expansion)
    }
    try requireMemory(for: words, of: 8)
    var starts = [Int](repeating: 0, count: words)
    var last = 0
    for column in columns {
      guard column >= last, column < size[1] else {
        throw MATError(
          .damaged, expected: "entries in the order of \(size[1]) columns",
          found: "one in column \(column) behind \(last)")
      }
      last = column
      starts[column + 1] += 1
    }
    for column in 0..<size[1] { starts[column + 1] += starts[column] }
    return Pattern(size: size, starts: starts, rows: rows)
  }

  /// An object of a class.
  func object(
    _ members: Members, _ className: String, _ size: [Int], depth: Int
  ) throws(MATError) -> MATObject {
    let alias = try text("alias", of: members)
    if members["elements"] != nil {
      let elements = try values(
        at: member("elements", of: members), size, depth: depth + 1
      ) { "(\($0))" }
      return MATObject(className: className, size: size, elements: elements, alias: alias)
    }
    if members["fields"] == nil, let properties = try typed(members, className, size) {
      return MATObject(
        className: className, size: size,
        properties: try adding(members["further"], to: properties, depth), alias: alias)
    }
    let (properties, stored) = try properties(members, size, depth)
    return MATObject(
      className: className, size: size, properties: properties, alias: alias, stored: stored)
  }

  /// Properties that are written as fields are: one an object, or one for a whole array.
  private func properties(
    _ members: Members, _ size: [Int], _ depth: Int
  ) throws(MATError) -> (MATStructArray, StoredForm?) {
    var count = try size.count(limits)
    if let first = try object(at: member("data", of: members)).values.first {
      count = 0
      try forEach(in: first, "a list of values") { _ throws(MATError) in count += 1 }
    }
    let isOneForAll = try size.count(limits) != 1 && count == 1
    let extent = isOneForAll ? [1, 1] : size
    let array = MATStructArray(
      size: extent, fields: try fields(members, extent, depth: depth + 1))
    guard try truth("enumeration", of: members) else { return (array, nil) }
    return (array, .enumeration(base: try text("base", of: members)))
  }

  /// The properties of a class whose JSON is no struct; nil of another class.
  private func typed(
    _ members: Members, _ className: String, _ size: [Int]
  ) throws(MATError) -> MATStructArray? {
    let count = try size.count(limits)
    switch className {
    case "datetime":
      let data = MATNumericArray(
        size: size, real: .double(try doubles("data", of: members, count: count)),
        imaginary: members["imag"] == nil
          ? nil : .double(try doubles("imag", of: members, count: count)))
      return try [
        "fmt": text("format", of: members) ?? "", "tz": text("timeZone", of: members) ?? "",
        "data": data,
      ]
    case "duration":
      let data = try doubles("data", of: members, count: count)
      return try [
        "millis": MATNumericArray(size: size, real: .double(data)),
        "fmt": text("format", of: members) ?? "",
      ]
    case "categorical": return try categorical(members, size, count)
    default: return nil
    }
  }

  private func categorical(
    _ members: Members, _ size: [Int], _ count: Int
  ) throws(MATError) -> MATStructArray? {
    var categories: [String] = []
    try forEach(in: member("categories", of: members), "a list of categories") {
      position throws(MATError) in
      categories.append(try text(at: position))
    }
    let places = Dictionary(
      categories.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let codes = try list("data", of: members, count: count) { position throws(MATError) -> Int? in
      guard let label = try textOrNull(at: position) else { return nil }
      if let place = places[label] { return place }
      throw document.damage(
        at: position, expected: "one of \(categories.count) categories", found: "“\(label)”")
    }
    let array = try MATCategoricalArray(
      categories: categories, codes: NDArray(size: size, elements: codes),
      isOrdinal: truth("ordinal", of: members),
      isProtected: truth("protected", of: members))
    guard case .object(let object) = array.matValue else { return nil }
    return object.properties
  }

  /// Properties with those that other versions of a class have.
  private func adding(
    _ further: Int?, to properties: MATStructArray, _ depth: Int
  ) throws(MATError) -> MATStructArray {
    guard let further else { return properties }
    guard case .structure(let rest) = try value(at: further, depth: depth + 1),
      rest.size == properties.size
    else { throw mismatch(at: further, expected: "a struct of further properties") }
    return MATStructArray(
      size: properties.size, fields: properties.fields.merging(rest.fields) { first, _ in first })
  }
}

extension MATOpaqueReason {
  /// The reason that its words tell, as far as they are known.
  init(description: String?) {
    let number = description.flatMap { text in
      Int(text.filter(\.isWholeNumber))
    }
    let known: [MATOpaqueReason] = [
      .noObjectData, .foreign(system: "java"), .foreign(system: "handle"), .noReference, .deleted,
      .insideItself(levels: number ?? 1), .unknownVersion(number ?? 0),
      .unknownPropertyKind(number ?? 0),
    ]
    self = known.first { $0.description == description } ?? .unknown
  }
}
