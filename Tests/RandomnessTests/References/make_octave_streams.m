% Writes octave_streams.json: what Octave's rand draws after rand("twister", seeds).
% Run with:  octave-cli make_octave_streams.m
seeds = {0, 42, 5489, [1 2 3], 1:700};
folder = fileparts(mfilename("fullpath"));
file = fopen(fullfile(folder, "octave_streams.json"), "w");
fprintf(file, "{\"octave\":\"%s\",\"streams\":[\n", version());
for k = 1:numel(seeds)
  rand("twister", seeds{k});
  bits = cellstr(num2hex(rand(330, 1)));
  numbers = sprintf("%d,", seeds{k});
  quoted = sprintf("\"%s\",", bits{:});
  fprintf(file, "{\"seeds\":[%s],\"bits\":[%s]}", numbers(1:end-1), quoted(1:end-1));
  if k < numel(seeds), fprintf(file, ",\n"); end
end
fprintf(file, "]}\n");
fclose(file);
