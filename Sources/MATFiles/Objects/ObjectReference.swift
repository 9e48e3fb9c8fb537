import Matrices

/// What a variable, a cell or a property holds of objects: their numbers.
///
/// An array of objects is a column of words: a mark, the number of dimensions, each of them, the
/// number of each object in column-major order, and that of their class. Members of an enumeration
/// are a struct, which has the mark as a field. A function handle in a property is a cell array of
/// two: the mark, and the struct that a handle is stored as elsewhere.
enum ObjectReference {
  /// Objects of one class.
  case objects(size: [Int], numbers: [Int], classNumber: Int)
  /// Members of an enumeration.
  case enumeration(MATStructArray)
  /// A function handle, as the struct that MATLAB stores.
  case functionHandle(MATStructArray)

  static let mark: UInt32 = 0xDD00_0000
  private static let markField = "EnumerationInstanceTag"

  /// Nil where the value is none: a number of words that happens to begin with the mark is left a number.
  init?(_ value: MATValue) {
    switch value {
    case .numeric(let array):
      guard case .uint32(let words) = array.real, array.size == [words.count, 1], words.count >= 5,
        words[0] == Self.mark
      else { return nil }
      self.init(words: words.map(Int.init))
    case .structure(let array):
      guard array.count == 1, case .numeric(let mark)? = array.fields[Self.markField]?[0],
        mark.real == .uint32([Self.mark])
      else { return nil }
      self = .enumeration(array)
    case .cell(let cells):
      guard cells.size == [2, 1], case .numeric(let mark) = cells.elements[0],
        mark.size == [1, 1], mark.real == .uint32([Self.mark]),
        case .structure(let stored) = cells.elements[1], stored.count == 1,
        stored.fields["function_handle"] != nil
      else { return nil }
      self = .functionHandle(stored)
    default: return nil
    }
  }

  private init?(words: [Int]) {
    let rank = words[1]
    guard (2...32).contains(rank), words.count >= rank + 3 else { return nil }
    let size = Array(words[2..<rank + 2])
    guard let count = product(size), count == words.count - rank - 3 else { return nil }
    self = .objects(
      size: size, numbers: Array(words[(rank + 2)..<(rank + 2 + count)]),
      classNumber: words[words.count - 1])
  }
}
