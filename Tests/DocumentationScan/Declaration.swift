/// A declaration that users of a module see, with its documentation comment.
struct Declaration {
  /// The kinds of declarations that are measured apart.
  enum Kind {
    /// A function, an initialiser or a subscript.
    case function
    /// A structure, class, enumeration, protocol or alias.
    case type
    /// A property, a case or an associated type.
    case value
  }

  let kind: Kind
  /// The line of source that it begins in, without the spaces around it.
  let text: String
  /// The number of that line, from one.
  let line: Int
  /// The lines of its comment, without `///`.
  let comment: [String]
}

/// A documentation comment: `///` lines that follow each other.
struct Comment {
  /// The number of its first line, from one.
  let line: Int
  var lines: [String] = []

  /// The blocks of Swift in it, marked as such, each with the number of its first line.
  var examples: [(line: Int, code: [String])] {
    var found: [(line: Int, code: [String])] = []
    var open: (line: Int, code: [String])?
    for (offset, line) in lines.enumerated() {
      if let block = open {
        if line == "```" {
          found.append(block)
          open = nil
        } else {
          open = (block.line, block.code + [line])
        }
      } else if line == "```swift" {
        open = (self.line + offset + 1, [])
      }
    }
    return found
  }

  /// True of a comment whose first words say nothing of what is documented when they are read alone.
  var beginsVaguely: Bool {
    ["What ", "Whether ", "Likewise", "The same"].contains { lines.first?.hasPrefix($0) == true }
  }
}
