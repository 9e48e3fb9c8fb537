import ArgumentParser
import Foundation
import Labs
import MATFiles
import Networks
import Plots

/// The exit codes of the tool, those of BSD's `sysexits.h` where one fits.
enum ExitStatus: Int32 {
  case done = 0
  case checkFailed = 1
  case usage = 64
  case dataError = 65
  case noInput = 66
  case bug = 70
  case cannotCreate = 73
  case inputOutputError = 74
}

extension MatKitTool {
  /// Ends the process with the code that fits `error`, after its sentence on standard error.
  ///
  /// Usage errors and requests for help are left to the argument parser, whose code for them is 64 and 0.
  static func exit(reporting error: any Error) -> Never {
    switch error {
    case let error as MATError: fail(error.description, error.exitStatus)
    case let error as LabError: fail(error.description, error.exitStatus)
    case let error as NetworkError: fail(error.description, .dataError)
    case let error as PlotError: fail(error.description, .dataError)
    case let error as ToolError: fail(error.sentence, error.status)
    default: exit(withError: error)
    }
  }

  private static func fail(_ sentence: String, _ status: ExitStatus) -> Never {
    writeToStandardError("matkit: \(sentence)\n")
    Foundation.exit(status.rawValue)
  }
}

extension MATError {
  /// The exit code that tells this kind of failure.
  var exitStatus: ExitStatus {
    switch code {
    case .cannotOpen: .noInput
    case .readFailed, .writeFailed: .inputOutputError
    case .cannotCreate: .cannotCreate
    case .invalidPath: .usage
    default: .dataError
    }
  }
}

extension LabError {
  /// The exit code that tells this kind of failure.
  var exitStatus: ExitStatus {
    code == .invalidArgument ? .usage : .dataError
  }
}

/// Writes text to standard error, unbuffered.
func writeToStandardError(_ text: String) {
  FileHandle.standardError.write(Data(text.utf8))
}

/// Has a write beyond the file-size limit fail with an error instead of ending the process by a signal, so
/// that it is reported, and nothing half-written is left.
func ignoreFileSizeSignal() {
  signal(SIGXFSZ, SIG_IGN)
}
