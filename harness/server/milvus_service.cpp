#include "server/milvus_service.hpp"

#include <milvus.grpc.pb.h>

#include <algorithm>
#include <atomic>
#include <optional>

namespace tlsgauge::server {
namespace {

namespace api = milvus::proto::milvus;

std::optional<std::string_view> authorization_of(const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find("authorization");
  if (found == metadata.end()) return std::nullopt;
  return std::string_view{found->second.data(), found->second.size()};
}

/// gRPC's callback interface: gRPC's own few threads run the calls, however many are in flight.
class MilvusService final : public api::MilvusService::CallbackService {
 public:
  MilvusService(Credentials credentials, std::vector<std::string> collections)
      : credentials_{std::move(credentials)}, collections_{std::move(collections)} {}

  grpc::ServerUnaryReactor* Connect(grpc::CallbackServerContext* context, const api::ConnectRequest* /*request*/,
                                    api::ConnectResponse* response) override {
    return answer(*context, [&] {
      response->mutable_server_info()->set_build_tags(kMilvusVersion);
      response->mutable_server_info()->set_deploy_mode("STANDALONE");
      response->set_identifier(++last_identifier_);
    });
  }

  grpc::ServerUnaryReactor* GetVersion(grpc::CallbackServerContext* context, const api::GetVersionRequest* /*request*/,
                                       api::GetVersionResponse* response) override {
    return answer(*context, [&] { response->set_version(kMilvusVersion); });
  }

  grpc::ServerUnaryReactor* ShowCollections(grpc::CallbackServerContext* context,
                                            const api::ShowCollectionsRequest* request,
                                            api::ShowCollectionsResponse* response) override {
    return answer(*context, [&] {
      if (!knows_database(request->db_name(), *response->mutable_status())) return;
      for (std::size_t i = 0; i < collections_.size(); ++i) {
        response->add_collection_names(collections_[i]);
        response->add_collection_ids(id_of(i));
      }
    });
  }

  grpc::ServerUnaryReactor* HasCollection(grpc::CallbackServerContext* context,
                                          const api::HasCollectionRequest* request,
                                          api::BoolResponse* response) override {
    return answer(*context, [&] {
      if (!knows_database(request->db_name(), *response->mutable_status())) return;
      response->set_value(std::ranges::find(collections_, request->collection_name()) != collections_.end());
    });
  }

  grpc::ServerUnaryReactor* DescribeCollection(grpc::CallbackServerContext* context,
                                               const api::DescribeCollectionRequest* request,
                                               api::DescribeCollectionResponse* response) override {
    return answer(*context, [&] {
      auto& status = *response->mutable_status();
      if (!knows_database(request->db_name(), status)) return;
      const auto found = std::ranges::find(collections_, request->collection_name());
      if (found == collections_.end()) {
        status.set_error_code(api::CollectionNotExists);
        status.set_code(kCollectionNotFound);
        status.set_reason("can't find collection[database=default][collection=" + request->collection_name() + "]");
        return;
      }
      response->mutable_schema()->set_name(*found);
      response->set_collection_name(*found);
      response->set_collectionid(id_of(static_cast<std::size_t>(found - collections_.begin())));
      response->set_db_name(kDatabase);
    });
  }

  grpc::ServerUnaryReactor* CheckHealth(grpc::CallbackServerContext* context,
                                        const api::CheckHealthRequest* /*request*/,
                                        api::CheckHealthResponse* response) override {
    return answer(*context, [&] { response->set_ishealthy(true); });
  }

  grpc::ServerUnaryReactor* ListDatabases(grpc::CallbackServerContext* context,
                                          const api::ListDatabasesRequest* /*request*/,
                                          api::ListDatabasesResponse* response) override {
    return answer(*context, [&] { response->add_db_names(kDatabase); });
  }

 private:
  /// Fills the response, unless the caller is not who it must be.
  template <class Fill>
  grpc::ServerUnaryReactor* answer(grpc::CallbackServerContext& context, const Fill& fill) const {
    auto* reactor = context.DefaultReactor();
    if (auto refusal = credentials_.refuse_call(authorization_of(context))) {
      reactor->Finish({grpc::StatusCode::UNAUTHENTICATED, *std::move(refusal)});
    } else {
      fill();
      reactor->Finish(grpc::Status::OK);
    }
    return reactor;
  }

  static bool knows_database(const std::string& name, api::Status& status) {
    if (name.empty() || name == kDatabase) return true;
    status.set_error_code(api::UnexpectedError);
    status.set_code(kDatabaseNotFound);
    status.set_reason("database not found[database=" + name + "]");
    return false;
  }

  static std::int64_t id_of(std::size_t index) { return static_cast<std::int64_t>(index) + 1; }

  const Credentials credentials_;
  const std::vector<std::string> collections_;
  std::atomic<std::int64_t> last_identifier_{0};
};

}  // namespace

std::shared_ptr<grpc::Service> make_milvus_service(Credentials credentials, std::vector<std::string> collections) {
  return std::make_shared<MilvusService>(std::move(credentials), std::move(collections));
}

}  // namespace tlsgauge::server
