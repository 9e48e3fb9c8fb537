import Foundation
import LinearAlgebra
import MATFiles
import Plots

/// The properties of a machine that can change the bits of a result: MatKit's version, the
/// libraries that compute, and the vector instructions that they choose by.
///
/// ```swift
/// assert(Machine.current.name.count == 8)
/// ```
public struct Machine: Hashable, Sendable {
  /// The first eight hexadecimal digits of the SHA-256 of the other properties.
  public let name: String
  /// The traits that tell machines apart: processor, system, versions of libraries.
  public let properties: [Property]

  /// One thing about a machine.
  public struct Property: Hashable, Sendable {
    /// The name of the property.
    public let name: String
    /// The value of the property.
    public let value: String
  }

  init(_ properties: [Property]) {
    self.properties = properties
    let text = properties.map { "\($0.name)=\($0.value)" }.joined(separator: "\n")
    name = String(sha256(of: text).prefix(8))
  }

  /// A machine that a lock describes.
  init(name: String, _ properties: [Property]) {
    self.name = name
    self.properties = properties
  }

  /// This one.
  public static let current = Machine(
    [
      Property(name: "matkit", value: matKitVersion),
      Property(name: "system", value: system),
      Property(name: "vector_instructions", value: vectorInstructions),
    ] + libraries)

  /// The value of a property.
  public subscript(name: String) -> String? { properties.first { $0.name == name }?.value }

  /// How it differs from another, a phrase a property.
  func differences(from other: Machine) -> [String] {
    properties.compactMap { property in
      let theirs = other[property.name]
      guard theirs != property.value else { return nil }
      return "\(property.name) \(property.value) here, \(theirs ?? "unknown") there"
    }
  }

  private static var system: String {
    var name = utsname()
    guard uname(&name) == 0 else { return "unknown" }
    func text<Field>(_ field: Field) -> String {
      withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    return "\(text(name.sysname)) \(text(name.machine))"
  }

  /// The processor's features that OpenBLAS and vector loops are chosen by.
  private static var vectorInstructions: String {
    let wanted = [
      "sse4_2", "avx", "avx2", "fma", "avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512_bf16",
      "asimd", "sve", "sve2", "neon",
    ]
    guard let text = try? readText("/proc/cpuinfo"),
      let line = text.split(separator: "\n").first(where: {
        $0.hasPrefix("flags") || $0.hasPrefix("Features")
      })
    else { return "unknown" }
    let present = Set(line.split(separator: " ").map(String.init))
    return wanted.filter(present.contains).joined(separator: " ")
  }

  /// The libraries that compute or write.
  private static var libraries: [Property] {
    let versions = LinearAlgebraLibraries.versions
      .merging(MATFilesLibraries.versions) { first, _ in first }
      .merging(PlotsLibraries.versions) { first, _ in first }
      .merging(["libm": libcVersion]) { first, _ in first }
    return versions.sorted { $0.key < $1.key }.map { Property(name: $0.key, value: $0.value) }
  }
}

/// `glibc 2.36`, where the system says.
private var libcVersion: String {
  #if os(Linux)
    // `_CS_GNU_LIBC_VERSION`, a constant of an enumeration that is not imported.
    var text = [CChar](repeating: 0, count: 64)
    guard confstr(2, &text, text.count) > 0 else { return "unknown" }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  #else
    return "unknown"
  #endif
}
