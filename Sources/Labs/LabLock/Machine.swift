import Crypto
import Foundation

/// What of a machine can change the bits of a result: MatKit's version, the libraries that compute, and
/// the vector instructions that they choose by.
public struct Machine: Hashable, Sendable {
  /// Eight digits that follow from all the rest.
  public let name: String
  public let properties: [Property]

  /// One thing about a machine.
  public struct Property: Hashable, Sendable {
    public let name: String
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

  /// The libraries that compute or write, with the versions that their files are named by.
  private static var libraries: [Property] {
    let wanted = ["openblas", "sleef", "hdf5", "matio", "cairo", "deflate", "z", "m"]
    var found: [String: String] = [:]
    guard let maps = try? readText("/proc/self/maps") else { return [] }
    for line in maps.split(separator: "\n") {
      guard let path = line.split(separator: " ").last, path.contains(".so") else { continue }
      guard let name = wanted.first(where: { isLibrary(path, $0) }), found[name] == nil else {
        continue
      }
      found[name] = version(String(path))
    }
    return wanted.compactMap { name in
      found[name].map { Property(name: "lib\(name)", value: $0) }
    }
  }

  private static func isLibrary(_ path: Substring, _ name: String) -> Bool {
    let file = path.split(separator: "/").last ?? path
    guard file.hasPrefix("lib\(name)") else { return false }
    let next = file.dropFirst(3 + name.count).first
    return next == "." || next == "-" || next == "_" || file.hasPrefix("lib\(name)p-")
  }

  /// `libcairo.so.2.11600.0` has 2.11600.0, `libopenblasp-r0.3.21.so` has 0.3.21.
  private static func version(_ path: String) -> String {
    let file = LabPath.name(of: resolvedPath(path) ?? path)
    if let range = file.range(of: ".so."), range.upperBound < file.endIndex {
      let version = String(file[range.upperBound...])
      // The C library's parts are named by an interface of 1990 and have its own version.
      return file.hasPrefix("libm.") ? libcVersion : version
    }
    guard let digits = file.firstIndex(where: \.isNumber) else { return file }
    return String(file[digits...].prefix { $0.isNumber || $0 == "." }.trimmingSuffix("."))
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

extension Substring {
  fileprivate func trimmingSuffix(_ character: Character) -> Substring {
    var text = self
    while text.last == character { text.removeLast() }
    return text
  }
}
