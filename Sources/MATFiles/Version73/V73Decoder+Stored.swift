import CHDF5
import Matrices
import OrderedCollections

// Values as they are stored: references to objects, function handles and what no class is known of.
extension V73Decoder {
  /// What stands in place of an object of a newer class, whose system of types the file does not name; nil where
  /// it is no object.
  mutating func storedObject(
    _ object: borrowing V73Object, _ hdf5: borrowing HDF5
  ) throws(MATError) -> MATValue? {
    guard try hdf5.integer("MATLAB_object_decode", of: object.object) == 3 else { return nil }
    let className = object.className
    let size = object.size
    let (part, system) = try storedPart(object, hdf5)
    return .stored(
      .reference(system: system, parts: [part]), className: className, size: size)
  }

  /// The array in place of an object, and the system that it is of: Java's objects are bytes of Java's own form,
  /// those of ActiveX cells.
  private mutating func storedPart(
    _ object: borrowing V73Object, _ hdf5: borrowing HDF5
  ) throws(MATError) -> (MATValue, system: String) {
    let isReferences =
      switch object.elements {
      case .some(let elements): elements.datatype == .reference
      case .none: false
      }
    if isReferences {
      let size = try withElements(of: object, hdf5) { (elements, _) throws(MATError) in
        elements.size
      }
      return (.cell(NDArray(size: size, elements: try cells(object, hdf5))), "handle")
    }
    let part = try withElements(of: object, hdf5) { (elements, hdf5) throws(MATError) in
      MATNumericArray(size: elements.size, real: try elements.numbers(hdf5))
    }
    let className = object.className
    if case .foreign(let system) = MATOpaqueReason.withoutReference(className: className) {
      return (.numeric(part), system)
    }
    let isJava = if case .uint8 = part.real { true } else { false }
    return (.numeric(part), isJava ? "java" : StoredObjects.ownSystem)
  }

  /// A reference to objects of MATLAB's own.
  func storedReference(_ part: MATValue, _ object: borrowing V73Object) -> MATValue {
    .stored(
      .reference(system: StoredObjects.ownSystem, parts: [part]), className: object.className,
      size: object.size)
  }
}

extension V73File {
  /// The data of the file's objects as they are stored; nil where it has none.
  func storedObjects(_ limits: MATLimits) throws(MATError) -> StoredObjects? {
    var decoder = V73Decoder(file, limits, nil, storing: .objectData)
    let id = file.id
    return try HDF5.use(file: nil) { (hdf5) throws(MATError) -> StoredObjects? in
      let root = try hdf5.links(of: HDF5Object(rootOf: id, hdf5))
      guard let group = root.first(where: { $0.name == "#subsystem#" }) else { return nil }
      var systems: OrderedDictionary<String, MATValue> = [:]
      for link in try hdf5.links(of: HDF5Object(at: group.address(), in: id, hdf5)) {
        let object = try V73Object(at: link.address(), in: id, hdf5)
        guard object.className == StoredObjects.wrapperClass else {
          systems[link.name] = .unset
          continue
        }
        let size = object.size
        let cells = try decoder.cells(object, hdf5)
        systems[link.name] = .stored(
          .reference(
            system: link.name, parts: [.cell(NDArray(size: [cells.count, 1], elements: cells))]),
          className: StoredObjects.wrapperClass, size: size)
      }
      return StoredObjects(systems: systems)
    }
  }
}
