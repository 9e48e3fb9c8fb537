import ExchangeFormats
import Foundation
import MATFiles
import Testing

/// What `make_numpy.py` wrote with NumPy: files, and the values that they hold.
struct NumPySamples: Decodable {
  let files: [String: Data]
  let refused: [String: Data]
  let archives: [String: Data]

  static let path = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Resources/numpy.json")

  static let all: NumPySamples = {
    guard let data = try? Data(contentsOf: path),
      let samples = try? JSONDecoder().decode(NumPySamples.self, from: data)
    else { fatalError("no samples at \(path.path)") }
    return samples
  }()

  /// The value of each file by its name, read as canonical JSON.
  static func value(_ name: String) throws -> MATValue {
    let all = try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any]
    let values = try #require(all?["values"] as? [String: Any])
    let text = try JSONSerialization.data(withJSONObject: #require(values[name]))
    return try CanonicalJSON.value(of: String(decoding: text, as: UTF8.self))
  }
}

/// Calls `body` with the path of a new folder, which is removed afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "matkit-exchange-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// Reads bytes as a file with that name.
func read(
  _ bytes: [UInt8], as name: String, table: CSVReading = CSVReading(),
  limits: MATLimits = MATLimits()
) throws -> [MATVariable] {
  try withTemporaryFolder { folder in
    let path = folder + "/" + name
    try Data(bytes).write(to: URL(filePath: path))
    return try ExchangeFile.read(path, table: table, limits: limits)
  }
}

/// The bytes of the file that variables are written to.
func written(_ variables: [MATVariable], as name: String, deflate: Int = 0) throws -> [UInt8] {
  try withTemporaryFolder { folder in
    let path = folder + "/" + name
    try ExchangeFile.write(variables, to: path, deflate: deflate)
    return try Array(Data(contentsOf: URL(filePath: path)))
  }
}
