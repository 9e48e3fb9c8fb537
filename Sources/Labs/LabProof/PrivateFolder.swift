import Foundation

/// A folder that nobody but the user can look into, taken away with the value.
final class PrivateFolder: Sendable {
  let path: String

  /// Makes a folder in the first of `parents` that allows it. Throws `cannotWrite` where none does,
  /// with the last one's reason.
  init(in parents: [String]) throws(LabError) {
    var problem = LabError(.cannotWrite, "there is no folder to work in")
    for parent in parents {
      // The system makes it with the permissions 0700.
      var template = Array("\(parent)/matkit-verify-XXXXXX".utf8CString)
      if mkdtemp(&template) != nil {
        let name = template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        path = String(decoding: name, as: UTF8.self)
        return
      }
      problem = LabError(
        .cannotWrite, at: parent,
        "no folder can be made there: \(String(cString: strerror(errno)))",
        advice: "name one that you can write in by TMPDIR")
    }
    throw problem
  }

  deinit {
    removeAll(path)
  }

  /// The folder for temporary files.
  static var temporary: String { LabPath.normalized(NSTemporaryDirectory()) }
}
