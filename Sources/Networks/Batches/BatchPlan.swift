// How a mini-batch is computed. Its rows are cut into chunks of at most 128, whose numbers depend on the batch's
// size alone; a first round takes each chunk forward to its loss and back to the δ of every layer. The
// parameters are cut into slices of some 16,000, which depend on the network alone; a second round makes each
// slice's gradient from all chunks, in their order, and takes its step while both are in the cache. So no
// gradients of chunks have to be kept and added, the bits do not depend on the number of threads, and threads
// meet twice a batch.
//
// The samples stay where they are, in rows. A first layer of 16 to 128 units that is not small is computed from
// them by loops that pack nothing; for another one the rows are copied together.

/// The cutting up of a batch of so many rows for one network.
struct BatchPlan: Sendable {
  /// How the first layer takes its samples.
  enum Source: Sendable {
    /// Copied into blocks of columns, for our loops on small layers.
    case columns
    /// Read where they are.
    case rows
    /// Copied together as rows, for BLAS.
    case gathered
  }

  /// Some of a layer's weights: the columns for some of its inputs, and with the first its biases.
  struct Slice: Sendable {
    let layer: Int
    let inputs: Range<Int>
    let hasBiases: Bool
  }

  /// The layers, and the workspace of a chunk as a sweep has it.
  let sweep: SweepPlan
  let source: Source
  let rowCount: Int
  let chunkRows: Int
  let chunkCount: Int
  /// Where each layer's δ, mask and masked outputs start in a chunk's workspace.
  let deltas: [Int]
  let masks: [Int]
  let masked: [Int]
  /// Where the chunk's samples start in it, and its loss lies.
  let samples: Int
  let loss: Int
  /// The length of a chunk's workspace.
  let chunkStride: Int
  let slices: [Slice]
  /// The units of the first layer and as many more as fill vectors.
  let paddedUnits: Int

  private static let mostRows = 128
  private static let sliceSize = 16_384
  /// Above that of whole sweeps: for a hundred rows a call of BLAS costs more of its work.
  private static let smallLimit = 128

  init(_ network: Network, rowCount: Int, hasDropout: Bool) {
    self.rowCount = rowCount
    let chunks = (rowCount + Self.mostRows - 1) / Self.mostRows
    chunkRows = min(rowCount, ((rowCount + chunks - 1) / chunks + 15) / 16 * 16)
    chunkCount = (rowCount + chunkRows - 1) / chunkRows
    sweep = SweepPlan(
      network, sampleCount: chunkRows, inputStride: rowCount, smallLimit: Self.smallLimit)
    let first = sweep.layers[0]
    source =
      first.isSmall ? .columns : (16...128).contains(first.unitCount) ? .rows : .gathered
    paddedUnits = (first.unitCount + 15) / 16 * 16
    var end = sweep.workspaceCount
    func room(_ count: Int) -> Int {
      defer { end += (count + 15) / 8 * 8 }
      return end
    }
    let rows = chunkRows
    var deltas = sweep.layers.dropLast().map { room(rows * $0.unitCount) }
    deltas.append(sweep.deltas.0)
    self.deltas = deltas
    masks = hasDropout ? sweep.layers.dropLast().map { room(rows * $0.unitCount) } : []
    masked = hasDropout ? sweep.layers.dropLast().map { room(rows * $0.unitCount) } : []
    samples = room(source == .rows ? 0 : rows * first.inputCount)
    loss = room(1)
    chunkStride = end
    slices = sweep.layers.enumerated().flatMap { index, layer -> [Slice] in
      let size = layer.unitCount * layer.inputCount
      let count =
        layer.isSmall ? 1 : min(layer.inputCount, (size + Self.sliceSize - 1) / Self.sliceSize)
      return (0..<count).map { part in
        Slice(
          layer: index,
          inputs: part * layer.inputCount / count..<(part + 1) * layer.inputCount / count,
          hasBiases: part == 0)
      }
    }
  }

  /// The rows of a chunk.
  func rows(ofChunk chunk: Int) -> Range<Int> {
    chunk * chunkRows..<min(rowCount, (chunk + 1) * chunkRows)
  }

  /// The number of threads worth using: at most `threads`, each with work for some 15 µs.
  func workerCount(atMost threads: Int) -> Int {
    min(threads, max(1, rowCount * sweep.parameterCount / 200_000))
  }
}
