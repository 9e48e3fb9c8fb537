% Writes the stand-ins for the data of the lab "week6":
%
%   octave-cli Fixtures/make_fixtures.m [FOLDER]
%
% FOLDER is the script's own folder where none is given. Each file holds one variable of the same
% name as the file, an N-by-2 double matrix of points, one point a row, one file a class:
%
%   pointsClass1Week6.mat        v7   a bent cluster
%   pointsClass2Week6.mat        v7   a horseshoe around it: no straight line separates the two
%   xWeek6Ex3PointsClass1.mat    v7   three arms of a pinwheel:
%   xWeek6Ex3PointsClass2.mat    v6   each boundary
%   xWeek6Ex3PointsClass3.mat    v4   between them is curved
%
% The values come from the generator below and are rounded to four decimals, so that every run, on
% every version of Octave, writes the same variables. (The files are not the same bytes: the header
% of v6 and v7 carries a date.)

1;  % a script file, though functions come first

% COUNT numbers in (0, 1): the "minimal standard" generator x <- 16807 x mod 2^31 - 1 of Park and
% Miller, CACM 31 (1988). Every product is below 2^53, so double arithmetic is exact. The first
% hundred numbers, which tell the seed too plainly, are left out.
function u = uniform (seed, count)
  warm_up = 100;
  u = zeros (warm_up + count, 1);
  state = seed;
  for k = 1:numel (u)
    state = mod (16807 * state, 2147483647);
    u(k) = state / 2147483647;
  end
  u = u(warm_up+1:end);
end

% COUNT numbers of the standard normal distribution, by Box and Muller's method.
function z = normal (seed, count)
  u = reshape (uniform (seed, 2 * count), count, 2);
  z = sqrt (-2 * log (u(:,1))) .* cos (2 * pi * u(:,2));
end

% A cluster of COUNT points, bent into a bean.
function points = bean (seed, count)
  along = 0.36 * normal (seed, count);
  across = 0.24 * normal (seed + 1000, count);
  points = [along, 0.35 * along .^ 2 + across + 0.02];
end

% COUNT points along a horseshoe, open at the bottom.
function points = horseshoe (seed, count)
  angle = pi * (-0.30 + 1.60 * uniform (seed, count));
  radius = 1.38 + 0.16 * normal (seed + 1000, count);
  points = [1.15 * radius .* cos(angle), radius .* sin(angle)];
end

% COUNT points along one arm of a pinwheel, which leaves the centre at ANGLE and turns as it goes.
function points = arm (seed, count, angle)
  radius = 0.35 + 1.65 * uniform (seed, count);
  turned = angle + 1.50 * radius;
  across = (0.08 + 0.10 * radius) .* normal (seed + 1000, count);
  points = [radius .* cos(turned) - across .* sin(turned), ...
            radius .* sin(turned) + across .* cos(turned)];
end

% Saves POINTS as the variable NAME of the file NAME.mat, in the version that OPTION asks for.
function write_points (folder, name, points, option)
  contents.(name) = round (points * 1e4) / 1e4;
  save (option, fullfile (folder, [name ".mat"]), "-struct", "contents");
end

arguments = argv ();
if isempty (arguments)
  folder = fileparts (mfilename ("fullpath"));
else
  folder = arguments{1};
end

write_points (folder, "pointsClass1Week6", bean (20160601, 150), "-v7");
write_points (folder, "pointsClass2Week6", horseshoe (20160602, 200), "-v7");
write_points (folder, "xWeek6Ex3PointsClass1", arm (20160603, 150, 0), "-v7");
write_points (folder, "xWeek6Ex3PointsClass2", arm (20160604, 180, 2 * pi / 3), "-v6");
write_points (folder, "xWeek6Ex3PointsClass3", arm (20160605, 120, 4 * pi / 3), "-v4");
