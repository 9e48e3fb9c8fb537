import MATFiles
import Matrices

/// Numbers of samples as a file has them, before it is told along which dimension the samples lie: a matrix, an
/// array of images, or the columns of a table.
struct SampleArray {
  /// Where they were read, for a sentence about them.
  let place: String
  /// The size in the file, or as transposed by the path.
  let size: [Int]
  private let elements: [Double]

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
func checkSamples(_ points: Matrix<Double>, at place: String) throws(NetworkFileError) {
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
    "row \(row + 1), column \(column + 1) is \(found.isNaN ? "NaN" : "infinite")",
    advice: "remove that sample or fill in the value")
}
