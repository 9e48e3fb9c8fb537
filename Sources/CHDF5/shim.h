// HDF5: Debian's libhdf5-dev. Later versions than 1.10 give the same interface under this name.
#define H5_USE_110_API
#include <hdf5.h>

// Swift imports neither macros with casts nor those that open the library on their way (H5T_…, H5P_…).

static const hid_t CHDF5_DEFAULT = H5P_DEFAULT;
static const hid_t CHDF5_ALL = H5S_ALL;
static const haddr_t CHDF5_UNDEFINED_ADDRESS = HADDR_UNDEF;
static const hsize_t CHDF5_UNLIMITED = H5S_UNLIMITED;
static const size_t CHDF5_VARIABLE = H5T_VARIABLE;

static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline hid_t chdf5_error_stack(void) { return H5E_DEFAULT; }
static inline hid_t chdf5_file_access(void) { return H5P_FILE_ACCESS; }
static inline unsigned chdf5_read_write(void) { return H5F_ACC_RDWR; }
static inline unsigned chdf5_create(void) { return H5F_ACC_TRUNC; }
static inline hid_t chdf5_file_creation(void) { return H5P_FILE_CREATE; }
static inline hid_t chdf5_group_creation(void) { return H5P_GROUP_CREATE; }
static inline hid_t chdf5_dataset_creation(void) { return H5P_DATASET_CREATE; }
static inline hid_t chdf5_object_copy(void) { return H5P_OBJECT_COPY; }
static inline unsigned chdf5_without_attributes(void) { return H5O_COPY_WITHOUT_ATTR_FLAG; }

static inline hid_t chdf5_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t chdf5_float(void) { return H5T_NATIVE_FLOAT; }
// IEEE numbers in the byte order of other machines.
static inline hid_t chdf5_swapped_double(void) {
  return H5Tget_order(H5T_NATIVE_DOUBLE) == H5T_ORDER_LE ? H5T_IEEE_F64BE : H5T_IEEE_F64LE;
}
static inline hid_t chdf5_swapped_float(void) {
  return H5Tget_order(H5T_NATIVE_FLOAT) == H5T_ORDER_LE ? H5T_IEEE_F32BE : H5T_IEEE_F32LE;
}
static inline hid_t chdf5_int8(void) { return H5T_NATIVE_INT8; }
static inline hid_t chdf5_int16(void) { return H5T_NATIVE_INT16; }
static inline hid_t chdf5_int32(void) { return H5T_NATIVE_INT32; }
static inline hid_t chdf5_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t chdf5_uint8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t chdf5_uint16(void) { return H5T_NATIVE_UINT16; }
static inline hid_t chdf5_uint32(void) { return H5T_NATIVE_UINT32; }
static inline hid_t chdf5_uint64(void) { return H5T_NATIVE_UINT64; }
static inline hid_t chdf5_bitfield8(void) { return H5T_NATIVE_B8; }
static inline hid_t chdf5_bitfield16(void) { return H5T_NATIVE_B16; }
static inline hid_t chdf5_bitfield32(void) { return H5T_NATIVE_B32; }
static inline hid_t chdf5_bitfield64(void) { return H5T_NATIVE_B64; }
static inline hid_t chdf5_object_reference(void) { return H5T_STD_REF_OBJ; }
static inline hid_t chdf5_character(void) { return H5T_C_S1; }
