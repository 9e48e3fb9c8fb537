extension MATNumbers {
  /// The numbers that a selection picks, in its order.
  package func selecting(_ selection: MATSelection) -> MATNumbers {
    struct Visitor: MATNumberVisitor {
      let selection: MATSelection

      func visit<Number: StoredNumber>(_ numbers: [Number]) -> MATNumbers {
        Number.matNumbers(selection.gather(numbers))
      }
    }
    return visit(Visitor(selection: selection))
  }

  /// `count` numbers, the first at index `first` and each `step` further than the one before.
  package func selecting(_ count: Int, from first: Int, by step: Int) -> MATNumbers {
    let progression = MATSelection.Progression(first: first, step: step, count: count)
    return selecting(
      MATSelection(size: [1, count], extents: [self.count], picked: [[progression]]))
  }
}
