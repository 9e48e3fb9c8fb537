% Checks a file that holds a trained network, with Octave alone:
%
%   octave-cli check_network.m FILE...
%
% The outputs on the grid are recomputed from the weights in each of the three layouts, and the
% accuracy from the points. Says what it measured; exits with 1 where something is not as it should be.

1;  % a script file, though functions come first

% The outputs are recomputed in another order of additions and with another exp.
function t = tolerance ()
  t = 1e-12;
end

function expect (condition, varargin)
  if ! condition
    error (varargin{:});
  end
end

function expect_double (value, wanted, name)
  expect (isa (value, "double") && isreal (value) && ! issparse (value), "%s is not double", name);
  expect (isequal (size (value), wanted), "%s is %s, not %s", name, mat2str (size (value)), ...
          mat2str (wanted));
  expect (all (isfinite (value(:))), "%s is not finite", name);
end

function expect_close (actual, wanted, name)
  expect (isequal (size (actual), size (wanted)), "%s is %s, not %s", name, ...
          mat2str (size (actual)), mat2str (size (wanted)));
  worst = max (abs (actual(:) - wanted(:)));
  expect (worst <= tolerance (), "%s is off by %.2e", name, worst);
  printf ("  %s: largest difference %.1e\n", name, worst);
end

% The activation NAME of A, one sample a column.
function z = activate (name, a)
  switch name
    case "sigmoid"
      z = 1 ./ (1 + exp (-a));
    case "tanh"
      z = tanh (a);
    case "relu"
      z = max (a, 0);
    case "identity"
      z = a;
    case "softmax"
      z = exp (a - max (a, [], 1));
      z = z ./ sum (z, 1);
    otherwise
      error ("there is no activation %s", name);
  end
end

function check_net (net)
  expect (isstruct (net) && isscalar (net), "net is no scalar struct");
  expect (strcmp (net.format, "matkit-network"), "net.format is another");
  depth = numel (net.sizes) - 1;
  expect_double (net.sizes, [1, depth + 1], "net.sizes");
  for name = {"W", "b", "activations"}
    cells = net.(name{1});
    expect (iscell (cells) && isequal (size (cells), [1, depth]), "net.%s is no 1x%d cell", ...
            name{1}, depth);
  end
  for k = 1:depth
    expect_double (net.W{k}, [net.sizes(k+1), net.sizes(k)], sprintf ("net.W{%d}", k));
    expect_double (net.b{k}, [net.sizes(k+1), 1], sprintf ("net.b{%d}", k));
    expect (ischar (net.activations{k}) && isrow (net.activations{k}), ...
            "net.activations{%d} is not a row of characters", k);
  end
  expect_double (net.mu, [1, net.sizes(1)], "net.mu");
  expect_double (net.sigma, [1, net.sizes(1)], "net.sigma");
  expect_double (net.classes, [1, max(2, net.sizes(end))], "net.classes");
  for name = {"lambda", "seed", "version"}
    expect_double (net.(name{1}), [1, 1], ["net." name{1}]);
  end
  expect_double (net.loss_history, [numel(net.loss_history), 1], "net.loss_history");
end

function check_training (training)
  expect (isstruct (training) && isscalar (training), "training is no scalar struct");
  for name = {"iterations", "evaluations", "loss", "gradient_norm", "seconds", "start"}
    expect_double (training.(name{1}), [1, 1], ["training." name{1}]);
  end
  for name = {"method", "reason", "init", "version"}
    value = training.(name{1});
    expect (ischar (value) && isrow (value), "training.%s is not a row of characters", name{1});
  end
end

% The outputs from net, for the samples in the rows of X, one sample a row.
function p = outputs (contents, X)
  net = contents.net;
  z = ((X - net.mu) ./ net.sigma)';
  for k = 1:numel (net.W)
    z = activate (net.activations{k}, net.W{k} * z + net.b{k});
  end
  p = z';
end

