import Foundation
import Testing

/// What NumPy and scikit-learn drew, written by `make_streams.py`; doubles are hexadecimal text.
struct NumPyReference: Decodable {
  struct State: Decodable {
    var wordSum: UInt64
    var firstWord: UInt32
    var position: Int
    var spareNormal: HexadecimalDouble?
  }

  struct Stream: Decodable, CustomTestStringConvertible {
    var seed: [UInt32]
    var initial: State
    var uniforms: [HexadecimalDouble]
    var normals: [HexadecimalDouble]
    var ranged: [HexadecimalDouble]
    var integers: [[Int]]
    var permutation: [Int]
    var shuffled: [Int]
    var normalAfter: [HexadecimalDouble]
    var final: State

    var testDescription: String { "seed \(seed.prefix(3))" }
  }

  struct Moons: Decodable, CustomTestStringConvertible {
    var seed: UInt32
    var count: Int
    var noise: Double?
    var points: [HexadecimalDouble]
    var labels: [Int]
    var uniformAfter: HexadecimalDouble

    var testDescription: String { "\(count) points, noise \(noise.map { "\($0)" } ?? "none")" }
  }

  var ranges: [[Int]]
  var streams: [Stream]
  var moons: [Moons]

  static let stored = try? reference("numpy_streams.json", as: Self.self)
}

/// What Octave's `rand` drew, written by `make_octave_streams.m`; doubles are their 64 bits.
struct OctaveReference: Decodable {
  struct Stream: Decodable, CustomTestStringConvertible {
    var seeds: [UInt32]
    var bits: [String]

    var testDescription: String { "seeds \(seeds.prefix(3))" }
  }

  var streams: [Stream]

  static let stored = try? reference("octave_streams.json", as: Self.self)
}

/// The lab's data, weights and counts of draws in the folder that `MATKIT_REFERENCE` names; nil where it
/// names none.
struct MoonsLab: Decodable {
  struct Generator: Decodable {
    var uint32_draws: [String: Int]
  }

  var rng: Generator
  var X_hex: [[HexadecimalDouble]]
  var y: [Int]
  var shuffle_index: [Int]
  var weights: [String: [Double]]

  static let stored: MoonsLab? = {
    guard let folder = ProcessInfo.processInfo.environment["MATKIT_REFERENCE"],
      let data = try? Data(contentsOf: URL(filePath: folder + "/moons_reference.json"))
    else { return nil }
    return try? JSONDecoder().decode(MoonsLab.self, from: data)
  }()
}

/// A double written as C's `%a`: `0x1.8p+1`.
struct HexadecimalDouble: Decodable {
  var value: Double

  init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let value = Double(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "\(text) is not a number"))
    }
    self.value = value
  }
}

extension [HexadecimalDouble] {
  var values: [Double] { map(\.value) }
}

private let testFolder = URL(filePath: #filePath).deletingLastPathComponent()

private func reference<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
  let url = testFolder.appending(path: "References").appending(path: name)
  return try JSONDecoder().decode(type, from: Data(contentsOf: url))
}
