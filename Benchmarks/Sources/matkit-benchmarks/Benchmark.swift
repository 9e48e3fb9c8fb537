import Foundation

/// A piece of work that we and our peers do.
struct Benchmark {
  /// Its name in the table and the results.
  let name: String
  /// Who else does it: the names of the peers in `Peers/`.
  let peers: [String]
  /// How many times as fast as the peers we mean to be.
  let wanted: Double
  /// How far the checks may differ, relative.
  var tolerance = 1e-9
  /// Sets the work up, given the folder for files, once the peers have set up theirs.
  let prepare: (URL) throws -> Work
}

/// Does the work so many times.
typealias Work = (_ repeats: Int) throws -> Measurement

struct Measurement {
  /// The seconds that one operation took.
  let seconds: Double
  /// A number that comes out of the work, the same for everyone who does it.
  let check: Double
}

/// The seconds that `body` takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  try ContinuousClock().measure(body) / .seconds(1)
}
