% Writes objects/octave_handles.mat: function handles as Octave's save -hdf5 stores them.
%
%   octave make_octave_handles.m
%
% f captured a and b, h nothing; g is a function of Octave's own.
a = 1.3;
b = [1 2; 3 4];
f = @(x) a * x + b;
g = @sin;
h = @(x) x;
save('-hdf5', fullfile(fileparts(mfilename('fullpath')), 'objects', 'octave_handles.mat'), 'f', 'g', 'h');
