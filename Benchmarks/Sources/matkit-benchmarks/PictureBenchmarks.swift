import Foundation
import MATFiles
import Matrices
import NetworkFiles
import NetworkPictures

/// Decision regions of a 500×500 grid with 300 points over them, from the file to the picture, 1280×960
/// pixels or SVG.
var pictureBenchmarks: [Benchmark] {
  [regions("plot-regions-500", ".png"), regions("plot-regions-500-svg", ".svg")]
}

/// An operation reads the file, which SciPy has written, and writes the picture; the check is the sum over
/// the grid.
private func regions(_ name: String, _ ending: String) -> Benchmark {
  Benchmark(name: name, peers: ["Matplotlib"], wanted: 1) { folder in
    let path = folder.appending(path: "plot-regions-500\(ending).mat").path
    let picture = folder.appending(path: "ours\(ending)").path
    let Z = try Matrix<Double>(matValue: MATFile(path).value("grid").value(at: MATPath("grid.Z")))
    let check = Z.elements.reduce(0, +)
    return { repeats in
      let elapsed = try seconds {
        for _ in 0..<repeats { try Picture(of: [DataArgument(file: path)]).write(to: picture) }
      }
      return Measurement(seconds: elapsed / Double(repeats), check: check)
    }
  }
}
