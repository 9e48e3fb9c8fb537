// How the work of one evaluation is cut up.
//
// Samples are cut into chunks; a chunk's loss and gradient are computed by one thread, block after block,
// and the chunks' sums are added in a fixed tree (see `SweepShare`). Chunks and blocks depend on the number
// of samples and the network alone, so the bits of the result do not depend on how many threads and ranks
// there are or which of them takes which chunk.
//
// Blocks exist for the caches: a block's outputs of all layers are still there when the sweep comes back
// for the gradient. Chunks exist for the threads and ranks. For each a gradient is made anew and added, so that with
// many parameters they have more blocks, once there are enough of them for some dozens of threads.

/// One layer as the sweep sees it: its shape, and where its numbers lie.
struct LayerPlan: Sendable {
  let inputCount: Int
  let unitCount: Int
  let activation: Activation
  /// Where W starts in the parameter vector, and in the gradient.
  let weights: Int
  /// Where b starts there.
  let biases: Int
  /// Where the block's outputs start in a worker's workspace.
  let outputs: Int
  /// Where the block's derivatives f′ start there, for an activation that keeps them.
  let slopes: Int?
  /// True if our own loops compute the layer's products, rather than BLAS.
  let isSmall: Bool

  /// The largest number of inputs or units for which our own loops compute the products. Measured over a
  /// whole loss and gradient in `Double`, they take 0.66 of OpenBLAS's time at 64 inputs and units with
  /// AVX-512 (and 0.72 at 128), and 1.08 of it with AVX2; at 48 0.69 and 1.11. And they give the same bits
  /// on every processor, where OpenBLAS chooses its loops by the model.
  static let smallLimit = 64
}

/// The cutting up of N samples for one network.
struct SweepPlan: Sendable {
  let layers: [LayerPlan]
  let sampleCount: Int
  /// The distance between two features of a sample: the number of samples of the whole data.
  let inputStride: Int
  let parameterCount: Int
  /// The samples that go through the layers together: as equal as multiples of 16 can be.
  let blockSize: Int
  /// The samples of every chunk but the last, a multiple of the block size.
  let chunkSize: Int
  let chunkCount: Int
  /// Where the two blocks of derivatives δ start in a worker's workspace; each holds the widest layer.
  let deltas: (Int, Int)
  /// Where three numbers a sample of the block start there, for the output's loss.
  let scratch: Int
  /// Where the block's samples are gathered there, where they are.
  let gathered: Int
  /// The length of a worker's workspace.
  let workspaceCount: Int
  /// The distance between two chunks' accumulators: a gradient, then the loss.
  let accumulatorStride: Int

  /// True if an evaluation takes so long, a millisecond or more, that it pays to look at a signal within it.
  let isLong: Bool

  private static let largestBlock = 256
  /// Above these samples there are as many chunks as some ten thousand threads can use.
  private static let manySamples = 1 << 26
  /// Above these parameters a chunk of one block spends some 6 % of its time on its gradient's sum,
  /// of four 1.5 %.
  private static let manyParameters = 10_000

  /// The blocks of a chunk, of so many blocks of a network with so many parameters.
  private static func blocksInChunk(_ blocks: Int, _ samples: Int, _ parameters: Int) -> Int {
    let mostChunks = samples < manySamples ? 4096 : 1 << 18
    let least = parameters > manyParameters ? min(4, max(1, blocks / 32)) : 1
    return max(least, (blocks + mostChunks - 1) / mostChunks)
  }

  /// - Parameters:
  ///   - inputStride: The number of samples of the data that these are some of; nil where they are all.
  ///   - gathers: Whether each block's samples are gathered in the workspace.
  ///   - smallLimit: The largest layer that our own loops compute.
  init(
    _ network: Network, sampleCount: Int, inputStride: Int? = nil, gathers: Bool = false,
    smallLimit: Int = LayerPlan.smallLimit
  ) {
    self.sampleCount = sampleCount
    self.inputStride = inputStride ?? sampleCount
    parameterCount = network.parameterCount
    let blocks = (sampleCount + Self.largestBlock - 1) / Self.largestBlock
    let blockSize = min(sampleCount, ((sampleCount + blocks - 1) / blocks + 15) / 16 * 16)
    var end = 0
    layers = zip(zip(network.sizes, network.layers), network.parameterRanges).map { shape, range in
      let (inputs, layer) = shape
      let size = Self.aligned(blockSize * layer.unitCount)
      let keepsSlopes = layer.activation.keepsSlopes
      defer { end += keepsSlopes ? 2 * size : size }
      return LayerPlan(
        inputCount: inputs, unitCount: layer.unitCount, activation: layer.activation,
        weights: range.weights.lowerBound, biases: range.biases.lowerBound, outputs: end,
        slopes: keepsSlopes ? end + size : nil,
        isSmall: max(inputs, layer.unitCount) <= smallLimit)
    }
    let widest = Self.aligned(blockSize * (network.layers.map(\.unitCount).max() ?? 0))
    deltas = (end, end + widest)
    scratch = end + 2 * widest
    gathered = Self.aligned(scratch + 3 * blockSize)
    workspaceCount =
      gathers ? Self.aligned(gathered + blockSize * network.inputCount) : gathered
    self.blockSize = blockSize
    chunkSize = Self.blocksInChunk(blocks, sampleCount, parameterCount) * blockSize
    chunkCount = (sampleCount + chunkSize - 1) / chunkSize
    accumulatorStride = Self.aligned(parameterCount + 1)
    isLong = Double(sampleCount) * Double(network.parameterCount) > 1e7
  }

  /// The number of threads worth using: at most `threads`, and each with work for some 15 µs, since to
  /// hand out work and to wait for it takes a few.
  ///
  /// Counted in multiplications of a sweep forward, a unit's activation being worth ten of them; a loss and
  /// gradient takes about 0.08 ns for each.
  ///
  /// - Parameters:
  ///   - threads: The most threads.
  ///   - chunks: How many of the chunks are to be done; nil for all.
  func workerCount(atMost threads: Int, chunks: Int? = nil) -> Int {
    let units = layers.reduce(0) { $0 + $1.unitCount }
    let samples = chunks.map { min(sampleCount, $0 * chunkSize) } ?? sampleCount
    let work = samples * (parameterCount + 10 * units)
    return min(threads, chunks ?? chunkCount, max(1, work / 200_000))
  }

  /// The samples of a chunk.
  func samples(ofChunk chunk: Int) -> Range<Int> {
    chunk * chunkSize..<min(sampleCount, (chunk + 1) * chunkSize)
  }

  /// Rounded up to whole cache lines of 64 bytes of doubles, and one more, so that the workspaces and
  /// accumulators of two threads never share a line, wherever the array starts.
  private static func aligned(_ count: Int) -> Int { (count + 15) / 8 * 8 }
}
