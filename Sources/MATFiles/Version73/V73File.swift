import CHDF5

/// An open v7.3 file: lists its variables without decoding any, and decodes one at a time.
///
/// Any number of threads may use it; HDF5 itself works for one of them at a time.
final class V73File: Sendable {
  /// What the file says of a variable before it is decoded.
  struct Header: Sendable {
    let name: String
    var className = "unknown"
    var size = [0, 0]
    var isComplex = false
    var isGlobal = false
    var isSparse = false
    var isCompressed = false
    /// The bytes that the decoded elements take; 0 for what nests.
    var byteCount = 0
    /// Why it cannot be decoded, though the file is sound; nil where it can.
    var opaqueReason: MATOpaqueReason?
    /// The address of the variable's object, or why it has none that can be read.
    var place: Result<UInt64, MATError>
  }

  let file: HDF5File
  /// The variables that can still be found, where damage is to be skipped and HDF5 cannot list them, or would
  /// stumble over what a cut has left of its directory.
  let remains: HDF5Remains?
  /// The data of MATLAB's objects.
  let subsystem = Subsystem()

  /// Opens a file that is open as bytes.
  init(_ bytes: FileBytes, damage: MATDamagePolicy) throws(MATError) {
    file = try HDF5File(bytes, damage: damage)
    do throws(MATError) {
      remains = try Self.needsSearch(file, damage) ? HDF5Remains(bytes) : nil
    } catch {
      // What MatKit cannot look through, HDF5 may list all the same; it says what is wrong where it cannot.
      guard error.code == .damaged else { throw error }
      remains = nil
    }
  }

  private static func needsSearch(
    _ file: borrowing HDF5File, _ damage: MATDamagePolicy
  ) throws(MATError) -> Bool {
    if damage == .refuse || file.isTruncated { return damage == .skip }
    let id = file.id
    return try HDF5.use(file: nil) { (hdf5) throws(MATError) -> Bool in
      (try? hdf5.links(of: HDF5Object(rootOf: id, hdf5))) == nil
    }
  }

  /// The members of the root group: in the order they were created where the file keeps track of that, else by
  /// name.
  func rootLinks(_ hdf5: borrowing HDF5) throws(MATError) -> [HDF5Link] {
    if let remains { return remains.links }
    return try hdf5.links(of: HDF5Object(rootOf: file.id, hdf5), byCreation: true)
  }

  /// The variables: in the order they were created where the file keeps track of that, else by name.
  ///
  /// A variable whose header cannot be read, or that is a soft or external link, is listed with the error
  /// that decoding it throws. MATLAB's own groups `#refs#` and `#subsystem#` are not variables.
  /// With `names` no others are opened than those of them that there are.
  func headers(
    _ limits: MATLimits, named names: [String]?
  ) throws(MATError) -> [Header] {
    try HDF5.use(file: nil) { (hdf5) throws(MATError) in
      var headers: [Header] = []
      for link in try links(named: names, hdf5)
      where link.name != "#refs#" && link.name != "#subsystem#" {
        do throws(MATError) {
          headers.append(try header(of: link, limits, hdf5))
        } catch {
          headers.append(Header(name: link.name, place: .failure(error)))
        }
      }
      return headers
    }
  }

  /// The members of the root group, or those of some names.
  private func links(
    named names: [String]?, _ hdf5: borrowing HDF5
  ) throws(MATError) -> [HDF5Link] {
    guard let names else { return try rootLinks(hdf5) }
    guard remains == nil else {
      return try rootLinks(hdf5).filter { names.contains($0.name) }
    }
    let root = try HDF5Object(rootOf: file.id, hdf5)
    var links: [HDF5Link] = []
    for name in names {
      if let link = try hdf5.link(name, of: root) { links.append(link) }
    }
    return links
  }

  /// The value of a variable.
  func value(
    at address: UInt64, _ limits: MATLimits, _ storing: Storing = .resolved
  ) throws(MATError) -> MATValue {
    var decoder = V73Decoder(file, limits, subsystem, storing: storing)
    return try HDF5.use(file: nil) { (hdf5) throws(MATError) in
      try decoder.value(at: haddr_t(address), hdf5)
    }
  }

