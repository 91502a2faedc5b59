#include "media/certificate.h"

#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <stdexcept>

namespace media {
namespace {

template <auto kFree>
struct Free {
  void operator()(auto* object) const { kFree(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, Free<X509_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free>>;

constexpr long kDay = 24L * 60 * 60;

void check(bool done) {
  if (!done) throw std::runtime_error{"OpenSSL could not make a certificate for this program run"};
}

X509Ptr self_signed(EVP_PKEY* key) {
  X509Ptr certificate{X509_new()};
  check(certificate != nullptr);
  std::uint64_t serial = 0;
  check(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  check(X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  check(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1) == 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDay);  // clocks of peers differ
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 30 * kDay);
  auto* name = X509_get_subject_name(certificate.get());
  check(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>("p2pcall"), -1, -1,
                                   0) == 1);
  check(X509_set_issuer_name(certificate.get(), name) == 1);
  check(X509_set_pubkey(certificate.get(), key) == 1);
  check(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
  return certificate;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string colon_hex(const unsigned char* bytes, unsigned size) {
  constexpr auto* kDigits = "0123456789ABCDEF";
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    if (i > 0) text += ':';
    text += kDigits[bytes[i] >> 4U];
    text += kDigits[bytes[i] & 15U];
  }
  return text;
}

const EVP_MD* digest(const std::string& hash) {
  if (hash == "sha-1") return EVP_sha1();
  if (hash == "sha-224") return EVP_sha224();
  if (hash == "sha-256") return EVP_sha256();
  if (hash == "sha-384") return EVP_sha384();
  if (hash == "sha-512") return EVP_sha512();
  return nullptr;
}

}  // namespace

Certificate make_certificate() {
  const Key key{EVP_EC_gen("P-256")};
  check(key != nullptr);
  const auto certificate = self_signed(key.get());
  const Bio bio{BIO_new(BIO_s_mem())};
  check(PEM_write_bio_X509(bio.get(), certificate.get()) == 1);
  check(PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                      nullptr) == 1);
  auto pem = text_of(bio.get());
  auto own = fingerprint(pem, "sha-256");
  return {std::move(pem), std::move(own)};
}

sdp::Fingerprint fingerprint(std::string_view pem, const std::string& hash) {
  const Bio bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  const X509Ptr certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)};
  const auto* method = digest(hash);
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (!certificate || !method || X509_digest(certificate.get(), method, bytes, &size) != 1)
    return {hash, ""};
  return {hash, colon_hex(bytes, size)};
}

}  // namespace media
