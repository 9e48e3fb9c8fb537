import Testing

@testable import NetworkFiles

struct ShareTextTests {
  @Test(
    "a share that is not all is never written as 1, nor one that is not nothing as 0",
    arguments: [
      (100_000.0 / 100_001, 4, "0.99999"), (0.58286, 4, "0.5829"), (1, 4, "1"), (0, 4, "0"),
      (0.99996, 4, "0.99996"), (1 - 1e-12, 6, "0.999999999999"), (1e-9, 4, "1e-09"),
      (1.00000001, 6, "1.00000001"), (-0.5, 4, "-0.5"), (.nan, 4, "nan"),
      (1 - 0x1p-53, 4, "0.9999999999999999"),
    ] as [(Double, Int, String)])
  func significant(value: Double, digits: Int, text: String) {
    #expect(value.share(digits) == text)
  }

  @Test(
    "the same with decimals",
    arguments: [
      (100_000.0 / 100_001, "0.99999"), (0.12345, "0.1235"), (1, "1.0000"), (0, "0.0000"),
      (1e-6, "0.000001"), (0.99999999, "0.99999999"),
    ] as [(Double, String)])
  func decimals(value: Double, text: String) {
    #expect(value.share(decimals: 4) == text)
  }
}
