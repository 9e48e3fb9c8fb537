import NetworkFiles

extension OctaveScripts {
  static let predictScript = #"""
    function [p, label, number] = lab_predict(file, X)
    %LAB_PREDICT  The answers of the network in a file, from its weights.
    %
    %   [p, label] = lab_predict('week6.mat', X)
    %
    %   X has a sample in each row. p is N-by-1, the probability of the second
    %   class, or N-by-K, the probability of each; label has the label of the most
    %   probable class, N-by-1: a cell of names where the classes have names, and
    %   number then has what y of the file has for them. Of a network that answers
    %   numbers p has the answers, N-by-K, and label is empty.
    %
    %   For MATLAB (R2016b and later) and GNU Octave. Written by MatKit.

      contents = load(file, 'net');
      net = contents.net;
      if size(X, 2) ~= net.sizes(1)
        error('lab:columns', '%s: X has %d columns where the network has %d inputs', ...
              file, size(X, 2), net.sizes(1));
      end

      % z is what enters a layer, one sample a column; a = W z + b, z = f(a).
      z = ((X - net.mu) ./ net.sigma)';
      for k = 1:numel(net.W)
        z = activate(net.activations{k}, net.W{k} * z + net.b{k});
      end
      p = z';

      if isempty(net.classes)
        label = [];
        number = [];
        return
      end
      threshold = 0.5;
      if isfield(net, 'threshold')
        threshold = net.threshold;
      end
      if isfield(net, 'multi_label') && net.multi_label
        label = p > threshold;
        number = label;
        return
      end
      if size(p, 2) == 1
        index = 1 + (p > threshold);
      else
        [~, index] = max(p, [], 2);
      end
      classes = net.classes(:);
      number = classes(index);
      label = number;
      if isfield(net, 'class_names')
        names = net.class_names(:);
        label = names(index);
      end
    end

    function z = activate(name, a)
      switch name
        case 'sigmoid'
          z = 1 ./ (1 + exp(-a));
        case 'tanh'
          z = tanh(a);
        case 'relu'
          z = max(a, 0);
        case 'leaky-relu'
          z = max(a, 0) + 0.01 * min(a, 0);
        case 'exponential'
          z = exp(a);
        case 'softplus'
          z = max(a, 0) + log1p(exp(-abs(a)));
        case 'elu'
          z = max(a, 0) + expm1(min(a, 0));
        case 'gelu'
          z = a .* erfc(-a / sqrt(2)) / 2;
        case 'identity'
          z = a;
        case 'softmax'
          % With the largest taken off nothing overflows.
          z = exp(a - max(a, [], 1));
          z = z ./ sum(z, 1);
        otherwise
          error('lab:activation', 'the activation %s is not known', name);
      end
    end

    """#
}
