import Matrices

/// An object, or an array of them: the name of its class, its size, and its properties where they
/// are known.
///
/// Objects of a class of one's own, old-style ones and members of enumerations have properties
/// each: those are a struct array of the object's size. What MATLAB's own classes have is one
/// object for a whole array, whose properties are a scalar struct:
///
/// | class | size | properties |
/// |---|---|---|
/// | `datetime` | of `data` | `data`: milliseconds since 1970, in UTC where there is a time zone, their rounding errors as imaginary part; `tz`, `fmt` |
/// | `duration` | of `millis` | `millis`: milliseconds; `fmt` |
/// | `calendarDuration` | of its largest component | `components`: a struct of `months`, `days`, `millis`; `fmt` |
/// | `categorical` | of `codes` | `codes`: from 1, 0 where undefined; `categoryNames`, `isOrdinal`, `isProtected` |
/// | `table`, `timetable` | rows × variables | each variable under its name; `Properties`, a struct with `RowNames` or `RowTimes` and more |
/// | `containers.Map` | keys × 1 | `keys` and `values`, cell arrays; `KeyType`, `ValueType`, `UniformValues` |
///
/// Members of an enumeration have the properties `Name` and, where there is a value behind them,
/// `Value`.
///
/// In an array of several classes (`matlab.mixin.Heterogeneous`), and where one object has a
/// property that another has not, or is a deleted handle, each element is an object of its own in
/// ``elements``.
///
/// ```swift
/// let point = MATObject(className: "Point", size: [1, 1], properties: ["x": 1.0])
/// assert(point.isDecoded && point.matValue.className == "Point")
/// ```
public struct MATObject: Sendable {
  /// The class; of an array of several, the one from which they all are derived.
  public let className: String
  /// The size along each dimension, two or more.
  public let size: [Int]
  /// The properties as the fields of a struct array; nil where they could not be decoded, and where
  /// each element has its own.
  public let properties: MATStructArray?
  /// The objects of an array of several classes in column-major order, each a value of size 1×1
  /// with its own class and properties; nil for all other objects.
  public let elements: [MATValue]?
  /// Another name of the class, which the file has for older versions of it; nil where there is
  /// none.
  public let alias: String?
  /// How the file that it was read from stores it, where that is to be kept.
  package let stored: StoredForm?

  /// An object of a class with the properties of ``properties``; nil for properties that are not known.
  public init(
    className: String, size: [Int], properties: MATStructArray?, alias: String? = nil
  ) {
    self.init(
      className: className, size: size, properties: properties, alias: alias, stored: nil)
  }

  package init(
    className: String, size: [Int], properties: MATStructArray?, alias: String? = nil,
    stored: StoredForm?
  ) {
    self.className = className
    self.size = size
    self.properties = properties
    self.alias = alias
    self.stored = stored
    elements = nil
  }

  /// The object, which was read from the data of a file.
  package func stored(as instance: StoredInstance) -> MATObject {
    MATObject(self, stored: .instance(instance))
  }

  package init(_ object: MATObject, stored: StoredForm?) {
    className = object.className
    size = object.size
    properties = object.properties
    elements = object.elements
    alias = object.alias
    self.stored = stored
  }

  /// An array of objects with a class and properties each; traps where there are not as many as the
  /// size says.
  public init(className: String, size: [Int], elements: [MATValue], alias: String? = nil) {
    self.init(className: className, size: size, elements: elements, alias: alias, stored: nil)
  }

  package init(
    className: String, size: [Int], elements: [MATValue], alias: String?, stored: StoredForm?
  ) {
    require(
      elements.count == size.reduce(1, *),
      "\(elements.count) objects cannot fill an array of size \(size)")
    self.className = className
    self.size = size
    self.elements = elements
    self.alias = alias
    self.stored = stored
    properties = nil
  }

  /// True if the content is known.
  public var isDecoded: Bool { properties != nil || elements != nil }

  /// True if the properties are one each of the objects, and not those of one that stands for an
  /// array.
  var isOneEach: Bool { properties.map { $0.size == size } ?? true }
}

extension MATObject: Hashable {
  /// How a file stores an object does not count where it is decoded: two files may number objects differently.
  ///
  /// True if class, size and properties are equal.
  public static func == (a: MATObject, b: MATObject) -> Bool {
    a.className == b.className && a.size == b.size && a.properties == b.properties
      && a.elements == b.elements && a.alias == b.alias && (a.isDecoded || a.stored == b.stored)
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(className)
    hasher.combine(size)
    hasher.combine(properties)
    hasher.combine(elements)
    hasher.combine(alias)
  }
}
