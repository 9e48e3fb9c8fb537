% Prints what Octave loads from .mat files, a leaf a line with its bytes in hexadecimal digits.
%
%   octave-cli dump_values.m FOLDER
%
% The lines about NAME.mat go to NAME.txt beside it: path, class, size, bytes (real parts, then imaginary).

function lines = leaves (value, path)
  lines = {};
  if isstruct (value)
    lines{end+1} = heading (value, path, strjoin (fieldnames (value)', ','));
    for k = 1:numel (value)
      for field = fieldnames (value)'
        inner = sprintf ('%s(%d).%s', path, k, field{1});
        lines = [lines, leaves(value(k).(field{1}), inner)];
      end
    end
  elseif iscell (value)
    lines{end+1} = heading (value, path, '');
    for k = 1:numel (value)
      lines = [lines, leaves(value{k}, sprintf ('%s{%d}', path, k))];
    end
  elseif issparse (value)
    [rows, columns, entries] = find (value);
    lines{end+1} = heading (value, path, hex ([rows(:); columns(:); real(entries(:))]));
  elseif ischar (value) || islogical (value)
    lines{end+1} = heading (value, path, hex (uint8 (value)));
  elseif iscomplex (value)
    lines{end+1} = heading (value, path, [hex(real (value)), hex(imag (value))]);
  else
    lines{end+1} = heading (value, path, hex (value));
  end
end

function line = heading (value, path, bytes)
  extent = sprintf ('%dx', size (value))(1:end-1);
  line = sprintf ('%s %s %s %s', path, class (value), extent, bytes);
end

function digits = hex (numbers)
  digits = '';
  if !isempty (numbers)
    digits = sprintf ('%02x', typecast (numbers(:)', 'uint8'));
  end
end

folder = argv (){1};
for file = glob (fullfile (folder, '*.mat'))'
  contents = load (file{1});
  output = fopen (strrep (file{1}, '.mat', '.txt'), 'w');
  for name = fieldnames (contents)'
    fprintf (output, '%s\n', leaves(contents.(name{1}), name{1}){:});
  end
  fclose (output);
end
