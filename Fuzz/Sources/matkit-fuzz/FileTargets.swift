import Foundation
import MATFiles

/// A file in memory that is written anew for each input.
private let scratch: String = {
  let folder = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : "/tmp"
  let path = "\(folder)/matkit-fuzz-\(getpid()).mat"
  return path
}()

/// Little memory and time for each, so that libFuzzer's own limits strike at what ignores ours.
private let limits = MATLimits(decodedBytes: 64 << 20, seconds: 2)

private func write(_ bytes: [UInt8]) -> Bool {
  FileManager.default.createFile(atPath: scratch, contents: Data(bytes))
}

/// Opens a file of version 4 to 7 strictly and decodes each variable, then salvages it: what salvage lists
/// must be readable.
func fuzzLevel5(_ bytes: [UInt8]) {
  // HDF5 reads what begins like a v7.3 file, and is fuzzed apart.
  let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46]
  for start in [0, 512, 1024, 2048] where bytes.dropFirst(start).starts(with: signature) { return }
  guard write(bytes) else { return }
  if let file = try? MATFile(scratch, limits: limits, isolation: .process(executable: "/")) {
    for variable in file.variables { _ = try? file.value(of: variable) }
  }
  let salvaged = try? MATFile(
    scratch, limits: limits, damage: .skip, isolation: .process(executable: "/"))
  guard let salvaged else { return }
  for variable in salvaged.variables {
    do throws(MATError) {
      _ = try salvaged.value(of: variable)
    } catch {
      preconditionFailure("what was salvaged cannot be read: \(error)")
    }
  }
}

/// Opens a file of version 7.3 in a process of its own, the `matkit` that MATKIT_EXECUTABLE names, and
/// decodes each variable. The child has no counters, so its crashes are harmless here: what is looked for
/// is harm that its answers, or waiting for them, do to us.
func fuzzVersion73(_ bytes: [UInt8]) {
  guard write(bytes),
    let file = try? MATFile(scratch, limits: limits, isolation: .process)
  else { return }
  for variable in file.variables { _ = try? file.value(of: variable) }
}
