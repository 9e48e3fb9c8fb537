import Foundation
import Matrices
import Testing

@testable import MATFiles

@Suite("Values on their way from the process that reads them")
struct MessageTests {
  /// The value that arrives at the other end of a pair of sockets.
  private func arriving(_ value: MATValue) throws -> MATValue {
    var sockets: [Int32] = [0, 0]
    let stream = Int32(SOCK_STREAM.rawValue)
    try #require(socketpair(AF_UNIX, stream, 0, &sockets) == 0)
    defer { for socket in sockets { close(socket) } }
    var writer = MessageWriter(sockets[0])
    try writer.write(value)
    try writer.flush()
    var reader = MessageReader(sockets[1])
    var budget = DecodingBudget(MATLimits(), fileByteCount: 1 << 20)
    return try reader.value(&budget)
  }

  static let reasons: [MATOpaqueReason] = [
    .unknown, .unknownVersion(5), .noObjectData, .foreign(system: "java"), .noReference,
    .unknownPropertyKind(3), .deleted, .insideItself(levels: 2),
  ]

  @Test("why a value is not decoded arrives with it", arguments: reasons)
  func reason(_ reason: MATOpaqueReason) throws {
    let value = MATValue.opaque(className: "Node", size: [2, 3], reason: reason)
    #expect(try arriving(value) == value)
  }

  @Test("a handle arrives with what it captured and all else that the file says of it")
  func handle() throws {
    let handle = MATFunctionHandle(
      text: "@(x)a*x", workspace: .structure(MATStructArray(["a": (1.3).matValue])),
      details: MATStructArray(["sentinel": "@".matValue]))
    guard case .functionHandle(let arrived) = try arriving(.functionHandle(handle)) else {
      Issue.record("no handle")
      return
    }
    #expect(arrived == handle && arrived.details == handle.details)
    let bare = MATValue.functionHandle(MATFunctionHandle(text: nil))
    #expect(try arriving(bare) == bare)
  }

  @Test("an array of several classes and an alias arrive")
  func objects() throws {
    let circle = MATValue.object(
      MATObject(
        className: "Circle", size: [1, 1], properties: MATStructArray(["r": (1.0).matValue]),
        alias: "Round"))
    let mixed = MATValue.object(
      MATObject(
        className: "Shape", size: [1, 2],
        elements: [circle, .opaque(className: "Shape", size: [1, 1], reason: .deleted)]))
    #expect(try arriving(mixed) == mixed)
    let unknown = MATValue.object(MATObject(className: "a", size: [1, 1], properties: nil))
    #expect(try arriving(unknown) == unknown)
  }
}
