import Foundation
import MATFiles

extension TrainingSettings {
  /// About how many bytes a training of the settings' samples takes, by the sizes that their files tell, before
  /// anything is read: 0 where the files are small, or cannot be opened, which reading them will tell.
  ///
  /// The features as doubles, once more for mini-batches, and some numbers a sample for labels and answers.
  ///
  /// - Parameter smallest: Files of fewer bytes are not looked into.
  public func memoryNeeded(lookingInto smallest: Double = 0x1p24) -> Double {
    let copies = 1.1 + (batchSize == nil ? 0 : precision == .single ? 0.5 : 1)
    return [sources.samples, sources.validation].flatMap(\.points).reduce(0) { sum, argument in
      guard let (rows, numbers) = argument.largeSize(smallest) else { return sum }
      return sum + 8 * copies * numbers + 56 * rows
    }
  }
}

extension SampleSource {
  /// The places that the points are read from.
  fileprivate var points: [DataArgument] {
    (items + [features].compactMap(\.self)).compactMap { try? DataArgument(parsing: $0) }
  }
}

extension DataArgument {
  /// The rows and numbers of the variable, or of the largest one; nil of a small file, and where it cannot be opened.
  fileprivate func largeSize(_ smallest: Double) -> (rows: Double, numbers: Double)? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file)
    guard let bytes = attributes?[.size] as? Int, Double(bytes) >= smallest,
      let file = try? MATFile(file)
    else { return nil }
    let name = variable.flatMap { try? MATPath($0).variable }
    let sizes = file.variables.filter { name == nil || $0.name == name }.map { variable in
      (
        rows: Double(variable.size.first ?? 0),
        numbers: variable.size.reduce(1) { $0 * Double($1) }
      )
    }
    return sizes.max { $0.numbers < $1.numbers }
  }
}
