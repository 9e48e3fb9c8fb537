import Foundation
import Testing

@Suite(
  "NumPy and Python read what MatKit writes, and the reverse",
  .enabled(if: Interop.isEnabled, Interop.comment))
struct ExchangeInteropTests {
  @Test("arrays and tables go from NumPy to .mat and back, with the same bytes in each")
  func exchange() throws {
    try Interop.withTemporaryFolder { folder in
      let made = try Interop.python("check_exchange.py", ["make", folder.path])
      try #require(made.status == 0, "\(made.text)")
      let path = { (name: String) in folder.appending(path: name).path }
      for (ending, version) in [("npz", "v7"), ("npz", "v7.3"), ("npy", "v6"), ("csv", "v7")] {
        let (theirs, between, ours) = (
          path("theirs." + ending), path("a.mat"), path("ours." + ending)
        )
        for arguments in [[theirs, between, "--version", version], [between, ours]] {
          let run = try Interop.matkit(["convert"] + arguments)
          try #require(run.status == 0, "\(arguments): \(run.text)")
        }
        // The same by way of canonical JSON.
        let json = try Interop.matkit(["convert", theirs, path("b.json")])
        try #require(json.status == 0, "\(json.text)")
        let again = try Interop.matkit(["convert", path("b.json"), path("b.mat")])
        try #require(again.status == 0, "\(again.text)")
        let difference = try Interop.matkit(["diff", between, path("b.mat")])
        #expect(difference.status == 0, "\(difference.text)")
      }
      let checked = try Interop.python("check_exchange.py", ["check", folder.path])
      #expect(checked.status == 0 && checked.lastLine == "agree", "\(checked.text)")
    }
  }
}
