import Foundation

/// Checks the files that the stages of a lab name.
struct LabFileCheck {
  let folder: String
  let allowsOutside: Bool

  /// Tells of dependencies that are missing and outputs that may not be written.
  func check(_ stages: [Stage], _ graph: StageGraph, _ mistakes: inout MistakeList) {
    var existing: [String: Bool] = [:]
    for stage in stages {
      for dependency in stage.dependencies where graph.writers[dependency.path] == nil {
        let exists =
          existing[dependency.path]
          ?? FileStamp(LabPath.join(folder, dependency.path)).map { !$0.isFolder } ?? false
        existing[dependency.path] = exists
        if !exists { addMissing(dependency, of: stage, graph, &mistakes) }
      }
      for output in stage.outputs { check(output, &mistakes) }
    }
  }

  private func addMissing(
    _ dependency: Stage.Dependency, of stage: Stage, _ graph: StageGraph,
    _ mistakes: inout MistakeList
  ) {
    let here =
      (try? FileManager.default.contentsOfDirectory(
        atPath: LabPath.join(folder, LabPath.folder(of: dependency.path)))) ?? []
    let parent = LabPath.folder(of: dependency.path)
    let known = here.map { parent == "." ? $0 : "\(parent)/\($0)" } + graph.writers.keys.sorted()
    mistakes.add(
      dependency.mark,
      "'\(stage.name)' needs '\(dependency.path)', which is no file"
        + " and no stage's output",
      suggestion: nearestName(to: dependency.path, among: known).map { "did you mean '\($0)'?" }
        ?? "put the file there")
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
