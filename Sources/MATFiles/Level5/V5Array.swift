/// What the header of a version 5 array says: everything that listing it needs.
struct V5ArrayHeader: Sendable {
  var arrayClass: V5ArrayClass
  var isComplex = false
  var isGlobal = false
  var isLogical = false
  /// How many entries a sparse array has room for.
  var sparseCapacity = 0
  /// Two or more dimensions.
  var size: [Int]
  /// Whether the size is the array's: that of an object stands so far behind that the bytes at hand may end
  /// before it, as may text whose size counts its bytes.
  var isSizeKnown = true
  /// The names, which most arrays have none of: beside them a header is small, and there may be millions.
  var names: Names?

  /// What an array is called.
  final class Names: Sendable {
    let name: String
    let className: String?
    let typeSystem: String

    init(name: String = "", className: String? = nil, typeSystem: String = "") {
      (self.name, self.className, self.typeSystem) = (name, className, typeSystem)
    }
  }

  /// The name; empty inside cells and structs.
  var name: String { names?.name ?? "" }
  /// The class of an object; nil for all others.
  var className: String? { names?.className }
  /// Whose objects an opaque array holds: `MCOS` for MATLAB's own, `java`, `handle`.
  var typeSystem: String { names?.typeSystem ?? "" }

  /// The number of elements. The product was checked for overflow when the size was read.
  var count: Int { size.reduce(1, *) }

  /// The bytes that a number or truth value takes when it is decoded.
  var bytesPerElement: Int {
    isLogical ? 1 : (arrayClass.numericClass?.bytesPerElement ?? 0) * (isComplex ? 2 : 1)
  }
}

/// A stretch of stored numbers or characters, checked to lie inside the element.
struct V5Data: Sendable {
  let type: V5DataType
  let range: Range<Int>
  /// Which of the elements are meant, in the order in which they lie; nil for all.
  var selection: MATSelection?

  /// The number of elements.
  var count: Int { selection?.count ?? range.count / type.elementSize }
}

/// An array of a version 5 file whose every tag, count and name has been checked against the bytes that
/// are there; what is left to do is to convert its numbers.
struct V5Array: Sendable {
  var header: V5ArrayHeader
  var content: V5Content
}

/// What an array holds, by kind.
enum V5Content: Sendable {
  /// Numbers or truth values: real parts, and imaginary parts where complex.
  case numbers(real: V5Data, imaginary: V5Data?)
  /// Characters, in whatever encoding.
  case text(V5Data)
  /// A sparse matrix in compressed columns. Rows and values may be longer than the number of entries.
  indirect case sparse(rows: V5Data, columnStarts: V5Data, real: V5Data, imaginary: V5Data?)
  /// The elements of a cell array.
  case cells([V5Array])
  /// The fields of a struct array or old-style object: for each element in turn, a value for each name.
  case fields(names: [String], values: [V5Array])
  /// What a function handle is made of.
  case functionHandle([V5Array])
  /// An object of a newer class, Java's or ActiveX's: what the array holds in place of elements.
  case opaque([V5Array])
}
