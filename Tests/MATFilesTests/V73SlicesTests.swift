import Matrices
import Testing

@testable import MATFiles

@Suite("Large arrays of v7.3 files are read in slices")
struct V73SlicesTests {
  private func paths(_ size: [Int], _ thickness: Int) -> [String] {
    V73Slices(elements: .char, size: size, thickness: thickness).paths(of: "x").map(\.description)
  }

  @Test("slices lie along the last dimension that is longer than one, and cover it once")
  func paths() {
    #expect(paths([3, 5], 2) == ["x(:, 1:2)", "x(:, 3:4)", "x(:, 5)"])
    #expect(paths([7, 1], 4) == ["x(1:4, :)", "x(5:7, :)"])
    #expect(paths([2, 3, 4], 2) == ["x(:, :, 1:2)", "x(:, :, 3:4)"])
  }

  @Test("their elements are put together as they lie, and a slice of another kind is refused")
  func gathered() throws {
    let size = [2, 3, 5]
    let numbers = MATNumbers.int16((0..<30).map { Int16($0) })
    let values: [(V73Slices.Elements, MATValue)] = [
      (
        .numbers(.int16, isComplex: false), .numeric(MATNumericArray(size: size, real: numbers))
      ),
      (
        .numbers(.int16, isComplex: true),
        .numeric(MATNumericArray(size: size, real: numbers, imaginary: numbers))
      ),
      (.logical, .logical(NDArray(size: size, elements: (0..<30).map { $0 % 3 == 0 }))),
      (.char, .char(NDArray(size: size, elements: (0..<30).map { UInt16($0) }))),
    ]
    for (elements, value) in values {
      let slices = V73Slices(elements: elements, size: size, thickness: 2)
      let whole = try slices.gathered { path throws(MATError) in try value.value(at: path) }
      #expect(whole == value)
      for (other, wrong) in values where other != elements {
        #expect(throws: MATError.self) {
          try slices.gathered { path throws(MATError) in try wrong.value(at: path) }
        }
      }
      #expect(throws: MATError.self) { try slices.gathered { _ throws(MATError) in value } }
    }
  }

  @Test("an array is sliced where it is large, by whole chunks, and not where chunks are too long")
  func chosen() throws {
    let size = [1 << 12, 1 << 15]
    let value = MATValue.numeric(
      MATNumericArray(size: size, real: .uint8(Array(repeating: 7, count: 1 << 27))))
    try withTemporaryFolder { folder in
      let path = folder + "/large.mat"
      func thickness(_ layout: MATArrayLayout, _ name: String = "x") throws -> Int? {
        try MATFile.write(["x": value, "y": [1.0]], to: path, version: .v73, layout: layout)
        let file = try MATFile(path)
        let variable = try #require(file.variable(named: name))
        let content = try #require(file.version73)
        let address = try content.places[variable.index].get()
        try content.source.verify(at: address, MATLimits())
        return try content.source.slices(at: address, MATLimits())?.thickness
      }
      let found = try [
        thickness(.contiguous), thickness(.contiguous, "y"),
        thickness(MATArrayLayout(deflate: 1, chunk: [1 << 12, 3000])),
        thickness(MATArrayLayout(deflate: 1, chunk: [8, 1 << 15])),
      ]
      #expect(found == [1 << 12, nil, 6000, nil])
    }
  }

  @Test("some variables alone are listed, of any version", arguments: MATVersion.allCases)
  func only(version: MATVersion) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/some.mat"
      try MATFile.write(
        ["a": 1.0, "b": 2.0, "c": 3.0], to: path, version: version)
      let file = try MATFile(path, only: ["c", "a", "none", "#refs#", ".", "x/y"])
      #expect(Set(file.variables.map(\.name)) == ["a", "c"])
      #expect(try file["c"] == 3.0)
      #expect(try MATFile(path, only: []).variables.isEmpty)
    }
  }
}
