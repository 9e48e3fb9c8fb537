import Foundation
import Matrices
import Testing

@testable import MATFiles

@Suite("Function handles and what they captured")
struct FunctionHandleTests {
  static let plain = ObjectBytes(classes: [], objects: [])

  static func number(_ value: Double) -> [UInt8] {
    plain.bytes.doubleArray([value], size: [1, 1])
  }

  /// A file with `f = @(x)a*x+b` in which a and b have values, and with `g = @(x)x` that captured
  /// nothing.
  static func file(a: Double, b: Double = 2, folder: String = "/home/x/f.m") throws -> MATFile {
    let objects = ObjectBytes(
      classes: ["function_handle_workspace"],
      objects: [
        (1, [("any", plain.workspace([("a", number(a)), ("b", number(b))]))]),
        (1, [("any", plain.workspace([]))]),
      ])
    return try MATFile(
      objects.file([
        objects.handle("f", "sf%0@(x)a*x+b", workspace: 1),
        objects.handle("g", "sf%0@(x)x", workspace: 2),
        objects.handle("s", "sin", kind: "simple"),
      ]))
  }

  @Test("a handle has its text, its captured variables and what else the file says")
  func reading() throws {
    let file = try Self.file(a: 1.3)
    let handle: MATFunctionHandle = try file["f"]
    #expect(handle.text == "@(x)a*x+b")
    #expect(handle.capturedVariables == ["a": (1.3).matValue, "b": (2.0).matValue])
    #expect(handle.kind == "anonymous" && handle.file == "/home/x/f.m")
    #expect(handle.matlabRoot == "/opt/matlab")
    #expect(handle.details?.fields["sentinel"] == ["@".matValue])
    #expect(try file.read(at: MATPath("f.a")) == 1.3)
    #expect(try file.value("f").value(at: MATPath("f.b")) == (2.0).matValue)
    let error = #expect(throws: MATError.self) { try file.value(at: MATPath("f.c")) }
    #expect(error?.code == .notFound && error?.found == "c")
    #expect(throws: MATError.self) { try file.value(at: MATPath("s.a")) }
  }

  @Test(
    "a workspace without variables is none, and its handle has the hash that its text alone has")
  func emptyWorkspace() throws {
    let file = try Self.file(a: 1.3)
    let bare = MATValue.functionHandle(MATFunctionHandle(text: "@(x)x"))
    #expect(try file.value("g") == bare)
    #expect(try file.value("g").semanticHash() == bare.semanticHash())
    #expect(CanonicalJSON.text(of: bare) == CanonicalJSON.text(of: try file.value("g")))
  }

  @Test("handles of one text that captured different values differ, in ==, hash and comparison")
  func differences() throws {
    let (one, same, other) = (try Self.file(a: 1.3), try Self.file(a: 1.3), try Self.file(a: 99))
    let (first, second) = (try one.value("f"), try other.value("f"))
    #expect(first == (try same.value("f")) && first != second)
    #expect(try first.semanticHash() == same.value("f").semanticHash())
    #expect(try first.semanticHash() != second.semanticHash())
    let bare = MATValue.functionHandle(MATFunctionHandle(text: "@(x)a*x+b"))
    #expect(try bare.semanticHash() != first.semanticHash())
    let difference = MATComparison(of: first, and: second, name: "f").differences.first
    #expect(difference?.numbers?.absolute.path == "f.a")
    #expect(difference?.numbers?.absolute.value == 97.7)
    let missing = MATComparison(of: first, and: bare, name: "f").differences.first
    #expect(missing?.mismatches.map(\.path) == ["f.a", "f.b"])
    #expect(missing?.mismatches.map(\.kind) == [.onlyInFirst, .onlyInFirst])
  }

