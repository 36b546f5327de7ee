#pragma once

#include <string>

#include "model/identity.hpp"
#include "probe/http.hpp"

// Requests that leave something behind in a Milvus: what they make has the marker's name, so that it can be seen
// afterwards whether they were carried out.
namespace tlsgauge::probe {

/// MilvusService/CreateDatabase as the first bytes of an HTTP/2 connection (RFC 9113 section 3.4): the preface,
/// SETTINGS and the whole call, which waits for no word of the server.
[[nodiscard]] std::string marking_call(const std::string& marker, const model::Identity& client);

/// The creation of a collection through REST.
[[nodiscard]] HttpRequest marking_request(const std::string& marker, const model::Identity& client);

}  // namespace tlsgauge::probe
