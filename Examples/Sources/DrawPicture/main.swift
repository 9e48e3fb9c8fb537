import NetworkFiles
import NetworkPictures

let items = [1, 2].map { DataArgument(file: "Fixtures/pointsClass\($0)Week6.mat") }
try Picture(of: items, PictureLook(title: "Two classes", theme: .dark)).write(to: "out/points.svg")
