// OpenSSL's libcrypto: Debian's libssl-dev.
//
// SHA256_Init, SHA256_Update and SHA256_Final are marked as deprecated in favour of EVP_MD_CTX, which
// allocates, and reads OpenSSL's configuration file at first use. These three keep their state in a
// plain struct, take the same instructions of the processor, and stay in OpenSSL 3.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
