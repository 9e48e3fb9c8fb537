/// What the name of a variable says of it: that it holds features, or what is to be answered, and of which part of
/// the data.
///
/// `X` and `y`, `data` and `labels`, `meas` and `species` are pairs; so are `irisInputs` and `irisTargets`,
/// `data_patterns` and `data_labels`, `Xtest` and `ytest`, whose remaining words agree.
struct SampleName {
  /// The use of a variable.
  enum Role: Hashable {
    case features, answers, weights
  }

  /// Its use; nil where the name does not say.
  let role: Role?
  /// True if the word is one that is used for little else.
  let isPlain: Bool
  /// The word that says what it is for, in lower case; empty where none does.
  let word: String
  /// The other words, in lower case: the names of a pair have the same.
  let context: [String]

  private static let plain: [Role: Set<String>] = [
    .features: [
      "x", "data", "features", "feature", "fea", "feat", "inputs", "input", "meas",
      "measurements", "patterns", "predictors", "images",
    ],
    .answers: [
      "y", "labels", "label", "targets", "target", "species", "class", "classes", "gnd",
      "response", "responses",
    ],
    .weights: ["w", "weights", "weight"],
  ]
  /// Words that mean other things as often.
  private static let vague: [Role: Set<String>] = [
    .features: ["p", "samples", "points", "attributes", "in"],
    .answers: ["t", "outputs", "output", "group", "groups", "category", "categories", "out"],
  ]
  /// Words that go together where there are others, too: `X` and `y` beside `species`.
  private static let couples: [(features: String, answers: String)] = [
    ("x", "y"), ("data", "labels"), ("data", "label"), ("inputs", "targets"), ("input", "target"),
    ("features", "labels"), ("features", "targets"), ("meas", "species"), ("fea", "gnd"),
    ("x", "t"), ("p", "t"),
  ]

  /// True if two names go together more than with others.
  static func areCouple(_ features: SampleName, _ answers: SampleName) -> Bool {
    couples.contains { $0 == (features.word, answers.word) }
  }

  /// Parts of the data, as names have them beside or within a word.
  private static let parts = [
    "training", "train", "trn", "testing", "test", "tst", "validation", "val", "cv", "tr", "te",
  ]

  init(_ name: String) {
    let words = Self.words(of: name).flatMap(Self.split)
    let place = words.lastIndex { Self.role(of: $0) != nil }
    guard let place, let found = Self.role(of: words[place]) else {
      (role, isPlain, word, context) = (nil, false, "", words)
      return
    }
    (role, isPlain) = found
    word = words[place]
    var others = words
    others.remove(at: place)
    context = others.map { ["training", "trn", "tr"].contains($0) ? "train" : $0 }
  }

  private static func role(of word: String) -> (role: Role, isPlain: Bool)? {
    if let role = plain.first(where: { $0.value.contains(word) })?.key { return (role, true) }
    if let role = vague.first(where: { $0.value.contains(word) })?.key { return (role, false) }
    return nil
  }

  /// The words of a name, in lower case: `irisInputs` and `data_labels` have two.
  private static func words(of name: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in name {
      if character == "_" || (character.isUppercase && word.last?.isLowercase == true) {
        if !word.isEmpty { words.append(word) }
        word = ""
      }
      if character != "_" { word.append(character) }
    }
    return (words + [word]).filter { !$0.isEmpty }.map { $0.lowercased() }
  }

  /// `xtest` as x and test, `trainlabels` as train and labels; a word of its own as it is.
  private static func split(_ word: String) -> [String] {
    if role(of: word) != nil || parts.contains(word) { return [word] }
    for part in parts {
      if word.hasSuffix(part), role(of: String(word.dropLast(part.count))) != nil {
        return [String(word.dropLast(part.count)), part]
      }
      if word.hasPrefix(part), role(of: String(word.dropFirst(part.count))) != nil {
        return [part, String(word.dropFirst(part.count))]
      }
    }
    return [word]
  }
}
