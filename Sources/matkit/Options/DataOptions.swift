import ArgumentParser
import MATFiles
import NetworkFiles
import Networks
import Matrices

/// The DATA of a command: one file a class, or features and labels.
struct DataOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "One file with samples and their labels or targets; or a class an item, file.mat[:variable][=label].",
      discussion: """
        Of one file the variables are found by their names, as X and y, or by their sizes; what was \
        taken is printed. Of several, each has the samples of a class: rows, in its one numeric variable or \
        that which is named, and items without a label are 0, 1, 2, … in the order given.
        """, valueName: "DATA"))
  var data: [String] = []

  @Option(
    help: ArgumentHelp(
      "All samples in one variable: a matrix with a sample a row, images N×H×W or H×W×N, or a table.",
      discussion: "F.mat:X' is the transpose.", valueName: "F.mat:X"))
  var features: String?

  @Option(
    help: ArgumentHelp(
      """
      The label of each sample: numbers, logicals, a cell of char, a char matrix, a string or categorical \
      array, the column T.name of a table, a one-hot matrix, or a matrix of 0 and 1 with any number of labels a \
      sample.
      """,
      valueName: "F.mat:y"))
  var labels: String?

  @Option(
    help: ArgumentHelp(
      "In place of labels the numbers to answer, N×K: a regression.", valueName: "F.mat:T"))
  var targets: String?

  @OptionGroup var lie: SampleOrderOptions

  @OptionGroup var reading: ReadingOptions

  func validate() throws {
    guard labels == nil || targets == nil else {
      throw ValidationError(
        "--labels is for classification and --targets for regression; give one of them.")
    }
    guard (features == nil) == (labels == nil && targets == nil) else {
      throw ValidationError("--features goes together with --labels or --targets.")
    }
    guard !data.isEmpty || features != nil else {
      throw ValidationError(
        "Name the samples: one .mat file with all, one for each class, or --features F.mat:X --labels F.mat:y."
      )
    }
    // What follows a mistyped option comes to stand among the files.
    guard data.isEmpty || features == nil else {
      throw ValidationError(
        """
        Unexpected argument '\(data[0])': --features names all samples; leave out either, or see whether \
        an option before it is mistyped.
        """)
    }
  }

  /// The files that the options name.
  var files: [String] {
    source.names.map(dataFile)
  }

  /// What the options name.
  var source: SampleSource {
    lie.applied(
      to: SampleSource(items: data, features: features, labels: labels, targets: targets))
  }

  /// Reads what the options name.
  ///
  /// - Parameter bytes: How much memory they may take; nil for as much as they do.
  func read(within bytes: Double? = nil) throws -> TrainingData { try source.read(within: bytes) }
}

/// `--samples-in`, and how tables become numbers.
struct SampleOrderOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Along which dimension samples lie, rows or columns, where the sizes do not say it; of images the first \
      or the last.
      """, valueName: "side"))
  var samplesIn: SampleOrder?

  @Flag(help: "Make a column of 0 and 1 of each text that occurs in a table's columns of text.")
  var oneHot = false

  /// A source with what the options say.
  func applied(to source: SampleSource) -> SampleSource {
    var source = source
    (source.order, source.spreadsText) = (samplesIn, oneHot)
    return source
  }
}

/// `--memory 4G`
struct MemoryOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How much memory the samples may take: 4G.",
      discussion: """
        Features of more, in one variable, are put into a file in TMPDIR and trained on from there, to the \
        same bits. K, M, G and T stand for 1024 and its powers. Where nothing is said, what the machine, the \
        control group, ulimit and Slurm leave.
        """, valueName: "BYTES"))
  var memory: ByteCount?
}

/// A number of bytes: `4G`.
struct ByteCount: ExpressibleByArgument, Sendable {
  let bytes: Double

  init?(argument: String) {
    var limits = MATLimits()
    guard limits.set("decodedBytes=\(argument)"), limits.decodedBytes > 0 else { return nil }
    bytes = Double(limits.decodedBytes)
  }
}

/// `--sample-weights F.mat:w`
struct WeightOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("How much each sample counts, N×1, zero or more.", valueName: "F.mat:w"))
  var sampleWeights: String?

  /// The file that the option names, if it is given.
  var files: [String] { sampleWeights.map { [dataFile($0)] } ?? [] }

  /// The samples with their weights, where there are any.
  func applied(to data: TrainingData) throws -> TrainingData {
    guard let sampleWeights else { return data }
    return try data.weighted(by: DataArgument(parsing: sampleWeights))
  }
}
