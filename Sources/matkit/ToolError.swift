/// A failure of the tool itself, told in one sentence, with its exit code.
struct ToolError: Error {
  let status: ExitStatus
  let sentence: String

  init(_ status: ExitStatus, _ sentence: String) {
    self.status = status
    self.sentence = sentence
  }
}
