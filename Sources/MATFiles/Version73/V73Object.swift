import CHDF5

/// An object of a v7.3 file with what its header says: everything that listing it needs, nothing decoded.
struct V73Object: ~Copyable {
  /// What there is to decode, by kind.
  enum Content {
    /// An array without elements, of a class that MATLAB knows.
    case empty
    /// An array of complex numbers without elements, of which MatKit's own mark tells.
    case emptyComplex
    /// Numbers of a class, whatever they are stored as.
    case numbers(MATNumericClass)
    case logical
    case char
    /// HDF5's own text: one is a row of characters, an array of them a cell array.
    case text
    /// The elements of a cell array, by reference.
    case cells
    /// The fields of a scalar struct or old-style object.
    case fields([HDF5Link])
    /// The fields of a struct array or an array of old-style objects, each a dataset of references.
    case fieldArrays([HDF5Link])
    /// Names of fields that have no values: a struct array without elements or without fields.
    case fieldNames([String])
    /// The parts of a sparse matrix.
    case sparse([HDF5Link])
    /// The parts of a function handle.
    case functionHandle([HDF5Link])
    /// What Octave wraps in a group of its own (`save -hdf5`).
    case octave(OctaveContent)
    /// A reference to objects of a newer class.
    case objects
    /// Members of an enumeration, as the fields of a struct.
    case enumeration([HDF5Link])
    /// Something that is there and not understood.
    case opaque
  }

  let object: HDF5Object
  /// The elements of a dataset; nil for a group, and where a dataset holds but a size.
  let elements: HDF5Elements?
  let className: String
  let size: [Int]
  let content: Content

  /// Opens the object at `address` and reads its header; `place` is anything open in the same file.
  init(
    at address: haddr_t, in place: hid_t, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    let object = try HDF5Object(at: address, in: place, hdf5)
    switch object.kind {
    case .dataset: self = try Self.dataset(object, hdf5)
    case .group: self = try Self.group(object, hdf5)
    case .datatype:
      // An array whose size is damaged looks like a datatype that was given a name.
      guard try hdf5.matlabClass(of: object) == nil else {
        throw MATError(.damaged, expected: "an array", found: "a datatype")
      }
      self.init(object, className: "datatype", size: [0, 0], .opaque)
    }
  }

  init(
    _ object: consuming HDF5Object, _ elements: consuming HDF5Elements? = nil, className: String,
    size: [Int], _ content: Content
  ) {
    self.object = object
    self.elements = elements
    self.className = className
    self.size = size
    self.content = content
  }

  /// Whether there are imaginary parts.
  var isComplex: Bool {
    switch elements {
    case .some(let elements): if case .complex = elements.datatype { true } else { false }
    case .none: if case .emptyComplex = content { true } else { false }
    }
  }
}
