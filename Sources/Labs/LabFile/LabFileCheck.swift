import Foundation
import MATFiles

/// Checks the files that the stages of a lab name.
struct LabFileCheck {
  let folder: String
  let allowsOutside: Bool

  /// Tells of dependencies that are missing and outputs that may not be written.
  func check(_ stages: [Stage], _ graph: StageGraph, _ mistakes: inout MistakeList) {
    var stamps: [String: FileStamp?] = [:]
    // A sweep names a file at one place for all of its stages.
    var told: [String: Set<LabMistake.Mark>] = [:]
    var missingCount = 0
    for stage in stages {
      for dependency in stage.dependencies { checkPath(dependency, &mistakes) }
      for dependency in stage.dependencies where graph.writers[dependency.path] == nil {
        let path = dependency.path
        let known = stamps[path] ?? FileStamp(LabPath.join(folder, path))
        stamps[path] = .some(known)
        if let known, !known.isFolder { continue }
        guard told[path, default: []].insert(dependency.mark).inserted else { continue }
        guard known != nil else {
          missingCount += 1
          // To look for what was meant takes a while, and nobody reads the hundredth.
          let looks = missingCount <= Self.suggestionLimit
          addMissing(dependency, of: stage, looks ? graph : nil, &mistakes)
          continue
        }
        addFolder(dependency, of: stage, &mistakes)
      }
      for output in stage.outputs { check(output, &mistakes) }
    }
  }

  /// Tells what follows a file's name and is no path into it.
  private func checkPath(_ dependency: Stage.Dependency, _ mistakes: inout MistakeList) {
    guard let variable = dependency.variable else { return }
    do {
      _ = try MATPath(variable)
    } catch {
      mistakes.add(dependency.mark, "\(error)")
    }
  }

  /// For how many missing files what was probably meant is looked for.
  private static let suggestionLimit = 20

  private func addFolder(
    _ dependency: Stage.Dependency, of stage: Stage, _ mistakes: inout MistakeList
  ) {
    mistakes.add(
      dependency.mark, "'\(stage.name)' needs '\(dependency.path)', which is a folder",
      suggestion: "list the files in it that it reads")
  }

  /// - Parameter graph: Where to look for what was meant; nil not to.
  private func addMissing(
    _ dependency: Stage.Dependency, of stage: Stage, _ graph: StageGraph?,
    _ mistakes: inout MistakeList
  ) {
    let path = dependency.path
    let parent = LabPath.folder(of: path)
    var nearest: String?
    if let graph {
      let here =
        (try? FileManager.default.contentsOfDirectory(atPath: LabPath.join(folder, parent))) ?? []
      let known = here.map { parent == "." ? $0 : "\(parent)/\($0)" } + graph.writers.keys.sorted()
      nearest = nearestName(to: path, among: known)
    }
    mistakes.add(
      dependency.mark, "'\(stage.name)' needs '\(path)', which is no file and no stage's output",
      suggestion: nearest.map { "did you mean '\($0)'?" }
        ?? "put the file there, or name it under the outs of the stage that makes it")
  }

  private func check(_ output: Stage.Output, _ mistakes: inout MistakeList) {
    let path = output.path
    if path == "." || path.hasPrefix(".matkit/") || path == ".matkit" {
      mistakes.add(output.mark, "'\(path)' cannot be an output", suggestion: "choose another name")
      return
    }
    guard !allowsOutside else { return }
    if LabPath.isOutside(path) || leavesFolderByLink(path) {
      mistakes.add(
        output.mark, "'\(path)' is outside the lab's folder",
        suggestion: "write below the folder, or allow it with allow_outside: true")
    }
  }

  /// Whether a folder on the way to an output is a link that leads out of the lab's folder.
  private func leavesFolderByLink(_ path: String) -> Bool {
    var parent = LabPath.folder(of: path)
    guard parent != "." else { return false }
    guard let root = resolvedPath(folder) else { return false }
    while parent != "." {
      if let real = resolvedPath(LabPath.join(folder, parent)) {
        return real != root && !real.hasPrefix(root + "/")
      }
      parent = LabPath.folder(of: parent)
    }
    return false
  }
}

/// The path with its links followed; nil where there is nothing.
func resolvedPath(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}
