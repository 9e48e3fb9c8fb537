import MATFiles
import Matrices
import Networks

/// Numbers of samples as a file has them, before it is told along which dimension the samples lie: a matrix, an
/// array of images, or the columns of a table.
struct SampleArray {
  /// Where they were read, for a sentence about them.
  let place: String
  /// The size in the file, or as transposed by the path.
  let size: [Int]
  private let elements: [Double]
  /// The variable that the numbers are still in, where memory has no room for them.
  private let left: LeftVariable?

  /// A variable of numbers, of which a part is read at a time.
  private struct LeftVariable {
    let file: MATFile
    let argument: DataArgument
    let name: String
    /// How many bytes a part may have.
    let partBytes: Int
  }

  /// The numbers of a variable that are left in the file, where they are a matrix of real numbers that takes more than so
  /// many bytes; nil where they do not, or are something else.
  init?(leftIn file: MATFile, _ argument: DataArgument, within bytes: Double) throws {
    let path = try MATPath(argument.variable ?? "")
    guard path.steps.isEmpty, !argument.isTransposed,
      let variable = file.variable(named: path.variable), variable.size.count == 2,
      MATNumericClass(rawValue: variable.className) != nil || variable.className == "logical",
      variable.size.reduce(8, { $0 * Double($1) }) > bytes / 4
    else { return nil }
    (place, size, elements) = (argument.place, variable.size, [])
    left = LeftVariable(
      file: file, argument: argument, name: path.variable,
      partBytes: min(1 << 24, max(1 << 10, Int(bytes / 16))))
  }

  /// Who reads what was left in the file.
  var reading: SampleReading? {
    left.map { SampleReading(place: place, by: $0.file.readingOfParts) }
  }

  /// The samples of what was left in the file, brought to a scratch file; nil of numbers in memory.
  ///
  /// Throws as ``checkSamples(_:at:)`` does, and `cannotWrite` where the folder for temporary files has no room.
  func scratch(along order: SampleOrder) throws -> SampleTable? {
    guard let left else { return nil }
    let (count, width) = order == .rows ? (size[0], size[1]) : (size[1], size[0])
    guard count > 0, width > 0 else {
      try checkSamples(Matrix(rowCount: count, columnCount: width, elements: []), at: place)
      return nil
    }
    let scratch = SampleScratch(
      rowCount: count, columnCount: width, owning: try unlinkedTemporaryFile())
    let step = max(1, left.partBytes / 8 / width)
    for first in stride(from: 0, to: count, by: step) {
      let samples = first..<min(count, first + step)
      let value =
        order == .rows
        ? try left.file.value(left.name, rows: samples)
        : try left.file.value(left.name, columns: samples)
      let part = try SampleArray(value, left.argument).samples(along: order)
      try checkSamples(part, at: place, from: first)
      if let problem = scratch.write(part, at: first) {
        throw NetworkFileError(
          .cannotWrite, at: place,
          "the folder for temporary files cannot take its samples: \(problem)",
          advice: "set TMPDIR to a folder with \(8 * count * width / 1_000_000) MB of room")
      }
    }
    return SampleTable(scratch)
  }

  /// The numbers of a value.
  ///
  /// Throws a `MATError` that names the file and the variable where they are no real numbers.
  ///
  /// - Parameters:
  ///   - value: A numeric or logical array, or a table.
  ///   - argument: Where it was read.
  ///   - table: How a table becomes numbers.
  init(_ value: MATValue, _ argument: DataArgument, table: TableReading = TableReading()) throws {
    place = argument.place
    left = nil
    if let columns = try table.matrix(of: value, at: argument) {
      (size, elements) = ([columns.rowCount, columns.columnCount], columns.elements)
      return
    }
    let array: NDArray<Double>
    do throws(MATError) {
      array = try Self.numbers(value.withoutZeroImaginaryPart)
    } catch {
      var error = error
      (error.file, error.variable) = (argument.file, argument.variable)
      // What is wanted here, rather than what the reader was asked for.
      if error.code == .mismatch { error.expected = "a matrix of real numbers, a sample a row" }
      throw error
    }
    guard argument.isTransposed, array.size.count == 2 else {
      (size, elements) = (array.size, array.elements)
      return
    }
    let matrix = Matrix(
      rowCount: array.size[0], columnCount: array.size[1], elements: array.elements
    ).transposed()
    (size, elements) = ([matrix.rowCount, matrix.columnCount], matrix.elements)
  }

  /// A matrix may be sparse.
  private static func numbers(_ value: MATValue) throws(MATError) -> NDArray<Double> {
    guard value.size.count == 2 else { return try NDArray(matValue: value) }
    let matrix = try Matrix<Double>(matValue: value)
    return NDArray(size: matrix.size, elements: matrix.elements)
  }

  /// The samples, one a row. An image becomes a row column by column, as `X(:)` lays it out.
  func samples(along order: SampleOrder) -> Matrix<Double> {
    let count = (order == .rows ? size.first : size.last) ?? 0
    let width = count > 0 ? elements.count / count : 0
    return order == .rows
      ? Matrix(rowCount: count, columnCount: width, elements: elements)
      : Matrix(rowCount: width, columnCount: count, elements: elements).transposed()
  }

  /// Along which dimension there are samples of so many features; rows where that fits. Nil where neither does.
  func order(features: Int) -> SampleOrder? {
    for order in SampleOrder.allCases {
      let count = (order == .rows ? size.first : size.last) ?? 0
      if count > 0, elements.count == count * features { return order }
    }
    return nil
  }

  /// The size in words: `150×4`.
  var shape: String { size.map(String.init).joined(separator: "×") }
}

/// Throws where there is no sample, or a number that is not finite.
///
/// - Parameters:
///   - points: The samples.
///   - place: Where they were read.
///   - first: The number of the first, where they are a part.
func checkSamples(
  _ points: Matrix<Double>, at place: String, from first: Int = 0
) throws(NetworkFileError) {
  guard !points.isEmpty else {
    throw NetworkFileError(
      .empty, at: place, "there are no points: it is \(points.rowCount)×\(points.columnCount)",
      advice: "give a matrix with a sample a row")
  }
  guard let index = points.elements.firstIndex(where: { !$0.isFinite }) else { return }
  let (column, row) = index.quotientAndRemainder(dividingBy: points.rowCount)
  let found = points.elements[index]
  throw NetworkFileError(
    .notFinite, at: place,
    "row \(first + row + 1), column \(column + 1) is \(found.isNaN ? "NaN" : "infinite")",
    advice: "remove that sample or fill in the value")
}
