% Writes measurements.mat: 180 samples of three classes, three features, as a stand-in for data of your own.
%   octave-cli make_measurements.m
rand('twister', 8); randn('twister', 8);
centres = [0 0 0; 2 1 0; 0 2 1.5];
y = kron([0; 1; 2], ones(60, 1));
X = centres(y + 1, :) + 0.6 * randn(180, 3);
save('-v7', 'measurements.mat', 'X', 'y');
