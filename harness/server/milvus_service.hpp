#pragma once

#include <memory>
#include <string>

#include "server/catalogue.hpp"
#include "server/credentials.hpp"

namespace grpc {
class Service;
}

namespace tlsgauge::server {

/// What GetVersion and Connect answer: the API that is imitated, and that it is imitated.
inline constexpr char kMilvusVersion[] = "v2.5.0-tlsgauge";
/// The database that is there at the start.
inline constexpr char kDatabase[] = "default";
/// Milvus' error codes, in gRPC's Status.code and in REST's "code".
inline constexpr int kCollectionNotFound = 100;
inline constexpr int kDatabaseNotFound = 800;
inline constexpr int kInvalidParameter = 1100;

/// The calls of milvus.proto.milvus.MilvusService that clients make to find out whether they were let in. Every
/// database has the same collections.
[[nodiscard]] std::shared_ptr<grpc::Service> make_milvus_service(Credentials credentials,
                                                                 std::shared_ptr<Catalogue> catalogue);

}  // namespace tlsgauge::server
