import Testing

@testable import Plots

@Suite("Colours")
struct ColorTests {
  @Test("text is readable on the background of both themes, by WCAG's AA")
  func textContrast() {
    for theme in [Theme.light, .dark] {
      #expect(theme.foreground.contrast(with: theme.background) >= 7)
      #expect(theme.muted.contrast(with: theme.background) >= 4.5)
    }
    #expect(abs(Color(0xFFFFFF).contrast(with: Color(0x000000)) - 21) < 1e-9)
    #expect(Color(0x777777).contrast(with: Color(0x777777)) == 1)
  }

  @Test("counts are readable on every shade of a confusion matrix")
  func confusionContrast() throws {
    let panel = try Panel.confusionMatrix([[1, 0], [0, 1]])
    guard case .heatMap(let map) = panel.series[0] else {
      Issue.record("no heat map")
      return
    }
    for theme in [Theme.light, .dark] {
      for shade in map.map.colors(in: theme) {
        #expect(shade.contrast(with: theme.foreground) >= 4.5)
      }
    }
  }

  @Test("viridis and magma are the published tables")
  func tables() {
    let viridis = ColorMap.viridis.colors(in: .light)
    #expect(viridis.count == 256)
    #expect([0, 128, 255].map { viridis[$0] } == [0x440154, 0x21918C, 0xFDE725].map(Color.init))
    let magma = ColorMap.magma.colors(in: .dark)
    #expect([0, 128, 255].map { magma[$0] } == [0x000004, 0xB73779, 0xFCFDBF].map(Color.init))
  }

  @Test("lightness rises evenly along the sequential maps")
  func uniformity() {
    for map in [ColorMap.viridis, .magma, .gray] {
      let lightness = map.colors(in: .light).map { Oklab($0).lightness }
      #expect(zip(lightness, lightness.dropFirst(8)).allSatisfy { $0 < $1 })
    }
  }

  @Test("a diverging map has its classes' colours at the ends and the background in the middle")
  func diverging() {
    for theme in [Theme.light, .dark] {
      let colors = ColorMap.diverging(.palette(0), .palette(1), strength: 1).colors(in: theme)
      #expect(colors[0] == theme.palette[0] && colors[255] == theme.palette[1])
      // The middle lies between two entries.
      #expect(theme.background.contrast(with: colors[127]) < 1.05)
      #expect(theme.background.contrast(with: colors[128]) < 1.05)
    }
  }

  @Test("mixing nothing changes nothing, in every colour of a coarse cube")
  func mixing() {
    for red in stride(from: 0, through: 255, by: 51) {
      for green in stride(from: 0, through: 255, by: 51) {
        for blue in stride(from: 0, through: 255, by: 51) {
          let color = Color(red: UInt8(red), green: UInt8(green), blue: UInt8(blue))
          #expect(color.mixed(with: Color(0x123456), 0) == color)
          #expect(Color(0x123456).mixed(with: color, 1) == color)
          #expect(color.mixed(with: Color(0x123456), .nan) == color)
        }
      }
    }
  }

  @Test("a colour scale clamps what is beyond its ends and has no colour for NaN")
  func scale() {
    let scale = ColorScale(limits: 0...10, colors: ColorMap.viridis.colors(in: .light))
    #expect(scale.color(of: -.infinity) == scale.colors[0])
    #expect(scale.color(of: .infinity) == scale.colors[255])
    #expect(scale.color(of: 10) == scale.colors[255])
    #expect(scale.color(of: .nan) == nil)
    let constant = ColorScale(limits: 3...3, colors: scale.colors)
    #expect(constant.color(of: 3) == scale.colors[128])
    let most = Double.greatestFiniteMagnitude
    let wide = ColorScale(limits: -most...most, colors: scale.colors)
    #expect(wide.color(of: 0) == scale.colors[128])
  }

  @Test("colours are written in hexadecimal, and pixels hold them multiplied by their opacity")
  func encodings() {
    #expect(Color(0x0A9EF3).hexadecimal == "#0a9ef3")
    #expect(Color(0xFF8000).pixel == 0xFFFF_8000)
    #expect(Color(0xFF8000).opacity(0.5).pixel == 0x8080_4000)
    #expect(Color(0xFF8000).opacity(.infinity).alpha == 255)
    #expect(Color(0xFF8000).opacity(0).pixel == 0)
  }
}
