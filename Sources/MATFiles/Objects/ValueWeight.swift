/// What a value takes: how many values it is, itself and all in it, and the bytes of their elements.
struct ValueWeight {
  var valueCount: Int
  var byteCount: Int

  init(valueCount: Int, byteCount: Int) {
    (self.valueCount, self.byteCount) = (valueCount, byteCount)
  }

  init(_ value: MATValue) {
    self.init(valueCount: 1, byteCount: 0)
    switch value {
    case .cell(let cells): for cell in cells.elements { add(ValueWeight(cell)) }
    case .structure(let array): add(fieldsOf: array)
    case .object(let object): if let properties = object.properties { add(fieldsOf: properties) }
    case .functionHandle(let handle):
      byteCount = 2 * (handle.text ?? "").utf16.count
      if let workspace = handle.workspace { add(ValueWeight(workspace)) }
    default: byteCount = value.byteCount
    }
  }

  private mutating func add(fieldsOf array: MATStructArray) {
    for values in array.fields.values {
      for value in values { add(ValueWeight(value)) }
    }
  }

  private mutating func add(_ other: ValueWeight) {
    valueCount += other.valueCount
    byteCount = byteCount.addingSaturating(other.byteCount)
  }
}
