/// The stored form of a value that is made of other parts of it: kept as it is stored, so that it can be
/// written again whether its class is understood or not.
///
/// Conversions read a file so (``Storing/kept``): every number of an object or class, and the data
/// of objects that they lead to (``StoredObjects``), come through unchanged.
package indirect enum StoredForm: Hashable, Sendable {
  /// A reference to objects of a system of types: MATLAB's own `MCOS`, `java`, or `handle` for ActiveX. The
  /// parts are one array of words, or the struct of an enumeration, or whatever the system has there.
  case reference(system: String, parts: [MATValue])
  /// A function handle: the struct that it is stored as, its workspace a reference.
  case functionHandle(parts: [MATValue])
  /// An object of an old-style class, which has its properties in it.
  case oldStyle
  /// An object that was read with all that is in it; what it was read from is at hand, or in another process.
  case instance(StoredInstance)
  /// Members of an enumeration, and the class of MATLAB's own that it is derived from.
  case enumeration(base: String?)
  /// A place that was never set, of which there is not even an array: only among the data of
  /// objects, where it is not the same as an array of 0×0.
  case unset
}

/// The data of a file's objects, which values that were read of them remember.
package protocol StoredSource: AnyObject, Sendable {}

/// Where an object was read from, so that it can be written again with what is the same object elsewhere.
package struct StoredInstance: Hashable, Sendable {
  /// The data of the file's objects; nil where they are in another process.
  package let store: (any StoredSource)?
  /// The parts stored in place of the object.
  package let reference: MATValue?

  package init(store: (any StoredSource)?, reference: MATValue?) {
    self.store = store
    self.reference = reference
  }

  package static func == (a: StoredInstance, b: StoredInstance) -> Bool {
    a.store === b.store && a.reference == b.reference
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(store.map { ObjectIdentifier($0) })
    hasher.combine(reference)
  }
}

/// How a decoder takes what MATLAB keeps apart from a variable.
package enum Storing: UInt8, Sendable {
  /// As the values that it is.
  case resolved
  /// As it is stored.
  case kept
  /// As it is stored, by a decoder of the data of objects themselves.
  case objectData

  package var isKept: Bool { self != .resolved }
}

extension MATValue {
  /// The stored form of a value of that class and size.
  package static func stored(_ form: StoredForm, className: String, size: [Int]) -> MATValue {
    .object(
      MATObject(className: className, size: size, properties: nil, stored: form))
  }

  /// The stored form of a value that was never set.
  package static let unset = MATValue.stored(.unset, className: "double", size: [0, 0])

  /// True if anything in a value that was kept as it is stored leads to the data of objects.
  package var refersToObjects: Bool {
    switch self {
    case .cell(let array): array.elements.contains(where: \.refersToObjects)
    case .structure(let array): array.refersToObjects
    case .object(let object):
      switch object.stored {
      case .reference: true
      case .functionHandle(let parts): parts.contains(where: \.refersToObjects)
      case .oldStyle, .instance, .enumeration, .unset, nil:
        object.properties?.refersToObjects ?? false
      }
    default: false
    }
  }
}

extension MATStructArray {
  fileprivate var refersToObjects: Bool {
    fields.values.contains { $0.contains(where: \.refersToObjects) }
  }
}
