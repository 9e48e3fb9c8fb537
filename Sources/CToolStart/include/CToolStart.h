#ifndef C_TOOL_START_H
#define C_TOOL_START_H

// Nothing to call: what this target does, it does before the libraries of the program that links it start.

#endif
