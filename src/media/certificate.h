#pragma once

#include <string>
#include <string_view>

#include "sdp/sdp.h"

// The key that a program run proves itself with in the DTLS handshake.
namespace media {

struct Certificate {
  std::string pem;  // X.509 certificate and PKCS#8 key, as dtlssrtpdec's `pem` takes them
  sdp::Fingerprint fingerprint;
};

// A fresh self-signed ECDSA P-256 certificate (RFC 8827 §6.5). Takes some 1 ms; any thread.
// Throws std::runtime_error when OpenSSL cannot.
Certificate make_certificate();

// The fingerprint (RFC 8122) by `hash` (sha-1, sha-224, sha-256, sha-384, sha-512) of the first
// certificate in `pem`; its value is empty when there is none or the hash is not known. Any thread.
sdp::Fingerprint fingerprint(std::string_view pem, const std::string& hash);

}  // namespace media
