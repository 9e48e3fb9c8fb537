/// What a value takes, and whether objects are to be put in it: found in one walk over it.
struct ValueWeight {
  /// How many values it is, itself and all in it.
  private(set) var valueCount: Int
  /// The bytes of their elements.
  private(set) var byteCount: Int
  /// How many levels of cells, structs and objects it is deep.
  private(set) var depth = 0
  /// Whether anything in it may refer to an object; where not, it is what it stands for.
  private(set) var mayRefer = false

  init(valueCount: Int, byteCount: Int) {
    (self.valueCount, self.byteCount) = (valueCount, byteCount)
  }

  init(_ value: MATValue) {
    self.init(valueCount: 0, byteCount: 0)
    add(value, depth: 0)
  }

  private mutating func add(_ value: MATValue, depth: Int) {
    valueCount += 1
    self.depth = max(self.depth, depth)
    switch value {
    case .cell(let cells): for cell in cells.elements { add(cell, depth: depth + 1) }
    case .structure(let array): add(fieldsOf: array, depth: depth + 1)
    case .object(let object):
      mayRefer = true
      if let properties = object.properties { add(fieldsOf: properties, depth: depth + 1) }
    case .functionHandle(let handle):
      mayRefer = true
      add(byteCount: 2 * (handle.text ?? "").utf16.count)
      if let workspace = handle.workspace { add(workspace, depth: depth + 1) }
    case .numeric(let array):
      // References of every kind have the mark as the first of some numbers.
      if case .uint32(let words) = array.real, words.first == ObjectReference.mark {
        mayRefer = true
      }
      add(byteCount: value.byteCount)
    default: add(byteCount: value.byteCount)
    }
  }

  private mutating func add(fieldsOf array: MATStructArray, depth: Int) {
    for values in array.fields.values {
      for value in values { add(value, depth: depth) }
    }
    self.depth = max(self.depth, depth)
  }

  private mutating func add(byteCount count: Int) {
    byteCount = byteCount.addingSaturating(count)
  }
}
