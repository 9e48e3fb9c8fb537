import CHDF5

/// What is left of the directory of a damaged v7.3 file: the variables that can still be found, whatever else
/// is lost.
///
/// The names of variables and where they lie stand in structures that are scattered over the file. Those that
/// are there are read one by one; and where some are not, the file is searched for arrays that nothing leads
/// to.
struct HDF5Remains {
  /// The members of the root group; arrays whose names are lost are called `unnamed_1` and so on, in the
  /// order in which they lie in the file.
  private(set) var links: [HDF5Link]
  /// What is missing: a name for each that has none.
  private(set) var errors: [MATError] = []

  init(_ file: FileBytes) throws(MATError) {
    var structures = try HDF5Structures(file)
    let place = structures.position(structures.root)
    guard let root = try structures.header(at: place) else {
      throw MATError(.damaged, offset: place, expected: "a root group", found: "other bytes")
    }
    let found = try structures.links(of: root.messages, blocks: [:])
    links = found.links
    // Where nothing is missing, the file need not be gone through.
    if found.isWhole && root.isWhole { return }
    let survey = try HDF5Survey(&structures)
    if !survey.blocks.isEmpty {
      links = try structures.links(of: root.messages, blocks: survey.blocks).links
    }
    let names = Set(links.map(\.name))
    var lastNumber = 0
    for position in try survey.unnamedArrays(besides: links, root: place, &structures) {
      var name = ""
      repeat {
        lastNumber += 1
        name = "unnamed_\(lastNumber)"
      } while names.contains(name)
      links.append(
        HDF5Link(name: name, destination: .object(haddr_t(position - structures.origin))))
      errors.append(
        MATError(
          .damaged, offset: position, expected: "the name of the array that is there",
          found: "none that is left; it is called \(name)"))
    }
  }
}
