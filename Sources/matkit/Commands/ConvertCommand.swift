public import ArgumentParser
public import MATFiles

/// `matkit convert IN OUT`
struct ConvertCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a .mat file anew in another version of the format.",
    discussion: """
      Names, order, values and which variables are global stay. What the version
      cannot hold is refused, naming the variable and the place in it, and no file is
      written: v4 holds matrices of doubles and text, v6 and v7 at most 2 GiB a
      variable. Objects and function handles are written as they are stored, with
      all that they refer to, whether MatKit knows their class or not. --skip leaves
      values out. What another program is known not to read of the new file is told
      on standard error.
        matkit convert new.mat old.mat --version v6
        matkit convert octave.mat large.mat --version v7.3 --deflate 3
        matkit convert lab.mat plain.mat --skip 'debug*' --skip net.handle
        matkit convert lab.mat renamed.mat --rename 's.("my field")=my_field'
      """)

  @Argument(help: ArgumentHelp("The .mat file to read, of any version.", valueName: "IN"))
  var input: String

  @Argument(help: ArgumentHelp("The .mat file to write, another than IN.", valueName: "OUT"))
  var output: String

  @Option(help: "v4, v6 (v5 uncompressed), v7 (compressed) or v7.3 (HDF5).")
  var version = MATVersion.v7

  @Option(
    help: """
      How hard to compress, from 1, which is fastest, to 9. v7 takes 6 where nothing is said; \
      v7.3 does not compress then, nor at 0.
      """)
  var deflate: Int?

  @Option(
    help: ArgumentHelp(
      "Leave out variables, or a field of a struct: x, 'debug*', s.f. May be repeated.",
      discussion: """
        * stands for any text and ? for any character of variables' names. A field is left out of \
        every element of a struct array. What is left out is not read.
        """, valueName: "NAME"))
  var skip: [String] = []

  @Option(
    help: ArgumentHelp(
      "Keep only this variable and others named by --only: x, 'net*'.",
      valueName: "NAME"))
  var only: [String] = []

  @Option(
    help: ArgumentHelp(
      "Give a variable or a field another name: x=y, s.f=g, 's.(\"my field\")=g'.",
      discussion: """
        Where several variables have one name, it renames the first; repeat it for the next.
        """, valueName: "OLD=NEW"))
  var rename: [String] = []

  @OptionGroup var reading: ReadingOptions

  func validate() throws {
    guard let deflate else { return }
    guard (0...9).contains(deflate) else {
      throw ValidationError("--deflate is \(deflate); give 0 to 9.")
    }
    switch version {
    case .v4, .v6:
      throw ValidationError(
        "--deflate is for v7 and v7.3: \(version.rawValue) is never compressed.")
    case .v7 where deflate == 0:
      throw ValidationError(
        "--deflate 0 is for v7.3: v7 is always compressed, and --version v6 is the same without.")
    case .v7, .v73: break
    }
  }

  func filesRead() -> [String] { [input] }
  func filesWritten() -> [OutputFile] { [OutputFile(output, "OUT")] }

  func run() throws {
    let notes: [String]
    do {
      // A wrong option is told before a file that cannot be read.
      let excerpt = try excerpt
      let file = try reading.open(input)
      try excerpt.checkNames(in: file)
      guard file.variables.isEmpty || file.variables.contains(where: excerpt.takes) else {
        throw ToolError(.usage, "\(input): --only and --skip leave no variable; leave out less")
      }
      notes = try file.convert(
        to: output, version: version, layout: MATArrayLayout(deflate: deflate ?? 0),
        excerpt: excerpt)
    } catch let error as MATError {
      throw toolError(error)
    }
    try StandardStream.error.print(lines: notes.map { "matkit: note: \($0)" })
  }

  /// What the options say of variables and fields.
  private var excerpt: MATExcerpt {
    get throws(MATError) {
      var excerpt = MATExcerpt()
      for name in only { try excerpt.only(name) }
      for name in skip { try excerpt.skip(name) }
      for text in rename {
        guard let (old, new) = Self.names(text) else {
          throw MATError(
            .invalidPath, path: text, expected: "a name and its new name, as --rename OLD=NEW",
            found: "no “=”")
        }
        try excerpt.rename(old, to: new)
      }
      return excerpt
    }
  }

  /// The name that is and the one to come; nil where there is no “=” between them.
  private static func names(_ text: String) -> (old: String, new: String)? {
    // A name to come has no “=”, but a name that is may.
    guard let place = text.lastIndex(of: "=") else { return nil }
    return (String(text[..<place]), String(text[text.index(after: place)...]))
  }

  /// What went wrong, as the user can mend it: by an option, by another name in an option, or by saving what is
  /// sound of a damaged file.
  private func toolError(_ error: MATError) -> any Error {
    switch error.code {
    case .notFound:
      // Reading and writing whole variables miss nothing: the name stands in an option.
      return ToolError(.usage, "\(error)")
    case .damaged where !error.isUnverifiable && error.remedy == nil:
      var error = error
      error.remedy = "save what is sound with: matkit check --salvage OUT FILE, and convert that"
      return error
    case .cannotRepresent:
      guard let variable = error.variable else { return error }
      let text = MATPath.name(variable) + (error.path ?? "")
      let path = (try? MATPath(text)) ?? MATPath(variable: variable)
      let fields = path.steps.prefix { if case .field = $0 { true } else { false } }
      return withRemedy(error, at: MATPath(variable: path.variable, steps: Array(fields)))
    default:
      return error
    }
  }

  /// The same error with the option that gets the rest of the file converted, where it is one value or name
  /// that the version cannot hold.
  private func withRemedy(_ error: MATError, at place: MATPath) -> any Error {
    let (old, isNew) = original(of: place)
    let isName = [MATName.remedy, MATWriteRules.duplicateRemedy].contains(error.remedy)
    var error = error
    if isName && isNew {
      error.remedy = "give another name to come in --rename"
      return ToolError(.usage, "\(error)")
    }
    let name = old.description
    let skipping = "leave it out with --skip \(name.shellQuoted)"
    let renaming = "--rename \("\(name)=NEW".shellQuoted)"
    error.remedy =
      switch error.remedy {
      case nil: "choose another --version, or \(skipping)"
      case MATName.remedy: "give it another name with \(renaming), or \(skipping)"
      case MATWriteRules.duplicateRemedy:
        "give the first another name with \(renaming), or leave all of them out with --skip"
          + " \(name.shellQuoted)"
      default: skipping
      }
    return error
  }

  /// The place in the file that is read of a place in what is to be written, and whether its last name is one to
  /// come.
  private func original(of place: MATPath) -> (place: MATPath, isNew: Bool) {
    var place = place
    var isNew = false
    let renamed = rename.compactMap { text in
      Self.names(text).map {
        (path: (try? MATPath($0.old)) ?? MATPath(variable: $0.old), new: $0.new)
      }
    }
    if let change = renamed.last(where: { $0.path.steps.isEmpty && $0.new == place.variable }) {
      place.variable = change.path.variable
      isNew = place.steps.isEmpty
    }
    for change in renamed.reversed() where !change.path.steps.isEmpty {
      var changed = change.path
      changed.steps[changed.steps.count - 1] = .field(change.new)
      guard changed == place else { continue }
      return (change.path, true)
    }
    return (place, isNew)
  }
}

extension String {
  /// The text as a shell takes it for one word; what a terminal does not show is written by its number, as bash
  /// and zsh take it.
  fileprivate var shellQuoted: String {
    let isPlain = allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.=-".contains($0)) }
    if isPlain && !isEmpty { return self }
    guard printable != self else { return "'" + replacing("'", with: "'\\''") + "'" }
    let scalars = unicodeScalars.map { scalar -> String in
      let text = String(scalar)
      if "'\\".contains(text) { return "\\" + text }
      guard text.printable != text else { return text }
      let digits = String(scalar.value, radix: 16)
      return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    }
    return "$'" + scalars.joined() + "'"
  }
}

extension MATVersion: ExpressibleByArgument {}
