// libmatio: Debian's libmatio-dev. HDF5's headers come with libhdf5-dev.
#include <matio.h>
