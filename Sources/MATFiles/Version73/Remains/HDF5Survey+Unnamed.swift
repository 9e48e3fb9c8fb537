import CHDF5

// Arrays that no name leads to.
extension HDF5Survey {
  /// The positions of arrays that MATLAB's own attribute marks, and that neither a link, nor a member of
  /// another group, nor a reference of a cell array leads to.
  func unnamedArrays(
    besides links: [HDF5Link], root: Int, _ structures: inout HDF5Structures
  ) throws(MATError) -> [Int] {
    var reached = Set(links.compactMap(\.objectAddress))
    var arrays: [Int] = []
    for position in headers where position != root {
      guard let (messages, isWhole) = try structures.header(at: position) else { continue }
      let members = try structures.links(of: messages, blocks: blocks)
      reached.formUnion(members.links.compactMap(\.objectAddress))
      reached.formUnion(try structures.references(of: messages))
      // MATLAB notes in the parts of cells and structs where they belong.
      if isWhole, messages.contains(where: { $0.isAttribute("MATLAB_class") }),
        !messages.contains(where: { $0.isAttribute("H5PATH") })
      {
        arrays.append(position)
      }
    }
    return arrays.filter { !reached.contains(haddr_t($0 - structures.origin)) }
  }
}

extension HDF5Link {
  /// The address of the object that a link leads to; nil where it leads elsewhere.
  fileprivate var objectAddress: haddr_t? {
    if case .object(let address) = destination { address } else { nil }
  }
}

extension HDF5Message {
  /// Whether this is the attribute of the given name (HDF5 File Format Specification, IV.A.2.m).
  fileprivate func isAttribute(_ name: String) -> Bool {
    guard kind == .attribute, let version = bytes.first, (1...3).contains(version) else {
      return false
    }
    return bytes.dropFirst(version == 3 ? 9 : 8).starts(with: Array(name.utf8) + [0])
  }

  /// Whether this says that the elements are references to objects (IV.A.2.d).
  fileprivate var isReferences: Bool {
    kind == .datatype && bytes.first.map { $0 & 0x0F } == 7
  }
}

extension HDF5Structures {
  /// The addresses that a dataset of references leads to, where they lie in one piece, as those of cell
  /// arrays do (IV.A.2.i).
  fileprivate mutating func references(
    of messages: [HDF5Message]
  ) throws(MATError) -> [haddr_t] {
    guard messages.contains(where: \.isReferences),
      let layout = messages.first(where: { $0.kind == .layout })?.bytes,
      layout.starts(with: [3]), layout.count >= 2
    else { return [] }
    let rest = layout.dropFirst(2)
    var stored = rest.dropFirst(2)
    if layout[layout.startIndex + 1] == 1 {
      guard rest.count >= addressSize + lengthSize,
        let bytes = try structure(
          at: position(Self.number(rest.prefix(addressSize))),
          count: Self.number(rest.dropFirst(addressSize).prefix(lengthSize)))
      else { return [] }
      stored = bytes[...]
    }
    return stride(from: stored.startIndex, to: stored.endIndex - addressSize + 1, by: addressSize)
      .map { haddr_t(Self.number(stored[$0..<$0 + addressSize])) }
  }
}
