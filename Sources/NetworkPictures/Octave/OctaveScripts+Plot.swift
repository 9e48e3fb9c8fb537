import NetworkFiles
import Plots

extension OctaveScripts {
  /// The colours are those of MatKit's own pictures, so that the two can be laid side by side.
  static var plotScript: String {
    plotTemplate
      .replacing("@PALETTE@", with: rows(Theme.light.palette))
      .replacing("@BANDS@", with: rows(bands))
      .replacing("@TINTS@", with: rows(Theme.light.palette.map(tint)))
      .replacing("@VIRIDIS@", with: rows(viridis))
  }

  /// The colours of a regression's answers, from the least to the most.
  private static let viridis: [Color] = {
    let colors = ColorMap.viridis.colors(in: .light)
    return (0..<24).map { colors[$0 * 255 / 23] }
  }()

  /// The colours of the probabilities 0 to 0.1, 0.1 to 0.2, … 0.9 to 1.
  private static let bands: [Color] = {
    let colors = ColorMap.diverging(.palette(0), .palette(1)).colors(in: .light)
    return (0..<10).map { colors[Int(((Double($0) + 0.5) / 10 * 255).rounded())] }
  }()

  /// The colour of a class's region.
  private static func tint(_ color: Color) -> Color {
    Theme.light.background.mixed(with: color, 0.4)
  }

  /// Colours as the rows of a matrix, red, green and blue from 0 to 255.
  private static func rows(_ colors: [Color]) -> String {
    colors.map { "\($0.red) \($0.green) \($0.blue)" }.joined(separator: "; ")
  }

  private static let plotTemplate = #"""
    function lab_plot(file, picture)
    %LAB_PLOT  Check the grid of a network's file, and draw it.
    %
    %   lab_plot('week6.mat')                 in a figure
    %   lab_plot('week6.mat', 'week6.png')    into a picture file
    %   lab_plot                              every network's file of this folder
    %
    %   The grid is computed again from the weights, by lab_predict. Where it differs
    %   by more than 1e-12, relative where answers exceed 1, that is an error, and
    %   nothing is drawn. The picture has the decision regions with the points over
    %   them, wrong ones ringed, and the loss; of a network that answers numbers its
    %   answers, and where there is no grid how often each class was taken for each
    %   other.
    %
    %   For MATLAB (R2016b and later) and GNU Octave. Written by MatKit.

      if nargin == 0
        plot_all();
        return
      end
      lab = load(file);
      check_grid(lab, file);
      [p, ~, label] = lab_predict(file, lab.X);

      if nargin < 2
        f = figure('color', 'w');
      else
        f = figure('color', 'w', 'visible', 'off', 'paperunits', 'inches', ...
                   'paperposition', [0 0 10.4 4.6]);
      end
      subplot(1, 2, 1);
      if isempty(lab.net.classes)
        draw_answers(lab, file, p);
      elseif isfield(lab, 'grid')
        draw_decision(lab, label ~= lab.y(:));
      else
        draw_confusion(lab, label);
      end

      subplot(1, 2, 2);
      loss = lab.net.loss_history;
      semilogy(0:numel(loss) - 1, loss, 'color', palette(1), 'linewidth', 1.5);
      if ~isempty(loss) && all(loss > 0)
        axis([0, max(1, numel(loss) - 1), min(loss) / 1.1, max(loss) * 1.1]);
      end
      title('Loss');
      xlabel('iteration');
      ylabel('loss');

      say_how_right(lab, file, p, label);
      if nargin > 1
        print(f, picture, '-dpng', '-r100');
        close(f);
      end
    end

    function say_how_right(lab, file, p, label)
      if isempty(lab.net.classes)
        fprintf('%s: root mean square error %.6g\n', file, sqrt(mean((p(:) - lab.y(:)) .^ 2)));
      else
        wrong = label ~= lab.y(:);
        fprintf('%s: accuracy %.4f, %d of %d points wrong\n', ...
                file, mean(~wrong), sum(wrong), numel(wrong));
      end
    end

    function plot_all()
      folder = fileparts(mfilename('fullpath'));
      files = dir(fullfile(folder, '*.mat'));
      for k = 1:numel(files)
        name = fullfile(folder, files(k).name);
        held = whos('-file', name);
        if all(ismember({'net', 'X', 'y'}, {held.name}))
          lab_plot(name);
        end
      end
    end

    % The grid from the weights against the one in the file.
    function check_grid(lab, file)
      if ~isfield(lab, 'grid')
        fprintf('%s: no grid to reproduce: its points are not in the plane\n', file);
        return
      end
      p = lab_predict(file, [lab.grid.xx(:), lab.grid.yy(:)]);
      if size(p, 2) == 1
        stored = lab.grid.Z(:);
      else
        stored = reshape(lab.grid.P, [], size(p, 2));
      end
      difference = max(abs(p(:) - stored(:)));
      fprintf('%s: grid reproduced, largest difference %.2g\n', file, difference);
      if ~(difference <= 1e-12 * max(1, max(abs(stored(:)))))
        error('lab:grid', '%s: grid differs from the weights'' answers by %.3g', file, difference);
      end
    end

    function draw_decision(lab, wrong)
      draw_regions(lab);
      hold on
      handles = draw_points(lab, wrong);
      hold off
      axis([min(lab.grid.xx(:)) max(lab.grid.xx(:)) min(lab.grid.yy(:)) max(lab.grid.yy(:))]);
      title('Decision');
      xlabel('x_1');
      ylabel('x_2');
      % Names are names: no character in them is TeX.
      legend(handles, names_of(lab, wrong), 'location', 'northoutside', ...
             'orientation', 'horizontal', 'interpreter', 'none');
    end

