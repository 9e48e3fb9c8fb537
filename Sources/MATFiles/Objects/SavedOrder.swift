import Matrices

/// The order in which variables are walked when their objects are numbered.
///
/// MATLAB numbers objects in the order in which variables are saved. A v7.3 file lists them by name and keeps that
/// order in nothing but those numbers. So variables that were all read from one file are walked by them: what is
/// written of the values then has the numbers that it had.
enum SavedOrder {
  /// The indices of the variables that hold objects, in that order; as they are given where it is not known of one of
  /// them.
  static func indices(of variables: [MATVariable]) -> [Int] {
    let given = variables.indices.filter { variables[$0].value.holdsObjects }
    var numbers: [Int: Int] = [:]
    var store: ObjectIdentifier?
    for index in given {
      guard let first = firstObject(in: variables[index].value),
        store ?? first.store == first.store
      else { return given }
      store = first.store
      numbers[index] = first.number
    }
    // Two handles to one object stay as they are given.
    return given.sorted { first, second in
      let (a, b) = (numbers[first] ?? 0, numbers[second] ?? 0)
      return a == b ? first < second : a < b
    }
  }

  /// The first object that is met in a value, and the data that it was read from; nil where there is none, or it was
  /// made anew.
  private static func firstObject(
    in value: MATValue
  ) -> (store: ObjectIdentifier, number: Int)? {
    switch value {
    case .object(let object): return firstObject(of: object.stored)
    case .functionHandle(let handle): return firstObject(of: handle.stored.map { .instance($0) })
    case .cell(let array): return firstHolder(array.elements).flatMap(firstObject)
    case .structure(let array):
      for element in 0..<array.count {
        let values = array.fields.values.map { $0[element] }
        if let holder = firstHolder(values) { return firstObject(in: holder) }
      }
      return nil
    default: return nil
    }
  }

  private static func firstHolder(_ values: [MATValue]) -> MATValue? {
    values.first(where: \.holdsObjects)
  }

  private static func firstObject(
    of form: StoredForm?
  ) -> (store: ObjectIdentifier, number: Int)? {
    guard case .instance(let instance)? = form, let store = instance.store,
      let number = instance.reference.flatMap(firstNumber)
    else { return nil }
    return (ObjectIdentifier(store), number)
  }

  /// The first number of an object in what is stored in place of a value.
  private static func firstNumber(in stored: MATValue) -> Int? {
    switch ObjectReference(stored) {
    case .objects(_, let numbers, _): return numbers.first { $0 > 0 }
    case .enumeration(let array): return array.fields["Values"]?.first.flatMap(firstNumber)
    case .functionHandle, nil: break
    }
    switch stored {
    case .cell(let array): return array.elements.lazy.compactMap(firstNumber).first
    case .structure(let array):
      return array.fields.values.lazy.compactMap { $0.lazy.compactMap(firstNumber).first }.first
    case .object(let object):
      guard case .reference(_, let parts)? = object.stored else { return nil }
      return parts.lazy.compactMap(firstNumber).first
    default: return nil
    }
  }
}
