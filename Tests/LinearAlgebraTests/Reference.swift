import Foundation

/// Decodes a JSON file of the `Reference` folder beside this file.
func reference<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
  let url = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Reference/\(name)")
  return try JSONDecoder().decode(Value.self, from: Data(contentsOf: url))
}
