import Foundation

extension LabLock {
  /// The lock as it is written: YAML, one fact a line.
  public var text: String {
    var text = """
      # Written by matkit run; keep it with the lab file. matkit verify checks it.
      lock: \(Self.version)

      """
    text.reserveCapacity(stages.count * 600)
    let lock = withoutUnusedMachines
    if !lock.machines.isEmpty { text += "machines:\n" }
    for machine in lock.machines {
      text += "  \(quotedJSON(machine.name)):\n"
      for property in machine.properties {
        text += "    \(property.name): \(quotedJSON(property.value))\n"
      }
    }
    text += stages.isEmpty ? "stages: {}\n" : "stages:\n"
    for stage in stages { stage.write(to: &text) }
    return text
  }

  /// Writes the lock, whole or not at all.
  func write(to path: String) throws {
    try writeFile(Array(text.utf8), to: path)
  }
}

extension LockedStage {
  /// The stage's lines.
  func write(to text: inout String) {
    text += "  \(quotedJSON(name)):\n    cmd: \(quotedJSON(command))\n"
    if !parameters.isEmpty { text += "    params:\n" }
    for parameter in parameters {
      text += "      \(quotedJSON(parameter.name)): \(parameter.value)\n"
    }
    Self.write(dependencies, "deps", to: &text)
    Self.write(outputs, "outs", to: &text)
    training?.write(to: &text)
    text += "    machine: \(quotedJSON(machine))\n"
  }

  private static func write(_ files: [LockedFile], _ key: String, to text: inout String) {
    if !files.isEmpty { text += "    \(key):\n" }
    for file in files {
      text += "      \(quotedJSON(file.name)):\n"
      if let meaning = file.meaning { text += "        meaning: \(meaning)\n" }
      text += "        sha256: \(file.sha256)\n"
    }
  }
}

extension TrainingProvenance {
  fileprivate func write(to text: inout String) {
    text += "    training:\n"
    for field in fields { text += "      \(field.name): \(field.text)\n" }
  }
}

/// A number as C's `%a` writes it, exact: 0.1 is `0x1.999999999999ap-4`.
func hexadecimalFloat(_ number: Double) -> String {
  String(format: "%a", number)
}
