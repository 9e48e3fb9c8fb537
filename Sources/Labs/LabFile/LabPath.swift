import Foundation

/// Paths as a lab file writes them: relative to its folder, with `/`.
enum LabPath {
  /// The path without `.`, empty steps and needless `..`.
  static func normalized(_ path: String) -> String {
    if !path.hasPrefix("."), !path.contains("/.") && !path.contains("//"), !path.hasSuffix("/") {
      return path
    }
    var steps: [Substring] = []
    for step in path.split(separator: "/") where step != "." {
      if step == "..", let last = steps.last, last != ".." {
        steps.removeLast()
      } else if step != ".." || !path.hasPrefix("/") {
        steps.append(step)
      }
    }
    let joined = steps.joined(separator: "/")
    if path.hasPrefix("/") { return "/" + joined }
    return joined.isEmpty ? "." : joined
  }

  /// True if a normalized path leaves the folder.
  static func isOutside(_ path: String) -> Bool {
    path.hasPrefix("/") || path == ".." || path.hasPrefix("../")
  }

  /// How many folders up a normalized path begins.
  static func levelsUp(_ path: String) -> Int {
    path.split(separator: "/").prefix { $0 == ".." }.count
  }

  /// The path as seen from `folder`.
  static func join(_ folder: String, _ path: String) -> String {
    if path.hasPrefix("/") || folder.isEmpty || folder == "." { return path }
    return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
  }

  /// The folder that a path lies in.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last step of a path.
  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Splits `data.mat:X` after the `.mat`; nothing else is split.
  static func splitVariable(_ text: String) -> (path: String, variable: String?) {
    guard let range = text.range(of: ".mat:", options: .caseInsensitive) else { return (text, nil) }
    let variable = String(text[range.upperBound...])
    return (
      String(text[..<text.index(before: range.upperBound)]), variable.isEmpty ? nil : variable
    )
  }
}
