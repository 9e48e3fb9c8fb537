import Foundation
import MATFiles
import NetworkFiles
public import Plots

/// The formats of picture files, told by the ending of the name.
public enum PictureFormat: String, CaseIterable, Sendable {
  case svg, png, pdf

  /// The format that `path` ends in; nil for any other ending.
  public init?(path: String) {
    self.init(rawValue: URL(filePath: path).pathExtension.lowercased())
  }
}

extension Figure {
  /// Draws the figure and writes it to `path`, whole or not at all.
  public func write(to path: String, as format: PictureFormat) throws {
    let bytes =
      switch format {
      case .svg: try svg()
      case .png: try png()
      case .pdf: try pdf()
      }
    try AtomicFile.write(bytes, to: path)
  }
}
