extension MATError: CustomStringConvertible {
  /// The one sentence for a person: where, what is wrong, what was expected and found, what to do.
  ///
  ///     week6.mat: variable 'net.W{2}': the data are damaged at byte 4711; expected 8 numbers,
  ///     found 60 bytes of type double; fetch the file again, or save it anew where it came from
  ///
  /// One line, whatever the names in it: a control character is shown as its picture (␛).
  public var description: String {
    (subject.map { $0 + ": " } ?? "").printable + statement
  }

  /// The sentence without the file and the variable, for where those stand before it.
  package var statement: String {
    let advice = remedy ?? (isUnverifiable ? Self.adviceToAccept : Wording(self).advice)
    return [finding, advice].compactMap(\.self).joined(separator: "; ").printable
  }

  /// The problem, without the file, the variable and the way out: of data that are taken all the same.
  package var finding: String {
    let place = offset.map { " at byte \($0)" } ?? ""
    return [Wording(self).problem + place, evidence].compactMap(\.self).joined(separator: "; ")
      .printable
  }

  /// How to read what cannot be verified, in Swift and with the tool.
  private static let adviceToAccept =
    "if you trust what is there, read it as it is: MATDecoding(acceptsUnverified: true) in Swift, "
    + "--unverified for matkit"

  /// The path, without its middle where that is long: nesting a thousand deep is a thousand steps.
  private var shownPath: String? {
    guard let path, path.count > 160 else { return path }
    return "\(path.prefix(80))…\(path.suffix(40))"
  }

  /// The file and the place in it: `week6.mat: variable 'net.W{2}'`.
  private var subject: String? {
    let place: String? =
      if let variable {
        "variable '\(MATPath.text(ofVariable: variable))\(shownPath ?? "")'"
      } else {
        shownPath.map { "'\($0)'" }
      }
    let parts = [file, place].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: ": ")
  }

  private var evidence: String? {
    switch (expected, found) {
    case (let expected?, let found?): "expected \(expected), found \(found)"
    case (let expected?, nil): "expected \(expected)"
    case (nil, let found?): found
    case (nil, nil): nil
    }
  }

  /// The name of each kind of failure, and what a person can do about it.
  private struct Wording {
    let problem: String
    let advice: String?

    init(_ error: MATError) {
      (problem, advice) =
        switch error.code {
        case .cannotOpen:
          ("the file cannot be opened", "check its name and folder")
        case .readFailed:
          ("the file cannot be read", "try again, and check the disk")
        case .notAMATFile:
          ("this is not a .mat file", "save the data in MATLAB or Octave with: save -v7 name.mat")
        case .damaged:
          (
            error.variable == nil ? "the file is damaged" : "the data are damaged",
            "fetch the file again, or save it anew where it came from"
          )
        case .notFound:
          error.path == nil && error.variable != nil && error.found == nil
            ? ("there is no such variable", "check the spelling, capital letters too")
            : (
              "there is nothing at that place",
              "check the indices, and the spelling of names, capital letters too"
            )
        case .readersDiffer:
          (
            "two readers of the file do not agree",
            "please report it with the file; --reader swift reads it by MatKit's own alone"
          )
        case .mismatch:
          ("the value is of another kind", "ask for what it is, or save it as what is wanted")
        case .outOfRange:
          ("a number would not come out the same", "ask for a type that can hold it")
        case .limitExceeded:
          ("this would take more than is allowed", Self.advice(toRaise: error.limit))
        case .outOfMemory:
          (
            "there is not enough memory",
            "give it more (ulimit -v), or read a part: FILE:x(1:1000,:)"
          )
        case .unsupported where error.variable == nil && error.path == nil:
          (
            "MatKit cannot read this file",
            "save it anew where it came from, in an older format"
          )
        case .unsupported:
          (
            "MatKit cannot read this",
            "save it in MATLAB as numbers, text, cells or structs, and read that"
          )
        case .cannotRepresent:
          (
            "the format cannot hold this",
            "choose another version of the format, or change the value"
          )
        case .invalidPath:
          ("this is not a path into a value", "write it as in MATLAB: net.W{2}(1:3,:)")
        case .cannotCreate:
          ("the file cannot be created", "check that its folder exists and can be written to")
        case .changeUnfinished:
          (
            "the change was broken off, and its journal is kept",
            "check the disk, and open the file with MatKit again, which completes the change"
          )
        case .writeFailed:
          (
            "writing failed, and nothing under that name has changed",
            "check that the disk has room and can be written to"
          )
        default:
          (error.code.rawValue, nil)
        }
    }

    /// How to raise a limit, in Swift and with the tool.
    private static func advice(toRaise limit: MATLimits.Name?) -> String {
      guard let limit else { return "check where the file comes from" }
      return "if you trust the file, raise the limit: MATLimits(\(limit.rawValue): …) in Swift, "
        + "--limit \(limit.rawValue)=… for matkit"
    }
  }
}