    function draw_regions(lab)
      xx = lab.grid.xx;
      yy = lab.grid.yy;
      if size(lab.net.W{end}, 1) == 1
        threshold = 0.5;
        reach = 0.5;
        quantity = 'probability of ';
        if isfield(lab.net, 'threshold')
          % Outputs that are no probabilities, as of the hinge loss: as far to both sides.
          threshold = lab.net.threshold;
          reach = max([abs(lab.grid.Z(:) - threshold); realmin]);
          quantity = 'output for ';
        end
        % Levels a little above tenths: each band then has a colour of its own.
        levels = threshold + reach * ((-4:4) / 5 + 2e-9);
        contourf(xx, yy, lab.grid.Z, [threshold - 3 * reach, levels], 'linestyle', 'none');
        caxis(threshold + [-reach reach]);
        colormap([@BANDS@] / 255);
        bar = colorbar();
        ylabel(bar, [quantity class_name(lab, 2)], 'interpreter', 'none');
        hold on
        contour(xx, yy, lab.grid.Z, [threshold threshold], 'linecolor', 'k', 'linewidth', 1.5);
      else
        count = size(lab.grid.P, 3);
        [~, index] = max(lab.grid.P, [], 3);
        tints = [@TINTS@] / 255;
        imagesc(xx(1,:), yy(:,1), index);
        caxis([0.5, count + 0.5]);
        colormap(tints(1 + mod(0:count - 1, size(tints, 1)), :));
        set(gca, 'ydir', 'normal');
        hold on
        for k = 1:count
          others = max(lab.grid.P(:, :, [1:k-1, k+1:count]), [], 3);
          contour(xx, yy, lab.grid.P(:,:,k) - others, [0 0], 'linecolor', 'k', 'linewidth', 1.25);
        end
      end
    end

    % The points of each class in its colour and marker, and rings around the wrong ones.
    function handles = draw_points(lab, wrong)
      markers = 'o^sdvph+';
      handles = [];
      for k = 1:numel(lab.net.classes)
        of_class = lab.y(:) == lab.net.classes(k);
        if any(of_class)
          handles(end + 1) = plot(lab.X(of_class, 1), lab.X(of_class, 2), ...
            markers(1 + mod(k - 1, numel(markers))), 'markersize', 5, ...
            'markerfacecolor', palette(k), 'markeredgecolor', 'w');
        end
      end
      if any(wrong)
        handles(end + 1) = plot(lab.X(wrong, 1), lab.X(wrong, 2), 'ko', 'markersize', 10, ...
          'markerfacecolor', 'none', 'linewidth', 1.25);
      end
    end

    function names = names_of(lab, wrong)
      names = {};
      for k = 1:numel(lab.net.classes)
        if any(lab.y(:) == lab.net.classes(k))
          names{end + 1} = class_name(lab, k);
        end
      end
      if any(wrong)
        names{end + 1} = sprintf('misclassified (%d)', sum(wrong));
      end
    end

    function name = class_name(lab, k)
      if isfield(lab.net, 'class_names')
        name = lab.net.class_names{k};
      else
        name = sprintf('class %g', lab.net.classes(k));
      end
    end

    % What a regression answers: over one feature, over two in bands, else against the targets.
    function draw_answers(lab, file, p)
      title('Answers');
      if size(lab.X, 2) == 1
        margin = (max(lab.X) - min(lab.X)) / 20;
        x = linspace(min(lab.X) - margin, max(lab.X) + margin, 400)';
        answers = lab_predict(file, x);
        hold on
        for k = 1:size(p, 2)
          plot(lab.X, lab.y(:, k), 'o', 'markersize', 4, 'color', palette(k));
          plot(x, answers(:, k), 'k-', 'linewidth', 1.75);
        end
        hold off
        xlabel('x_1');
        ylabel('target');
      elseif isfield(lab, 'grid') && size(p, 2) == 1
        contourf(lab.grid.xx, lab.grid.yy, lab.grid.Z, 10);
        colormap([@VIRIDIS@] / 255);
        colorbar();
        hold on
        plot(lab.X(:, 1), lab.X(:, 2), 'k.', 'markersize', 8);
        hold off
        title('Answers');
        xlabel('x_1');
        ylabel('x_2');
      else
        ends = [min([lab.y(:); p(:)]), max([lab.y(:); p(:)])];
        plot(ends, ends, 'k--');
        hold on
        for k = 1:size(p, 2)
          plot(lab.y(:, k), p(:, k), 'o', 'markersize', 4, 'color', palette(k));
        end
        hold off
        title('Answers');
        xlabel('target');
        ylabel('answer');
      end
    end

    % How often each class, a row, was taken for each other, a column.
    function draw_confusion(lab, label)
      count = numel(lab.net.classes);
      counts = zeros(count);
      for i = 1:count
        for j = 1:count
          counts(i, j) = sum(lab.y(:) == lab.net.classes(i) & label(:) == lab.net.classes(j));
        end
      end
      imagesc(counts ./ max(1, sum(counts, 2)));
      caxis([0 1]);
      colormap([linspace(255, 102, 32)', linspace(255, 170, 32)', linspace(255, 209, 32)'] / 255);
      for i = 1:count
        for j = 1:count
          text(j, i, sprintf('%d', counts(i, j)), 'horizontalalignment', 'center');
        end
      end
      names = arrayfun(@(k) class_name(lab, k), 1:count, 'uniformoutput', false);
      set(gca, 'ticklabelinterpreter', 'none', 'xtick', 1:count, 'xticklabel', names, ...
          'ytick', 1:count, 'yticklabel', names);
      title('Confusion');
      xlabel('predicted');
      ylabel('actual');
    end

    function color = palette(k)
      colors = [@PALETTE@] / 255;
      color = colors(1 + mod(k - 1, size(colors, 1)), :);
    end

    """#
}
