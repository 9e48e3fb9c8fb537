import Foundation
import Testing

@testable import MATFiles

@Suite("libmatio under one lock")
struct MatioTests {
  @Test("what libmatio logs is thrown with the error")
  func complaintsAreThrown() throws {
    let noise = try noiseFile()
    let path = noise.path
    let error = #expect(throws: MATError.self) {
      try Matio.use(failure: .damaged, file: "noise.mat") { matio throws(MATError) in
        _ = try MatioFile(reading: path, matio)
      }
    }
    #expect(error?.code == .cannotOpen)
    #expect(error?.file == "noise.mat")
    #expect(error?.found?.contains("valid MAT file") == true)
  }

  @Test("what libmatio logs is thrown though its caller returns")
  func complaintsAreThrownAfterSuccess() throws {
    let noise = try noiseFile()
    let path = noise.path
    let error = #expect(throws: MATError.self) {
      try Matio.use(failure: .damaged) { matio throws(MATError) in
        _ = try? MatioFile(reading: path, matio)
      }
    }
    #expect(error?.code == .damaged)
  }

  @Test("a complaint does not outlive the use that caused it")
  func complaintsAreForgotten() throws {
    let noise = try noiseFile()
    let path = noise.path
    _ = try? Matio.use(failure: .damaged) { matio throws(MATError) in
      _ = try MatioFile(reading: path, matio)
    }
    let complaint = try Matio.use(failure: .damaged) { matio throws(MATError) in matio.complaint }
    #expect(complaint == nil)
  }

  /// A file that is no .mat file of any version, which libmatio complains about.
  private func noiseFile() throws -> AnonymousFile {
    let file = try AnonymousFile()
    try Array(repeating: UInt8(0x78), count: 200).withUnsafeBytes { try file.write($0) }
    return file
  }

  @Test("libmatio writes into an anonymous file and reads it back")
  func anonymousFile() throws {
    let file = try AnonymousFile()
    let path = file.path
    let count = try Matio.use(failure: .writeFailed) { matio throws(MATError) in
      let created = try MatioFile(creating: path, format: .v7, header: nil, matio)
      try created.close(matio)
      _ = try MatioFile(reading: path, matio)
      return FileManager.default.contents(atPath: path)?.count
    }
    #expect(count == 128)
  }

  @Test("a temporary file without a name serves where there is no file in memory")
  func unlinkedTemporaryFile() throws {
    let descriptor = try AnonymousFile.unlinkedTemporaryFile()
    defer { close(descriptor) }
    #expect(write(descriptor, "abc", 3) == 3)
    #expect(FileManager.default.contents(atPath: "/proc/self/fd/\(descriptor)") == Data("abc".utf8))
  }
}
