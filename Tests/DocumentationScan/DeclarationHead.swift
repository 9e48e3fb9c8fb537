/// The words that a declaration begins with: its attributes, modifiers, keyword and name.
struct DeclarationHead {
  let keyword: String
  /// The word behind the keyword, empty of an initialiser and a subscript.
  let name: Substring
  private(set) var isPublic = false

  private static let kinds: [String: Declaration.Kind?] = [
    "func": .function, "init": .function, "subscript": .function, "struct": .type, "class": .type,
    "actor": .type, "enum": .type, "protocol": .type, "typealias": .type, "var": .value,
    "let": .value, "case": .value, "associatedtype": .value, "extension": nil,
  ]

  private static let modifiers: Set<Substring> = [
    "public", "open", "package", "internal", "private", "fileprivate", "static", "final",
    "mutating",
    "nonmutating", "indirect", "lazy", "override", "prefix", "postfix", "infix", "consuming",
    "borrowing", "convenience", "required", "nonisolated", "weak", "unowned", "dynamic", "unsafe",
  ]

  /// The kind of the declaration; nil of an extension.
  var kind: Declaration.Kind? { Self.kinds[keyword] ?? nil }

  /// The head of a line without strings and comments; nil where it begins no declaration.
  init?(_ code: String) {
    let words = code.split(separator: " ")
    // How many parentheses of an attribute are open.
    var depth = 0
    for (index, word) in words.enumerated() {
      if depth > 0 || word.hasPrefix("@") {
        depth += word.reduce(0) { $0 + ($1 == "(" ? 1 : $1 == ")" ? -1 : 0) }
        continue
      }
      let stem = word.prefix { $0.isLetter }
      // `class` is a modifier before `func` and `var`.
      let isModifier =
        stem == "class" && index + 1 < words.count
        && ["func", "var"].contains(words[index + 1])
      if !isModifier, Self.kinds.keys.contains(String(stem)) {
        keyword = String(stem)
        name = stem == word && index + 1 < words.count ? words[index + 1] : ""
        return
      }
      guard isModifier || Self.modifiers.contains(stem) else { return nil }
      isPublic = isPublic || word == "public" || word == "open"
    }
    return nil
  }
}
