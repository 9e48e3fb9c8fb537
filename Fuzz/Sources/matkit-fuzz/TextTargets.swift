import Foundation
import Labs
import MATFiles
@testable import MatKitCommands
import Matrices
import NetworkFiles

/// A value with something of every kind, for paths to lead into.
private let value: MATValue = {
  let numbers = MATValue.numeric(
    MATNumericArray(size: [2, 3], real: .double([1, 2, 3, 4, 5, 6])))
  let cell = MATValue.cell(NDArray(size: [1, 2], elements: [numbers, "text".matValue]))
  let inner = MATStructArray(size: [1, 2], fields: ["W": [cell, numbers]])
  return .structure(
    MATStructArray(size: [1, 1], fields: ["W": [cell], "net": [.structure(inner)]]))
}()

/// Parses a path and follows it; a path that is understood must say itself again.
func fuzzPath(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  _ = MATPath.splitArgument(text)
  guard let path = try? MATPath(text) else { return }
  _ = try? value.value(at: path)
  guard let again = try? MATPath(path.description) else {
    preconditionFailure("'\(path)' is no path, but was made of '\(text)'")
  }
  precondition(again == path, "'\(text)' is \(path), which is \(again)")
}

/// A folder of its own for lab files.
private let folder: String = {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "matkit-fuzz-\(getpid())").path(percentEncoded: false)
  try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  return folder
}()

/// Reads the text as a lab file, as a lock, and as a DATA argument.
func fuzzLab(_ bytes: [UInt8]) {
  let (lab, lock) = ("\(folder)/lab.yaml", "\(folder)/lab.lock")
  for file in [lab, lock] {
    guard FileManager.default.createFile(atPath: file, contents: Data(bytes)) else { return }
  }
  _ = try? Lab(lab)
  _ = try? LabLock.read(lock)
  _ = try? DataArgument(parsing: String(decoding: bytes.prefix(200), as: UTF8.self))
}

/// Parses a command line, a word a line, as the tool does, with the tool's own checks of it; what is wrong
/// must have words.
func fuzzOptions(_ bytes: [UInt8]) {
  let words = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  guard let problem = argumentProblem(words) else { return }
  precondition(!problem.isEmpty, "\(words) are refused without a word")
}
