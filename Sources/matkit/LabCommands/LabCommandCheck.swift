import ArgumentParser
import Labs

/// Checks the options of a lab's stages as the commands themselves do.
///
/// Throws ``LabMistakes`` with every option that its command does not know or take.
func checkArguments(of lab: Lab) throws {
  try lab.check { arguments in
    do {
      _ = try MatKitTool.parseAsRoot(arguments)
      return nil
    } catch {
      let lines = MatKitTool.message(for: error).split(separator: "\n")
      return lines.first.map { $0.hasPrefix("Error: ") ? String($0.dropFirst(7)) : String($0) }
    }
  }
}
