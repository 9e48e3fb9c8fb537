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
      "Take along this variable and no others but those named so too: x, 'net*'.",
      valueName: "NAME"))
  var only: [String] = []

  @Option(
    help: ArgumentHelp(
      "Give a variable or a field another name: x=y, s.f=g, 's.(\"my field\")=g'.",
      discussion: """
        Of several variables of one name it means the first; it is said again for the next.
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
    let layout = MATArrayLayout(deflate: deflate ?? 0)
    let notes: [String]
    do throws(MATError) {
      // A wrong option is told before a file that cannot be read.
      let excerpt = try excerpt
      notes = try reading.open(input).convert(
        to: output, version: version, layout: layout, excerpt: excerpt)
    } catch {
      throw error.withConversionRemedy
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
        // A name to come has no “=”, but a name that is may.
        guard let place = text.lastIndex(of: "=") else {
          throw MATError(
            .invalidPath, path: text, expected: "a name and its new name, as --rename OLD=NEW",
            found: "no “=”")
        }
        try excerpt.rename(
          String(text[..<place]), to: String(text[text.index(after: place)...]))
      }
      return excerpt
    }
  }
}

extension MATError {
  /// The same error with the option that gets the rest of the file converted, where it is one value or name
  /// that the version cannot hold.
  fileprivate var withConversionRemedy: MATError {
    guard code == .cannotRepresent, let variable else { return self }
    let text = MATPath.name(variable) + (path ?? "")
    let path = (try? MATPath(text)) ?? MATPath(variable: variable)
    let fields = path.steps.prefix { if case .field = $0 { true } else { false } }
    let place = MATPath(variable: path.variable, steps: Array(fields)).description
    var error = self
    let skipping = "leave it out with --skip \(place.shellQuoted)"
    error.remedy =
      switch remedy {
      case nil: "choose another --version, or \(skipping)"
      case MATWriteRules.nameRemedy:
        "give it another name with --rename \("\(path)=NEW".shellQuoted), or \(skipping)"
      default: skipping
      }
    return error
  }
}

extension String {
  /// The text as a shell takes it for one word.
  fileprivate var shellQuoted: String {
    let isPlain = allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.=-".contains($0)) }
    return isPlain && !isEmpty ? self : "'" + replacing("'", with: "'\\''") + "'"
  }
}

extension MATVersion: ExpressibleByArgument {}
