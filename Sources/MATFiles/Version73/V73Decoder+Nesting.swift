import CHDF5
import Matrices
import OrderedCollections

extension V73Decoder {
  /// The elements of a cell array.
  mutating func cells(
    _ object: borrowing V73Object, _ hdf5: borrowing HDF5
  ) throws(MATError) -> [MATValue] {
    try values(referredToBy: references(object, hdf5), hdf5) { "{\($0 + 1)}" }
  }

  /// The fields of a scalar struct.
  mutating func fields(
    _ links: [HDF5Link], _ hdf5: borrowing HDF5
  ) throws(MATError) -> OrderedDictionary<String, [MATValue]> {
    var fields: OrderedDictionary<String, [MATValue]> = [:]
    fields.reserveCapacity(links.count)
    for link in links {
      do throws(MATError) {
        fields[link.name] = [try value(at: link.address(), hdf5)]
      } catch {
        throw error.inside(MATPath.Step.field(link.name).description)
      }
    }
    return fields
  }

  /// The fields of a struct array, each with a value an element.
  mutating func fieldArrays(
    _ links: [HDF5Link], _ hdf5: borrowing HDF5
  ) throws(MATError) -> OrderedDictionary<String, [MATValue]> {
    var fields: OrderedDictionary<String, [MATValue]> = [:]
    fields.reserveCapacity(links.count)
    for link in links {
      let field = try V73Object(at: link.address(), in: file, hdf5)
      let references = try references(field, hdf5)
      let isScalar = references.count == 1
      fields[link.name] = try values(referredToBy: references, hdf5) { index in
        (isScalar ? "" : "(\(index + 1))") + MATPath.Step.field(link.name).description
      }
    }
    return fields
  }

  /// The references that a dataset holds.
  mutating func references(
    _ object: borrowing V73Object, _ hdf5: borrowing HDF5
  ) throws(MATError) -> [haddr_t] {
    try withElements(of: object, hdf5) { (elements, hdf5) throws(MATError) in
      try elements.array(of: haddr_t.self, as: chdf5_object_reference(), hdf5)
    }
  }

  /// The values that references lead to; `place` names the i-th where it is damaged.
  private mutating func values(
    referredToBy references: [haddr_t], _ hdf5: borrowing HDF5, place: (Int) -> String
  ) throws(MATError) -> [MATValue] {
    var values: [MATValue] = []
    values.reserveCapacity(references.count)
    for reference in references {
      do throws(MATError) {
        values.append(try value(referredToBy: reference, hdf5))
      } catch {
        throw error.inside(place(values.count))
      }
    }
    return values
  }

  /// The value that a reference leads to; 0×0 where it was never set, as in MATLAB.
  mutating func value(
    referredToBy reference: haddr_t, _ hdf5: borrowing HDF5
  ) throws(MATError) -> MATValue {
    guard reference != 0, reference != CHDF5_UNDEFINED_ADDRESS else {
      try budget.spendValue()
      return .numeric(MATNumericArray(size: [0, 0], real: .double([])))
    }
    return try value(at: reference, hdf5)
  }

  /// What `body` makes of the elements of a dataset, once they are known to be in the file and within
  /// the limits.
  mutating func withElements<Result>(
    of object: borrowing V73Object, _ hdf5: borrowing HDF5,
    _ body: (borrowing HDF5Elements, borrowing HDF5) throws(MATError) -> Result
  ) throws(MATError) -> Result {
    switch object.elements {
    case .some(let elements):
      try budget.spend(elements, hdf5)
      return try body(elements, hdf5)
    case .none:
      throw MATError(.damaged, expected: "a dataset with elements", found: "none")
    }
  }
}
