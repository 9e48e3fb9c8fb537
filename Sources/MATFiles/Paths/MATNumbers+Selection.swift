extension MATNumbers {
  /// The numbers that a selection picks, in its order.
  func selecting(_ selection: MATSelection) -> MATNumbers {
    switch self {
    case .double(let numbers): .double(selection.gather(numbers))
    case .single(let numbers): .single(selection.gather(numbers))
    case .int8(let numbers): .int8(selection.gather(numbers))
    case .int16(let numbers): .int16(selection.gather(numbers))
    case .int32(let numbers): .int32(selection.gather(numbers))
    case .int64(let numbers): .int64(selection.gather(numbers))
    case .uint8(let numbers): .uint8(selection.gather(numbers))
    case .uint16(let numbers): .uint16(selection.gather(numbers))
    case .uint32(let numbers): .uint32(selection.gather(numbers))
    case .uint64(let numbers): .uint64(selection.gather(numbers))
    }
  }

  /// `count` numbers, the first at index `first` and each `step` further than the one before.
  func selecting(_ count: Int, from first: Int, by step: Int) -> MATNumbers {
    let progression = MATSelection.Progression(first: first, step: step, count: count)
    return selecting(
      MATSelection(size: [1, count], extents: [self.count], picked: [[progression]]))
  }
}
