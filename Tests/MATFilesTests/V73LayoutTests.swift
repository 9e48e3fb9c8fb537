import CHDF5
import Matrices
import OrderedCollections
import Testing

@testable import MATFiles

/// What stands where in the v7.3 files that are written, as other readers rely on it.
@Suite("The objects of written v7.3 files")
struct V73LayoutTests {
  /// The members of the root group in the order in which they were made.
  private func members(_ path: String) throws -> [String] {
    let file = try V73File(FileBytes(path), damage: .refuse)
    return try HDF5.use(file: path) { (hdf5) throws(MATError) in
      try file.rootLinks(hdf5).map(\.name)
    }
  }

  @Test("the group of references comes first, where the file needs one, whatever needs it")
  func references() throws {
    let pair = MATStructArray(
      size: [1, 2], fields: ["f": [(1.0).matValue, (2.0).matValue]])
    let long = MATStructArray(
      .init(
        uniqueKeysWithValues: (0..<100).map {
          ("\($0)" + String(repeating: "n", count: 60), (1.0).matValue)
        }))
    let values: [MATValue] = [
      ["a", "b"].matValue, .structure(pair), .structure(["in": pair]),
      .structure(long), .structure(["in": ["a"]]),
    ]
    try withTemporaryFolder { folder in
      let path = folder + "/x.mat"
      for value in values {
        try MATFile.write(["x": 1.0, "last": value], to: path, version: .v73)
        #expect(try members(path) == ["#refs#", "x", "last"])
        #expect(try MATFile(path).value("last") == value)
      }
      let none = MATValue.cell(NDArray(size: [0, 2], elements: []))
      for value in [none, .structure(["a": none as any MATWritable])] {
        try MATFile.write(["x": 1.0, "last": value], to: path, version: .v73)
        #expect(try members(path) == ["x", "last"])
      }
    }
  }

  @Test(
    "field names that an attribute cannot hold lie in a dataset of one dimension, as MATLAB's do")
  func longFields() throws {
    let names = (0..<526).map { "field\($0)" }
    let value = MATStructArray(.init(uniqueKeysWithValues: names.map { ($0, (1.0).matValue) }))
    try withTemporaryFolder { folder in
      let path = folder + "/x.mat"
      try MATFile.write(["s": value], to: path, version: .v73)
      let file = try V73File(FileBytes(path), damage: .refuse)
      let extents = try HDF5.use(file: path) { (hdf5) throws(MATError) -> [Int]? in
        for link in try file.rootLinks(hdf5) where link.name == "s" {
          let object = try HDF5Object(at: link.address(), in: file.file.id, hdf5)
          guard let attribute = try hdf5.attribute("MATLAB_fields", of: object) else { return nil }
          let reference = try HDF5Elements(attribute: attribute, hdf5)
          let address = try reference.array(
            of: haddr_t.self, as: chdf5_object_reference(), hdf5)[0]
          let target = try HDF5Object(at: address, in: file.file.id, hdf5)
          return try HDF5Elements(dataset: target, hdf5).extents.map { Int($0) }
        }
        return nil
      }
      #expect(extents == [526])
      #expect(try MATFile(path).value("s") == .structure(value))
    }
  }
}
