% Saves a .mat file again with Octave, over itself: save_again.m FILE
file = argv (){1};
contents = load (file);
save ("-v7", file, "-struct", "contents");
