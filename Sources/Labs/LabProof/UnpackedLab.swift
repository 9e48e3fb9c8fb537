import Foundation

/// A lab from an archive, unpacked where nobody else looks, and taken away with the value.
public final class UnpackedLab: Sendable {
  /// The lab file.
  public let file: String
  /// The entries that were not unpacked, a phrase each: links, devices, and what lies in a lab's
  /// working folder.
  public let leftOut: [String]
  private let folder: PrivateFolder

  /// Unpacks an archive that ``LabPack`` wrote.
  ///
  /// Throws `notAnArchive` where it is none or damaged, and `interrupted` where that was asked for.
  public init(_ path: String, interruption: Interruption = Interruption()) throws {
    folder = try PrivateFolder(in: [PrivateFolder.temporary])
    leftOut = try TarFile.unpack(path, into: folder.path, interruption)
    let text = (try? readText("\(folder.path)/\(LabPack.marker)")) ?? nil
    guard let name = text?.trimmingCharacters(in: .newlines), !name.isEmpty,
      !LabPath.isOutside(LabPath.normalized(name))
    else {
      throw LabError(.notAnArchive, at: path, "it is no archive that matkit pack wrote")
    }
    file = "\(folder.path)/\(LabPath.normalized(name))"
  }

  /// Does something with the lab; errors name the archive and the files as they are called in it.
  public func naming<Value>(_ archive: String, _ body: () throws -> Value) throws -> Value {
    let beginning = "\(folder.path)/"
    do {
      return try body()
    } catch var error as LabError {
      if let place = error.place, place.hasPrefix(beginning) {
        error.place = "\(archive): \(place.dropFirst(beginning.count))"
      }
      throw error.replacing([(beginning, "")])
    } catch let mistakes as LabMistakes where mistakes.file.hasPrefix(beginning) {
      throw mistakes.inFile("\(archive): \(mistakes.file.dropFirst(beginning.count))")
    }
  }

  /// Reads the lab. Throws `invalidArgument` where it reads what does not lie in the archive: its
  /// files are not to be those of whoever unpacked it.
  public func read() throws -> Lab {
    let lab = try Lab(file)
    let place = LabPath.folder(of: String(file.dropFirst(folder.path.count + 1)))
    let outside = lab.inputs.first {
      $0.hasPrefix("/") || LabPath.isOutside(LabPath.normalized("\(place)/\($0)"))
    }
    if let outside {
      throw LabError(
        .invalidArgument, at: LabPath.name(of: file),
        "it reads \(outside), which lies outside the archive",
        advice: "unpack it with tar -xf and verify the lab file, if that is meant")
    }
    return lab
  }
}
