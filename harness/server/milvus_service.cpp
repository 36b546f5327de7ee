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
  MilvusService(Credentials credentials, std::shared_ptr<Catalogue> catalogue)
      : credentials_{std::move(credentials)}, catalogue_{std::move(catalogue)} {}

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
      for (const auto& name : catalogue_->collections.all()) {
        response->add_collection_ids(response->collection_ids_size() + 1);
        response->add_collection_names(name);
      }
    });
  }

  grpc::ServerUnaryReactor* HasCollection(grpc::CallbackServerContext* context,
                                          const api::HasCollectionRequest* request,
                                          api::BoolResponse* response) override {
    return answer(*context, [&] {
      if (!knows_database(request->db_name(), *response->mutable_status())) return;
      response->set_value(catalogue_->collections.contains(request->collection_name()));
    });
  }

  grpc::ServerUnaryReactor* DescribeCollection(grpc::CallbackServerContext* context,
                                               const api::DescribeCollectionRequest* request,
                                               api::DescribeCollectionResponse* response) override {
    return answer(*context, [&] {
      auto& status = *response->mutable_status();
      if (!knows_database(request->db_name(), status)) return;
      const auto collections = catalogue_->collections.all();
      const auto found = std::ranges::find(collections, request->collection_name());
      if (found == collections.end()) {
        status.set_error_code(api::CollectionNotExists);
        status.set_code(kCollectionNotFound);
        status.set_reason("can't find collection[database=default][collection=" + request->collection_name() + "]");
        return;
      }
      response->mutable_schema()->set_name(*found);
      response->set_collection_name(*found);
      response->set_collectionid(found - collections.begin() + 1);
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
    return answer(*context, [&] {
      for (const auto& name : catalogue_->databases.all()) response->add_db_names(name);
    });
  }

  grpc::ServerUnaryReactor* CreateDatabase(grpc::CallbackServerContext* context,
                                           const api::CreateDatabaseRequest* request, api::Status* response) override {
    return answer(*context, [&] {
      if (catalogue_->databases.add(request->db_name())) return;
      response->set_error_code(api::IllegalArgument);
      response->set_code(kInvalidParameter);
      response->set_reason("a database's name has 1 to 255 octets, and there are limits to their number");
    });
  }

  grpc::ServerUnaryReactor* DropDatabase(grpc::CallbackServerContext* context, const api::DropDatabaseRequest* request,
                                         api::Status* /*response*/) override {
    return answer(*context, [&] {
      if (request->db_name() != kDatabase) catalogue_->databases.remove(request->db_name());
    });
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

  bool knows_database(const std::string& name, api::Status& status) const {
    if (name.empty() || catalogue_->databases.contains(name)) return true;
    status.set_error_code(api::UnexpectedError);
    status.set_code(kDatabaseNotFound);
    status.set_reason("database not found[database=" + name + "]");
    return false;
  }

  const Credentials credentials_;
  const std::shared_ptr<Catalogue> catalogue_;
  std::atomic<std::int64_t> last_identifier_{0};
};

}  // namespace

std::shared_ptr<grpc::Service> make_milvus_service(Credentials credentials, std::shared_ptr<Catalogue> catalogue) {
  return std::make_shared<MilvusService>(std::move(credentials), std::move(catalogue));
}

}  // namespace tlsgauge::server
