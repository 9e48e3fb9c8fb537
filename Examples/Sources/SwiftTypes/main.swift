import Foundation
import MATFiles
import Matrices

// A struct is a scalar struct, an array of structs a struct array, an enum its raw value.
enum Activation: String, Codable {
  case sigmoid, tanh, relu
}

struct Layer: Codable {
  var W: Matrix<Double>
  var activation: Activation
  var rate: Double?
}

struct Trained: Codable {
  var sizes: [Int]
  var layers: [Layer]
  var notes: [String: String]
}

let trained = Trained(
  sizes: [2, 2, 1],
  layers: [
    Layer(W: [[0.5, -1], [2, 0.25]], activation: .tanh, rate: 0.01),
    Layer(W: [[1, -1]], activation: .sigmoid, rate: nil),
  ],
  notes: ["course": "week 6"])

// The properties are the variables: load('trained.mat') in MATLAB has sizes, layers and notes.
try FileManager.default.createDirectory(atPath: "out", withIntermediateDirectories: true)
try MATFile.encode(trained, to: "out/trained.mat")
let again = try MATFile("out/trained.mat").decode(Trained.self)
print(again.layers[0].W, again.layers[1].activation, again.notes)

// A part of a file, and what happens where it does not fit.
struct Settings: Decodable {
  var W: Matrix<Int8>
}
let file = try MATFile("out/trained.mat")
do {
  _ = try MATDecoder().decode(Settings.self, from: file.value(at: MATPath("layers(1)")))
} catch let error as MATError {
  print(error.path ?? "", error.description)
}

// To convert with loss is asked for by name, and says what it lost.
let conversion = try file.value(at: MATPath("layers(1).W")).converted(to: .int8)
print(conversion)
let rounded = try Matrix<Int8>(matValue: conversion.value)
print(rounded)
