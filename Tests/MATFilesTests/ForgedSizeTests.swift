import Matrices
import Testing

@testable import MATFiles

/// Sizes that a few bytes claim: none may trap, take memory or fill a screen.
@Suite("Sizes that nothing stands behind")
struct ForgedSizeTests {
  let bytes = V5Bytes()
  private static let most = Int(Int32.max)

  /// Sizes whose product fits a number of 64 bits, and whose product with the bytes of an element does not.
  @Test(
    "a size whose product with an element's bytes overflows is damage, wherever it is read",
    arguments: [V5DataType.double, .single, .int16, .int64], [false, true])
  func bytesOverflow(type: V5DataType, isCompressed: Bool) throws {
    // 2147483647 × 1342177392 × 8 is 2³² times an odd number more than 2⁶⁴ holds; with 2 bytes it needs more.
    let size =
      type.elementSize == 8 ? [Self.most, 1_342_177_392] : [Self.most, Self.most]
    let arrays = [
      bytes.array(.double, size: size, name: "x", bytes.element(type, bytes.doubles([1]))),
      bytes.array(
        .double, flags: 8, size: size, name: "x", bytes.element(type, bytes.doubles([1]))),
      bytes.array(.uint8, flags: 2, size: size, name: "x", bytes.element(type, bytes.doubles([1]))),
    ]
    for array in arrays {
      let content = bytes.file(isCompressed ? bytes.compressed(array) : array)
      #expect(try code(of: content) == .damaged)
      let file = try MATFile(content)
      #expect(file.variables.map(\.size) == [size])
      for path in ["x(1)", "x(end,end)", "x(:)", "x(:,1:2:end)"] {
        let error = #expect(throws: MATError.self) { try file.value(at: MATPath(path)) }
        #expect(
          error?.code == .damaged || error?.code == .limitExceeded, "\(path): \(error as Any)")
      }
    }
  }

  @Test("more cells or field values than the bytes could hold are damage, by paths too")
  func elementsOverflow() throws {
    let cells = bytes.array(.cell, size: [Self.most, Self.most], name: "x")
    let structs = bytes.array(
      .structure, size: [Self.most, Self.most], name: "x", bytes.fieldNames(["a", "b", "c"]))
    for (array, paths) in [
      (cells, ["x{end,end}", "x(:)", "x(:,1:2:end)", "x(end:-1:1)"]),
      (structs, ["x(end,end).c", "x(end).b", "x(:)", "x(1,1:3:end)"]),
    ] {
      for content in [bytes.file(array), bytes.file(bytes.compressed(array))] {
        #expect(try code(of: content) == .damaged)
        let file = try MATFile(content)
        for path in paths {
          let error = #expect(throws: MATError.self) { try file.value(at: MATPath(path)) }
          #expect(error?.code == .damaged, "\(path): \(error as Any)")
        }
      }
    }
  }

  @Test("an index that names a claimed size several times is refused and does not trap")
  func repeatedIndices() throws {
    let array = bytes.array(.double, size: [Self.most, Self.most], name: "x")
    let file = try MATFile(bytes.file(array))
    for path in ["x([1:end 1:end 1:end])", "x([1:end 1:end],[1:end 1:end])"] {
      let error = #expect(throws: MATError.self) { try file.value(at: MATPath(path)) }
      #expect(error?.code == .limitExceeded, "\(path)")
    }
  }

  @Test("a struct array without fields may have any size, and its parts too, at once")
  func structsWithoutFields() throws {
    let array = bytes.array(
      .structure, size: [Self.most, Self.most], name: "x", bytes.fieldNames([], length: 1))
    let file = try MATFile(bytes.file(array))
    #expect(try file.value("x").size == [Self.most, Self.most])
    #expect(try file.value(at: MATPath("x(:,2)")).size == [Self.most, 1])
  }

  /// 20,000,000 rows without columns were as many empty strings.
  @Test(
    "text without columns is no strings in JSON, however many rows it claims",
    arguments: [
      [20_000_000, 0], [Int(Int32.max), 0], [Int(Int32.max), 0, Int(Int32.max)], [3, 0],
    ])
  func textWithoutColumns(size: [Int]) throws {
    let file = try MATFile(
      bytes.file(bytes.array(.char, size: size, name: "c", bytes.element(.utf16, []))))
    let text = CanonicalJSON.text(of: try file.value("c"))
    let extents = size.map(String.init).joined(separator: ",")
    #expect(text == #"{"class":"char","size":[\#(extents)],"data":[]}"#)
  }

  @Test("rows without characters become texts in Swift up to 65,536")
  func rowsAsTexts() throws {
    let few = MATValue.char(NDArray(size: [3, 0], elements: []))
    #expect(try [String](matValue: few) == ["", "", ""])
    let error = #expect(throws: MATError.self) {
      try [String](matValue: .char(NDArray(size: [Self.most, 0], elements: [])))
    }
    #expect(error?.code == .limitExceeded)
  }

  /// A header points at the data of objects; where a tool moved a variable, at an object.
  @Test("data of objects that are an object are damage of those that need them, and nothing more")
  func subsystemIsAnObject() throws {
    func object(_ name: String) -> [UInt8] {
      let words: [UInt32] = [0xDD00_0000, 2, 1, 1, 1, 1]
      let reference = bytes.array(
        .uint32, size: [6, 1], bytes.element(.uint32, bytes.integers(words)))
      let head =
        bytes.element(.uint32, bytes.integers([UInt32(17), 0]))
        + [name, "MCOS", "datetime"].flatMap { bytes.element(.int8, Array($0.utf8)) }
      return bytes.element(.matrix, head + reference, isSmall: false)
    }
    let (first, second) = (object("a"), object("b"))
    let number = bytes.doubleArray([5], size: [1, 1], name: "n")
    for wrap in [{ $0 }, bytes.compressed] as [([UInt8]) -> [UInt8]] {
      let elements = [first, second, number].map(wrap)
      // Each element in turn, places inside them, the header and the end.
      let starts = [128, 128 + elements[0].count, 128 + elements[0].count + elements[1].count]
      let end = starts[2] + elements[2].count
      for offset in starts + [132, 136, 200, starts[1] + 8, 1, 127, end - 8, end, end + 1000] {
        let file = try MATFile(
          bytes.file(elements[0], elements[1], elements[2], subsystemOffset: offset))
        for name in ["a", "b"] {
          let error = #expect(throws: MATError.self, "\(offset)") { try file.value(name) }
          #expect(error?.code == .damaged)
        }
        #expect(try file.value("n") == 5.0.matValue)
      }
    }
  }
}
