import Matrices

/// Why no more is known of a value than its class and size.
public enum MATOpaqueReason: Hashable, Sendable {
  /// The file holds something of a kind that MatKit does not know.
  case unknown
  /// The data of the file's objects are in a version of their format that MatKit does not know: a
  /// newer MATLAB wrote them.
  case unknownVersion(Int)
  /// The file refers to data of objects and has none.
  case noObjectData
  /// An object of another system than MATLAB's own: `java`, or `handle` for ActiveX.
  case foreign(system: String)
  /// There is no reference to MATLAB's objects, as for objects of Java and
  /// ActiveX in v7.3.
  case noReference
  /// A property of an object that was kept in a way that MatKit does not know.
  case unknownPropertyKind(Int)
  /// A handle whose object was deleted before it was saved. Nothing is lost: there is no more to
  /// know.
  case deleted
  /// The object that contains this place, so many objects further out, as handles can contain
  /// themselves. Nothing is lost: the tree has no room for a circle.
  case insideItself(levels: Int)

  /// Why an object of v7.3 is not decoded that is no reference. The file does not name its system, but
  /// classes of Java's and ActiveX's have names of their own.
  package static func withoutReference(className: String) -> MATOpaqueReason {
    if ["java.", "javax."].contains(where: className.hasPrefix) { return .foreign(system: "java") }
    if className.hasPrefix("COM.") { return .foreign(system: "handle") }
    return .noReference
  }

  /// True if there is something in the file that was not decoded.
  public var hidesData: Bool {
    switch self {
    case .deleted, .insideItself: false
    default: true
    }
  }
}

extension MATOpaqueReason: CustomStringConvertible {
  /// The reason in words, without an end: `a deleted handle`, `not decoded: an object of Java's`.
  public var description: String {
    switch self {
    case .unknown: "not decoded"
    case .unknownVersion(let version):
      "not decoded: the data of objects are in the unknown version \(version) of their format"
    case .noObjectData: "not decoded: the file has no data of objects"
    case .foreign(system: "java"): "not decoded: an object of Java's"
    case .foreign(system: "handle"): "not decoded: an object of ActiveX's"
    case .foreign(let system): "not decoded: an object of the system \(system)"
    case .noReference:
      "not decoded: no reference to MATLAB's own objects, as those of Java have none"
    case .unknownPropertyKind(let kind): "not decoded: kept in the unknown way \(kind)"
    case .deleted: "a deleted handle"
    case .insideItself(1): "the object that it is in"
    case .insideItself(let levels): "the object \(levels) levels further out"
    }
  }
}

/// A place in a value whose content was not decoded.
public struct MATUndecoded: Hashable, Sendable {
  /// The way to the place from the value, as `.a{2}`; empty for the value itself.
  public let path: String
  /// The class as the file calls it.
  public let className: String
  /// The size as the file tells it.
  public let size: [Int]
  /// Why it was not decoded.
  public let reason: MATOpaqueReason

  package init(path: String, className: String, size: [Int], reason: MATOpaqueReason) {
    (self.path, self.className, self.size, self.reason) = (path, className, size, reason)
  }
}

extension MATUndecoded {
  /// The sentence of `check` on the place in a variable: `s.times{2}: 1×1 datetime, not decoded: …`.
  public func statement(ofVariable name: String) -> String {
    "\((name + path).printable): \(sizeDescription(size)) \(className.printable), "
      + reason.description.printable
  }
}

extension MATValue {
  /// The places whose content the file holds and MatKit does not decode, in order; not deleted
  /// handles, of which there is no more to know. O(values).
  ///
  /// ```swift
  /// let value = MATValue.cell(NDArray(.opaque(className: "Point", size: [1, 1])))
  /// assert(value.undecodedPlaces().map(\.path) == ["{1}"])
  /// ```
  public func undecodedPlaces() -> [MATUndecoded] {
    var places: [MATUndecoded] = []
    appendUndecoded(at: "", to: &places)
    return places
  }

  fileprivate func appendUndecoded(at path: String, to places: inout [MATUndecoded]) {
    switch self {
    case .opaque(let className, let size, let reason):
      guard reason.hidesData else { return }
      places.append(
        MATUndecoded(path: path, className: className, size: size, reason: reason))
    case .cell(let cells):
      for (position, value) in cells.elements.enumerated() where value.mayNest {
        value.appendUndecoded(
          at: path + "{\(subscriptText(of: position, in: cells.size))}", to: &places)
      }
    case .structure(let array): array.appendUndecoded(at: path, to: &places)
    case .functionHandle(let handle):
      if handle.text == nil {
        places.append(
          MATUndecoded(path: path, className: className, size: size, reason: .unknown))
      }
      handle.workspace?.appendUndecoded(at: path, to: &places)
    case .object(let object):
      if let elements = object.elements {
        for (position, value) in elements.enumerated() {
          value.appendUndecoded(
            at: path + "(\(subscriptText(of: position, in: object.size)))", to: &places)
        }
      } else if let properties = object.properties {
        properties.appendUndecoded(at: path, to: &places)
      } else {
        places.append(
          MATUndecoded(path: path, className: className, size: size, reason: .unknown))
      }
    case .numeric, .logical, .char, .string, .sparse: return
    }
  }

  /// True if there can be other values in it, or it is none that is understood.
  fileprivate var mayNest: Bool {
    switch self {
    case .numeric, .logical, .char, .string, .sparse: false
    default: true
    }
  }
}

extension MATStructArray {
  fileprivate func appendUndecoded(at path: String, to places: inout [MATUndecoded]) {
    for (field, values) in fields {
      for (position, value) in values.enumerated() where value.mayNest {
        let element = count == 1 ? "" : "(\(subscriptText(of: position, in: size)))"
        value.appendUndecoded(
          at: path + element + MATPath.Step.field(field).description, to: &places)
      }
    }
  }
}
