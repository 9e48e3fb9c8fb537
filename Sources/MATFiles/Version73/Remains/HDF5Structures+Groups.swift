import CHDF5

// The members of a group: in a symbol table, which MATLAB writes, in the header itself, or, of groups that
// have many and keep their order, in a fractal heap.
extension HDF5Structures {
  /// Links as far as they are still there.
  struct Links {
    var links: [HDF5Link] = []
    /// Whether no part of the directory is missing.
    var isWhole = true
  }

  /// The members of the group whose header has these messages.
  ///
  /// `blocks` gives the positions of the blocks of fractal heaps, by the address of the heap.
  mutating func links(
    of messages: [HDF5Message], blocks: [Int: [Int]]
  ) throws(MATError) -> Links {
    var found = Links()
    for message in messages {
      switch message.kind {
      case .link:
        if let (link, _) = link(message.bytes) {
          found.links.append(link)
        } else {
          found.isWhole = false
        }
      case .symbolTable:
        guard message.bytes.count >= 2 * addressSize else { continue }
        let tree = Self.number(message.bytes.prefix(addressSize))
        let heap = Self.number(message.bytes.dropFirst(addressSize).prefix(addressSize))
        try readTree(at: tree, names: try names(at: heap), into: &found)
      case .linkInfo:
        guard let heap = heapAddress(message.bytes) else { continue }
        found.isWhole = false
        for block in blocks[heap] ?? [] { try readBlock(at: block, into: &found) }
      default: continue
      }
    }
    return found
  }

  /// The address of the fractal heap of links; nil where there is none.
  private func heapAddress(_ message: ArraySlice<UInt8>) -> Int? {
    guard message.count >= 2 else { return nil }
    let start = message.startIndex
    let tracksOrder = message[start + 1] & 1 != 0
    let rest = message.dropFirst(tracksOrder ? 10 : 2).prefix(addressSize)
    // All bits set stand for no address.
    guard rest.count == addressSize, !rest.allSatisfy({ $0 == 0xFF }) else { return nil }
    return Self.number(rest)
  }

  /// The names of a symbol table: zero-terminated texts, by where they begin; nil where they are lost.
  private mutating func names(at heap: Int) throws(MATError) -> [UInt8]? {
    let count = 8 + 2 * lengthSize + addressSize
    guard let head = try structure(at: position(heap), count: count),
      head.starts(with: "HEAP".utf8)
    else { return nil }
    let size = Self.number(head[8..<8 + lengthSize])
    let segment = Self.number(head[(8 + 2 * lengthSize)...])
    return try structure(at: position(segment), count: size)
  }

  /// Reads the nodes of a B-tree, and the symbol tables that its leaves lead to.
  private mutating func readTree(
    at root: Int, names: [UInt8]?, into found: inout Links
  ) throws(MATError) {
    guard let names else {
      found.isWhole = false
      return
    }
    // The level that a node has to have; any for the root.
    var pending: [(address: Int, level: Int?)] = [(root, nil)]
    while let (address, level) = pending.popLast() {
      guard let node = try treeNode(at: address), level == nil || node.level == level else {
        found.isWhole = false
        continue
      }
      guard node.level == 0 else {
        pending += node.children.reversed().map { ($0, node.level - 1) }
        continue
      }
      for table in node.children {
        if try !readTable(at: table, names: names, into: &found) { found.isWhole = false }
      }
    }
  }

  /// The children of a node of a group's B-tree.
  private mutating func treeNode(
    at address: Int
  ) throws(MATError) -> (level: Int, children: [Int])? {
    let start = position(address)
    let headSize = 8 + 2 * addressSize
    guard let head = try structure(at: start, count: headSize), head.starts(with: "TREE".utf8),
      head[4] == 0
    else { return nil }
    let count = Self.number(head[6..<8])
    let stride = lengthSize + addressSize
    guard let entries = try bytes(at: start + headSize, count: count * stride) else { return nil }
    let children = (0..<count).map { index in
      let place = index * stride + lengthSize
      return Self.number(entries[place..<place + addressSize])
    }
    return (Int(head[5]), children)
  }

  /// Reads the entries of a symbol table; false where none stands there.
  private mutating func readTable(
    at address: Int, names: [UInt8], into found: inout Links
  ) throws(MATError) -> Bool {
    let start = position(address)
    let stride = 2 * addressSize + 24
    guard let head = try structure(at: start, count: 8), head.starts(with: "SNOD".utf8),
      let entries = try bytes(at: start + 8, count: Self.number(head[6..<8]) * stride)
    else { return false }
    for place in Swift.stride(from: 0, to: entries.count, by: stride) {
      let entry = entries[place..<place + stride]
      let name = Self.number(entry.prefix(addressSize))
      guard name < names.count, let end = names[name...].firstIndex(of: 0),
        let text = Self.name(names[name..<end])
      else {
        found.isWhole = false
        continue
      }
      let object = Self.number(entry.dropFirst(addressSize).prefix(addressSize))
      // What stands in the cache of a soft link is where its path begins.
      let isSoft = Self.number(entry.dropFirst(2 * addressSize).prefix(4)) == 2
      found.links.append(
        HDF5Link(name: text, destination: isSoft ? .path("") : .object(haddr_t(object))))
    }
    return true
  }

  /// Reads the links in a block of a fractal heap, which lie one behind the other until one was removed.
  private mutating func readBlock(
    at position: Int, into found: inout Links
  ) throws(MATError) {
    // HDF5's groups have heaps of up to 2³² bytes, and checksums.
    let headSize = 5 + addressSize + 8
    let most = min(Self.longestBlock, byteCount - position)
    guard let block = try structure(at: position, count: most) else { return }
    var rest = block.dropFirst(headSize)
    while let (link, count) = link(rest) {
      found.links.append(link)
      rest = rest.dropFirst(count)
    }
  }

  /// The most bytes that a block of a group's heap has.
  private static let longestBlock = 1 << 16

  /// A link as a message holds it, and its length in bytes; nil where none stands there.
  private func link(_ message: ArraySlice<UInt8>) -> (HDF5Link, count: Int)? {
    guard message.count >= 4, message.first == 1 else { return nil }
    let flags = message[message.startIndex + 1]
    guard flags < 32 else { return nil }
    var rest = message.dropFirst(2)
    let kind = flags & 8 != 0 ? rest.popFirst() ?? 0 : 0
    if flags & 4 != 0 { rest = rest.dropFirst(8) }
    if flags & 16 != 0 { rest = rest.dropFirst() }
    let lengthSize = 1 << Int(flags & 3)
    guard rest.count > lengthSize else { return nil }
    let length = Self.number(rest.prefix(lengthSize))
    rest = rest.dropFirst(lengthSize)
    guard length > 0, length <= rest.count, let name = Self.name(rest.prefix(length)) else {
      return nil
    }
    rest = rest.dropFirst(length)
    if kind == 0 {
      guard rest.count >= addressSize else { return nil }
      let address = haddr_t(Self.number(rest.prefix(addressSize)))
      let end = rest.startIndex + addressSize
      return (
        HDF5Link(name: name, destination: .object(address)), end - message.startIndex
      )
    }
    guard rest.count >= 2 else { return nil }
    let end = rest.startIndex + 2 + Self.number(rest.prefix(2))
    let destination: HDF5Link.Destination = kind == 1 ? .path("") : .elsewhere
    return (HDF5Link(name: name, destination: destination), end - message.startIndex)
  }

  private static func name(_ bytes: ArraySlice<UInt8>) -> String? {
    guard let first = bytes.first, first > 0x20 else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}