  private func header(
    of link: HDF5Link, _ limits: MATLimits, _ hdf5: borrowing HDF5
  ) throws(MATError) -> Header {
    let address = try link.address()
    var header = Header(name: link.name, place: .success(UInt64(address)))
    // Octave marks the group that wraps a value, not the value itself.
    let outer = try HDF5Object(at: address, in: file.id, hdf5)
    for mark in ["MATLAB_global", "OCTAVE_GLOBAL"] {
      if try hdf5.integer(mark, of: outer) ?? 0 != 0 { header.isGlobal = true }
    }
    let object = try V73Object(at: address, in: file.id, hdf5)
    try checkStorage(of: object, hdf5)
    header.className = object.className
    header.size = object.size
    try object.describe(&header, hdf5)
    switch object.content {
    case .objects, .enumeration, .opaque: describeObjects(at: address, &header, limits, hdf5)
    default: break
    }
    return header
  }

  /// Fills in the size of MATLAB's own objects, which only their data tell. What is damaged keeps the size
  /// that it seems to have; decoding it says why.
  private func describeObjects(
    at address: haddr_t, _ header: inout Header, _ limits: MATLimits,
    _ hdf5: borrowing HDF5
  ) {
    var decoder = V73Decoder(file, limits, subsystem)
    guard let value = try? decoder.value(at: address, hdf5) else { return }
    (header.size, header.byteCount) = (value.size, value.byteCount)
    if case .opaque(_, _, let reason) = value { header.opaqueReason = reason }
  }

  /// Throws where the elements cannot be in the file. What is there and too large is listed as it is.
  private func checkStorage(
    of object: borrowing V73Object, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    switch object.elements {
    case .some(let elements):
      var budget = V73Budget(MATLimits(), file, listing: true)
      do throws(MATError) {
        try budget.spend(elements, hdf5)
      } catch {
        if error.code == .damaged { throw error }
      }
    case .none: break
    }
  }
}

extension V73Object {
  /// Fills in what the elements tell: imaginary parts, compression, bytes.
  fileprivate func describe(
    _ header: inout V73File.Header, _ hdf5: borrowing HDF5
  ) throws(MATError) {
    switch content {
    case .sparse(let links), .octave(.sparse(let links)):
      return try describeSparse(&header, links, hdf5)
    case .numbers(let numbers):
      header.byteCount = byteCount(numbers.bytesPerElement * (isComplex ? 2 : 1))
    case .logical: header.byteCount = byteCount(1)
    case .char, .octave(.bytes): header.byteCount = byteCount(2)
    case .octave(.range): header.byteCount = byteCount(8)
    case .text where className == "char": header.byteCount = byteCount(2)
    default: break
    }
    header.isComplex = isComplex
    header.isCompressed = try isCompressed(hdf5)
  }

  private func describeSparse(
    _ header: inout V73File.Header, _ links: [HDF5Link], _ hdf5: borrowing HDF5
  ) throws(MATError) {
    header.isSparse = true
    header.byteCount = (size[1] + 1).multipliedSaturating(by: 8)
    guard links.contains(where: { $0.name == "data" }) else { return }
    let data = try V73Object(member: "data", of: links, in: object.id, hdf5)
    header.isComplex = data.isComplex
    header.isCompressed = try data.isCompressed(hdf5)
    let bytesPerEntry = 8 + (className == "logical" ? 1 : data.isComplex ? 16 : 8)
    header.byteCount = header.byteCount.addingSaturating(data.byteCount(bytesPerEntry))
  }

  private func byteCount(_ bytesPerElement: Int) -> Int {
    size.reduce(1, *).multipliedSaturating(by: bytesPerElement)
  }

  /// Whether the elements pass through any filter on their way from the file.
  private func isCompressed(_ hdf5: borrowing HDF5) throws(MATError) -> Bool {
    guard object.kind == .dataset else { return false }
    let creation = try HDF5Handle(
      owning: H5Dget_create_plist(object.id), "cannot read how a dataset is stored", hdf5)
    return H5Pget_nfilters(creation.id) > 0
  }
}