% The same as the course writes it: a = [ones(N,1) X] * Theta'.
function p = course_outputs (contents, X)
  net = contents.net;
  p = (X - net.mu) ./ net.sigma;
  for k = 1:numel (net.W)
    Theta = contents.(sprintf ("Theta%d", k));
    expect (isequal (Theta, [net.b{k}, net.W{k}]), "Theta%d is not [b W]", k);
    p = activate (net.activations{k}, ([ones(rows (p), 1), p] * Theta')')';
  end
end

% The same from IW, LW and b, as MATLAB's shallow networks have them: layers down, sources right.
function p = legacy_outputs (contents, X)
  legacy = contents.legacy;
  net = contents.net;
  depth = numel (net.W);
  expect (iscell (legacy.IW) && isequal (size (legacy.IW), [depth, 1]), "legacy.IW has another size");
  expect (iscell (legacy.LW) && isequal (size (legacy.LW), [depth, depth]), ...
          "legacy.LW has another size");
  expect (iscell (legacy.b) && isequal (size (legacy.b), [depth, 1]), "legacy.b has another size");
  filled = ! cellfun ("isempty", legacy.LW);
  expect (isequal (filled, diag (true (1, depth - 1), -1)), "legacy.LW has weights in the wrong place");
  expect (isequal (! cellfun ("isempty", legacy.IW), (1:depth)' == 1), ...
          "legacy.IW has weights in the wrong place");
  z = activate (net.activations{1}, legacy.IW{1} * ((X - net.mu) ./ net.sigma)' + legacy.b{1});
  for k = 2:depth
    z = activate (net.activations{k}, legacy.LW{k,k-1} * z + legacy.b{k});
  end
  p = z';
end

% xx and yy as meshgrid makes them.
function check_mesh (grid)
  [xx, yy] = meshgrid (grid.xx(1,:), grid.yy(:,1));
  expect (isequal (xx, grid.xx) && isequal (yy, grid.yy), "grid is no meshgrid");
  expect_double (grid.Z, size (xx), "grid.Z");
end

% Ready for contourf: Octave finds the lines of a level within Z, inside the grid.
function check_contours (grid)
  level = (min (grid.Z(:)) + max (grid.Z(:))) / 2;
  lines = contourc (grid.xx(1,:), grid.yy(:,1)', grid.Z, [level level]);
  expect (columns (lines) > 1 && lines(1,1) == level, "contourc finds no line at %g", level);
  corners = [min(grid.xx(:)), max(grid.xx(:)); min(grid.yy(:)), max(grid.yy(:))];
  vertices = lines(:,2:1+lines(2,1));
  expect (all (all (vertices >= corners(:,1) & vertices <= corners(:,2))), "a line leaves the grid");
end

function check_outputs (contents, compute, name)
  grid = contents.grid;
  p = compute (contents, [grid.xx(:), grid.yy(:)]);
  if columns (p) == 1
    expect_close (grid.Z, reshape (p, size (grid.xx)), ["grid.Z from " name]);
    return
  end
  [best, index] = max (p, [], 2);
  sorted = sort (p, 2, "descend");
  clear_cut = sorted(:,1) - sorted(:,2) > 2 * tolerance ();
  expect_close (grid.P, reshape (p, [size(grid.xx), columns(p)]), ["grid.P from " name]);
  expect_close (grid.Z, reshape (best, size (grid.xx)), ["grid.Z from " name]);
  expect_double (grid.label, size (grid.xx), "grid.label");
  wanted = contents.net.classes(index)(:);
  expect (isequal (grid.label(clear_cut), wanted(clear_cut)), ...
          "grid.label is not the most probable class by %s", name);
end

function tell_accuracy (contents)
  X = contents.X;
  y = contents.y;
  classes = contents.net.classes;
  expect_double (X, [rows(X), contents.net.sizes(1)], "X");
  expect_double (y, [rows(X), 1], "y");
  expect (all (ismember (y, classes)), "y is not of the classes");
  p = outputs (contents, X);
  if columns (p) == 1
    predicted = classes(1 + (p >= 0.5));
  else
    [~, index] = max (p, [], 2);
    predicted = classes(index);
  end
  printf ("  accuracy %.4f\n", mean (predicted(:) == y));
end

function check (path)
  contents = load (path);
  check_net (contents.net);
  check_training (contents.training);
  check_mesh (contents.grid);
  check_contours (contents.grid);
  check_outputs (contents, @outputs, "net");
  check_outputs (contents, @course_outputs, "Theta");
  check_outputs (contents, @legacy_outputs, "legacy");
  tell_accuracy (contents);
end

failed = isempty (argv ());
for path = argv ()'
  printf ("%s\n", path{1});
  try
    check (path{1});
  catch failure
    printf ("  FAILED: %s\n", failure.message);
    failed = true;
  end
end
exit (double (failed));
