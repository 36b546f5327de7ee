#include "probe/marker.hpp"

#include <milvus.pb.h>

#include "probe/http2_call.hpp"

namespace tlsgauge::probe {

std::string marking_call(const std::string& marker, const model::Identity& client) {
  ::milvus::proto::milvus::CreateDatabaseRequest request;
  request.set_db_name(marker);
  return first_call({.path = "/milvus.proto.milvus.MilvusService/CreateDatabase",
                     .message = request.SerializeAsString(),
                     .client = client});
}

HttpRequest marking_request(const std::string& marker, const model::Identity& client) {
  return {.method = "POST",
          .target = "/v1/vector/collections/create",
          .host = client.server_name,
          .body = R"({"collectionName":")" + marker + R"(","dimension":2})",
          .login = client.login};
}

}  // namespace tlsgauge::probe
