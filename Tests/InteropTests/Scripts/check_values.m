% Checks the values that WritingInteropTests writes:
%
%   octave-cli check_values.m FILE VERSION
%
% Says how many variables are right; exits with 1 where one is missing, too many, or not what it should
% be in class, size and every element.

1;  % a script file, though functions come first

% Everything that MatKit is to have written into a file of VERSION.
function values = expected (version)
  values = struct ();
  if ! strcmp (version, "v7.3")
    values.plain = [1.5 -2 3; 4 5 6e300];
    values.special = [NaN Inf -Inf 0];
    values.complex = [1+2i 3-4i];
    values.text = "as MATLAB's";
    values.empty = zeros (0, 3);
    values.sparse = sparse ([1 3 2], [1 2 4], [1.5 -2 1e-300], 3, 5);
  end
  if strcmp (version, "v4")
    return
  end
  for class = {"int8", "int16", "int32", "int64"}
    values.(class{1}) = [intmin(class{1}) 0 intmax(class{1})];
  end
  for class = {"uint8", "uint16", "uint32", "uint64"}
    values.(class{1}) = [intmin(class{1}) 1 intmax(class{1})];
  end
  values.cube = reshape (1:24, 2, 3, 4);
  if strcmp (version, "v7.3")
    return
  end
  values.single = single ([0.1 -1e30 NaN]);
  values.logical = [true false; false true; true true];
  values.words = {"first", "second"};
  values.structure = struct ("number", 1.5, "text", "one");
  values.cells = {1, "two", int8([3 4])};
end

% Whether two values are of one class, size, kind of storage and content, NaN being NaN.
function same = identical (a, b)
  same = strcmp (class (a), class (b)) && issparse (a) == issparse (b) ...
         && iscomplex (a) == iscomplex (b) && isequaln (a, b);
end

contents = load (argv (){1});
values = expected (argv (){2});
failed = false;
for name = union (fieldnames (contents), fieldnames (values))'
  if ! (isfield (contents, name{1}) && isfield (values, name{1}))
    printf ("FAILED: %s is missing, or too many\n", name{1});
    failed = true;
  elseif ! identical (contents.(name{1}), values.(name{1}))
    printf ("FAILED: %s is not what was written:\n", name{1});
    disp (contents.(name{1}));
    failed = true;
  end
end
if failed
  exit (1);
end
printf ("%d variables are right\n", numel (fieldnames (values)));