  @Test("JSON has the captured variables beside the text, and show lists them")
  func texts() throws {
    let value = try Self.file(a: 1.5).value("f")
    #expect(
      CanonicalJSON.text(of: value)
        == #"{"class":"function_handle","size":[1,1],"data":"@(x)a*x+b","workspace":"#
        + #"{"class":"struct","size":[1,1],"fields":["a","b"],"data":"#
        + #"{"a":[{"class":"double","size":[1,1],"data":[1.5]}],"#
        + #""b":[{"class":"double","size":[1,1],"data":[2]}]}}}"#)
    #expect(
      value.text(name: "f") == """
        f = @(x)a*x+b, with captured variables:
          a: 1.5
          b: 2
        """)
  }

  @Test("captured variables become a Swift struct's by Codable")
  func codable() throws {
    struct Line: Decodable, Equatable {
      let a: Double
      let b: Double
    }
    struct Variables: Decodable {
      let f: Line
    }
    #expect(try Self.file(a: 1.3).decode(Variables.self).f == Line(a: 1.3, b: 2))
  }

  @Test("a handle in a property of an object is a handle, with its workspace")
  func inside() throws {
    let plain = Self.plain
    let workspace = plain.words(ObjectBytes.reference([1, 1], [2], classNumber: 2))
    let stored = plain.handleParts("sf%0@(x)x+k", kind: "anonymous", workspace: workspace)
    let simple = plain.handleParts("tsinterp", kind: "simple", workspace: nil)
    let objects = ObjectBytes(
      classes: ["tsdata.interpolation", "function_handle_workspace"],
      objects: [
        (
          1,
          [
            ("Fhandle", plain.cell([plain.mark, simple])),
            ("list", plain.cell([plain.cell([plain.mark, stored]), Self.number(1)])),
          ]
        ),
        (2, [("any", plain.workspace([("k", Self.number(7))], classNumber: 2))]),
      ])
    let reference = ObjectBytes.reference([1, 1], [1], classNumber: 1)
    let file = try MATFile(
      objects.file([objects.variable("x", of: "tsdata.interpolation", reference)]))
    #expect(
      try file.value(at: MATPath("x.Fhandle"))
        == .functionHandle(MATFunctionHandle(text: "@tsinterp")))
    #expect(try file.read(at: MATPath("x.list{1}.k")) == 7.0)
    #expect(try !file.value("x").description.contains("3707764736"))
  }

  @Test("a nested function's handle that contains itself says how far out, and has a hash")
  func circle() throws {
    let plain = Self.plain
    let around = plain.words(ObjectBytes.reference([1, 1], [1], classNumber: 1))
    let inner = plain.handleParts("outer/inner", kind: "nested", workspace: around)
    let objects = ObjectBytes(
      classes: ["function_handle_workspace", "function_handle_object"],
      objects: [
        (
          1,
          [
            (
              "any",
              plain.workspace([
                ("f", plain.words(ObjectBytes.reference([1, 1], [2], classNumber: 2)))
              ])
            )
          ]
        ), (2, [("any", inner)]),
      ])
    let file = try MATFile(objects.file([objects.handle("h", "outer/inner", workspace: 1)]))
    let value = try file.value("h")
    guard case .functionHandle(let handle) = value,
      case .functionHandle(let inside)? = handle.capturedVariables["f"]
    else {
      Issue.record("no handle in the handle")
      return
    }
    #expect(handle.text == "@outer/inner" && inside.text == "@outer/inner")
    #expect(
      inside.workspace
        == .opaque(
          className: "function_handle_workspace", size: [1, 1], reason: .insideItself(levels: 2)))
    #expect(try value.semanticHash() == file.value("h").semanticHash())
    #expect(MATComparison(of: value, and: value, name: "h").differences.isEmpty)
    #expect(value.undecodedPlaces().isEmpty)
  }

  @Test("handles of a v7.3 file have their captured variables")
  func version73() throws {
    let file = try MATFile(Corpora.resources.appending(path: "objects/handles_v73.mat").path)
    let handle: MATFunctionHandle = try file["parabola"]
    #expect(handle.text == "@(x)a*x.^2+b" && handle.kind == "anonymous")
    #expect(handle.capturedVariables == ["a": (1.3).matValue, "b": [1.0, 2.0].matValue])
    #expect(try file.read(at: MATPath("parabola.a")) == 1.3)
    #expect(try file.value("sine") == .functionHandle(MATFunctionHandle(text: "@sin")))
    #expect(
      try file.value(at: MATPath("bare")) == .functionHandle(MATFunctionHandle(text: "@(x)x")))
  }

  @Test("handles that Octave saved have their captured variables")
  func octave() throws {
    let file = try MATFile(Corpora.resources.appending(path: "objects/octave_handles.mat").path)
    let handle: MATFunctionHandle = try file["f"]
    #expect(handle.text == "@(x) a * x + b")
    #expect(handle.capturedVariables["a"] == (1.3).matValue)
    #expect(try file.read(at: MATPath("f.b(2,1)")) == 3.0)
    #expect(try file.value("g") == .functionHandle(MATFunctionHandle(text: "@sin")))
    #expect(try file.value("h") == .functionHandle(MATFunctionHandle(text: "@(x) x")))
  }

  @Test("a handle whose file has no data of objects says so and has no hash")
  func noData() throws {
    let objects = Self.plain
    let bytes = objects.bytes.file(objects.handle("f", "sf%0@(x)a*x", workspace: 1))
    let file = try MATFile(bytes)
    let value = try file.value("f")
    guard case .functionHandle(let handle) = value else {
      Issue.record("no handle")
      return
    }
    #expect(
      handle.workspace
        == .opaque(
          className: "function_handle_workspace", size: [1, 1], reason: .noObjectData))
    let error = #expect(throws: MATError.self) { try value.semanticHash() }
    #expect(error?.code == .unsupported)
    #expect(value.undecodedPlaces().map(\.reason) == [.noObjectData])
  }
}
