extension ConfusionMatrix {
  /// The scores of one class, one against all others.
  ///
  /// ```swift
  /// let confusion = ConfusionMatrix(labels: [0, 0, 1], predictions: [0, 1, 1], classCount: 2)
  /// let report = confusion.classReports[1]
  /// assert(report.precision == 0.5 && report.recall == 1 && report.support == 1)
  /// ```
  public struct ClassReport: Hashable, Sendable {
    /// The share of the samples taken for the class that belong to it; 0 where none was.
    public let precision: Double
    /// The share of the class's samples that were taken for it; 0 where it has none.
    public let recall: Double
    /// 2·precision·recall/(precision + recall); 0 where both are 0.
    public let f1: Double
    /// The number of the class's samples.
    public let support: Int

    /// The report of `hits` samples taken for the class rightly, out of `taken` taken for it and `support` of
    /// it.
    init(hits: Int, taken: Int, support: Int) {
      func share(_ part: Int, of whole: Int) -> Double {
        whole == 0 ? 0 : Double(part) / Double(whole)
      }
      precision = share(hits, of: taken)
      recall = share(hits, of: support)
      f1 = share(2 * hits, of: taken + support)
      self.support = support
    }
  }

  /// The number of classes, K.
  public var classCount: Int { counts.rowCount }

  /// Precision, recall and F1 of each class: scikit-learn's `precision_recall_fscore_support` with
  /// `zero_division=0`. O(K²).
  public var classReports: [ClassReport] {
    (0..<classCount).map { index in
      ClassReport(
        hits: counts[index, index], taken: counts.column(index).reduce(0, +),
        support: counts.row(index).reduce(0, +))
    }
  }

  /// The plain mean over the classes of precision, recall and F1: scikit-learn's `macro`.
  ///
  /// Over the classes that have samples or predictions, as scikit-learn does not know others.
  ///
  /// ```swift
  /// let confusion = ConfusionMatrix(labels: [0, 0, 1], predictions: [0, 1, 1], classCount: 2)
  /// assert(confusion.macroAverage.precision == 0.75 && confusion.balancedAccuracy == 0.75)
  /// ```
  public var macroAverage: (precision: Double, recall: Double, f1: Double) {
    let reports = zip(classReports, 0..<classCount).filter { report, index in
      report.support > 0 || counts.column(index).contains { $0 > 0 }
    }.map(\.0)
    return (mean(reports.map(\.precision)), mean(reports.map(\.recall)), mean(reports.map(\.f1)))
  }

  /// The mean of precision, recall and F1 over the classes, weighted by their numbers of samples:
  /// scikit-learn's `weighted`.
  public var weightedAverage: (precision: Double, recall: Double, f1: Double) {
    let reports = classReports
    func average(_ value: KeyPath<ClassReport, Double>) -> Double {
      reports.reduce(0) { $0 + $1[keyPath: value] * Double($1.support) } / Double(sampleCount)
    }
    return (average(\.precision), average(\.recall), average(\.f1))
  }

  /// The mean of the recalls of the classes that have samples: scikit-learn's `balanced_accuracy_score`.
  public var balancedAccuracy: Double {
    mean(classReports.filter { $0.support > 0 }.map(\.recall))
  }
}
