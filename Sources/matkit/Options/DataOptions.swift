import ArgumentParser
import NetworkFiles
import Networks
import Matrices

/// The DATA of a command: one file a class, or features and labels.
struct DataOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Samples, one class an item: file.mat[:variable][=label].",
      discussion: """
        Rows are samples. A file with one numeric variable needs no :variable, and items without a \
        label are 0, 1, 2, … in the order given.
        """, valueName: "DATA"))
  var data: [String] = []

  @Option(help: ArgumentHelp("All samples in one matrix, a sample a row.", valueName: "F.mat:X"))
  var features: String?

  @Option(
    help: ArgumentHelp(
      """
      The label of each row of --features: numbers, logicals, a cell of char, a char matrix, or a string \
      or categorical array.
      """,
      valueName: "F.mat:y"))
  var labels: String?

  @Option(
    help: ArgumentHelp(
      "In place of labels the numbers to answer, N×K: a regression.", valueName: "F.mat:T"))
  var targets: String?

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
        "Name the samples: a .mat file for each class, or --features F.mat:X --labels F.mat:y.")
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
    SampleSource(items: data, features: features, labels: labels, targets: targets)
  }

  /// Reads what the options name.
  func read() throws -> TrainingData { try source.read() }
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
