import Foundation
import MATFiles
import Matrices
import RandomValues
import SeededRandomness
import Testing

@testable import ExchangeFormats

@Suite("NumPy's arrays") struct NumPyTests {
  @Test(
    "every type, byte order and layout that NumPy writes is read",
    arguments: NumPySamples.all.files.keys.sorted())
  func reading(name: String) throws {
    let bytes = Array(try #require(NumPySamples.all.files[name]))
    let variables = try read(bytes, as: name + ".npy")
    #expect(variables == [MATVariable(name: name, value: try NumPySamples.value(name))])
  }

  @Test(
    "a type that MATLAB has no class for is refused by name",
    arguments: NumPySamples.all.refused.keys.sorted())
  func refused(name: String) throws {
    let bytes = Array(try #require(NumPySamples.all.refused[name]))
    let error = #expect(throws: MATError.self) { try read(bytes, as: "x.npy") }
    #expect(error?.code == .unsupported, "\(error as Any)")
  }

  @Test("archives are read, stored and deflated", arguments: ["stored", "deflated"])
  func archives(name: String) throws {
    let bytes = Array(try #require(NumPySamples.all.archives[name]))
    let variables = try read(bytes, as: "x.npz")
    let samples = ["a": "f8lC", "b": "texts", "c": "truth"]
    #expect(variables.map(\.name) == ["a", "b", "c"])
    for variable in variables {
      #expect(variable.value == (try NumPySamples.value(samples[variable.name] ?? "")))
    }
    #expect(try read(Array(#require(NumPySamples.all.archives["empty"])), as: "x.npz").isEmpty)
  }

  /// Values that NumPy's format can hold, of every class and many shapes.
  static func values(seed: UInt64) -> [MATVariable] {
    var random = RandomValues(seed: seed, version: .v7)
    var variables = random.variables().filter { variable in
      switch variable.value {
      case .numeric(let array):
        !array.isComplex || [.double, .single].contains(array.numericClass)
      case .logical: true
      default: false
      }
    }
    variables = variables.map { MATVariable(name: $0.name, value: $0.value) }
    variables.append(MATVariable(name: "text", value: "Grüße 😀 \u{0} x".matValue))
    variables.append(MATVariable(name: "none", value: "".matValue))
    variables.append(
      MATVariable(
        name: "half", value: .char(NDArray(size: [1, 3], elements: [0xD83D, 0x61, 0xDE00]))))
    variables.append(
      MATVariable(
        name: "texts",
        value: .string(MATStringArray(size: [2, 2], elements: ["", "a", "😀é", "b"]))
      ))
    return variables
  }

  @Test("what is written is read again as it was", arguments: 0..<30 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    let variables = Self.values(seed: seed)
    for level in [0, 6] {
      let bytes = try written(variables, as: "a.npz", deflate: level)
      #expect(try read(bytes, as: "a.npz") == variables)
      #expect(try written(variables, as: "a.npz", deflate: level) == bytes)
    }
    for variable in variables {
      let bytes = try written([variable], as: "a.npy")
      #expect(try read(bytes, as: variable.name + ".npy") == [variable])
    }
  }

  @Test("a value that NumPy has no array for is refused, naming it and its place")
  func notHeld() throws {
    let sparse = MATSparseMatrix.real(
      SparseMatrix(
        rowCount: 1, columnCount: 1, columnStarts: [0, 1], rowIndices: [0], values: [1]))
    let complex = MATNumericArray(size: [1, 1], real: .int8([1]), imaginary: .int8([2]))
    for value in [
      [(1.0).matValue].matValue, .structure(["a": 1.0]), .sparse(sparse), .numeric(complex),
      .char(NDArray(size: [2, 1], elements: [0x61, 0x62])), "a\u{0}".matValue,
      .string(MATStringArray(size: [1, 2], elements: ["a", nil])),
      .functionHandle(MATFunctionHandle(text: "@sin")), try MATTable(["a": 1.0]).matValue,
    ] as [MATValue] {
      for name in ["a.npy", "a.npz"] {
        let error = #expect(throws: MATError.self) {
          try written([MATVariable(name: "v", value: value)], as: name)
        }
        #expect(error?.code == .cannotRepresent && error?.variable == "v", "\(error as Any)")
      }
    }
  }

  @Test(
    "a header that is none is refused",
    arguments: [
      "", "{}", "{'descr': '<f8'}", "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }",
      "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,), }",
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': (1,)}",
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), } x",
      "{'descr': '<f8', 'descr': '<f8', 'shape': (1,), }",
      "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 2), }",
      "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }",
      "{'descr': '<U9223372036854775807', 'fortran_order': False, 'shape': (1,), }",
      "{'descr': '<U4611686018427387904', 'fortran_order': False, 'shape': (0, 2), }",
      "{'descr': '<U0', 'fortran_order': False, 'shape': (1000000000000,), }",
      "{'descr': '|S0', 'fortran_order': False, 'shape': (17000000000,), }",
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }",
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
      "{'descr': '<i3', 'fortran_order': False, 'shape': (1,), }",
      "{'descr': 'f8\\'', 'fortran_order': False, 'shape': (1,), }",
      "{'descr': [('a', '<f8'), 'fortran_order': False, 'shape': (1,), }",
      "{'descr': [[[[", "__import__('os')",
    ])
  func headers(text: String) throws {
    let count = text.utf8.count
    let bytes =
      NPYHeader.magic + [1, 0, UInt8(count & 255), UInt8(count >> 8)] + Array(text.utf8)
      + Array(repeating: 0, count: 8)
    let error = #expect(throws: MATError.self) { try read(bytes, as: "x.npy") }
    #expect(error.map { [.damaged, .unsupported, .limitExceeded].contains($0.code) } == true)
  }

  @Test(
    "arrays that are cut or changed anywhere are a value or an error",
    arguments: 0..<40 as Range<UInt64>)
  func mutations(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let samples = NumPySamples.all
    let seeds = samples.files.values.map(Array.init) + samples.archives.values.map(Array.init)
    for _ in 0..<100 {
      var bytes = seeds.randomElement(using: &random) ?? []
      let isArchive = bytes.starts(with: [0x50, 0x4B])
      for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.removeSubrange(place...)
        case 1: bytes[place] = [0, 0xFF, 0x7F, 0x80].randomElement(using: &random) ?? 0
        case 2: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        default: bytes.remove(at: place)
        }
      }
      do throws(MATError) {
        if isArchive {
          _ = try NPZFile.variables(of: bytes, MATLimits())
        } else {
          _ = try NPYArray.value(of: bytes[...], MATLimits())
        }
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }
}
