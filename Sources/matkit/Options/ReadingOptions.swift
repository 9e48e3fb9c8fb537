public import ArgumentParser
import Foundation
public import MATFiles
import NetworkFiles
import Synchronization

/// How a command reads `.mat` files.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Let decoding a variable take more, or less: decodedBytes=64G.",
      discussion: """
        The limits are decodedBytes, expansion (decoded bytes for each byte of the file), nesting, \
        elements and seconds; K, M, G and T stand for 1024 and its powers. May be repeated.
        """, valueName: "NAME=NUMBER"))
  var limit: [Limit] = []

  @Flag(
    help: ArgumentHelp(
      "Read what is there and cannot be verified, and say what that is.",
      discussion: """
        A compressed variable without its checksum, with the checksum's bytes in reverse order or with \
        more bytes behind it, and bytes behind the last variable. What contradicts its checksum stays \
        damaged.
        """))
  var unverified = false

  @Option(
    help: ArgumentHelp(
      "The encoding of text in files of v4 and v6 that do not say it: gb18030.",
      discussion: """
        Of the system that wrote them: utf-8, iso-8859-1, iso-8859-2, windows-1250 to windows-1254, \
        gb18030, big5, shift-jis or euc-kr; utf-16 takes numbers as they are. Without it UTF-8 is \
        recognised in what MATLAB wrote on Linux and macOS.
        """, valueName: "NAME"))
  var textEncoding = MATTextEncoding.automatic

  @Option(
    help: ArgumentHelp(
      "Who decodes files of v4 to v7: swift, libmatio, both, both-if-small.",
      discussion: """
        Two readers that share no code. With both, a difference between them is an error that names the \
        place; where libmatio is known to be wrong, and in v7.3, MatKit's own counts alone. \
        both-if-small asks both for variables of up to 64 MiB, as train, predict, evaluate, grid, \
        gradcheck and demo do where nothing is said; other commands read by swift alone then.
        """, valueName: "READER"))
  var reader: MATReaders?

  /// Whether what is parsed is the process's own command line, which main says: whoever parses words for
  /// another reason, as a test does, does not change how the process reads.
  static let isOfProcess = Atomic(false)

  /// Makes the options the standard of this process and those that it starts: a command's files are read
  /// in many places.
  func validate() throws {
    guard Self.isOfProcess.load(ordering: .relaxed) else { return }
    let environment = ProcessInfo.processInfo.environment
    if !limit.isEmpty {
      let inherited = environment[MATLimits.variable].map { [$0] } ?? []
      setenv(MATLimits.variable, (inherited + limit.map(\.text)).joined(separator: ","), 1)
    }
    if unverified || textEncoding != .automatic || reader != nil {
      var decoding = MATDecoding.standard
      if unverified { decoding.acceptsUnverified = true }
      if textEncoding != .automatic { decoding.text = textEncoding }
      let named = reader ?? MATDecoding.standardReader
      setenv(MATDecoding.variable, decoding.environmentText(naming: named), 1)
    }
  }

  /// Adds the options to where a training's data are read.
  func apply(to sources: inout TrainingSources) {
    sources.limits = limit.map(\.text)
    sources.acceptsUnverified = unverified
    sources.textEncoding = textEncoding == .automatic ? nil : textEncoding.rawValue
  }

  /// Opens a file under the options, and says what of it is taken unverified.
  func open(
    _ path: String, damage: MATDamagePolicy = .refuse, only names: [String]? = nil
  ) throws(MATError) -> MATFile {
    let file = try MATFile(path, damage: damage, only: names)
    // Of a note that cannot be written there is nobody to tell.
    try? StandardStream.error.print(
      lines: file.unverified.map { doubt in
        let place = doubt.name.map { "variable '\($0)': " } ?? ""
        return "matkit: \(path): unverified: \(place)\(doubt.reason.finding)"
      })
    return file
  }
}

extension MATTextEncoding: ExpressibleByArgument {}
extension MATReaders: ExpressibleByArgument {}

/// A limit by its name: `decodedBytes=64G`.
struct Limit: ExpressibleByArgument, Sendable {
  let text: String

  init?(argument: String) {
    var limits = MATLimits()
    guard limits.set(argument) else { return nil }
    text = argument
  }
}
