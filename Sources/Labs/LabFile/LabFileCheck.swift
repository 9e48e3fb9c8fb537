import Foundation
import MATFiles

/// Checks the files that the stages of a lab read.
struct LabFileCheck {
  let folder: String

  /// Tells of dependencies that are not there, and of those that are no files.
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
        if let known, known.isRegular { continue }
        guard told[path, default: []].insert(dependency.mark).inserted else { continue }
        guard let known else {
          missingCount += 1
          // To look for what was meant takes a while, and nobody reads the hundredth.
          let looks = missingCount <= Self.suggestionLimit
          addMissing(dependency, of: stage, looks ? graph : nil, &mistakes)
          continue
        }
        known.isFolder
          ? addFolder(dependency, of: stage, &mistakes)
          : addDevice(dependency, of: stage, &mistakes)
      }
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

  private func addDevice(
    _ dependency: Stage.Dependency, of stage: Stage, _ mistakes: inout MistakeList
  ) {
    mistakes.add(
      dependency.mark,
      "'\(stage.name)' needs '\(dependency.path)', which is a device, pipe or socket",
      suggestion: "put what comes from it into a file first")
  }

  /// - Parameter graph: Where to look for what was meant; nil not to.
  private func addMissing(
    _ dependency: Stage.Dependency, of stage: Stage, _ graph: StageGraph?,
    _ mistakes: inout MistakeList
  ) {
    let path = dependency.path
    let place = LabPath.join(folder, path)
    if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: place) {
      return mistakes.add(
        dependency.mark,
        "'\(stage.name)' needs '\(path)', which is a link to '\(target)', where no file is",
        suggestion: "put the file there, or mend the link")
    }
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
}

/// The path with its links followed; nil where there is nothing.
func resolvedPath(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}
