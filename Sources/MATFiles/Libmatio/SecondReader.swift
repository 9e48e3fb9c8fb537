import CMatio
import Matrices

/// libmatio beside MatKit's own reader: decodes a variable of version 4 to 7 a second time and compares.
///
/// libmatio is given a file in memory that holds the one variable, uncompressed, after everything about its bytes
/// was checked: it never sees what is damaged.
struct SecondReader {
  private let content: any StoredFile
  private let readers: MATReaders
  /// What is made of libmatio's value before it is compared: nothing, but in the tests that look whether a
  /// difference is found.
  private let change: (@Sendable (MATValue) -> MATValue)?

  init(
    _ content: any StoredFile, _ readers: MATReaders,
    change: (@Sendable (MATValue) -> MATValue)? = nil
  ) {
    self.content = content
    self.readers = readers
    self.change = change
  }

  /// What counts as the value of a variable, whose value MatKit's own reader has decoded, and who has read it.
  ///
  /// Throws `.readersDiffer`, with the path of the first difference, where the two differ and no fault that is known
  /// explains it.
  func value(
    of variable: MATFile.Variable, _ own: MATValue
  ) throws(MATError) -> (value: MATValue, by: MATReading) {
    if let fault = content.libmatioFault(of: variable, own) {
      return (own, .onlySwift(because: fault.rawValue))
    }
    guard readers != .bothIfSmall || own.byteCount <= MATReaders.largestSmall else {
      return (own, .onlySwift(because: LibmatioFault.large.rawValue))
    }
    let (bytes, explanation) = try content.libmatioFile(of: variable)
    let copy: AnonymousFile
    do throws(MATError) {
      copy = try Self.copy(bytes)
    } catch {
      // A limit of the process on files, or of memory: what only MatKit's own has read is said to be so.
      guard readers == .bothIfSmall else { throw error }
      return (own, .onlySwift(because: LibmatioFault.noRoom.rawValue))
    }
    let other: MATValue?
    do throws(MATError) {
      other = changed(try read(copy))
    } catch {
      if let explanation { return (own, .onlySwift(because: explanation.rawValue)) }
      throw Self.difference(at: nil, "a value", "libmatio: \(error.found ?? "no value")")
    }
    if let other, other == own { return (readers == .libmatio ? other : own, .both) }
    if let explanation { return (own, .onlySwift(because: explanation.rawValue)) }
    guard let other else { throw Self.difference(at: nil, own.summary, "nothing by libmatio") }
    throw Self.difference(between: own, other)
  }

  private func changed(_ value: MATValue?) -> MATValue? {
    guard let value, let change else { return value }
    return change(value)
  }

  private static func copy(_ bytes: [UInt8]) throws(MATError) -> AnonymousFile {
    let copy = try AnonymousFile()
    try unsafe bytes.span.withUnsafeBytes { bytes throws(MATError) in
      try unsafe copy.write(bytes)
    }
    return copy
  }

  /// The first value of a file; nil where libmatio finds none.
  private func read(_ copy: borrowing AnonymousFile) throws(MATError) -> MATValue? {
    let path = copy.path
    return try Matio.use(failure: .damaged) { matio throws(MATError) -> MATValue? in
      let file = try MatioFile(reading: path, matio)
      guard let pointer = unsafe Mat_VarReadNext(file.handle) else { return nil }
      let variable = unsafe MatioVariable(owning: pointer)
      return unsafe try MatioDecoder.value(of: variable.pointer)
    }
  }

  private static func difference(
    at path: String?, _ expected: String, _ found: String
  ) -> MATError {
    MATError(.readersDiffer, path: path, expected: expected, found: found)
  }

  /// The error that names the first place where two values differ.
  static func difference(between own: MATValue, _ other: MATValue) -> MATError {
    let place = firstDifference(own, other, path: "")
    return difference(
      at: place?.path ?? "", place?.own ?? own.summary,
      "\(place?.other ?? other.summary) by libmatio")
  }

  private static func firstDifference(
    _ a: MATValue, _ b: MATValue, path: String
  ) -> (path: String, own: String, other: String)? {
    if a == b { return nil }
    guard a.className == b.className, a.size == b.size, a.isComplex == b.isComplex,
      a.isSparse == b.isSparse
    else { return (path, a.summary, b.summary) }
    switch (a, b) {
    case (.cell(let first), .cell(let second)):
      for (position, pair) in zip(first.elements, second.elements).enumerated() {
        let step = path + "{\(subscriptText(of: position, in: first.size))}"
        if let place = firstDifference(pair.0, pair.1, path: step) { return place }
      }
    case (.structure(let first), .structure(let second)):
      guard first.fields.keys == second.fields.keys else {
        return (
          path, "the fields " + first.fields.keys.joined(separator: ", "),
          "the fields " + second.fields.keys.joined(separator: ", ")
        )
      }
      for (name, values) in first.fields {
        for (position, value) in values.enumerated() {
          let element =
            first.count == 1 ? "" : "(\(subscriptText(of: position, in: first.size)))"
          let step = path + element + MATPath.Step.field(name).description
          if let other = second.fields[name]?[position],
            let place = firstDifference(value, other, path: step)
          {
            return place
          }
        }
      }
    default:
      for position in 0..<a.count {
        let place = subscriptText(of: position, in: a.size)
        guard let step = try? MATPath("x(\(place))"), let one = try? a.value(at: step),
          let two = try? b.value(at: step), one != two
        else { continue }
        return (
          path + step.stepsDescription, one.inlineText(characters: 40) ?? one.summary,
          two.inlineText(characters: 40) ?? two.summary
        )
      }
    }
    return (path, a.summary, b.summary)
  }
}
