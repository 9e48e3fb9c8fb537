import Testing

@testable import MATValues

@Suite("The sentence that an error is")
struct MATErrorTests {
  static let sentences: [(MATError, String)] = [
    (
      MATError(.cannotOpen, file: "points.mat", found: "No such file or directory"),
      "points.mat: the file cannot be opened; No such file or directory; check its name and folder"
    ),
    (
      MATError(.cannotOpen, file: "data", expected: "a file", found: "a folder"),
      "data: the file cannot be opened; expected a file, found a folder; check its name and folder"
    ),
    (
      MATError(.notAMATFile, file: "notes.txt", expected: "a .mat file", found: "a text file"),
      "notes.txt: this is not a .mat file; expected a .mat file, found a text file;"
        + " save the data in MATLAB or Octave with: save -v7 name.mat"
    ),
    (
      MATError(
        .damaged, file: "w.mat", variable: "net", path: ".W{2}", offset: 4711,
        expected: "8 numbers",
        found: "60 bytes of type double"),
      "w.mat: variable 'net.W{2}': the data are damaged at byte 4711; expected 8 numbers,"
        + " found 60 bytes of type double; fetch the file again, or save it anew where it came from"
    ),
    (
      MATError(
        .damaged, file: "w.mat", offset: 128, expected: "a tag of 8 bytes", found: "3 bytes"),
      "w.mat: the file is damaged at byte 128; expected a tag of 8 bytes, found 3 bytes;"
        + " fetch the file again, or save it anew where it came from"
    ),
    (
      MATError(.notFound, file: "w.mat", variable: "Points", expected: "points, labels"),
      "w.mat: variable 'Points': there is no such variable; expected points, labels;"
        + " check the spelling, capital letters too"
    ),
    (
      MATError(.notFound, file: "w.mat", variable: "net", path: ".W", expected: "a, b", found: "W"),
      "w.mat: variable 'net.W': there is nothing at that place; expected a, b, found W;"
        + " check the indices, and the spelling of names, capital letters too"
    ),
    (
      MATError(
        .mismatch, file: "w.mat", variable: "x", expected: "real numbers", found: "1×4 char"),
      "w.mat: variable 'x': the value is of another kind; expected real numbers, found 1×4 char;"
        + " ask for what it is, or save it as what is wanted"
    ),
    (
      MATError(
        .outOfRange, variable: "n", path: "(3,1)",
        expected: "a number that Double can hold exactly",
        found: "9007199254740993"),
      "variable 'n(3,1)': a number would not come out the same; expected a number that Double can hold"
        + " exactly, found 9007199254740993; ask for a type that can hold it"
    ),
    (
      MATError(.invalidPath, path: "net.", expected: "a field name", found: "the end"),
      "'net.': this is not a path into a value; expected a field name, found the end;"
        + " write it as in MATLAB: net.W{2}(1:3,:)"
    ),
    (
      MATError(.writeFailed, file: "o.mat", found: "No space left on device"),
      "o.mat: writing failed, and nothing under that name has changed; No space left on device;"
        + " check that the disk has room and can be written to"
    ),
    (MATError(MATError.Code(rawValue: "aNewKind"), found: "something"), "aNewKind; something"),
    (
      MATError(
        .limitExceeded, file: "w.mat", expected: "at most 200 levels of nesting", found: "more",
        limit: .nesting),
      "w.mat: this would take more than is allowed; expected at most 200 levels of nesting,"
        + " found more; if you trust the file, raise the limit: MATLimits(nesting: …) in Swift,"
        + " --limit nesting=… for matkit"
    ),
    (MATError(.readFailed), "the file cannot be read; try again, and check the disk"),
  ]

  @Test("says where, what, and what to do", arguments: sentences)
  func sentence(_ error: MATError, _ text: String) {
    #expect(error.description == text)
    #expect("\(error)" == text)
  }

  @Test("paths and names are added from the inside out, and never replaced")
  func context() {
    let error = MATError(.damaged).inside("{2}").inside(".W").with(file: "a.mat", variable: "net")
    #expect(error.path == ".W{2}")
    #expect(error.with(file: "b.mat", variable: "other") == error)
  }
}
