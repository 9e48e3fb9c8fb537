% Writes conversions.txt: what GNU Octave makes of numbers in each other numeric class.
%
%   octave-cli make_conversions.m > conversions.txt
%
% A line a number: its class, the class it is converted to, and the bytes of both, the most significant
% first. Where a double or single is NaN only the sign of the bytes is not to be compared.

1;

function text = hex (number)
  text = sprintf ("%02x", flip (typecast (number, "uint8")));
end

integers = {"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"};
floating = [0 -0 0.5 -0.5 1.5 2.5 -2.5 0.1 127.5 -128.5 255.5 32767.4 65535.6 2147483647.5 4294967296 ...
            -2147483649 2^53 2^63 -2^63 2^64 1e300 -1e300 1e-320 16777217 NaN Inf -Inf];
classes = [{"double", "single"}, integers];
for from = classes
  if any (strcmp (from{1}, integers))
    numbers = [intmin(from{1}) intmax(from{1}) intmax(from{1}) - 1 cast([0 1 100], from{1})];
  else
    numbers = cast (floating, from{1});
  end
  for to = classes
    for number = numbers
      printf ("%s %s %s %s\n", from{1}, to{1}, hex (number), hex (cast (number, to{1})));
    end
  end
end
