public import Matrices

extension String: MATReadableElement {
  /// One row of text, or one `string` that is not missing; throws `.mismatch` for any other value.
  ///
  /// ```swift
  /// assert(try! String(matValue: "Ada".matValue) == "Ada")
  /// ```
  public init(matValue: MATValue) throws(MATError) {
    if case .string(let array) = matValue, array.count == 1 {
      self = try Self.present(array.elements[0])
      return
    }
    guard case .char(let array) = matValue,
      array.isEmpty || (array.rank == 2 && array.size[0] == 1)
    else { throw MATError(.mismatch, expected: "one row of text", found: matValue.summary) }
    self = try Self.text(array.elements)
  }

  /// The texts of a string array, of a cell array of rows, or the rows of a char array.
  ///
  /// Throws `.mismatch` for any other value, and for a missing text.
  public static func matElements(of value: MATValue) throws(MATError) -> NDArray<String> {
    switch value {
    case .cell(let cells):
      var strings: [String] = []
      for (index, cell) in cells.elements.enumerated() {
        do throws(MATError) {
          strings.append(try String(matValue: cell))
        } catch {
          throw error.inside("{\(index + 1)}")
        }
      }
      return NDArray(size: cells.size, elements: strings)
    case .string(let array):
      var strings: [String] = []
      for (index, text) in array.elements.enumerated() {
        do throws(MATError) {
          strings.append(try present(text))
        } catch {
          throw error.inside("(\(subscriptText(of: index, in: array.size)))")
        }
      }
      return NDArray(size: array.size, elements: strings)
    case .char(let array) where array.rank == 2:
      let (rows, columns) = (array.size[0], array.size[1])
      // Rows without characters take nothing in a file, which can claim any number of them.
      guard columns > 0 || rows <= mostEmptyTexts else {
        throw MATError(
          .limitExceeded, expected: "at most \(mostEmptyTexts) rows without characters",
          found: "\(rows)", limit: .elements)
      }
      var strings: [String] = []
      for row in 0..<rows {
        do throws(MATError) {
          strings.append(try text((0..<columns).map { array.elements[row + $0 * rows] }))
        } catch {
          throw error.inside("(\(row + 1),:)")
        }
      }
      return NDArray(size: [rows, 1], elements: strings)
    default:
      throw MATError(
        .mismatch, expected: "a string array, a cell array of text or a char array",
        found: value.summary)
    }
  }

  /// How many texts a size alone may become.
  private static let mostEmptyTexts = 1 << 16

  /// A text that is not missing.
  private static func present(_ text: String?) throws(MATError) -> String {
    guard let text else { throw MATError(.mismatch, expected: "a text", found: "<missing>") }
    return text
  }

  /// Text from code units. A lone surrogate is no text, and replacing it would lose what was there.
  private static func text(_ units: [UInt16]) throws(MATError) -> String {
    guard let text = String(validating: units, as: UTF16.self) else {
      throw MATError(
        .outOfRange, expected: "valid Unicode text", found: "half of a surrogate pair alone")
    }
    return text
  }
}
