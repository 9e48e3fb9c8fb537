import Foundation

/// Reads what other programs made of the same data, from the folder beside the tests.
func reference<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "References")
  return try JSONDecoder().decode(type, from: Data(contentsOf: folder.appending(path: name)))
}
