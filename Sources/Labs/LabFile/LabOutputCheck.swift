import Foundation

/// Checks where the outputs of a lab lie: inside its folder, each a file of its own, and none a
/// file that the lab is read from. Links are followed, because a program that writes to one writes
/// to what it names.
struct LabOutputCheck {
  private let folder: String
  private let allowsOutside: Bool
  /// The lab's folder, its links followed; nil where there is none.
  private let root: String?
  /// The files that the lab is read from, by real path in small letters: some file systems tell no
  /// others apart.
  private var own: [String: String] = [:]
  /// The real paths of folders, which many outputs share.
  private var folders: [String: String] = [:]

  init(_ lab: Lab, allowsOutside: Bool) {
    folder = lab.folder
    self.allowsOutside = allowsOutside
    root = resolvedPath(lab.folder)
    let files =
      lab.parameterFiles.map { ($0, "the file that parameters are read from") }
      + [
        (LabPath.name(of: lab.lockFile), "the lock"), (LabPath.name(of: lab.file), "the lab file"),
      ]
    for (path, what) in files { own[realPath(LabPath.normalized(path)).lowercased()] = what }
  }

  /// Tells of outputs that may not be written.
  mutating func check(_ stages: [Stage], _ graph: StageGraph, _ mistakes: inout MistakeList) {
    var readers: [String: (path: String, stage: String)] = [:]
    for stage in stages {
      for dependency in stage.dependencies where graph.writers[dependency.path] == nil {
        readers[realPath(dependency.path)] = (dependency.path, stage.name)
      }
    }
    var writers: [String: String] = [:]
    for output in stages.flatMap(\.outputs) {
      let real = realPath(output.path)
      if let other = writers.updateValue(output.path, forKey: real), other != output.path {
        mistakes.add(
          output.mark, "'\(output.path)' and '\(other)' are one file, by a link",
          suggestion: "give each output its own file")
      }
      check(output, real, readers[real], &mistakes)
    }
  }

  private func check(
    _ output: Stage.Output, _ real: String, _ reader: (path: String, stage: String)?,
    _ mistakes: inout MistakeList
  ) {
    let path = output.path
    if let what = meaning(of: real, path) {
      mistakes.add(
        output.mark, "'\(path)' cannot be an output: it is \(what)",
        suggestion: "choose another name")
    } else if let reader {
      mistakes.add(
        output.mark,
        "'\(path)' cannot be an output: it leads to '\(reader.path)', which '\(reader.stage)' reads",
        suggestion: "choose another name, or take the link away")
    } else if !allowsOutside && (LabPath.isOutside(path) || !isInside(real)) {
      mistakes.add(
        output.mark, "'\(path)' is outside the lab's folder",
        suggestion: "write below the folder, or allow it with allow_outside: true")
    }
  }

  /// The part of the lab that a path names; nil for none.
  private func meaning(of real: String, _ path: String) -> String? {
    if path == "." { return "the lab's folder" }
    let small = real.lowercased()
    if let what = own[small] { return what }
    if let (_, what) = own.first(where: { small.hasPrefix($0.key + "/") }) {
      return "in a folder in the place of \(what)"
    }
    let work = ((root ?? folder) + "/.matkit").lowercased()
    if small == work || small.hasPrefix(work + "/") { return "of MatKit's working folder" }
    // The locks of shards stand beside the lock.
    let isPart = own.contains { lock, what in
      guard what == "the lock", small.hasPrefix(lock + ".") else { return false }
      return Shard(String(small.dropFirst(lock.count + 1)).replacing("-of-", with: "/")) != nil
    }
    return isPart ? "the lock of a shard" : nil
  }

  private func isInside(_ real: String) -> Bool {
    guard let root else { return true }
    return real.hasPrefix(root == "/" ? root : root + "/")
  }

  /// The path of a file with all links followed, whether there is one or not.
  private mutating func realPath(_ path: String) -> String {
    let place = path.hasPrefix("/") ? path : "\(root ?? folder)/\(path)"
    return followed(LabPath.normalized(place))
  }

  private mutating func followed(_ place: String, depth: Int = 0) -> String {
    let parent = realFolder(LabPath.folder(of: place), depth)
    let here = "\(parent)/\(LabPath.name(of: place))"
    var status = stat()
    // As many links as Linux follows.
    guard depth < 40, lstat(here, &status) == 0, status.st_mode & S_IFMT == S_IFLNK,
      let link = try? FileManager.default.destinationOfSymbolicLink(atPath: here)
    else { return here.hasPrefix("//") ? String(here.dropFirst()) : here }
    let target = link.hasPrefix("/") ? link : "\(LabPath.folder(of: here))/\(link)"
    return followed(target, depth: depth + 1)
  }

  /// The real path of a folder, of which the last steps need not exist.
  private mutating func realFolder(_ path: String, _ depth: Int) -> String {
    if let known = folders[path] { return known }
    let isTop = path == "/" || path == "."
    let real = resolvedPath(path) ?? (isTop ? path : followed(path, depth: depth))
    folders[path] = real
    return real
  }
}
