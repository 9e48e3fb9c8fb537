import ArgumentParser
import NetworkFiles
import NetworkPictures
import Plots

/// How a picture looks, as `plot` is told it.
struct LookOptions: ParsableArguments {
  @Option(help: "What stands above the picture.")
  var title: String?

  @Option(
    help: ArgumentHelp("Logarithmic axes: x, y or xy; of numbers above 0.", valueName: "axes"))
  var log = LogAxes.none

  // A negative number is no option.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The ends of the x axis, as in -1,2.5.", valueName: "a,b"))
  var xlim: AxisLimits?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The ends of the y axis.", valueName: "a,b"))
  var ylim: AxisLimits?

  @Option(help: "What stands at the x axis.")
  var xlabel: String?

  @Option(help: "What stands at the y axis.")
  var ylabel: String?

  @Option(help: ArgumentHelp("Width and height in pixels, as in 800x600.", valueName: "WxH"))
  var size: PictureSize?

  @Option(help: "light or dark.")
  var theme = ThemeName.light

  @Option(
    help: ArgumentHelp(
      "The colours of classes and lines, as in 0072B2,E69F00.", valueName: "RRGGBB,…"))
  var colors: ColorList?

  @Option(help: "The colours of heat maps and fields: viridis, magma or gray.")
  var map: MapName?

  func validate() throws {
    for (option, limits) in [("--xlim", xlim), ("--ylim", ylim)] {
      guard let limits, limits.lower >= limits.upper else { continue }
      let (lower, upper) = (limits.lower.formatted, limits.upper.formatted)
      throw ValidationError(
        lower == upper
          ? "\(option) is \(lower),\(upper), two ends at one place; give a lower and an upper end."
          : "\(option) is \(lower),\(upper), the upper end first; give \(option) \(upper),\(lower)."
      )
    }
  }

  var look: PictureLook {
    PictureLook(
      title: title, xLimits: xlim?.range, yLimits: ylim?.range, xLabel: xlabel, yLabel: ylabel,
      isLogarithmicX: log == .x || log == .xy, isLogarithmicY: log == .y || log == .xy,
      width: size?.width, height: size?.height, theme: theme.theme, palette: colors?.colors ?? [],
      map: map?.map)
  }
}

/// The axes that are logarithmic.
enum LogAxes: String, ExpressibleByArgument, CaseIterable {
  case none, x, y, xy
}

/// `-1,2.5`
struct AxisLimits: ExpressibleByArgument {
  let lower: Double
  let upper: Double
  /// The ends, where they are in order.
  var range: ClosedRange<Double>? { lower <= upper ? lower...upper : nil }

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0)
    }
    guard numbers.count == 2, let a = numbers[0], let b = numbers[1], a.isFinite, b.isFinite
    else { return nil }
    (lower, upper) = (a, b)
  }
}

/// `800x600`
struct PictureSize: ExpressibleByArgument {
  let width: Double
  let height: Double

  init?(argument: String) {
    let sides = argument.split(separator: "x", omittingEmptySubsequences: false).map { Double($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1],
      [width, height].allSatisfy({ $0 >= 1 && $0 <= 10_000 })
    else { return nil }
    (self.width, self.height) = (width, height)
  }
}

/// `0072B2,E69F00`, with or without `#`
struct ColorList: ExpressibleByArgument {
  let colors: [Color]

  init?(argument: String) {
    let texts = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.hasPrefix("#") ? $0.dropFirst() : $0
    }
    let colors = texts.compactMap { text in
      text.count == 6 ? UInt32(text, radix: 16).map { Color($0) } : nil
    }
    guard colors.count == texts.count else { return nil }
    self.colors = colors
  }
}

enum ThemeName: String, ExpressibleByArgument, CaseIterable {
  case light, dark

  var theme: Theme { self == .light ? .light : .dark }
}

enum MapName: String, ExpressibleByArgument, CaseIterable {
  case viridis, magma, gray

  var map: ColorMap {
    switch self {
    case .viridis: .viridis
    case .magma: .magma
    case .gray: .gray
    }
  }
}
