% Writes values of every class that Octave saves:
%
%   octave-cli make_values.m FOLDER
%
% makes octave-v4.mat, octave-v6.mat and octave-v7.mat there.

values.plain = [1.5 -2 3; 4 5 6e300];
values.special = [NaN Inf -Inf 0 -0];
values.complex = [1+2i 3-4i; 0 -1i];
values.scalar = pi;
values.empty = zeros (0, 3);
values.text = "as MATLAB's";
values.sparse = sparse ([1 3 2], [1 2 4], [1.5 -2 1e-300], 3, 5);
% Version 4 has these alone: no other classes, no rows of text of their own class, nothing nested.
save ("-v4", fullfile (argv (){1}, "octave-v4.mat"), "-struct", "values");

for class = {"int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"}
  values.(class{1}) = [intmin(class{1}) 0 intmax(class{1}); 1 2 3];
end
values.single = single ([0.1 -1e30; NaN 2]);
values.complex_single = single ([1+2i; -0.5i]);
values.logical = [true false; false true; true true];
values.rows = ["first "; "second"];
values.no_text = "";
values.cube = reshape (1:24, 2, 3, 4);
values.complex_cube = reshape ((1:8) + 1i * (8:-1:1), 2, 2, 2);
values.sparse_complex = sparse ([1+1i 0; 0 2i]);
values.cell = {1, "two"; int8(3), {4, []}};
values.no_cell = cell (0, 2);
values.struct = struct ("number", 1, "text", "one", "nested", struct ("deep", {{true}}));
values.structs = struct ("k", {1; "two"; [3 3 3]}, "l", {int32(1); []; {}});
for version = {"v6", "v7"}
  path = fullfile (argv (){1}, ["octave-" version{1} ".mat"]);
  save (["-" version{1}], path, "-struct", "values");
end

% Octave 7.3 calls a sparse logical a full one of class uint8, and reads back other elements.
spoilt = sparse ([true false; false true]);
save ("-v7", fullfile (argv (){1}, "octave-spoilt.mat"), "spoilt");
