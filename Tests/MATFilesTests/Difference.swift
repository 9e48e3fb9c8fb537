@testable import MATFiles

/// The place of the first difference between two values, and both values there; nil where they are equal.
func difference(_ a: MATValue, _ b: MATValue, path: String = "") -> String? {
  if a == b { return nil }
  guard a.className == b.className, a.size == b.size else { return "\(path): \(a)\nis now \(b)" }
  switch (a, b) {
  case (.cell(let a), .cell(let b)):
    for (position, (a, b)) in zip(a.elements, b.elements).enumerated() {
      if let found = difference(a, b, path: "\(path){\(position + 1)}") { return found }
    }
  case (.structure(let a), .structure(let b)):
    guard a.fields.keys == b.fields.keys else {
      return "\(path): fields \(Array(a.fields.keys)) are now \(Array(b.fields.keys))"
    }
    for (name, values) in a.fields {
      for (position, (a, b)) in zip(values, b.fields[name] ?? []).enumerated() {
        if let found = difference(a, b, path: "\(path)(\(position + 1)).\(name)") { return found }
      }
    }
  default: break
  }
  let (a, b) = (CanonicalJSON.text(of: a), CanonicalJSON.text(of: b))
  return "\(path): \(a.prefix(400))\nis now \(b.prefix(400))"
}
