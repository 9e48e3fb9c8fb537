import MATFiles

/// One thing that is wrong with a lab file, and where.
public struct LabMistake: Error, Hashable, Sendable, CustomStringConvertible {
  /// A place in a file, both numbers from one; columns count characters.
  public struct Mark: Hashable, Sendable, Comparable {
    /// The line, from one.
    public var line: Int
    /// The column, from one.
    public var column: Int

    /// A place in a lab file.
    public init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }

    /// True if the first comes before the second in the file.
    ///
    /// ```swift
    /// assert(LabMistake.Mark(line: 2, column: 9) < LabMistake.Mark(line: 3, column: 1))
    /// ```
    public static func < (first: Mark, second: Mark) -> Bool {
      (first.line, first.column) < (second.line, second.column)
    }
  }

  /// Where it stands.
  public var mark: Mark
  /// The description of the mistake.
  public var problem: String
  /// A suggestion: the word that was probably meant, or what to do; nil for none.
  public var suggestion: String?

  /// A mistake at a place, with a suggestion where there is one.
  ///
  /// ```swift
  /// let mark = LabMistake.Mark(line: 3, column: 5)
  /// let mistake = LabMistake(mark, "unknown key 'dep'", suggestion: "deps")
  /// assert(mistake.description.contains("deps"))
  /// ```
  public init(_ mark: Mark, _ problem: String, suggestion: String? = nil) {
    self.mark = mark
    self.problem = problem
    self.suggestion = suggestion
  }

  /// `12:5: unknown key 'dep'; did you mean 'deps'?`
  public var description: String {
    ("\(mark.line):\(mark.column): \(problem)" + (suggestion.map { "; \($0)" } ?? "")).printable
  }
}

/// Everything that is wrong with a lab file, in the order of its lines.
public struct LabMistakes: Error, Hashable, Sendable, CustomStringConvertible {
  /// The lab file, as the caller named it.
  public let file: String
  /// The mistakes, one at least.
  public let mistakes: [LabMistake]

  init(file: String, _ mistakes: [LabMistake]) {
    self.file = file
    var seen: Set<LabMistake> = []
    self.mistakes = mistakes.filter { seen.insert($0).inserted }.sorted { $0.mark < $1.mark }
  }

  /// The mistake with another name for the file.
  func inFile(_ name: String) -> LabMistakes { LabMistakes(file: name, mistakes) }

  /// A line a mistake: `lab.yaml:12:5: unknown key 'dep'; did you mean 'deps'?` Of very many the
  /// first are told, and how many more there are.
  public var description: String {
    lines.joined(separator: "\n")
  }

  /// The lines of ``description``, none with a line end or another control character in it.
  package var lines: [String] {
    var lines = mistakes.prefix(Self.shownCount).map { "\(file.printable):\($0)" }
    let rest = mistakes.count - lines.count
    if rest > 0 { lines.append("\(file.printable): and \(rest) more mistakes") }
    return lines
  }

  /// A mistake in a sweep can be there once a stage.
  private static let shownCount = 50
}

/// Where the mistakes of one lab file are gathered while it is read, so that all are told at once.
struct MistakeList {
  private(set) var mistakes: [LabMistake] = []
  /// The size to which `${…}` and sweeps have expanded the file so far.
  var expansion = ExpansionBudget()
  private var suggestionCount = 0

  /// How many mistakes are told with the very column: to count it takes a while in a long text.
  static let placedCount = 1000
  /// For how many words what was probably meant is looked for: it takes a while, and nobody reads
  /// the hundredth.
  private static let suggestionLimit = 20

  /// The word that was probably meant; nil where nothing is near, and after very many words.
  mutating func suggestion(for word: String, among known: () -> [String]) -> String? {
    suggestionCount += 1
    guard suggestionCount <= Self.suggestionLimit else { return nil }
    return Self.suggestion(for: word, among: known())
  }

  mutating func add(
    _ mark: LabMistake.Mark, _ problem: String, suggestion: String? = nil
  ) {
    mistakes.append(LabMistake(mark, problem, suggestion: suggestion))
  }

  /// An unknown word where one of `known` should stand.
  mutating func addUnknown(
    _ what: String, _ word: String, at mark: LabMistake.Mark, known: [String]
  ) {
    add(mark, "unknown \(what) '\(word)'", suggestion: Self.suggestion(for: word, among: known))
  }

  static func suggestion(for word: String, among known: [String]) -> String? {
    guard !known.isEmpty else { return nil }
    if let nearest = nearestName(to: word, among: known) { return "did you mean '\(nearest)'?" }
    return known.count <= 20 ? "known are " + known.joined(separator: ", ") : nil
  }
}
