import Foundation
import MATFiles
import Matrices
import Randomness

/// Reading and writing `.mat` files. What is read SciPy has written, and h5py the v7.3 file.
var fileBenchmarks: [Benchmark] {
  [
    load("load-raw-4000", wanted: 2),
    load("load-compressed-4000", wanted: 1.4),
    load("load-compressible-4000", wanted: 1.8),
    load("load-compressed-8", wanted: 2),
    load("load-20000-small", wanted: 3),
    save("save-raw-4000", .v6, wanted: 1),
    save("save-compressed-4000", .v7, wanted: 1),
    loadCells,
  ]
}

/// Reads all of a file; the check is the sum of the last elements.
private func load(_ name: String, wanted: Double) -> Benchmark {
  Benchmark(name: name, peers: ["SciPy", "libmatio"], wanted: wanted) { folder in
    let path = folder.appending(path: "\(name).mat").path
    return { repeats in
      var check = 0.0
      let elapsed = try seconds {
        for _ in 0..<repeats {
          check = try MATFile(path).values().values.reduce(0) { try $0 + lastElement(of: $1) }
        }
      }
      return Measurement(seconds: elapsed / Double(repeats), check: check)
    }
  }
}

private func lastElement(of value: MATValue) throws -> Double {
  guard case .numeric(let array) = value, case .double(let elements) = array.real else {
    throw BenchmarkError("a variable is not double")
  }
  return elements[elements.count - 1]
}

/// Writes a file over the one before; the check is the last element of what was written.
///
/// Ours waits for the disk to have the file before it takes the name; of the peers only the last does.
private func save(_ name: String, _ version: MATVersion, wanted: Double) -> Benchmark {
  Benchmark(
    name: name, peers: ["SciPy", "libmatio", "libmatio + fsync"], wanted: wanted
  ) { folder in
    let path = folder.appending(path: "\(name)-ours.mat").path
    var random = MersenneTwister(seed: 0)
    let square = Matrix(
      rowCount: 4000, columnCount: 4000, elements: random.uniforms(4000 * 4000))
    try MATFile.write(["x": square], to: path, version: version)
    let written: Matrix<Double> = try MATFile(path)["x"]
    let check = written[3999, 3999]
    return { repeats in
      var elapsed = 0.0
      for _ in 0..<repeats {
        elapsed += try seconds { try MATFile.write(["x": square], to: path, version: version) }
        // What the disk still has to write is not left to whoever comes next.
        sync()
      }
      return Measurement(seconds: elapsed / Double(repeats), check: check)
    }
  }
}

/// Reads a v7.3 cell array of 100,000 matrices of 3×3; the check is the sum of their last elements.
private var loadCells: Benchmark {
  Benchmark(name: "load-v73-cells", peers: ["mat73", "hdf5storage"], wanted: 5) { folder in
    let path = folder.appending(path: "load-v73-cells.mat").path
    return { repeats in
      var check = 0.0
      let elapsed = try seconds {
        for _ in 0..<repeats {
          guard case .cell(let cells) = try MATFile(path).value("c") else {
            throw BenchmarkError("the variable is no cell array")
          }
          check = try cells.elements.reduce(0) { try $0 + lastElement(of: $1) }
        }
      }
      return Measurement(seconds: elapsed / Double(repeats), check: check)
    }
  }
}
