import CHDF5
import Matrices
import OrderedCollections

extension V73Decoder {
  /// The value of what Octave wraps in a group.
  mutating func octaveValue(
    _ object: borrowing V73Object, _ content: OctaveContent, _ hdf5: borrowing HDF5
  ) throws(MATError) -> MATValue {
    let size = object.size
    switch content {
    case .bytes: return .char(try octaveText(object, hdf5))
    case .range: return .numeric(try range(object, hdf5))
    case .cells(let links):
      var values: [MATValue] = []
      values.reserveCapacity(links.count)
      for link in links {
        do throws(MATError) {
          values.append(try value(at: link.address(), hdf5))
        } catch {
          throw error.inside("{\(values.count + 1)}")
        }
      }
      return .cell(NDArray(size: size, elements: values))
    case .fieldCells(let links):
      return .structure(try structArray(size, links, hdf5))
    case .sparse(let links): return .sparse(try octaveSparse(object, links, hdf5))
    case .functionHandle(let links):
      let isAnonymous = links.contains { $0.name == "fcn" }
      let text = try V73Object.text(
        member: isAnonymous ? "fcn" : "nm", of: links, in: file, hdf5)
      var workspace: MATValue?
      if isAnonymous, let table = links.first(where: { $0.name == "symbol table" }) {
        workspace = .structure(
          MATStructArray(size: [1, 1], fields: try capturedVariables(in: table, hdf5)))
      }
      return .functionHandle(
        MATFunctionHandle(text: isAnonymous ? text : "@" + text, workspace: workspace))
    }
  }

  /// The variables that an anonymous function of Octave's captured: a group with a value each.
  private mutating func capturedVariables(
    in table: HDF5Link, _ hdf5: borrowing HDF5
  ) throws(MATError) -> OrderedDictionary<String, [MATValue]> {
    let group = try HDF5Object(at: table.address(), in: file, hdf5)
    return try fields(try hdf5.links(of: group, byCreation: true), hdf5)
  }

  /// Octave keeps text in UTF-8 and counts bytes: a row becomes what its bytes spell, anything else one
  /// character a byte.
  private mutating func octaveText(
    _ object: borrowing V73Object, _ hdf5: borrowing HDF5
  ) throws(MATError) -> NDArray<UInt16> {
    let size = object.size
    return try withElements(of: object, hdf5) { (elements, hdf5) throws(MATError) in
      if let text = try elements.recodedText(isOctave: true, hdf5) { return text }
      let type = elements.datatype == .integer(.int8) ? chdf5_int8() : chdf5_uint8()
      let bytes = try elements.array(of: UInt8.self, as: type, hdf5)
      return NDArray(size: size, elements: bytes.map(UInt16.init))
    }
  }

  /// The numbers of a range: base + i·increment, none beyond the limit.
  private mutating func range(
    _ object: borrowing V73Object, _ hdf5: borrowing HDF5
  ) throws(MATError) -> MATNumericArray {
    let size = object.size
    try budget.spend(byteCount: size[1].multipliedSaturating(by: 8))
    let parts = try withElements(of: object, hdf5) {
      (elements, hdf5) throws(MATError) -> [Double] in
      let type = try HDF5Handle(owning: H5Tcreate(H5T_COMPOUND, 24), "no range type", hdf5)
      for (index, name) in ["base", "limit", "increment"].enumerated() {
        guard unsafe H5Tinsert(type.id, name, 8 * index, chdf5_double()) >= 0 else {
          throw hdf5.failure(.damaged, "no range type")
        }
      }
      return try elements.array(of: Double.self, perElement: 3, as: type.id, hdf5)
    }
    guard parts.count == 3 else {
      throw MATError(.damaged, expected: "one range", found: "\(parts.count / 3)")
    }
    let (base, limit, increment) = (parts[0], parts[1], parts[2])
    let numbers = (0..<size[1]).map { index in
      let number = base + Double(index) * increment
      return increment < 0 ? max(number, limit) : min(number, limit)
    }
    return MATNumericArray(size: size, real: .double(numbers))
  }

  /// A struct array, whose fields are cell arrays of its size.
  private mutating func structArray(
    _ size: [Int], _ links: [HDF5Link], _ hdf5: borrowing HDF5
  ) throws(MATError) -> MATStructArray {
    var fields: OrderedDictionary<String, [MATValue]> = [:]
    for link in links {
      do throws(MATError) {
        guard case .cell(let cells) = try value(at: link.address(), hdf5), cells.size == size else {
          throw MATError(
            .damaged, expected: "a cell array as large as the first field's",
            found: "something else")
        }
        fields[link.name] = cells.elements
      } catch {
        throw error.inside(MATPath.Step.field(link.name).description)
      }
    }
    return MATStructArray(size: size, fields: fields)
  }

  private mutating func octaveSparse(
    _ object: borrowing V73Object, _ links: [HDF5Link], _ hdf5: borrowing HDF5
  ) throws(MATError) -> MATSparseMatrix {
    let (size, className) = (object.size, object.className)
    let columnStarts = try indices("cidx", of: links, hdf5)
    let rows = try indices("ridx", of: links, hdf5)
    let (real, imaginary) = try entries("data", of: links, hdf5)
    return try SparseParts(size, columnStarts, rows: rows, real, imaginary).matrix(of: className)
  }
}
