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
    guard isOurs(error) else { exit(withError: error) }
    fail(sentence(of: error), exitStatus(of: error))
  }

  private static func isOurs(_ error: any Error) -> Bool {
    error is MATError || error is LabError || error is LabMistakes || error is NetworkError
      || error is PlotError || error is ToolError
  }

  private static func fail(_ sentence: String, _ status: ExitStatus) -> Never {
    writeToStandardError("matkit: \(sentence)\n")
    Foundation.exit(status.rawValue)
  }
}

/// The sentence that tells an error of ours; of several mistakes in a lab a line each.
func sentence(of error: any Error) -> String {
  (error as? ToolError)?.sentence ?? "\(error)"
}

/// The exit code that tells an error of ours.
func exitStatus(of error: any Error) -> ExitStatus {
  switch error {
  case let error as MATError: error.exitStatus
  case let error as LabError: error.exitStatus
  case let error as ToolError: error.status
  default: .dataError
  }
}

extension MATError {
  /// The exit code that tells this kind of failure.
  var exitStatus: ExitStatus {
    switch code {
    case .cannotOpen: .noInput
    case .readFailed, .writeFailed, .changeUnfinished: .inputOutputError
    case .cannotCreate: .cannotCreate
    case .invalidPath: .usage
    default: .dataError
    }
  }
}

extension LabError {
  /// The exit code that tells this kind of failure.
  var exitStatus: ExitStatus {
    switch code {
    case .invalidArgument: .usage
    case .cannotRead: .noInput
    case .cannotWrite, .beingRun: .cannotCreate
    case .stageFailed: .checkFailed
    default: .dataError
    }
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
