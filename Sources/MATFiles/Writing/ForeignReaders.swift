/// What programs other than MATLAB are known not to read of a file that is sound, and MATLAB itself not to find
/// in one: a sentence each, with the first place.
struct ForeignReaders {
  let version: MATVersion
  private var places: [Note: (first: String, count: Int)] = [:]

  private enum Note: CaseIterable {
    case surrogates, complexIntegers, emptyComplex, longNames
  }

  init(version: MATVersion) {
    self.version = version
  }

  /// The sentences that are due; O(all elements of text and all values).
  consuming func notes(on variables: [MATVariable]) -> [String] {
    for variable in variables {
      visit(variable.value, MATPath.text(ofVariable: variable.name))
    }
    return Note.allCases.compactMap { note in
      places[note].map { place in
        let others = place.count > 1 ? " and in \(place.count - 1) more places" : ""
        return "\(place.first)\(others): \(Self.sentence(note))"
      }
    }
  }

  private static func sentence(_ note: Note) -> String {
    switch note {
    case .surrogates:
      "SciPy cannot load a v6 or v7 file with characters beyond U+FFFF, such as emoji; --version v7.3"
        + " is read by h5py and mat73"
    case .complexIntegers: "Octave cannot load a file with complex 64-bit integers"
    case .emptyComplex: "an empty complex array is a real one to MATLAB in v7.3"
    case .longNames:
      "MATLAB lists a field with a name of more than 63 characters and does not find it"
    }
  }

  private mutating func add(_ note: Note, _ path: @autoclosure () -> String) {
    if let known = places[note] {
      places[note] = (known.first, known.count + 1)
    } else {
      places[note] = (path(), 1)
    }
  }

  private mutating func visit(_ value: MATValue, _ path: @autoclosure () -> String) {
    let isElement = version == .v6 || version == .v7
    switch value {
    case .char(let array):
      if isElement, array.elements.contains(where: { (0xD800...0xDFFF).contains($0) }) {
        add(.surrogates, path())
      }
    case .numeric(let array) where array.isComplex:
      if isElement, [.int64, .uint64].contains(array.numericClass) {
        add(.complexIntegers, path())
      }
      if version == .v73, array.count == 0 { add(.emptyComplex, path()) }
    case .cell(let array):
      for (position, element) in array.elements.enumerated() {
        visit(element, path() + "{\(subscriptText(of: position, in: array.size))}")
      }
    case .structure(let array):
      for (field, values) in array.fields {
        let step = MATPath.Step.field(field).description
        if field.utf8.count > MATName.greatestLength { add(.longNames, path() + step) }
        for (position, value) in values.enumerated() {
          let element =
            array.count == 1 ? "" : "(\(subscriptText(of: position, in: array.size)))"
          visit(value, path() + element + step)
        }
      }
    default: break
    }
  }
}
